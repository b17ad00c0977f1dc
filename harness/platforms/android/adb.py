"""One Android phone through an adb server; every call is bounded in time and raises InfraError."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import adbutils

from harness.config.devices import AdbAt
from harness.errors import CommandTimeout, InfraError, NoDevice, PhoneOffline, ToolMissing
from harness.journal import PhoneKey
from harness.platforms.android import servers
from harness.toolchain import locate_adb

_SERVER_START_S = 20.0
_SERVER_STARTS, _OTHERS_START_S = 2, 4.0
"""How often the server is started, and how long one that another program starts may take to listen."""
_NO_ANSWER_OF_ADB = "Unknown data: "
_NO_SERVER = "what listens on the adb server's port is another program, or a server that just ended"
_CONNECT_S = 10.0
_INSTALL_S = 300.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a shell command on the phone answered: exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def ok(self) -> bool:
        """Whether the command succeeded."""
        return self.code == 0

    @property
    def said(self) -> str:
        """What it printed, on whichever channel, in one line."""
        return " ".join((self.out.strip() or self.err.strip()).split())[:300]


class AdbPhone:
    """The phone with `serial` on the adb server `at`; without a serial, the only phone that server has."""

    def __init__(self, at: AdbAt, serial: str | None, timeout_s: float) -> None:
        self._at = at
        self._wanted = serial
        self._serial: str | None = serial
        self._timeout_s = timeout_s
        self._client = adbutils.AdbClient(host=at.server_host, port=at.server_port, socket_timeout=timeout_s)
        self._kept: _BoundedDevice | None = None
        self._root: tuple[str, ...] | None = None

    @property
    def serial(self) -> str:
        """The phone's serial; known after `connect` when none was configured."""
        if self._serial is None:
            self._serial = self._only_serial()
        return self._serial

    @property
    def key(self) -> PhoneKey:
        """The name under which journals and locks know this phone."""
        return PhoneKey(self._at.server_host, self._at.server_port, self.serial)

    @property
    def server_port(self) -> int:
        """The adb server's port."""
        return self._at.server_port

    @property
    def server_host(self) -> str:
        """The adb server's host."""
        return self._at.server_host

    def connect(self) -> None:
        """Make sure that the phone answers: adb server up, network phone connected, state `device`."""
        self.ensure_server()
        address = self._at.connect
        if address is not None and self.state() != "device":
            with _explained("connecting"):
                self._client.disconnect(address)
                said = self._client.connect(address, timeout=_CONNECT_S)
            if "connected to" not in said:
                raise PhoneOffline(f"{address}: adb says: {said.strip()}")
        state = self.state()
        if state != "device":
            raise PhoneOffline(f"{self.serial} is {state}")

    def state(self) -> str:
        """What adb says of the phone: device, offline, unauthorized … or `not connected`."""
        self._require_server()
        with _explained("listing phones"):
            found = {entry.serial: entry.state for entry in self._client.list(extended=False)}
        return str(found.get(self.serial, "not connected"))

    def ensure_server(self) -> None:
        """Start the adb server when nothing listens on its port.

        On a port of its own it claims no USB phone, so that the user's own server keeps them. There the older USB
        code serves: the newer one holds the start up for 3 s where no USB bus is.
        """
        if self._server_listens():
            return
        if self._at.server_host not in ("127.0.0.1", "localhost", "::1"):
            self._require_server()
        with servers.starting(self._at.server_port):
            if not self._server_listens():
                self._start_server()

    def _start_server(self) -> None:
        """Start it, or see that another does: a driver of a lost phone may bring it up at the same moment.

        Of two that start at once adb tells one that it failed, so what counts is that a server is there.
        """
        for _ in range(_SERVER_STARTS):
            self._run_start()
            servers.note_started(self._at.server_port)
            deadline = time.monotonic() + _OTHERS_START_S
            while not self._server_listens():
                if time.monotonic() > deadline:
                    break
                time.sleep(0.1)
            else:
                return
        raise PhoneOffline(f"the adb server does not start on port {self._at.server_port}", "run `adb start-server`")

    def _run_start(self) -> None:
        own = self._at.server_port != servers.DEFAULT_PORT
        options = ["--one-device", "none"] if own else []
        command = [str(adb_program()), "-P", str(self._at.server_port), *options, "start-server"]
        # The server lives on; a pipe that it inherits would never end.
        _run(command, _SERVER_START_S, capture=False, settings={"ADB_LIBUSB": "0"} if own else None)

    def shell(self, command: str, *, timeout_s: float | None = None) -> Answer:
        """Run a command in the phone's shell."""
        self._require_server()
        limit = timeout_s or self._timeout_s
        with _explained(f"adb shell {command.split(' ', 1)[0]}"):
            done = self._device().shell2(command, timeout=limit, v2=True)
        return Answer(done.returncode, done.stdout, done.stderr)

    def read(self, command: str) -> str:
        """The standard output of a command, or an empty text when it fails."""
        answer = self.shell(command)
        return answer.out if answer.ok else ""

    def root(self, command: str) -> Answer:
        """Run a command as root. Only after `is_root` said that it is possible."""
        prefix = self._root_prefix()
        if prefix is None:
            return Answer(1, "", "no root on this phone")
        return self.shell(" ".join((*prefix, shlex.quote(command))) if prefix else command)

    def is_root(self) -> bool:
        """Whether commands can be run as root (adbd as root, or a su that lets the shell)."""
        return self._root_prefix() is not None

    def properties(self) -> dict[str, str]:
        """The system properties."""
        lines = (line.strip() for line in self.read("getprop").splitlines())
        pairs = (line[1:-1].split("]: [", 1) for line in lines if line.startswith("[") and line.endswith("]"))
        return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}

    def push(self, content: bytes, path: str, mode: int = 0o644) -> None:
        """Write a file on the phone."""
        self._require_server()
        with _explained("adb push"):
            self._device().sync.push(content, path, mode)

    def pull(self, path: str, to: Path) -> None:
        """Bring a file of the phone, whole or not at all."""
        self._require_server()
        part = to.with_name(f"{to.name}.part")
        try:
            with _explained("adb pull"):
                self._device().sync.pull(path, str(part))
                part.replace(to)
        finally:
            part.unlink(missing_ok=True)

    def install(self, files: Sequence[Path]) -> Answer:
        """Install an APK, with its splits if there are any, for this user; the phone's refusal is in the answer."""
        self._require_server()
        how = "install" if len(files) == 1 else "install-multiple"
        done = _run([*self._program(), how, "-r", *map(str, files)], _INSTALL_S, capture=True)
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        return Answer(done.returncode, said, "")

    def reverse(self, port: int) -> None:
        """Lead a loopback port of the phone to the same port of this machine."""
        self._require_server()
        with _explained("adb reverse"):
            self._device().reverse(f"tcp:{port}", f"tcp:{port}")

    def reverse_remove(self, port: int) -> None:
        """Take a reversed port back; one that is not there is no error."""
        if port in self.reversed_ports():
            with _explained("adb reverse --remove"):
                self._device().reverse_remove(f"tcp:{port}")

    def reversed_ports(self) -> frozenset[int]:
        """The phone's ports that lead to this machine."""
        self._require_server()
        with _explained("adb reverse --list"):
            remotes = [item.remote for item in self._device().reverse_list()]
        return frozenset(int(remote[4:]) for remote in remotes if remote.startswith("tcp:") and remote[4:].isdigit())

    def _device(self) -> adbutils.AdbDevice:
        # Kept, because the library asks each new one for its features.
        if self._kept is None:
            self._kept = _BoundedDevice(self._client, self.serial, self._timeout_s)
        return self._kept

    def _program(self) -> list[str]:
        return [str(adb_program()), "-H", self._at.server_host, "-P", str(self._at.server_port), "-s", self.serial]

    def _root_prefix(self) -> tuple[str, ...] | None:
        if self._root is None:
            # adbd itself, AOSP's su, then the su that rooting tools bring.
            for prefix, probe in (
                ((), "id -u"),
                (("su", "0", "sh", "-c"), "su 0 id -u"),
                (("su", "-c"), "su -c 'id -u'"),
            ):
                if self.read(probe).strip() == "0":
                    self._root = prefix
                    break
        return self._root

    def _only_serial(self) -> str:
        self._require_server()
        with _explained("listing phones"):
            serials = [entry.serial for entry in self._client.list(extended=False)]
        if len(serials) == 1:
            return str(serials[0])
        if not serials:
            raise NoDevice("no phone is connected", "connect a phone with USB debugging, or set `udid` in devices.yaml")
        raise NoDevice(f"several phones are connected ({', '.join(serials)})", "set `udid` in devices.yaml")

    def _server_listens(self) -> bool:
        return servers.listens(self._at)

    def _require_server(self) -> None:
        """The library would start a server on the default port, which is the user's own."""
        if not self._server_listens():
            raise PhoneOffline(f"no adb server answers at {self._at.server_host}:{self._at.server_port}")


