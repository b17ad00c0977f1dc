"""Filming with the phone's own `screenrecord`, which every Android since 4.4 has, over any adb connection.

It films at most three minutes, into a file on the phone that can be played once it has ended by itself or by SIGINT.
"""

from __future__ import annotations

import contextlib
import itertools
import secrets
import shlex
import threading
import time
from pathlib import Path

from harness.errors import InfraError
from harness.journal import Change, Journal
from harness.platforms.android.adb import AdbPhone, Answer

FILM_CHANGE = "film"
LONGEST_S = 180
"""What `screenrecord` films at most, before Android 14."""

_FOLDER = "/data/local/tmp"
_SHORT_SIDE = 544
_STEP = 16
"""Encoders of many phones take sides that are multiples of this."""
_BIT_RATE = 2_000_000
_START_S = 8.0
_CUT_S = 15.0
_ASK_EVERY_S = 0.05
_SLACK_S = 30.0
_RUNNING = "for p in $(pidof screenrecord); do echo $p; cat /proc/$p/cmdline; echo; done"


class ScreenRecord:
    """The camera of one phone; `size` is that of its display in px."""

    def __init__(self, phone: AdbPhone, journal: Journal, size: tuple[int, int]) -> None:
        self._phone, self._journal = phone, journal
        self._size = film_size(*size)
        self._change: Change | None = None

    def take_out(self) -> None:
        """Put what is about to lie on the phone into its journal."""
        self._change = self._journal.record(FILM_CHANGE, prefix=f"{_FOLDER}/consentinel-{secrets.token_hex(4)}-")

    def roll(self, name: str) -> _Take:
        """Begin a piece; returns when the phone says that it films. Raises InfraError with what the phone said."""
        if self._change is None:
            raise InfraError("the film was not put into the journal")
        width, height = self._size
        path = self._change.values["prefix"] + name
        options = f"--time-limit {LONGEST_S} --bit-rate {_BIT_RATE} --size {width}x{height}"
        return _Take(self._phone, f"screenrecord {options} {shlex.quote(path)}", path)

    def put_away(self) -> None:
        """Nothing is filmed any more, and no file is left."""
        if self._change is not None:
            undo_film(self._phone, self._change)
            self._journal.settle(self._change)
            self._change = None


class _Take:
    def __init__(self, phone: AdbPhone, command: str, path: str) -> None:
        self._phone, self._path = phone, path
        self._answer: Answer | None = None
        self._failure: InfraError | None = None
        self._done = threading.Event()
        threading.Thread(target=self._film, args=(command,), name="screenrecord", daemon=True).start()
        deadline = time.monotonic() + _START_S
        while not _pids(phone, path):
            if self._done.wait(_ASK_EVERY_S) or time.monotonic() > deadline:
                raise self._told("screenrecord does not start")

    def over(self, timeout_s: float) -> bool:
        """Wait until the phone has ended it."""
        return self._done.wait(timeout_s)

    def cut(self) -> None:
        """End it as Ctrl-C does: the file is closed properly."""
        _interrupt(self._phone, self._path)
        if not self._done.wait(_CUT_S):
            raise InfraError("screenrecord does not end")

    def fetch(self, to: Path) -> None:
        """Pull the file and remove it."""
        if not self._done.is_set() or self._failure is not None:
            raise self._told("screenrecord has not ended")
        assert self._answer is not None
        if not self._answer.ok:
            raise self._told("screenrecord failed")
        self._phone.pull(self._path, to)
        self._phone.shell(f"rm -f {shlex.quote(self._path)}")

    def _film(self, command: str) -> None:
        try:
            self._answer = self._phone.shell(command, timeout_s=LONGEST_S + _SLACK_S)
        except InfraError as error:
            self._failure = error
        finally:
            self._done.set()

    def _told(self, otherwise: str) -> InfraError:
        said = self._answer.said if self._answer is not None else ""
        return self._failure or InfraError(f"{otherwise}: {said}" if said else otherwise)


def undo_film(phone: AdbPhone, change: Change) -> None:
    """End what is still being filmed and remove its files. Raises InfraError."""
    prefix = change.values["prefix"]
    deadline = time.monotonic() + _CUT_S
    while _interrupt(phone, prefix) and time.monotonic() < deadline:
        time.sleep(_ASK_EVERY_S)
    phone.shell(f"rm -f {shlex.quote(prefix)}*")


def film_size(width: int, height: int) -> tuple[int, int]:
    """Width and height in px to film a display with, small enough for an hour of it to be kept."""
    factor = min(1.0, _SHORT_SIDE / max(1, min(width, height)))
    return _even(width * factor), _even(height * factor)


def _even(side: float) -> int:
    return max(_STEP, round(side / _STEP) * _STEP)


def _interrupt(phone: AdbPhone, path: str) -> bool:
    """Send SIGINT to what films into such a file; whether there was any."""
    pids = _pids(phone, path)
    for pid in pids:
        with contextlib.suppress(InfraError):
            phone.shell(f"kill -2 {pid}")
    return bool(pids)


def _pids(phone: AdbPhone, path: str) -> list[int]:
    lines = phone.read(_RUNNING).splitlines()
    return [int(pid) for pid, command in itertools.pairwise(lines) if pid.strip().isdigit() and path in command]
