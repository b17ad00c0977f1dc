"""Ports of this machine that one device's session needs, each free when it was chosen.

A port that is claimed is locked in a file that all processes of this user share, one byte a port: the kernel gives it
back when its owner dies. The file is the machine's, as ports are: jobs of a CI each have a state folder of their own,
or share one with other machines.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import stat
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from harness.errors import PortInUse
from harness.state import state_folder

# Below the range from which Linux and macOS give out ports by themselves, so that a chosen port stays free.
FIRST, LAST = 21000, 28000

_chosen: dict[int, int] = {}
"""Port → descriptor of the file in which it is locked."""

_files: dict[Path, int] = {}
"""Closing any descriptor of such a file gives all its locks up, so that one stays open for the life of the process."""

_lock = threading.Lock()


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        # As servers do, so that connections that are merely closing do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@dataclass(frozen=True, slots=True)
class PortBlock:
    """The loopback ports of one device's driver: UiAutomator2's server, its MJPEG stream, chromedriver."""

    system: int
    mjpeg: int
    chromedriver: int

    @classmethod
    def claim(cls) -> Self:
        """Three ports that nobody uses, neither another program nor another block of ours. Raises PortInUse."""
        return cls(claim_port(), claim_port(), claim_port())

    def release(self) -> None:
        """Give the ports back."""
        for port in (self.system, self.mjpeg, self.chromedriver):
            release_port(port)


def claim_port() -> int:
    """One free loopback port, not given out again until `release_port`. Raises PortInUse when there is none."""
    span = LAST - FIRST
    with _lock:
        # Runs that start at the same moment begin their search in different places.
        start = secrets.randbelow(span)
        for port in (FIRST + (start + offset) % span for offset in range(span)):
            if port not in _chosen and is_free(port) and _take(port):
                return port
    raise PortInUse(f"no free port between {FIRST} and {LAST}")


def release_port(port: int) -> None:
    """Give a port of `claim_port` back."""
    with _lock:
        descriptor = _chosen.pop(port, None)
        if descriptor is not None:
            fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, port)


def _take(port: int) -> bool:
    path = _lock_file()
    if path not in _files:
        _files[path] = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    descriptor = _files[path]
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    _chosen[port] = descriptor
    return True


def _lock_file() -> Path:
    """In the folder for temporary files, or with the state where another user has made a folder of that name."""
    folder = Path(tempfile.gettempdir()) / f"consentinel-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        made = folder.lstat()
    except OSError:
        return state_folder("locks") / "ports"
    ours = stat.S_ISDIR(made.st_mode) and made.st_uid == os.getuid() and not made.st_mode & 0o022
    return (folder if ours else state_folder("locks")) / "ports"
