"""Bodies that nobody can read: encrypted above TLS, or in a format that is not known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from perception.traffic.layer import Layer
from perception.traffic.place import Place
from perception.traffic.shape import entropy, is_dense, is_media, is_text

MIN_BYTES = 96
"""Shorter pieces may be digests or random names, which every app sends."""

Looks = Literal[
    "", "block cipher", "block cipher (repeated blocks)", "RSA", "OpenSSL", "random token", "archive", "encrypted"
]
"""What an unreadable piece looks like.

`block cipher`: the length is a multiple of 16, as AES, SM4 and others give (by chance one in sixteen); repeated blocks
show that each was encrypted alone. `RSA`: one block of 1024 to 4096 bits. `OpenSSL`: its salted format. `random token`:
a short one that stands in a text as base64 or hex. `archive`: packed in a format that is not taken apart. `encrypted`:
spread as evenly as only encryption is, of no telling length. Empty: dense, and no more is known.
"""

_BLOCK = 16
_RSA_SIZES = (128, 256, 384, 512)
_TOKEN_BYTES = 160
_MIN_EVEN = 512
"""From this many bytes on, the spread tells encryption from most packing."""

_ARCHIVES = (
    b"PK\x03\x04",
    b"\xfd7zXZ\x00",
    b"BZh",
    b"7z\xbc\xaf\x27\x1c",
    b"\x04\x22\x4d\x18",
    b"Rar!",
    b"\x5d\x00\x00\x80\x00",
)


@dataclass(frozen=True, slots=True)
class Opaque:
    """A piece that cannot be read: place, size in bytes, entropy in bits per byte (two digits), and the way to it."""

    place: str
    size: int
    entropy: float
    encodings: tuple[str, ...]
    range: tuple[int, int]
    looks: Looks = ""


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
        bits = round(entropy(layer.data), 2)
        pieces.append(Opaque(place.name, len(layer.data), bits, layer.encodings, span, looks_like(layer)))
    return tuple(pieces)


def looks_like(layer: Layer) -> Looks:
    """What the bytes of an unreadable layer look like, by their head, length and spread."""
    data = layer.data
    if data.startswith(b"Salted__"):
        return "OpenSSL"
    if data.startswith(_ARCHIVES):
        return "archive"
    if len(data) in _RSA_SIZES:
        return "RSA"
    if len(data) % _BLOCK == 0:
        blocks = Counter(data[at : at + _BLOCK] for at in range(0, min(len(data), 64 * 1024), _BLOCK))
        return "block cipher (repeated blocks)" if max(blocks.values()) > 1 else "block cipher"
    if len(data) <= _TOKEN_BYTES and layer.encodings[-1:] in (("base64",), ("hex",)):
        return "random token"
    return "encrypted" if len(data) >= _MIN_EVEN and is_even(data) else ""


def is_even(data: bytes) -> bool:
    """Whether every byte value is about as frequent as the others (χ² below what 1 in 10,000 random texts exceeds)."""
    sample = data[: 64 * 1024]
    expected = len(sample) / 256
    counts = Counter(sample)
    return sum((counts.get(value, 0) - expected) ** 2 for value in range(256)) / expected < 347.0


def _readable(layer: Layer) -> bool:
    return is_text(layer.data) or is_media(layer.data)
