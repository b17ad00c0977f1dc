"""The bytes of a flow as a person reads them, with ranges marked."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.traffic import Flow
from reports.masking import Mask

CONTEXT = 160
"""Bytes shown on each side of a marked range."""

MAX_SHOWN = 1600


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a message: its text, whether it is a marked hit, and whether bytes were left out before it."""

    text: str
    hit: bool
    cut: bool = False


def place_bytes(flow: Flow, place: str) -> bytes:
    """The raw bytes of a place of a flow; empty when it is unknown.

    Places are `url`, `path`, `query`, `header:NAME`, `cookie`, `body`, and `ws:N` for a WebSocket message.
    """
    kind, _, name = place.partition(":")
    path, _, query = flow.path.partition("?")
    match kind:
        case "url":
            return flow.url.encode("utf-8", "replace")
        case "path":
            return path.encode("utf-8", "replace")
        case "query":
            return query.encode("utf-8", "replace")
        case "header":
            return flow.header(name).encode("utf-8", "replace")
        case "cookie":
            return flow.header("cookie").encode("utf-8", "replace")
        case "body":
            return flow.body
        case "ws" if name.isdigit():
            return next((m.payload for m in flow.messages if m.index == int(name)), b"")
        case _:
            return b""


def segments(
    data: bytes, marked: tuple[int, int] | None, others: tuple[tuple[int, int], ...], mask: Mask
) -> list[Segment]:
    """The surroundings of a marked range; `others` are further hits, which are masked too. Ranges are in bytes."""
    if marked is None:
        return [Segment(mask.text(_readable(data[:MAX_SHOWN])), False)] if data else []
    low, high = max(0, marked[0] - CONTEXT), min(len(data), marked[1] + CONTEXT)
    if high - low > MAX_SHOWN:
        high = low + MAX_SHOWN
    result, at = [], low
    for start, end, is_marked in _ranges(marked, others, low, high):
        if start > at:
            result.append(Segment(mask.text(_readable(data[at:start])), False, cut=at == low and low > 0))
        result.append(Segment(mask.segment(_readable(data[start:end])), is_marked))
        at = end
    if at < high:
        result.append(Segment(mask.text(_readable(data[at:high])), False))
    if high < len(data):
        result.append(Segment("", False, cut=True))
    return result


def _ranges(
    marked: tuple[int, int], others: tuple[tuple[int, int], ...], low: int, high: int
) -> list[tuple[int, int, bool]]:
    """Ranges within the window, in order and without overlap; the marked one wins."""
    result = [(max(low, marked[0]), min(high, marked[1]), True)]
    for start, end in sorted(others):
        start, end = max(low, start), min(high, end)
        if start < end and all(end <= s or start >= e for s, e, _ in result):
            result.append((start, end, False))
    return sorted(r for r in result if r[0] < r[1])


def _readable(data: bytes) -> str:
    """UTF-8 where it is text, else hexadecimal; control characters become visible."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") > len(text) // 8:
            return data.hex(" ")
    return "".join(c if c.isprintable() or c in "\n\t" else "·" for c in text)
