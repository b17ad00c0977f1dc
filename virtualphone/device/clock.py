"""The phone's wall clock: the moments are the host's, the time zone is the phone's own."""

from __future__ import annotations

import datetime
import re

# China has one zone and no summer time, so no table of zones is needed.
ZONE = datetime.timezone(datetime.timedelta(hours=8), "CST")


def local(seconds: float) -> datetime.datetime:
    """The phone's local time at a moment in seconds since the epoch."""
    return datetime.datetime.fromtimestamp(seconds, ZONE)


def show(seconds: float, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A moment in the phone's local time by a pattern of strftime."""
    return local(seconds).strftime(pattern)


def show_milliseconds(seconds: float, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
    """The same with milliseconds after the pattern."""
    return f"{show(seconds, pattern)}.{int(seconds * 1000) % 1000:03d}"


def parse_local(text: str, now: float) -> float | None:
    """Seconds since the epoch of `MM-DD hh:mm:ss[.mmm]`, the same with a year before it, or None."""
    found = re.fullmatch(r"(?:(\d{4})-)?(\d\d-\d\d \d\d:\d\d:\d\d)(\.\d{1,9})?", text)
    if found is None:
        return None
    year = found[1] or str(local(now).year)
    try:
        moment = datetime.datetime.strptime(f"{year}-{found[2]}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)
    except ValueError:
        return None
    return moment.timestamp() + float(f"0{found[3] or '.0'}")
