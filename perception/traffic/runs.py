"""Long runs of one class of bytes, found by looking for the run in a translation: a regex tries each short one."""

from __future__ import annotations

from perception.traffic.layer import Span


class Runs:
    """Finds the longest possible runs of some bytes, of a least length each."""

    def __init__(self, allowed: bytes, least: int) -> None:
        inside = frozenset(allowed)
        self._marks = bytes(0x78 if byte in inside else 0x20 for byte in range(256))
        self._run = b"x" * least

    def any(self, data: bytes) -> bool:
        """Whether there is one."""
        return self._run in data.translate(self._marks)

    def spans(self, data: bytes) -> list[Span]:
        """Where they stand, in order."""
        marks = data.translate(self._marks)
        found: list[Span] = []
        start = marks.find(self._run)
        while start >= 0:
            end = marks.find(b" ", start + len(self._run))
            end = len(marks) if end < 0 else end
            found.append((start, end))
            start = marks.find(self._run, end)
        return found
