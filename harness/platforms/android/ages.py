"""Android's way of writing spans of time: `+1d2h3m4s567ms`."""

from __future__ import annotations

import re

_UNITS_MS = {"d": 86_400_000.0, "h": 3_600_000.0, "m": 60_000.0, "s": 1000.0, "ms": 1.0}
_SPAN = re.compile(r"[+-]?((?:\d{1,9}(?:ms|[dhms]))+|0)$")
_PART = re.compile(r"(\d{1,9})(ms|[dhms])")


def parse_span_ms(text: str) -> float | None:
    """The length of a span in ms, without its sign; None when the text is not one."""
    match = _SPAN.match(text.strip())
    if match is None:
        return None
    return sum(int(number) * _UNITS_MS[unit] for number, unit in _PART.findall(match.group(1)))
