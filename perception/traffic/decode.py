"""Taking a place apart: every layer that can be read, with its chain of encodings, within limits."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from perception.traffic.layer import Layer, Mapping, whole
from perception.traffic.limits import DEFAULT_LIMITS, Limits
from perception.traffic.place import Place
from perception.traffic.shape import is_text, printable_share, sniff
from perception.traffic.tokens import tokens
from perception.traffic.unescaping import entities, json_escapes, percent, plus
from perception.traffic.unpacking import Unpacked, announced, by_magic, by_trial

_MAGICS = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_WORTH_SHARE = 0.6
"""Below this share of readable bytes a decoded token is noise, and nothing further is looked for in it."""

_MIN_TRIAL = 16


def decode(place: Place, limits: Limits = DEFAULT_LIMITS) -> tuple[Layer, ...]:
    """The layers of a place, outermost first, the place itself included; never raises, never goes beyond the limits.

    Equal bytes that come out by several ways are one layer, the one with the shortest way.
    """
    root = Layer(place.data, _format(place.data, place.name))
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
        for child, worth in _children(layer, place.name, limits):
            if child.data in known:
                continue
            known.add(child.data)
            budget -= len(child.data)
            if len(layers) >= limits.layers or budget < 0:
                layers.append(Layer(b"", child.encodings, layer, whole((0, len(layer.data))), "cut"))
                return tuple(layers)
            layers.append(child)
            if worth:
                waiting.append(child)
    return tuple(layers)


def _uncoded(root: Layer, coding: tuple[str, ...], limits: Limits) -> Iterator[Layer]:
    """The body under the content codings that the headers announce, the outermost undone first."""
    layer = root
    for name in reversed(coding[: limits.depth]):
        found = announced(layer.data, name, limits)
        if found is None:
            return
        layer = _unpacked(layer, found)
        yield layer


def _children(layer: Layer, place: str, limits: Limits) -> Iterator[tuple[Layer, bool]]:
    """What can be decoded out of a layer, and whether it is worth looking into further."""
    data = layer.data
    found_packed = False
    for unpacked in by_magic(data, limits):
        found_packed = True
        yield _unpacked(layer, unpacked), True
    text = is_text(data)
    if not text and not found_packed and len(data) >= _MIN_TRIAL:
        trial = by_trial(data, limits)
        if trial is not None:
            yield _unpacked(layer, trial), True
            return
    if text:
        yield from _unescaped(layer, place)
    for token in tokens(data):
        share = printable_share(token.data)
        worth = share >= _WORTH_SHARE or token.data.startswith(_MAGICS)
        if share < 0.95 and token.natural and len(token.data) >= _MIN_TRIAL and (trial := by_trial(token.data, limits)):
            inner = Layer(token.data, (*layer.encodings, token.coding), layer, token.back)
            yield inner, False
            yield _unpacked(inner, trial), True
            continue
        yield _child(layer, token.data, token.coding, token.back, format=worth and token.natural), worth


def _unescaped(layer: Layer, place: str) -> Iterator[tuple[Layer, bool]]:
    made = percent(layer.data)
    if made is not None:
        yield _child(layer, made[0], "percent", made[1].back), True
    elif "form" in layer.encodings or place == "url":
        made = plus(layer.data)
        if made is not None:
            yield _child(layer, made[0], "plus", made[1].back), False
    made = json_escapes(layer.data)
    if made is not None:
        yield _child(layer, made[0], "json-string", made[1].back), True
    made = entities(layer.data)
    if made is not None:
        yield _child(layer, made[0], "entities", made[1].back), True


def _child(layer: Layer, data: bytes, coding: str, back: Mapping, *, format: bool = False) -> Layer:
    return Layer(data, (*layer.encodings, coding, *(_format(data, "") if format else ())), layer, back)


def _unpacked(layer: Layer, found: Unpacked) -> Layer:
    encodings = (*layer.encodings, found.coding, *_format(found.data, ""))
    return Layer(found.data, encodings, layer, whole(found.span), found.problem)


def _format(data: bytes, place: str) -> tuple[str, ...]:
    """The format as a link of the chain; addresses and headers have none."""
    if place == "url" or place.startswith("header:"):
        return ()
    found = sniff(data)
    return (found,) if found else ()
