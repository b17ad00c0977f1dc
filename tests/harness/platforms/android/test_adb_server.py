"""The adb server of a port: who else starts it at the same moment, and one that never comes up."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from pathlib import Path

import pytest

from harness.config.devices import AdbAt
from harness.errors import PhoneOffline
from harness.platforms.android import adb, servers
from harness.platforms.android.adb import AdbPhone
from harness.ports import claim_port

REFUSES = "import sys; sys.exit(255)"


@pytest.fixture
def phone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AdbPhone:
    """A phone whose adb says that it cannot start a server."""
    program = tmp_path / "adb"
    program.write_text(f"#!{sys.executable}\n{REFUSES}\n")
    program.chmod(0o755)
    monkeypatch.setattr(adb, "adb_program", lambda: program)
    return AdbPhone(AdbAt(server_port=claim_port(), connect="127.0.0.1:1"), None, 1.0)


def test_a_server_that_another_starts_at_the_same_moment_will_do(phone: AdbPhone) -> None:
    with contextlib.closing(socket.socket()) as another:
        another.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        another.bind(("127.0.0.1", phone.server_port))
        begins = threading.Timer(0.3, another.listen)
        begins.start()
        phone.ensure_server()
        begins.join()


def test_who_ends_a_server_waits_until_it_is_gone() -> None:
    """adb agrees to end, and is there for a moment more: the next run must not take it for one that serves."""
    at = AdbAt(server_port=claim_port(), connect="127.0.0.1:1")
    with socket.create_server(("127.0.0.1", at.server_port)) as server:
        going = threading.Thread(target=_end_slowly, args=(server,))
        with servers.used(at):
            servers.note_started(at.server_port)
            going.start()
        assert not servers.listens(at)
        going.join()


def _end_slowly(server: socket.socket) -> None:
    """Say yes to `host:kill`, as adb does, and end somewhat later."""
    while True:
        asked, _ = server.accept()
        with asked:
            if asked.recv(64).endswith(b"host:kill"):
                asked.sendall(b"OKAY")
                break
    threading.Event().wait(0.3)
    server.close()


def test_a_server_that_does_not_come_up_is_told_with_its_port(phone: AdbPhone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adb, "_OTHERS_START_S", 0.1)
    with pytest.raises(PhoneOffline, match=f"does not start on port {phone.server_port}"):
        phone.ensure_server()


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_another_program_on_the_port_is_told_from_a_phone_that_does_not_answer(phone: AdbPhone, answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", phone.server_port)) as another:
        answering = threading.Thread(target=_answer, args=(another, answer))
        answering.start()
        with pytest.raises(PhoneOffline, match=r"listing phones: what listens .* is another program") as caught:
            phone.connect()
        another.shutdown(socket.SHUT_RDWR)
        answering.join()
    assert "adb.server_port" in caught.value.mend


def _answer(server: socket.socket, answer: bytes) -> None:
    with contextlib.suppress(OSError):
        while True:
            asked, _ = server.accept()
            with asked:
                asked.recv(64)
                asked.sendall(answer)