class _BoundedDevice(adbutils.AdbDevice):  # type: ignore[misc]  # the library is not typed
    """The library's phone, which by itself waits ten minutes for an answer to most of its calls."""

    def __init__(self, client: adbutils.AdbClient, serial: str, limit_s: float) -> None:
        super().__init__(client, serial=serial)
        self._limit_s = limit_s

    def open_transport(self, command: str | None = None, timeout: float | None = None) -> adbutils.AdbConnection:
        """A connection on which no single wait is longer than the limit, or than `timeout`, in s.

        The library would first ask the server for its version, which costs a connection for each command.
        """
        if command is not None:
            return super().open_transport(command, timeout or self._limit_s)
        connection = self._client.make_connection(timeout=timeout or self._limit_s)
        try:
            connection.send_command(f"host:transport:{self.serial}")
            connection.check_okay()
        except BaseException:
            connection.close()
            raise
        return connection


def adb_program() -> Path:
    """The adb to start. Raises ToolMissing."""
    tool = locate_adb()
    if tool.path is None:
        raise ToolMissing("adb is missing", tool.hint)
    return tool.path


def _run(
    command: list[str], timeout_s: float, *, capture: bool, settings: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    output = subprocess.PIPE if capture else subprocess.DEVNULL
    environment = {name: value for name, value in os.environ.items() if name != "ADB_SERVER_SOCKET"}
    environment |= settings or {}
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            timeout=timeout_s,
            check=False,
            env=environment,
            # An adb server that is started here must not get the Ctrl-C that is meant for the harness.
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise CommandTimeout(f"adb {command[-1]}: no answer in {timeout_s:.0f} s") from None
    except OSError as error:
        raise ToolMissing(f"{command[0]} does not start: {error.strerror}") from None


@contextlib.contextmanager
def _explained(doing: str) -> Iterator[None]:
    try:
        yield
    except InfraError:
        raise
    except (adbutils.AdbTimeout, TimeoutError) as error:
        raise CommandTimeout(f"{doing}: no answer in time ({error})") from error
    except adbutils.AdbError as error:
        said = str(error).strip()[:300]
        if said.startswith(_NO_ANSWER_OF_ADB):
            raise PhoneOffline(f"{doing}: {_NO_SERVER}", "choose a free `adb.server_port` when it stays so") from error
        raise PhoneOffline(f"{doing}: {said}") from error
    except (EOFError, OSError, ValueError, IndexError) as error:
        raise PhoneOffline(f"{doing}: the connection broke ({error})") from error
