"""Ports are free when they are chosen, and no two devices get the same."""

from __future__ import annotations

import socket

import pytest

from harness import ports
from harness.errors import PortInUse
from harness.ports import PortBlock, claim_port, is_free, release_port


def test_blocks_share_no_port() -> None:
    blocks = [PortBlock.claim() for _ in range(8)]
    chosen = [port for block in blocks for port in (block.system, block.mjpeg, block.chromedriver)]
    assert len(set(chosen)) == len(chosen)
    for block in blocks:
        block.release()


def test_a_port_that_another_program_has_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert not is_free(number)
        monkeypatch.setattr(ports, "FIRST", number)
        monkeypatch.setattr(ports, "LAST", number + 1)
        with pytest.raises(PortInUse, match="no free port"):
            claim_port()
    port = claim_port()
    assert port == number
    release_port(port)
