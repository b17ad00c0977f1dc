"""What looks personal in the layers of one place, each layer looked through once."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from perception.traffic.layer import Layer, base64_at
from perception.traffic.place import Place
from perception.traffic.shape import printable_share
from perception.traffic.suspicion.bare import bare_values
from perception.traffic.suspicion.fields import Field, fields, items, map_entries, segments
from perception.traffic.suspicion.keynames import Meaning, meanings
from perception.traffic.suspicion.named import SPATIAL, Found, judge
from perception.traffic.suspicion.signs import NAMES, signs_in
from perception.traffic.suspicion.whereabouts import spots

_MAX_FIELDS = 3000
"""Named values that are judged in one place; there may be any number in a stranger's bytes."""

_MAX_BYTES = 16 * 1024 * 1024
"""What is looked through in one place, the layers next to the wire first."""

_SHORT_TOKEN = 32
_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,}={0,2}")
_TEXT_SHARE = 0.95
_BINARY_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _Unread:
    """A named value that is no plain one; what comes out of it by decoding is judged under that name."""

    field: Field
    meanings: tuple[Meaning, ...]


class LayerReader:
    """Reads the layers of a place, parents before children."""

    def __init__(self, place: Place) -> None:
        self._place = place
        key = place.name.split(":")[1].encode() if place.name.startswith("header:") else b""
        self._key = key if meanings(key) else b""
        """The header's name, when it means something."""
        self._left = _MAX_FIELDS
        self._room = _MAX_BYTES
        self._unread: dict[int, dict[int, _Unread]] = {}
        """By the identity of the layer, then by the start of the value in it."""

    def read(self, layer: Layer) -> Iterator[tuple[Layer, Found]]:
        """What a layer holds; with a layer of its own where a short token was decoded for it."""
        share = printable_share(layer.data)
        if len(layer.data) < 2 or share < _BINARY_SHARE or self._room < len(layer.data):
            return
        self._room -= len(layer.data)
        signs = signs_in(layer.data)
        if NAMES in signs or (layer.parent is None and self._key):
            yield from self._named(layer)
        if layer.parent is not None and id(layer.parent) in self._unread:
            yield from ((layer, found) for found in _under_the_name(layer, self._unread[id(layer.parent)]))
        if share >= _TEXT_SHARE and signs - {NAMES}:
            yield from ((layer, found) for found in _alone(layer, signs))

    def _named(self, layer: Layer) -> Iterator[tuple[Layer, Found]]:
        spatial: list[tuple[str, Field]] = []
        unread: dict[int, _Unread] = {}
        for field in islice(_fields(layer, self._place, self._key), self._left):
            self._left -= 1
            meant = meanings(field.key)
            spatial += [(meaning.kind, field) for meaning in meant if meaning.kind in SPATIAL]
            found = judge(field, meant, layer.data)
            if found is not None:
                yield layer, found
                continue
            inside = [each for item in items(field, layer.data) if (each := judge(item, meant, layer.data)) is not None]
            yield from ((layer, each) for each in inside)
            if not inside and not field.structured:
                unread[field.start] = _Unread(field, meant)
        for spot in spots(layer.data, spatial) if spatial else ():
            yield layer, Found("location", spot.why, spot.strong, spot.start, spot.end)
        if unread:
            self._unread[id(layer)] = unread
            yield from _short_tokens(layer, unread)


def _fields(layer: Layer, place: Place, key: bytes) -> Iterator[Field]:
    """All named values of a layer whose name means something, the header's own first."""
    if layer.parent is None and key:
        text = layer.data.strip()
        start = layer.data.find(text)
        yield Field(key, 0, text.decode("utf-8", "replace"), start, start + len(text))
    yield from fields(layer.data, meanings)
    if layer.parent is None and place.name == "url":
        yield from segments(layer.data, meanings)
    if "protobuf" in layer.encodings[-1:]:
        yield from map_entries(layer.data, meanings)


def _short_tokens(layer: Layer, unread: dict[int, _Unread]) -> Iterator[tuple[Layer, Found]]:
    """Named values in base64 that are too short for the decoder, which would find such tokens in every word."""
    for each in unread.values():
        field = each.field
        if field.end - field.start > _SHORT_TOKEN or _BASE64.fullmatch(field.value) is None:
            continue
        text = field.value.rstrip("=")
        try:
            value = binascii.a2b_base64(text + "=" * (-len(text) % 4)).decode("utf-8")
        except ValueError:
            continue
        inner = layer.child(value.encode(), ("base64",), base64_at(field.start))
        found = judge(Field(field.key, 0, value, 0, len(inner.data)), each.meanings, b"")
        if found is not None:
            yield inner, found


def _under_the_name(layer: Layer, unread: dict[int, _Unread]) -> Iterator[Found]:
    """What a decoding made of a named value, judged whole."""
    start, end = layer.span
    each = unread.get(start) or unread.get(start - 1)
    if each is None or end > each.field.end + 2:
        return
    text = layer.data.strip()
    at = layer.data.find(text)
    value = text.decode("utf-8", "replace")
    found = judge(Field(each.field.key, 0, value, at, at + len(text), value[:1] in ("[", "{")), each.meanings, b"")
    if found is not None:
        yield found


def _alone(layer: Layer, signs: frozenset[int]) -> Iterator[Found]:
    for bare in bare_values(layer.data, signs):
        if layer.back is not None:
            start, end = layer.back(bare.start, bare.end)
            if end - start < bare.end - bare.start:
                continue  # An integer of a binary format, written out here: any number may be in it.
        yield Found(bare.kind, bare.why, bare.strong, bare.start, bare.end, named=False)
