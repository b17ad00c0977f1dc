"""The emulator console, played by a socket that follows its protocol."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.errors import CommandTimeout, PhoneOffline
from harness.platforms.android import console
from harness.platforms.android.console import console_of, open_console

FREE = b"Android Console: type 'help' for a list of commands\r\nOK\r\n"
LOCKED = b"Android Console: Authentication required\r\nAndroid Console: type 'auth <auth_token>'\r\nOK\r\n"


@contextmanager
def emulator(greeting: bytes, answer: Callable[[str], bytes]) -> Iterator[tuple[tuple[str, int], list[str]]]:
    """An emulator's console for one caller: its address, and the lines that it is told."""
    told: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            caller, _ = server.accept()
            with caller, caller.makefile("r", encoding="utf-8", newline="\n") as lines:
                caller.sendall(greeting)
                for line in lines:
                    told.append(line.rstrip("\n"))
                    caller.sendall(answer(told[-1]))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname(), told
        thread.join(5)


def acknowledge(line: str) -> bytes:
    return b"acceleration = 0:9.77622:0.813417\r\nOK\r\n" if line.startswith("sensor get") else b"OK\r\n"


def test_a_sensor_is_read_and_set() -> None:
    with emulator(FREE, acknowledge) as (at, told), open_console(at, 5) as opened:
        assert opened.sensor("acceleration") == (0.0, 9.77622, 0.813417)
        opened.set_sensor("gyroscope", (0.5, 0.0, -1.25))
    assert told == ["sensor get acceleration", "sensor set gyroscope 0.5000:0.0000:-1.2500"]


def test_the_owners_token_opens_a_locked_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = tmp_path / "token"
    token.write_text("s3same\n")
    monkeypatch.setattr(console, "TOKEN_FILE", token)
    with emulator(LOCKED, acknowledge) as (at, told), open_console(at, 5):
        pass
    assert told == ["auth s3same"]


def test_without_the_token_it_says_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "TOKEN_FILE", tmp_path / "none")
    with (
        emulator(LOCKED, acknowledge) as (at, _),
        pytest.raises(PhoneOffline, match="asks for a token"),
        open_console(at, 5),
    ):
        pass


def test_a_refusal_is_told() -> None:
    with (
        emulator(FREE, lambda line: b"KO: unknown sensor name: gyroscope\r\n") as (at, _),
        open_console(at, 5) as opened,
        pytest.raises(PhoneOffline, match="KO: unknown sensor"),
    ):
        opened.set_sensor("gyroscope", (0.0, 0.0, 0.0))


def test_a_silent_console_is_not_waited_for_without_end() -> None:
    with emulator(b"", acknowledge) as (at, _), pytest.raises(CommandTimeout), open_console(at, 0.2):
        pass


def test_a_port_without_a_console_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        at = server.getsockname()
    with pytest.raises(PhoneOffline, match="no emulator console"), open_console(at, 1):
        pass


@pytest.mark.parametrize(
    ("serial", "at"),
    [("emulator-5554", ("127.0.0.1", 5554)), ("127.0.0.1:5555", None), ("0A1B2C", None), ("emulator-x", None)],
)
def test_the_serial_names_an_emulators_console(serial: str, at: tuple[str, int] | None) -> None:
    assert console_of(serial) == at
