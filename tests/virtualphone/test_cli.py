"""The command `virtualphone`: what it lists, packs, and says of wrong input."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from virtualphone.cli import main
from virtualphone.device.appfile import read_app_file


def test_specimens_are_listed_and_packed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["specimens"]) == 0
    assert "compliant" in capsys.readouterr().out
    assert main(["pack", "compliant", "-o", str(tmp_path / "out.apk")]) == 0
    assert read_app_file((tmp_path / "out.apk").read_bytes()).activities[0].launcher


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["start", "--apps", "no-such-app"], "no specimen named 'no-such-app'; there are:"),
        (["start", "--count", "0"], "--count must be 1 to 64"),
        (["start", "--port", "65535"], "--port below 65536"),
        (["specimens", "--specimens", "/no/such/folder"], "/no/such/folder is not a folder"),
    ],
)
def test_wrong_input_is_one_line_and_status_2(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(words)
    printed = capsys.readouterr().err

    assert status == 2
    assert told in printed
    assert printed.count("\n") == 1


def test_taken_port_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert main(["start", "--port", str(port)]) == 2

    assert f"port {port} of 127.0.0.1 cannot be used" in capsys.readouterr().err
