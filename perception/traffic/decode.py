"""Taking a place apart: every layer that can be read, with its chain of encodings, within limits."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from perception.traffic.formats import frames, is_structured, readings
from perception.traffic.layer import Layer, slice_at, whole
from perception.traffic.limits import DEFAULT_LIMITS, Limits, Work
from perception.traffic.multipart import parts
from perception.traffic.hostnames import spread
from perception.traffic.place import Place
from perception.traffic.shape import is_media, is_text, sniff
from perception.traffic.tokens import tokens
from perception.traffic.unescaping import entities, json_escapes, percent, percent_only, plus
from perception.traffic.unpacking import Unpacked, announced, by_magic, by_trial
from perception.traffic.wide import utf16

_SOMETHING = re.compile(rb"[A-Za-z0-9+/_-]{16}|[%+\\&\x00-\x08\x0e-\x1f\x7f-\xff]")
"""What every decoding needs; a text without it is a layer without others inside."""

_MIN_TRIAL = 16
_MAGICS = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_BARE_IN_BARE = 2
"""So many compressions without a mark are undone one in another when nothing between them can be read."""


def decode(place: Place, limits: Limits = DEFAULT_LIMITS) -> tuple[Layer, ...]:
    """The layers of a place, outermost first, the place itself included; never raises, never goes beyond the limits.

    Equal bytes that come out by several ways are one layer, the one with the shortest way.
    """
    root = Layer(place.data, _format(place.data, place.name))
    if not place.coding and place.name not in ("dns", "sni") and _SOMETHING.search(place.data) is None:
        return (root,)
    work = Work(limits.work_bytes)
    layers = [root]
    budget = limits.total_bytes
    waiting = deque([root])
    known = {root.data}
    for layer in _uncoded(root, place.coding, limits):
        layers.append(layer)
        known.add(layer.data)
        waiting.append(layer)
        budget -= len(layer.data)
    while waiting:
        layer = waiting.popleft()
        if layer.depth >= limits.depth:
            continue
        for child in _children(layer, place.name, limits, work):
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


def _uncoded(root: Layer, coding: tuple[str, ...], limits: Limits) -> Iterator[Layer]:
    """The body under the content codings that the headers announce, the outermost undone first."""
    layer = root
    for name in reversed(coding[: limits.depth]):
        found = announced(layer.data, name, limits)
        if found is None:
            return
        layer = _unpacked(layer, found)
        yield layer


def _children(layer: Layer, place: str, limits: Limits, work: Work) -> Iterator[Layer]:
    """What can be decoded out of a layer."""
    data = layer.data
    if not work.spend(len(data)):
        return
    text = is_text(data)
    found = False
    for child in _binary(layer, text, limits, work):
        found = True
        yield child
    if not text and not found and not is_media(data) and len(data) >= _MIN_TRIAL and work.spend(2 * len(data)):
        trial = by_trial(data, limits, lambda inner: _recognised(inner, limits, work))
        if trial is not None:
            yield _unpacked(layer, trial)
            return
    if text or len(data) <= _MIN_TRIAL * 256:
        yield from _unescaped(layer, place)
    if place in ("dns", "sni"):
        for made, coding, back in spread(data):
            yield layer.child(made, (coding,), back)
    for token in tokens(data, work):
        yield layer.child(token.data, (token.coding, *(_format(token.data, "") if token.sure else ())), token.back)


def _binary(layer: Layer, text: bool, limits: Limits, work: Work) -> Iterator[Layer]:
    """What compression, frames and binary formats give."""
    data = layer.data
    if is_media(data):
        return
    for unpacked in by_magic(data, limits, work):
        work.spend(len(unpacked.data))
        yield _unpacked(layer, unpacked)
    head = data[:512].lstrip()
    if head[:2] == b"--":
        for part in parts(data):
            inner = layer.child(part.data, (*part.links, *_format(part.data, "")), part.back)
            yield inner
            yield from _uncoded(inner, part.coding, limits)
    if not work.spend(len(data)):
        return
    wide = None if text and b"\x00" not in head else utf16(data)
    if wide is not None:
        yield layer.child(wide[0], ("utf-16", *_format(wide[0], "")), wide[1])
    for coding, spans in frames(data):
        for start, end in spans:
            yield layer.child(data[start:end], (coding,), slice_at(start))
    for coding, written in readings(data, work):
        yield layer.child(written.text, (coding,), written.back)
        for start, end in written.blobs:
            yield layer.child(data[start:end], (coding,), slice_at(start))


def _recognised(data: bytes, limits: Limits, work: Work, left: int = _BARE_IN_BARE) -> bool:
    """Whether the result of a decompression is something: random bytes give results too."""
    if is_text(data) or data.startswith(_MAGICS) or is_structured(data, work) or utf16(data) is not None:
        return True
    if left <= 0 or len(data) < _MIN_TRIAL or not work.spend(2 * len(data)):
        return False
    return by_trial(data, limits, lambda inner: _recognised(inner, limits, work, left - 1)) is not None


def _unescaped(layer: Layer, place: str) -> Iterator[Layer]:
    made = percent(layer.data)
    if made is not None:
        yield layer.child(made[0], ("percent",), made[1])
        other = percent_only(layer.data)
        if other is not None:
            yield layer.child(other[0], ("percent",), other[1])
    elif "form" in layer.encodings or place == "url":
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
