"""Personal data that nobody planted: weaker evidence than a hit, with what it rests on and how sure that is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from perception.traffic.find import Hit, hits_in
from perception.traffic.layer import Layer, Span
from perception.traffic.needles import Needles
from perception.traffic.place import Place
from perception.traffic.suspicion.layers import LayerReader
from perception.traffic.suspicion.named import Found
from perception.traffic.suspicion.why import Why

Confidence = Literal["strong", "weak"]

MAX_SUSPECTS = 64
"""What is listed of one place; a stranger's bytes may hold any number."""

_SAID_BY_PROTOCOL = re.compile(
    r"header:(?:host|connection|accept(?:-.+)?|content-(?:length|type)|cache-control|pragma|date|upgrade|te|range|etag|"
    r"sec-(?:websocket|fetch|ch)-.+|if-(?:none-match|modified-since)|traceparent|priority|origin)(?::\d+)?"
)
"""Headers that HTTP itself fills."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """What looks like personal data: `why` says what it rests on, `range` are the bytes of the place, as sent.

    `strong` needs a name or separators that announce it; a bare number is `weak` even with a right check digit.
    """

    kind: str
    why: Why
    confidence: Confidence
    place: str
    encodings: tuple[str, ...]
    range: Span
    at_ms: float


def suspects_in(
    place: Place, layers: Iterable[Layer], known: Sequence[Hit] = (), needles: Needles | None = None
) -> tuple[Suspect, ...]:
    """The unplanted personal data in the layers of one place, by position; what `known` hits cover is left out.

    Inside a compressed layer a hit covers all of it, so that there only `needles` can tell which value was planted.
    """
    if _SAID_BY_PROTOCOL.fullmatch(place.name) is not None:
        return ()
    reader = LayerReader(place)
    found = (each for layer in tuple(layers) for each in reader.read(layer))
    return _Listed(place, known, needles).choose(islice(found, MAX_SUSPECTS * 4))


class _Listed:
    """Suspects of one place, each once where several layers show it, the strong ones and the shortest ways first."""

    def __init__(self, place: Place, known: Sequence[Hit], needles: Needles | None) -> None:
        self._place = place
        self._known = [hit for hit in known if hit.place == place.name]
        self._needles = needles

    def choose(self, candidates: Iterable[tuple[Layer, Found]]) -> tuple[Suspect, ...]:
        """Those that remain, by position."""
        kept: list[Suspect] = []
        taken: dict[Span, list[tuple[str, bytes]]] = defaultdict(list)
        exact: list[Span] = []
        for layer, found in sorted(candidates, key=lambda item: _order(*item)):
            value = layer.data[found.start : found.end]
            span = layer.raw_span(found.start, found.end)
            coarse = layer.depth > 0 and len(value) < len(layer.data) and span == layer.raw_span(0, len(layer.data))
            if coarse:
                if any(value in other or other in value for kind, other in taken[span]):
                    continue
            elif any(span[0] < end and start < span[1] for start, end in exact):
                continue
            if self._is_planted(value, span, coarse, found.kind):
                continue
            taken[span].append((found.kind, value))
            if not coarse:
                exact.append(span)
            confidence: Confidence = "strong" if found.strong else "weak"
            kept.append(
                Suspect(found.kind, found.why, confidence, self._place.name, layer.encodings, span, self._place.at_ms)
            )
            if len(kept) >= MAX_SUSPECTS:
                break
        return tuple(sorted(kept, key=lambda suspect: (suspect.range, suspect.kind)))

    def _is_planted(self, value: bytes, span: Span, coarse: bool, kind: str) -> bool:
        over = [hit for hit in self._known if hit.range[0] < span[1] and span[0] < hit.range[1]]
        if over and (not coarse or any(hit.kind == kind for hit in over)) and self._needles is None:
            return True
        if over and not coarse:
            return True
        if self._needles is None or not self._needles.count:
            return False
        return bool(hits_in(Place(self._place.name, value, 0.0), (Layer(value),), self._needles))


def _order(layer: Layer, found: Found) -> tuple[bool, bool, int]:
    return not found.strong, not found.named, layer.depth
