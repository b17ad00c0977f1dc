"""The bytes of a message as a person reads them: the hit marked, everything personal masked."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.traffic import Flow
from perception.traffic.decode import decode
from perception.traffic.find import searched
from perception.traffic.layer import Layer
from perception.traffic.place import Place, places
from reports.masking import Mask, Span, hidden

CONTEXT = 160
"""Bytes shown on each side of a marked range."""

MAX_SHOWN = 1600


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a message: its text, whether it is the marked hit, and whether bytes were left out before it."""

    text: str
    hit: bool
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One decoding: the links that it adds to the chain, what came out, and where the hit stands in it (bytes)."""

    links: tuple[str, ...]
    segments: tuple[Segment, ...]
    span: Span
    size: int


def name_as_sent(name: str, marked: Span | None, mask: Mask) -> tuple[Segment, ...]:
    """A name that was looked up or greeted, with a range of it marked (bytes)."""
    data = name.encode("utf-8", "surrogatepass")
    return segments(data, marked, mask.spans(Place("dns", data, 0.0)), mask)


def place_size(flow: Flow, place: str) -> int:
    """How long a place is, in bytes; 0 for an unknown one."""
    found = _place(flow, place)
    return len(found.data) if found else 0


def as_sent(flow: Flow, place: str, marked: Span | None, mask: Mask) -> tuple[Segment, ...]:
    """The bytes of a place around a marked range (bytes), as they went over the wire; nothing for an unknown place."""
    found = _place(flow, place)
    return segments(found.data, marked, mask.spans(found), mask) if found else ()


def unwrapped(
    flow: Flow, place: str, marked: Span | None, encodings: tuple[str, ...], mask: Mask, kind: str = ""
) -> tuple[Step, ...]:
    """The decodings from the wire to the layer that `encodings` leads to, in order, with the hit marked in each.

    `kind` is what was hit, since packed bytes may hold several values. Nothing when the value stands plainly on the
    wire. A layer's chain may go on with its own format, which is no way.
    """
    found = _place(flow, place)
    if found is None or marked is None:
        return ()
    layers = decode(found)
    for layer in (*layers, *(layer for layer, _ in searched(layers, mask.needles))):
        if layer.encodings[: len(encodings)] != encodings:
            continue
        if layer.parent is None:
            return ()
        spans = mask.spans_of(kind, Place("body", layer.data, found.at_ms))
        inner = next((span for span in spans if _overlap(layer.raw_span(*span), marked)), None)
        if inner is not None:
            return tuple(_steps(layer, inner, mask, found.at_ms))
    return ()


def _steps(leaf: Layer, inner: Span, mask: Mask, at_ms: float) -> list[Step]:
    """From the outermost decoding to the leaf."""
    steps: list[Step] = []
    layer, span = leaf, inner
    while layer.parent is not None and layer.back is not None:
        span = (max(0, span[0]), min(span[1], len(layer.data)))
        personal = mask.spans(Place("body", layer.data, at_ms))
        links = layer.encodings[len(layer.parent.encodings) :]
        steps.append(Step(links, segments(layer.data, span, personal, mask), span, len(layer.data)))
        span, layer = layer.back(*span), layer.parent
    return steps[::-1]


def _place(flow: Flow, name: str) -> Place | None:
    return next((place for place in places(flow) if place.name == name), None)


def segments(
    data: bytes, marked: Span | None, personal: tuple[Span, ...], mask: Mask, *, most: int = MAX_SHOWN
) -> tuple[Segment, ...]:
    """The bytes around a marked range, or the first `most`, with what is personal hidden."""
    if not data:
        return ()
    if marked is not None and not 0 <= marked[0] < marked[1] <= len(data):
        marked = None
    low = max(0, marked[0] - CONTEXT) if marked else 0
    high = min(len(data), marked[1] + CONTEXT if marked else most, low + most)
    result: list[Segment] = []
    at = low
    for start, end, is_marked in _ranges(marked, personal, low, high):
        if start > at:
            result.append(Segment(readable(data[at:start]), False, cut=at == low > 0))
        text = readable(data[start:end])
        shown = mask.show or not any(_overlap((start, end), span) for span in personal)
        result.append(Segment(text if shown else hidden(text), is_marked, cut=start == at == low > 0))
        at = end
    if at < high:
        result.append(Segment(readable(data[at:high]), False, cut=at == low > 0))
    if high < len(data):
        result.append(Segment("", False, cut=True))
    return tuple(result)


def _ranges(marked: Span | None, personal: tuple[Span, ...], low: int, high: int) -> list[tuple[int, int, bool]]:
    """Ranges within the window, in order and without overlap; the marked one is whole, the others give way to it."""
    result = [(max(low, marked[0]), min(high, marked[1]), True)] if marked else []
    for start, end in personal:
        pieces = [(start, end)]
        if marked and _overlap((start, end), marked):
            pieces = [(start, marked[0]), (marked[1], end)]
        result += [(max(low, a), min(high, b), False) for a, b in pieces]
    return sorted(piece for piece in result if piece[0] < piece[1])


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def readable(data: bytes) -> str:
    """UTF-8 where it is text, else hexadecimal; control and direction characters become visible."""
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") > len(text) // 8 + 2:
        return data.hex(" ")
    return "".join(c if c.isprintable() or c in "\n\t" else "·" for c in text)
