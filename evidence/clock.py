"""The one clock that driver and capture share."""

from __future__ import annotations

import time
from dataclasses import dataclass

MAX_MS = 1e10
"""No attempt lasts longer (115 days); a time beyond is damage."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Milliseconds since the recording's zero on the machine's monotonic clock.

    The monotonic clock is the same for all processes of a machine, so that a capture in a child process that is
    given `zero_ns` stamps its flows on the driver's own axis, and a step of the wall clock moves nothing.
    """

    zero_ns: int

    @classmethod
    def start(cls) -> Clock:
        """A clock whose zero is now."""
        return cls(time.monotonic_ns())

    def now_ms(self) -> float:
        """Time since zero in ms, to the microsecond."""
        return round((time.monotonic_ns() - self.zero_ns) / 1e6, 3)

    def now_s(self) -> float:
        """Time since zero in s."""
        return self.now_ms() / 1000

    def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
        time.sleep(seconds)

    def wall_offset_ms(self, started_wall_s: float) -> float:
        """How far the wall clock has drifted from this one since the recording began, in ms."""
        return round((time.time() - started_wall_s) * 1000 - self.now_ms(), 3)
