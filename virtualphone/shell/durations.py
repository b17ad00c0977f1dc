"""Durations as Android's TimeUtils prints them."""

from __future__ import annotations


def format_duration(seconds: float) -> str:
    """`+1h2m3s4ms`; a negative one begins with a minus, nothing at all is 0."""
    milliseconds = round(abs(seconds) * 1000)
    if milliseconds == 0:
        return "0"
    days, rest = divmod(milliseconds, 86_400_000)
    hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, thousandths = divmod(rest, 1000)
    text = "-" if seconds < 0 else "+"
    for value, unit in ((days, "d"), (hours, "h"), (minutes, "m"), (whole, "s")):
        if value or len(text) > 1:
            text += f"{value}{unit}"
    return f"{text}{thousandths}ms"
