"""Ports are free when they are chosen, and no two devices get the same."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

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


OWNER = """
import sys
from harness import ports
ports.FIRST, ports.LAST = int(sys.argv[1]), int(sys.argv[1]) + 2
print(ports.claim_port(), flush=True)
sys.stdin.read()
"""


def test_no_port_of_another_process_is_chosen_until_that_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be its state folder another, as that of a CI's job is."""
    first = claim_port()
    release_port(first)
    monkeypatch.setattr(ports, "FIRST", first)
    monkeypatch.setattr(ports, "LAST", first + 2)
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(first)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"XDG_STATE_HOME": str(tmp_path / "of another")},
    )
    assert owner.stdout is not None
    assert owner.stdin is not None
    theirs = int(owner.stdout.readline())
    ours = claim_port()
    assert {theirs, ours} == {first, first + 1}
    with pytest.raises(PortInUse):
        claim_port()
    owner.kill()
    owner.wait()
    assert claim_port() == theirs
    release_port(theirs)
    release_port(ours)
    owner.stdout.close()
    owner.stdin.close()


def test_a_folder_that_another_may_write_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    away = tmp_path / "elsewhere"
    away.mkdir()
    (tmp_path / f"consentinel-{os.getuid()}").symlink_to(away)
    release_port(claim_port())
    assert not list(away.iterdir())
