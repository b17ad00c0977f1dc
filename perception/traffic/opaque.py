"""Bodies that nobody can read: encrypted above TLS, or in a format that is not known."""

from __future__ import annotations

from dataclasses import dataclass

from perception.traffic.layer import Layer
from perception.traffic.place import Place
from perception.traffic.shape import entropy, is_dense, is_media, is_text

MIN_BYTES = 96
"""Shorter pieces may be digests or random names, which every app sends."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """A piece that cannot be read: place, size in bytes, entropy in bits per byte (two digits), and the way to it."""

    place: str
    size: int
    entropy: float
    encodings: tuple[str, ...]
    range: tuple[int, int]


def carries(place: Place) -> bool:
    """Whether a place is a body or a message, where an app puts what it wants to send."""
    return place.name == "body" or place.name.startswith("ws:")


def opaque_in(place: Place, layers: tuple[Layer, ...]) -> tuple[Opaque, ...]:
    """The unreadable leaves among the layers of one place; a token in a wrong alignment is none, nor is a picture."""
    read = {id(layer.parent) for layer in layers if layer.parent is not None and _readable(layer)}
    pieces: list[Opaque] = []
    for layer in layers:
        if id(layer) in read or len(layer.data) < MIN_BYTES or _readable(layer) or not is_dense(layer.data):
            continue
        span = layer.raw_span(0, len(layer.data))
        if any(a < span[1] and span[0] < b for a, b in (piece.range for piece in pieces)):
            continue
        pieces.append(Opaque(place.name, len(layer.data), round(entropy(layer.data), 2), layer.encodings, span))
    return tuple(pieces)


def _readable(layer: Layer) -> bool:
    return is_text(layer.data) or is_media(layer.data)
