"""Taking a place apart: every layer that can be read, with its chain of encodings, within limits."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache

from perception.traffic.binary.writing import Written, is_clean
from perception.traffic.formats import LENGTH_OF_FIRST, frames, is_structured, readings
from perception.traffic.hostnames import spread
from perception.traffic.layer import Layer, slice_at, through, whole
from perception.traffic.limits import DEFAULT_LIMITS, Limits, Work
from perception.traffic.multipart import parts
from perception.traffic.narrow import latin1
from perception.traffic.place import Place
from perception.traffic.shape import is_media, is_text, printable_share, sniff
from perception.traffic.signs import ENCODED, TOKEN, signs
from perception.traffic.tokens import tokens
from perception.traffic.unescaping import entities, escaped_fields, json_escapes, percent, percent_only, plus
from perception.traffic.unpacking import Unpacked, announced, by_magic, by_trial
from perception.traffic.wide import utf16

UNESCAPING = ("percent", "json-string", "entities")
"""Encodings whose layer holds all of its parent, more readable."""

_MIN_TRIAL = 10
_OFFSETS = (0, 1, 2, 3, 4, 8)
"""A message in a binary format, or a compression without a mark, may stand behind a header of so many bytes."""

_READABLE = 0.7
"""The share of readable bytes in what a whole stream of a compression gave, such as a form with a binary part."""

_MAX_BEHIND = 64 * 1024
_SURELY = 96
"""So many bytes are not complete in a binary format by chance."""

_PACKINGS = frozenset(("gzip", "zstd", "deflate"))
_MAGICS = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_SHORT = 512
_BARE_IN_BARE = 2
"""So many compressions without a mark are undone one in another when nothing between them can be read."""


def decode(place: Place, limits: Limits = DEFAULT_LIMITS) -> tuple[Layer, ...]:
    """The layers of a place, outermost first, the place itself included; never raises, never goes beyond the limits.

    Equal bytes that come out by several ways are one layer, the one with the shortest way.
    """
    if place.name.startswith("header:") and len(place.data) <= _SHORT:
        return _of_header(place.data, limits)
    return _decoded(place, limits)


@lru_cache(maxsize=4096)
def _of_header(data: bytes, limits: Limits) -> tuple[Layer, ...]:
    """Most headers are the same in every exchange with a host."""
    return _decoded(Place("header:", data, 0.0), limits)


def _decoded(place: Place, limits: Limits) -> tuple[Layer, ...]:
    root = Layer(place.data, _format(place.data, place.name))
    if not place.coding and place.name not in ("dns", "sni") and signs(place.data).isdisjoint((ENCODED, TOKEN)):
        return (root,)
    work = Work(limits.work_bytes, limits)
    layers = [root]
    budget = limits.total_bytes
    waiting = deque([root])
    known = {root.data}
    for layer in _uncoded(root, place.coding, work):
        if layer.depth == 1 and not layer.problem and layer.span == (0, len(root.data)):
            waiting.clear()
        layers.append(layer)
        known.add(layer.data)
        waiting.append(layer)
        budget -= len(layer.data)
    while waiting:
        layer = waiting.popleft()
        if layer.depth >= limits.depth:
            continue
        for child in _children(layer, place.name, work):
            if child.data in known:
                continue
            known.add(child.data)
            budget -= len(child.data)
            if len(layers) >= limits.layers or budget < 0:
                return (*layers, _cut(layer))
            layers.append(child)
            waiting.append(child)
        if work.left < 0:
            return (*layers, _cut(layer))
    return tuple(layers)


def _cut(layer: Layer) -> Layer:
    return layer.child(b"", (), whole((0, len(layer.data))), "cut")


def _uncoded(root: Layer, coding: tuple[str, ...], work: Work) -> Iterator[Layer]:
    """The body under the content codings that the headers announce, the outermost undone first."""
    layer = root
    for name in reversed(coding[: work.limits.depth]):
        found = announced(layer.data, name, work)
        if found is None:
            return
        layer = _unpacked(layer, found)
        yield layer


def _children(layer: Layer, place: str, work: Work) -> Iterator[Layer]:
    """What can be decoded out of a layer; tokens are left to a layer without escapes, where there is one."""
    data = layer.data
    if not work.spend(len(data)):
        return
    if b"ontent-" in data:
        for part in parts(data):
            inner = layer.child(part.data, (*part.links, *_format(part.data, "")), part.back)
            yield inner
            yield from _uncoded(inner, part.coding, work)
    clean = is_clean(data)
    if clean and data[:1] == LENGTH_OF_FIRST:
        yield from _read(layer, 0, readings(data, work))
    if not clean and is_media(data):
        return
    if not clean:
        known, layer_links = False, len(layer.encodings)
        for child in _binary(layer, work):
            link = child.encodings[layer_links]
            known = known or link in _PACKINGS or (len(data) >= _SURELY and link in ("protobuf", "msgpack", "cbor"))
            yield child
            if _is_all(child, data, layer_links):
                return
        if not known and not is_text(data):
            trial = _tried(data, work)
            if trial is not None:
                yield _unpacked(layer, trial)
                return
    unescaped = False
    if clean or printable_share(data) >= _READABLE:
        for child in _unescaped(layer, place):
            unescaped = unescaped or child.encodings[-1] in UNESCAPING
            yield child
    if place in ("dns", "sni"):
        for made, coding, back in spread(data):
            yield layer.child(made, (coding,), back)
    if unescaped or layer.encodings[-1:] == ("plus",):
        # A token of a text in which + became a space is one of the text before it, which is taken apart too.
        return
    for token in tokens(data, work):
        yield layer.child(token.data, (token.coding, *(_format(token.data, "") if token.sure else ())), token.back)


def _is_all(child: Layer, data: bytes, links: int) -> bool:
    """Whether a compression that was undone leaves nothing of the bytes but a header: no text is in these."""
    start, end = child.span
    whole_stream = not child.problem and not _PACKINGS.isdisjoint(child.encodings[links:])
    return whole_stream and start <= _OFFSETS[-1] and end == len(data) and not is_text(data)


def _binary(layer: Layer, work: Work) -> Iterator[Layer]:
    """What compression, frames and binary formats give."""
    data = layer.data
    for unpacked in by_magic(data, work):
        yield _unpacked(layer, unpacked)
    wide = utf16(data)
    if wide is not None:
        yield layer.child(wide[0], ("utf-16", *_format(wide[0], "")), wide[1])
    for made, back in latin1(data):
        if not work.spend(len(made)):
            return
        yield layer.child(made, ("latin-1",), back)
    for offset in _OFFSETS if len(data) <= _MAX_BEHIND else _OFFSETS[:1]:
        rest = data[offset:]
        framed, read = tuple(frames(rest)), tuple(readings(rest, work))
        for coding, spans in framed:
            for start, end in spans:
                yield layer.child(rest[start:end], (coding,), slice_at(offset + start))
        yield from _read(layer, offset, read)
        if framed or read:
            return


def _read(layer: Layer, offset: int, found: Iterable[tuple[str, Written]]) -> Iterator[Layer]:
    """A message in a binary format that begins at some byte, and what in it is no text."""
    for coding, written in found:
        yield layer.child(written.text, (coding,), through(written.back, slice_at(offset)))
        for start, end in written.blobs:
            yield layer.child(layer.data[offset + start : offset + end], (coding, "bytes"), slice_at(offset + start))


def _tried(data: bytes, work: Work, left: int = _BARE_IN_BARE) -> Unpacked | None:
    """What a compression without a mark gives, also behind a few bytes of header."""
    for offset in _OFFSETS if len(data) <= _MAX_BEHIND else _OFFSETS[:1]:
        if len(data) - offset < _MIN_TRIAL or not work.spend(2 * len(data)):
            return None
        found = by_trial(data, offset, work, lambda inner: _recognised(inner, work, left))
        if found is not None:
            return found
    return None


def _recognised(data: bytes, work: Work, left: int) -> bool:
    """Whether the result of a decompression is something: random bytes give results too."""
    if printable_share(data) >= _READABLE or data.startswith(_MAGICS):
        return True
    if utf16(data) is not None or is_structured(data, work):
        return True
    return left > 0 and _tried(data, work, left - 1) is not None


def _unescaped(layer: Layer, place: str) -> Iterator[Layer]:
    made = percent(layer.data)
    if made is not None:
        yield layer.child(made[0], ("percent",), made[1])
        if not is_clean(made[0]):
            for value, back in escaped_fields(layer.data):
                yield layer.child(value, ("percent",), back)
        other = percent_only(layer.data)
        if other is not None:
            yield layer.child(other[0], ("percent",), other[1])
    elif ("form" in layer.encodings or place == "url") and printable_share(layer.data) >= _READABLE:
        made = plus(layer.data)
        if made is not None:
            yield layer.child(made[0], ("plus",), made[1])
    made = json_escapes(layer.data)
    if made is not None:
        yield layer.child(made[0], ("json-string",), made[1])
    made = entities(layer.data)
    if made is not None:
        yield layer.child(made[0], ("entities",), made[1])


def _unpacked(layer: Layer, found: Unpacked) -> Layer:
    return layer.child(found.data, (found.coding, *_format(found.data, "")), whole(found.span), found.problem)


def _format(data: bytes, place: str) -> tuple[str, ...]:
    """The format as a link of the chain; addresses, headers and names have none."""
    if place in ("url", "dns", "sni") or place.startswith("header:"):
        return ()
    found = sniff(data)
    return (found,) if found else ()
