"""One run at a time on one phone, and other things that processes share.

Each lock belongs to an open file: the kernel drops it when its owner dies, so that none is ever stale.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from harness.errors import DeviceBusy
from harness.state import file_name, state_folder

_ASKING_S = 0.5


@contextlib.contextmanager
def only_user_of(phone: str) -> Iterator[None]:
    """Hold the phone with this key for the time of the block. Raises DeviceBusy, naming the process that has it."""
    path = state_folder("locks") / file_name(phone)
    with path.open("a+") as file:
        if not _take_soon(file):
            raise DeviceBusy(f"{phone} is in use by process {_owner(path)}")
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def in_use(phone: str) -> bool:
    """Whether a run holds the phone now."""
    with (state_folder("locks") / file_name(phone)).open("a+") as file:
        return not take(file)


def drives(pid: int) -> bool:
    """Whether a process of this machine holds a phone now."""
    # Phones alone, as `file_name` calls them: who opens and closes the file of the ports gives up its own.
    for path in state_folder("locks").glob("*-" + "[0-9a-f]" * 8):
        with contextlib.suppress(OSError), path.open("r+") as file:
            if file.read().strip() == str(pid) and not take(file):
                return True
    return False


def _take_soon(file: IO[str]) -> bool:
    """Somebody who merely asks whether the phone is in use has the lock for a moment."""
    deadline = time.monotonic() + _ASKING_S
    while not (taken := take(file)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return taken


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait until no other process is in such a block for this file, which is made if need be."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def shared(path: Path) -> Iterator[IO[str]]:
    """Hold a file together with others; what comes out can be taken when they have let go."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield file


def take(file: IO[str]) -> bool:
    """Lock a file until it is closed; False when another process has it locked."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _owner(path: Path) -> str:
    return path.read_text().strip() or "unknown"
