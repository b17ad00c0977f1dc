"""A layer of a message: bytes, how they came out of the layer around them, and where they stand in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

Span = tuple[int, int]
"""From, to (exclusive), in bytes."""

Mapping = Callable[[int, int], Span]
"""From a span in a layer to the span in its parent that it was made from."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Bytes at some depth. `encodings` is the chain from the wire to here, `back` leads a span to the parent's bytes.

    `problem` is empty, `cut` (a limit was reached), `bomb` or `damaged` (the encoded data ended early).
    """

    data: bytes
    encodings: tuple[str, ...] = ()
    parent: Layer | None = None
    back: Mapping | None = None
    problem: str = ""
    depth: int = 0
    """How many decodings lie between the wire and this layer."""

    @property
    def span(self) -> Span:
        """The bytes of the parent that this layer was made from; of the place itself, all."""
        if self.parent is None or self.back is None:
            return 0, len(self.data)
        start, end = self.back(0, len(self.data))
        return start, min(end, len(self.parent.data))

    def raw_span(self, start: int, end: int) -> Span:
        """The bytes of the place, as sent, that a span of this layer was made from."""
        layer: Layer = self
        while layer.parent is not None and layer.back is not None:
            start, end = layer.back(start, end)
            layer = layer.parent
        return start, min(end, len(layer.data))

    def child(self, data: bytes, coding: tuple[str, ...], back: Mapping, problem: str = "") -> Layer:
        """What one decoding of this layer gave; `coding` are the links that it adds to the chain."""
        return Layer(data, (*self.encodings, *coding), self, back, problem, self.depth + 1)


def whole(span: Span) -> Mapping:
    """Single bytes of the layer have no place of their own in the parent (compression)."""
    return lambda start, end: span


def slice_at(offset: int) -> Mapping:
    """The layer is a piece of the parent."""
    return lambda start, end: (offset + start, offset + end)


def base64_at(offset: int) -> Mapping:
    """Four characters of the parent, from `offset` on, make three bytes."""
    return lambda start, end: (offset + start * 4 // 3, offset + -(-end * 4 // 3))


def hex_at(offset: int) -> Mapping:
    """Two characters of the parent, from `offset` on, make one byte."""
    return lambda start, end: (offset + start * 2, offset + end * 2)


def through(inner: Mapping, outer: Mapping) -> Mapping:
    """First one mapping, then the other, where a decoding has a step between."""

    def both(start: int, end: int) -> Span:
        return outer(*inner(start, end))

    return both


def on_demand(build: Callable[[], Mapping]) -> Mapping:
    """A mapping that is worked out when a hit asks for it: most layers have none."""
    built: list[Mapping] = []

    def back(start: int, end: int) -> Span:
        if not built:
            built.append(build())
        return built[0](start, end)

    return back


class Replacements:
    """Mapping of a layer in which pieces of the parent were replaced by shorter or longer ones (escapes, entities)."""

    def __init__(self) -> None:
        self._starts: list[int] = [0]
        self._pieces: list[tuple[int, int, int, int]] = []

    def add(self, child_start: int, child_end: int, parent_start: int, parent_end: int) -> None:
        """A piece of the parent became a piece of the layer; pieces come in order, what lies between was copied."""
        self._pieces.append((child_start, child_end, parent_start, parent_end))
        self._starts.append(child_start)

    def back(self, start: int, end: int) -> Span:
        """The span in the parent, with every replaced piece that it touches taken whole."""
        return self._lead(start)[0], self._lead(end - 1)[1] if end > start else self._lead(start)[0]

    def _lead(self, offset: int) -> Span:
        place = bisect_right(self._starts, offset) - 1
        if place == 0:
            return offset, offset + 1
        _, child_end, parent_start, parent_end = self._pieces[place - 1]
        if offset < child_end:
            return parent_start, parent_end
        return parent_end + offset - child_end, parent_end + offset - child_end + 1
