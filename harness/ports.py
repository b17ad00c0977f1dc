"""Ports of this machine that one device's session needs, each free when it was chosen."""

from __future__ import annotations

import errno
import socket
import threading
from dataclasses import dataclass
from typing import Self

from harness.errors import PortInUse

# Below the range from which Linux and macOS give out ports by themselves, so that a chosen port stays free.
FIRST, LAST = 21000, 28000

_chosen: set[int] = set()
_lock = threading.Lock()


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on the port now."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            # As servers do, so that connections that are merely closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise PortInUse(
                f"{host} is not an address of this machine", "set capture.listen to one of this machine's addresses"
            ) from None
        return False
    return True


def require_free(port: int, host: str = "127.0.0.1") -> int:
    """The port itself. Raises PortInUse when another program has it."""
    if not is_free(port, host):
        raise PortInUse(f"port {port} of {host} is in use")
    return port


@dataclass(frozen=True, slots=True)
class PortBlock:
    """The ports of one device: UiAutomator2's server, its MJPEG stream, chromedriver, and the capture's proxy."""

    system: int
    mjpeg: int
    chromedriver: int
    proxy: int

    @classmethod
    def claim(cls, listen: str = "127.0.0.1") -> Self:
        """Four ports that nobody uses, neither another program nor another block of this process.

        `listen` is the address the proxy will wait on. Raises PortInUse when there are none.
        """
        return cls(_claim(), _claim(), _claim(), _claim(listen))

    def release(self) -> None:
        """Give the ports back."""
        with _lock:
            _chosen.difference_update((self.system, self.mjpeg, self.chromedriver, self.proxy))


def claim_port() -> int:
    """One free loopback port, not given out again until `release_port`."""
    return _claim()


def release_port(port: int) -> None:
    """Give a port of `claim_port` back."""
    with _lock:
        _chosen.discard(port)


def _claim(host: str = "127.0.0.1") -> int:
    span = LAST - FIRST
    # Runs that start at the same moment begin their search in different places.
    start = hash((threading.get_native_id(), len(_chosen))) % span
    with _lock:
        for offset in range(span):
            port = FIRST + (start + offset) % span
            if port not in _chosen and is_free(port, host):
                _chosen.add(port)
                return port
    raise PortInUse(f"no free port between {FIRST} and {LAST} on {host}")
