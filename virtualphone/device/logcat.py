"""The log ring: entries, the printed formats, and waiting for new lines."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from virtualphone.device.clock import show_milliseconds

Level = Literal["V", "D", "I", "W", "E", "F"]
Format = Literal["brief", "process", "tag", "raw", "time", "threadtime", "long"]
LEVELS = "VDIWEF"
BUFFERS = ("main", "system", "crash", "events", "radio", "kernel")
_CAPACITY = 20_000
_MAX_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One log line; `when` is seconds since the epoch, `number` grows by one an entry."""

    number: int
    when: float
    buffer: str
    pid: int
    tid: int
    level: Level
    tag: str
    text: str

    def format(self, style: Format) -> str:
        """The entry as `logcat -v style` prints it, without the line end."""
        stamp = show_milliseconds(self.when, "%m-%d %H:%M:%S")
        match style:
            case "threadtime":
                return f"{stamp} {self.pid:5d} {self.tid:5d} {self.level} {self.tag:<8}: {self.text}"
            case "time":
                return f"{stamp} {self.level}/{self.tag:<8}({self.pid:5d}): {self.text}"
            case "brief":
                return f"{self.level}/{self.tag:<8}({self.pid:5d}): {self.text}"
            case "process":
                return f"{self.level}({self.pid:5d}) {self.text}  ({self.tag})"
            case "tag":
                return f"{self.level}/{self.tag:<8}: {self.text}"
            case "long":
                return f"[ {stamp} {self.pid:5d}:{self.tid:5d} {self.level}/{self.tag:<8} ]\n{self.text}\n"
            case "raw":
                return self.text


class Logcat:
    """The newest log entries of one phone, all buffers together in order of time."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_CAPACITY)
        self._next_number = 1
        self._waiters: set[asyncio.Event] = set()

    def write(
        self, tag: str, level: Level, pid: int, text: str, *, buffer: str = "main", tid: int | None = None
    ) -> None:
        """Append a text, one entry a line as Android splits it."""
        for line in text[:_MAX_TEXT].splitlines() or [""]:
            entry = Entry(self._next_number, time.time(), buffer, pid, tid or pid, level, tag, line)
            self._entries.append(entry)
            self._next_number += 1
        for waiter in self._waiters:
            waiter.set()

    def entries(self, after: int = 0) -> list[Entry]:
        """Entries kept whose number is above `after`."""
        return [entry for entry in self._entries if entry.number > after]

    def clear(self, buffers: frozenset[str]) -> None:
        """Forget the entries of some buffers."""
        kept = [entry for entry in self._entries if entry.buffer not in buffers]
        self._entries.clear()
        self._entries.extend(kept)

    async def follow(self, after: int = 0) -> AsyncIterator[Entry]:
        """Yield kept entries above `after`, then new ones as they come, for ever."""
        changed = asyncio.Event()
        self._waiters.add(changed)
        try:
            while True:
                changed.clear()
                for entry in self.entries(after):
                    after = entry.number
                    yield entry
                if self._next_number == after + 1 or not self.entries(after):
                    await changed.wait()
        finally:
            self._waiters.discard(changed)
