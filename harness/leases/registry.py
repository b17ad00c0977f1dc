"""The registry of leases: one entry a device in the state folder, changed under one lock.

An entry says who holds the device and until when. Beside it its owner keeps a file locked for as long as it lives, so
that the kernel itself tells of an owner that was killed. The time counts for owners on other machines, whose locks
cannot be seen from here.
"""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from harness.config.devices import Device
from harness.journal import PhoneKey
from harness.lock import in_use, one_at_a_time, take
from harness.state import file_name, state_folder

_ENTRY, _ALIVE, _QUARANTINE = ".json", ".alive", ".quarantine"
MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A lease: `phone` is the key of the device, `owner` says for a person who has it; times in s since 1970."""

    phone: str
    device: str
    owner: str
    host: str
    pid: int
    token: str
    since: float
    until: float

    @property
    def told(self) -> str:
        """Who has the device, for a person."""
        return f"{self.owner} (process {self.pid} on {self.host})"


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Why a device is passed over for a while; `until` in s since 1970."""

    reason: str
    until: float


def phone_of(device: Device) -> str:
    """The key under which leases, and for Android phones also locks and journals, know a device."""
    if device.platform != "android":
        return f"{device.platform} {device.udid or device.name}"
    if device.serial is None:
        return f"the only phone (adb server {device.adb.server_host}:{device.adb.server_port})"
    return str(PhoneKey(device.adb.server_host, device.adb.server_port, device.serial))


@contextlib.contextmanager
def registry() -> Iterator[Registry]:
    """The registry, for this process alone during the block; a short one, for others wait."""
    folder = state_folder("leases")
    with one_at_a_time(folder / "lock"):
        yield Registry(folder)


class Registry:
    """The entries; only `registry()` gives them out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def entry(self, phone: str) -> Entry | None:
        """The lease that holds a phone now; what dead owners have left is swept away."""
        read = _read(self._path(phone, _ENTRY))
        try:
            entry = Entry(**read) if read else None
        except TypeError:
            entry = None
        if entry is None or self.holds(entry):
            return entry
        self.remove(entry)
        return None

    def entries(self) -> tuple[Entry, ...]:
        """All leases that hold a phone now."""
        phones = [read.get("phone") for path in sorted(self._folder.glob(f"*{_ENTRY}")) if (read := _read(path))]
        found = [self.entry(phone) for phone in phones if isinstance(phone, str)]
        return tuple(entry for entry in found if entry is not None)

    def free(self, phone: str) -> bool:
        """Whether nobody has the phone, neither by a lease nor in a run without one."""
        return self.entry(phone) is None and not in_use(phone)

    def holds(self, entry: Entry) -> bool:
        """Whether a lease counts: its owner lives, or may live on another machine, and its time is not over."""
        if entry.host == socket.gethostname() and not self.owner_lives(entry):
            return False
        return entry.until > time.time()

    def owner_lives(self, entry: Entry) -> bool:
        """Whether the owner, on this machine, still keeps its file locked."""
        try:
            with self._path(entry.phone, f"-{entry.token}{_ALIVE}").open("r+") as file:
                return not take(file)
        except FileNotFoundError:
            return False

    def write(self, entry: Entry) -> None:
        """Put a new or renewed lease down."""
        _write(self._path(entry.phone, _ENTRY), asdict(entry))

    def remove(self, entry: Entry) -> None:
        """End a lease."""
        self._path(entry.phone, f"-{entry.token}{_ALIVE}").unlink(missing_ok=True)
        self._path(entry.phone, _ENTRY).unlink(missing_ok=True)

    def alive(self, entry: Entry) -> IO[str]:
        """The file that its owner keeps open, and so locked, for the time of the lease."""
        file = self._path(entry.phone, f"-{entry.token}{_ALIVE}").open("w")
        take(file)
        return file

    def quarantine(self, phone: str) -> Quarantine | None:
        """Why the phone is passed over now, if it is."""
        path = self._path(phone, _QUARANTINE)
        read = _read(path)
        try:
            found = Quarantine(**read) if read else None
        except TypeError:
            found = None
        if found is None or found.until > time.time():
            return found
        path.unlink(missing_ok=True)
        return None

    def set_quarantine(self, phone: str, quarantine: Quarantine | None) -> None:
        """Pass the phone over for a while, or no longer."""
        path = self._path(phone, _QUARANTINE)
        if quarantine is None:
            path.unlink(missing_ok=True)
        else:
            _write(path, asdict(quarantine))

    def _path(self, phone: str, suffix: str) -> Path:
        return self._folder / (file_name(phone) + suffix)


def _read(path: Path) -> dict[str, Any]:
    """What a file holds; nothing when it is not there or torn."""
    try:
        with path.open("rb") as file:
            read = json.loads(file.read(MAX_BYTES))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _write(path: Path, values: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    part.replace(path)
