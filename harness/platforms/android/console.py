"""The console of an Android emulator (`telnet localhost 5554`), through which its sensors are set.

Lines of text: the emulator greets, asks for a token where its owner has set one, and answers every command with `OK`
or `KO: reason`. Source: https://developer.android.com/studio/run/emulator-console
"""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator
from pathlib import Path

from harness.errors import CommandTimeout, PhoneOffline

Vector = tuple[float, float, float]

TOKEN_FILE = Path("~/.emulator_console_auth_token")
_MOST_BYTES = 65_536
_READING = re.compile(r"=\s*(-?[\d.eE+-]+):(-?[\d.eE+-]+):(-?[\d.eE+-]+)")
_EMULATOR = re.compile(r"^emulator-(\d{4,5})$")


def console_of(serial: str) -> tuple[str, int] | None:
    """Where the console of a phone with this adb serial is; None for a phone that has none by its name."""
    match = _EMULATOR.match(serial)
    return ("127.0.0.1", int(match.group(1))) if match else None


class EmulatorConsole:
    """An open console; raises PhoneOffline when it is refused or answers no, CommandTimeout when it is silent."""

    def __init__(self, connection: socket.socket, name: str) -> None:
        self._connection = connection
        self._name = name

    def sensor(self, name: str) -> Vector:
        """The present reading of a sensor."""
        match = _READING.search(self._ask(f"sensor get {name}"))
        if match is None:
            raise PhoneOffline(f"the console at {self._name} tells no reading of {name}")
        return float(match.group(1)), float(match.group(2)), float(match.group(3))

    def set_sensor(self, name: str, reading: Vector) -> None:
        """Set a sensor until it is set again."""
        self._ask(f"sensor set {name} {':'.join(f'{value:.4f}' for value in reading)}")

    def greet(self) -> None:
        """Read the greeting, and give the token when it is asked for."""
        if "Authentication required" in self._answer():
            try:
                token = TOKEN_FILE.expanduser().read_text("utf-8").strip()
            except OSError:
                raise PhoneOffline(
                    f"the console at {self._name} asks for a token", f"its owner's {TOKEN_FILE} is needed here"
                ) from None
            self._ask(f"auth {token}")

    def _ask(self, command: str) -> str:
        self._connection.sendall(f"{command}\n".encode())
        return self._answer()

    def _answer(self) -> str:
        told = b""
        try:
            while len(told) < _MOST_BYTES:
                part = self._connection.recv(4096)
                if not part:
                    raise PhoneOffline(f"the console at {self._name} hung up")
                told += part
                last = told.replace(b"\r", b"").rstrip(b"\n").rpartition(b"\n")[2]
                if told.endswith(b"\n") and (last == b"OK" or last.startswith(b"KO")):
                    break
        except TimeoutError:
            raise CommandTimeout(f"the console at {self._name} does not answer") from None
        except OSError as error:
            raise PhoneOffline(f"the console at {self._name}: {error.strerror}") from None
        if last.startswith(b"KO"):
            raise PhoneOffline(f"the console at {self._name} says {last.decode('utf-8', 'replace')[:200]}")
        return told.decode("utf-8", "replace")


@contextlib.contextmanager
def open_console(at: tuple[str, int], timeout_s: float) -> Iterator[EmulatorConsole]:
    """A console at host and port, greeted; closed at the end. Raises PhoneOffline and CommandTimeout."""
    name = f"{at[0]}:{at[1]}"
    try:
        connection = socket.create_connection(at, timeout=timeout_s)
    except OSError as error:
        raise PhoneOffline(f"no emulator console at {name} ({error})") from None
    with connection:
        console = EmulatorConsole(connection, name)
        console.greet()
        yield console
