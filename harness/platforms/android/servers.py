"""adb servers on ports of their own: the harness ends those that it started when the last run that uses one is over.

The server on the default port belongs to the user and is left alone, and so is one on a port where the harness never
started any. The mark of a port stays: a driver that is still busy when its server ends brings another one up, which the
next run then ends.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import adbutils

from harness.config.devices import AdbAt
from harness.lock import one_at_a_time, shared, take
from harness.state import state_folder

DEFAULT_PORT = 5037

_END_S = 2.0


def note_started(port: int) -> None:
    """Remember that the harness starts the server on this port."""
    if port != DEFAULT_PORT:
        _mark(port).touch()


@contextlib.contextmanager
def starting(port: int) -> Iterator[None]:
    """Let one process at a time start the server on this port; adb tells the later of two that it failed."""
    with one_at_a_time(state_folder("locks") / f"adb-start-{port}"):
        yield


@contextlib.contextmanager
def used(at: AdbAt) -> Iterator[None]:
    """Keep the server for the time of the block."""
    with shared(state_folder("locks") / f"adb-server-{at.server_host}-{at.server_port}") as lock:
        try:
            yield
        finally:
            if _mark(at.server_port).exists() and take(lock):
                with contextlib.suppress(adbutils.AdbError, OSError):
                    adbutils.AdbClient(host=at.server_host, port=at.server_port, socket_timeout=5.0).server_kill()
                _await_end(at)


def listens(at: AdbAt) -> bool:
    """Whether something answers at the server's address."""
    try:
        with socket.create_connection((at.server_host, at.server_port), timeout=3.0):
            return True
    except OSError:
        return False


def _await_end(at: AdbAt) -> None:
    """A server says that it ends before it does: who comes next, and waits for the lock, must not find it alive."""
    deadline = time.monotonic() + _END_S
    while listens(at) and time.monotonic() < deadline:
        time.sleep(0.01)


def _mark(port: int) -> Path:
    return state_folder("adb-servers") / str(port)
