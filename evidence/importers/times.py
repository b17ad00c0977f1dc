"""Times as capture tools write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

LATEST_S = 32_503_680_000.0
"""The year 3000: a time beyond is damage."""


def read_time(text: str, offset_s: float | None = None) -> tuple[float, float | None]:
    """Seconds since 1970 of an ISO 8601 time, and the offset from UTC that it is written with (None without one).

    A time without an offset is read with `offset_s`, else as UTC. Raises ValueError.
    """
    moment = datetime.fromisoformat(text.strip())
    written = moment.utcoffset()
    if written is None:
        moment = moment.replace(tzinfo=timezone(timedelta(seconds=offset_s)) if offset_s is not None else UTC)
    return plausible(moment.timestamp()), written.total_seconds() if written is not None else None


def read_stamp(value: object) -> float:
    """Seconds since 1970 of a number in s, ms or µs. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("no time")
    number = float(value)
    if number > 1e14:
        number /= 1e6
    elif number > 1e11:
        number /= 1e3
    return plausible(number)


def plausible(seconds: float) -> float:
    """The same time. Raises ValueError when it is none that a capture could have."""
    if not 0 <= seconds < LATEST_S:
        raise ValueError("no time between 1970 and 3000")
    return seconds


def write_time(seconds: float) -> str:
    """The time in ISO 8601, in UTC to the µs."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
