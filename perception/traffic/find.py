"""Finding identifiers in an exchange: one pass over each layer of each place that the phone filled."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence.traffic import Flow
from perception.traffic.coordinates import CLOSE_BYTES, NEAR_BYTES
from perception.traffic.decode import UNESCAPING, decode
from perception.traffic.layer import Layer, Span
from perception.traffic.limits import DEFAULT_LIMITS, Limits
from perception.traffic.needles import TOGETHER_APPS, Match, Needle, Needles
from perception.traffic.place import Place, places
from perception.traffic.shape import is_text
from perception.traffic.sheets import Sheet, sheets, token

_SHORT = 512
_CLEAN = 4096
"""So many short headers without a hit are remembered: most are the same in every exchange with a host."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An identifier that the phone sent: `range` are the bytes of the place, as sent, that hold it.

    `at_ms` is when the request began, or when the WebSocket message was sent. `encodings` is the chain from the wire.
    """

    kind: str
    form: str
    place: str
    encodings: tuple[str, ...]
    range: Span
    at_ms: float


@dataclass(frozen=True, slots=True)
class _Met:
    needle: Needle
    start: int
    end: int


def find_hits(flow: Flow, needles: Needles, limits: Limits = DEFAULT_LIMITS) -> tuple[Hit, ...]:
    """All identifiers that the phone sent in this exchange, by place and position; answers do not count."""
    if not needles.count:
        return ()
    found: list[Hit] = []
    for place in places(flow, needles.clean):
        found += hits_in(place, decode(place, limits), needles)
    return tuple(found)


def hits_in(place: Place, layers: Iterable[Layer], needles: Needles) -> tuple[Hit, ...]:
    """The identifiers in the layers of one place, each once where several layers show the same bytes."""
    header = place.name.startswith("header:")
    if header and place.data in needles.clean:
        return ()
    found: list[tuple[int, int, Hit]] = []
    for layer, raw in searched(layers, needles):
        for kind, form, (start, end) in _in_layer(layer, raw):
            hit = Hit(kind, form, place.name, layer.encodings, layer.raw_span(start, end), place.at_ms)
            found.append((layer.depth, start - end, hit))
    if header and not found and len(place.data) <= _SHORT and len(needles.clean) < _CLEAN:
        needles.clean.add(place.data)
    return _without_repeats(found) if found else ()


def searched(layers: Iterable[Layer], needles: Needles) -> Iterator[tuple[Layer, list[Match]]]:
    """The layers in which something was met, with what; also tokens in base64 or hex that `decode` left as they are."""
    known: tuple[Layer, ...] = tuple(layers)
    unescaped = {id(layer.parent) for layer in known if layer.encodings and layer.encodings[-1] in UNESCAPING}
    seen: set[tuple[int, Span]] = set()
    for number, layer in enumerate(known):
        twice = id(layer) in unescaped or layer.encodings[-1:] == ("plus",)
        own, others = _scanned(layer.data, needles, () if twice else tuple(sheets(layer.data)))
        if own:
            yield layer, own
        for sheet, start, end in others:
            inner = token(layer, sheet, start, end)
            if inner is None or (number, inner.span) in seen:
                continue
            seen.add((number, inner.span))
            yield inner, needles.scan(inner.data)


def _scanned(
    data: bytes, needles: Needles, made: tuple[Sheet, ...]
) -> tuple[list[Match], list[tuple[Sheet, int, int]]]:
    """What is met in the bytes, and in their sheets; all of them are scanned as one."""
    if not made:
        return needles.scan(data), []
    starts = [0]
    for text in (data, *(sheet[0] for sheet in made)):
        starts.append(starts[-1] + len(text) + 1)
    own: list[Match] = []
    others: list[tuple[Sheet, int, int]] = []
    for start, end, group in needles.scan(b"\n".join((data, *(sheet[0] for sheet in made)))):
        if end <= len(data):
            own.append((start, end, group))
            continue
        index = bisect_right(starts, start) - 1
        if index and end < starts[index + 1]:
            others.append((made[index - 1], start - starts[index], end - starts[index]))
    return own, others


def _in_layer(layer: Layer, raw: Iterable[Match]) -> Iterator[tuple[str, str, Span]]:
    text = is_text(layer.data)
    apart: dict[tuple[str, int], list[_Met]] = defaultdict(list)
    apps: dict[int, _Met] = {}
    for start, end, group in raw:
        for needle in group:
            match = _Met(needle, start, end)
            if (text and needle.raw) or (needle.numeric and not _stands_alone(layer.data, match)):
                continue
            if needle.part:
                apart[needle.kind, needle.value].append(match)
            elif needle.kind == "installed_apps":
                apps.setdefault(needle.value, match)
            else:
                yield needle.kind, needle.form, (start, end)
    for (kind, _), matches in apart.items():
        yield from _pairs(kind, matches)
    if len(apps) >= TOGETHER_APPS:
        spans = sorted((match.start, match.end) for match in apps.values())
        yield "installed_apps", f"{len(apps)} packages together", (spans[0][0], spans[-1][1])


def _stands_alone(data: bytes, match: _Met) -> bool:
    """Whether no digit, nor a decimal point, makes a longer number of it."""
    before = data[match.start - 1 : match.start] if match.start else b""
    after = data[match.end : match.end + 1]
    if before.isdigit() or (match.needle.part and before == b"."):
        return False
    return match.needle.more_digits or not after.isdigit()


def _pairs(kind: str, matches: list[_Met]) -> Iterator[tuple[str, str, Span]]:
    """Latitude and longitude that stand near each other; each latitude once, with its most exact neighbour."""
    lons = sorted((match for match in matches if match.needle.part == "lon"), key=lambda lon: lon.start)
    starts = [lon.start for lon in lons]
    longest = max((lon.end - lon.start for lon in lons), default=0)
    for lat in (match for match in matches if match.needle.part == "lat"):
        # A body may hold as many places as it likes: only those in reach are looked at.
        first = bisect_left(starts, lat.start - NEAR_BYTES - longest)
        around = lons[first : bisect_right(starts, lat.end + NEAR_BYTES)]
        near = [
            lon for lon in around if max(lon.start - lat.end, lat.start - lon.end) <= _reach(lat.needle, lon.needle)
        ]
        best = max(near, key=lambda lon: (lon.end - lon.start, -abs(lon.start - lat.start)), default=None)
        if best is not None and (best.end <= lat.start or best.start >= lat.end):
            yield kind, lat.needle.form, (min(lat.start, best.start), max(lat.end, best.end))


def _reach(lat: Needle, lon: Needle) -> int:
    """How far apart the two may stand, in bytes."""
    return NEAR_BYTES if lat.more_digits and lon.more_digits else CLOSE_BYTES


def _without_repeats(found: list[tuple[int, int, Hit]]) -> tuple[Hit, ...]:
    """Of hits of one kind on the same bytes, the one with the shortest way and then the longest match stays."""
    kept: list[Hit] = []
    ordered = sorted(found, key=lambda item: (*item[:2], item[2].range, -len(item[2].encodings)))
    spans: dict[str, list[Span]] = defaultdict(list)
    for _, _, hit in ordered:
        if not _overlaps(hit.range, spans[hit.kind]):
            insort(spans[hit.kind], hit.range)
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: (hit.range, hit.kind)))


def _overlaps(span: Span, others: list[Span]) -> bool:
    """Whether a span shares a byte with one of the others, which are in order and share none among themselves."""
    start, end = span
    after = bisect_right(others, start, key=lambda other: other[0])
    before = others[after - 1] if after else (0, 0)
    return (start < before[1] and before[0] < end) or (after < len(others) and others[after][0] < end)
