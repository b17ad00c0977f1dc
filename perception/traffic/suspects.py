"""Personal data that nobody planted: weaker evidence than a hit, with what it rests on and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from perception.traffic.suspicion import plausible
from perception.traffic.suspicion.bare import bare_values
from perception.traffic.suspicion.fields import Field, around, fields, items, map_entries, segments
from perception.traffic.find import Hit, hits_in
from perception.traffic.layer import Layer, Span
from perception.traffic.suspicion.keynames import Meaning, lexicon, meanings, says, words
from perception.traffic.needles import Needles
from perception.traffic.place import Place
from perception.traffic.shape import printable_share
from perception.traffic.suspicion.whereabouts import spots

Confidence = Literal["strong", "weak"]

MAX_SUSPECTS = 64
"""What is listed of one place; a stranger's bytes may hold any number."""

_MAX_FIELDS = 4000
_TEXT_SHARE = 0.95
_BINARY_SHARE = 0.5
_SPATIAL = ("latitude", "longitude", "location")
_OF_SOMEBODY = frozenset(("phone_number", "email", "address", "name", "contacts", "ssid", "bssid", "ip_address", "mac"))
"""Kinds that shops, services and companies have as well."""

_SAID_BY_PROTOCOL = frozenset(
    "host connection accept accept-encoding accept-language accept-charset content-length content-type cache-control "
    "pragma date upgrade te sec-websocket-key sec-websocket-version sec-websocket-extensions sec-fetch-mode "
    "sec-fetch-site sec-fetch-dest if-none-match if-modified-since etag range traceparent priority origin".split()
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """What looks like personal data: `why` says what it rests on, `range` are the bytes of the place, as sent.

    `strong` needs a name or separators that announce it; a bare number is `weak` even with a right check digit.
    """

    kind: str
    why: str
    confidence: Confidence
    place: str
    encodings: tuple[str, ...]
    range: Span
    at_ms: float


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    why: str
    strong: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Unread:
    """A named value that is no plain one; what comes out of it by decoding is judged under that name."""

    field: Field
    meanings: tuple[Meaning, ...]


def suspects_in(
    place: Place, layers: Iterable[Layer], known: Sequence[Hit] = (), needles: Needles | None = None
) -> tuple[Suspect, ...]:
    """The unplanted personal data in the layers of one place, by position; what `known` hits cover is left out.

    Inside a compressed layer a hit covers all of it, so that there only `needles` can tell which value was planted.
    """
    if place.name.startswith("header:") and place.name.split(":")[1] in _SAID_BY_PROTOCOL:
        return ()
    listed = _Listed(place, known, needles)
    unread: dict[int, list[_Unread]] = {}
    for layer in layers:
        for found in _in_layer(layer, place, unread):
            listed.add(layer, found)
        if listed.full:
            break
    return listed.result()


class _Listed:
    """Suspects of one place, each once where several layers show it, the strong ones and the shortest ways first."""

    def __init__(self, place: Place, known: Sequence[Hit], needles: Needles | None) -> None:
        self._place = place
        self._known = [hit for hit in known if hit.place == place.name]
        self._needles = needles
        self._found: list[tuple[Layer, _Found]] = []

    @property
    def full(self) -> bool:
        return len(self._found) >= MAX_SUSPECTS * 4

    def add(self, layer: Layer, found: _Found) -> None:
        if not self.full:
            self._found.append((layer, found))

    def result(self) -> tuple[Suspect, ...]:
        kept: list[Suspect] = []
        taken: dict[Span, list[tuple[str, bytes]]] = defaultdict(list)
        exact: list[Span] = []
        for layer, found in sorted(self._found, key=lambda item: (not item[1].strong, item[0].depth)):
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


def _in_layer(layer: Layer, place: Place, unread: dict[int, list[_Unread]]) -> Iterator[_Found]:
    data = layer.data
    if len(data) < 2:
        return
    share = printable_share(data)
    if share < _BINARY_SHARE:
        return
    spatial: list[tuple[str, Field]] = []
    left: list[_Unread] = []
    for field in _fields(layer, place):
        meant = meanings(field.key)
        spatial += [(meaning.kind, field) for meaning in meant if meaning.kind in _SPATIAL]
        found = _judge(field, meant, data)
        if found is not None:
            yield found
            continue
        inner = [each for item in items(field, data) if (each := _judge(item, meant, data)) is not None]
        yield from inner
        if not inner and not field.structured:
            left.append(_Unread(field, meant))
    for spot in spots(data, spatial) if spatial else ():
        yield _Found("location", spot.why, spot.strong, spot.start, spot.end)
    if left:
        unread[id(layer)] = left
    if layer.parent is not None and id(layer.parent) in unread:
        yield from _under_the_name(layer, unread[id(layer.parent)])
    if share >= _TEXT_SHARE:
        for bare in bare_values(data, is_path=place.name == "url"):
            yield _Found(bare.kind, bare.why, bare.strong, bare.start, bare.end)


def _fields(layer: Layer, place: Place) -> Iterator[Field]:
    """All named values of a layer whose name means something, the header's own first."""
    count = 0
    if layer.parent is None and place.name.startswith("header:"):
        key = place.name.split(":")[1].encode()
        if meanings(key):
            text = layer.data.strip()
            start = layer.data.find(text)
            yield Field(key, 0, text.decode("utf-8", "replace"), start, start + len(text))
    for field in fields(layer.data, meanings):
        count += 1
        if count > _MAX_FIELDS:
            return
        yield field
    if layer.parent is None and place.name == "url":
        yield from segments(layer.data, meanings)
    if "protobuf" in layer.encodings[-1:]:
        yield from map_entries(layer.data, meanings)


def _judge(field: Field, meant: tuple[Meaning, ...], data: bytes) -> _Found | None:
    """The surest of what a named value may be, the first of the lexicon among equals."""
    best: _Found | None = None
    for meaning in meant:
        if meaning.kind in _SPATIAL:
            continue
        judged = _graded(field, meaning)
        if judged is None or (field.path and judged.level < plausible.PROVED):
            continue
        if meaning.kind in _OF_SOMEBODY and _is_of_others(field, data):
            continue
        strong = _is_strong(meaning, judged, data, field)
        if best is None or (strong and not best.strong):
            name = field.key.decode("utf-8", "replace")
            best = _Found(meaning.kind, f"named {name}: {judged.why}", strong, field.start, field.end)
    return best


def _graded(field: Field, meaning: Meaning) -> plausible.Grade | None:
    if field.structured:
        return plausible.grade(meaning.kind, field.value, structured=True) if meaning.form == "plain" else None
    if meaning.form == "digest":
        return plausible.grade_digest(field.value)
    if meaning.form == "cipher":
        return plausible.grade_cipher(field.value)
    return plausible.grade(meaning.kind, field.value)


def _is_strong(meaning: Meaning, judged: plausible.Grade, data: bytes, field: Field) -> bool:
    if judged.level == plausible.POOR or field.path:
        return False
    if meaning.sure or judged.level == plausible.PROVED:
        return True
    # A network's name stands beside its access point's address; alone the same key is a session's.
    return meaning.kind == "ssid" and b"bssid" in data[max(0, field.start - 200) : field.end + 200].lower()


def _is_of_others(field: Field, data: bytes) -> bool:
    own, others = lexicon().own, lexicon().others
    key = words(field.key.decode("utf-8", "replace"))
    if says(key, others):
        return True
    outer = {word for name in around(data, field.at) for word in words(name.decode("utf-8", "replace"))}
    return says(outer, others) and not says(key, own)


def _under_the_name(layer: Layer, unread: list[_Unread]) -> Iterator[_Found]:
    """What a decoding made of a named value, judged whole."""
    if layer.back is None:
        return
    start, end = layer.back(0, len(layer.data))
    for each in unread:
        if each.field.start <= start <= each.field.start + 1 and end <= each.field.end + 2:
            text = layer.data.strip()
            at = layer.data.find(text)
            value = text.decode("utf-8", "replace")
            inner = Field(each.field.key, 0, value, at, at + len(text), value[:1] in ("[", "{"))
            found = _judge(inner, each.meanings, b"")
            if found is not None:
                yield found
