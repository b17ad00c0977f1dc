"""Searching what stands in base64 or hex inside a layer without taking every token apart.

A sheet is the whole layer decoded at one alignment as if it were nothing but base64 (or hex): what is none becomes
noise, and every token of that alignment is in it. Four sheets hold all base64 of a layer, two all hex.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator

from pybase64 import b64decode

from perception.traffic.layer import Layer, Span, base64_at, hex_at
from perception.traffic.signs import HEX, SHORT_TOKEN, signs

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_HEX = b"0123456789abcdefABCDEF"
_IS_BASE64 = frozenset(_LETTERS + b"-_")
_IS_HEX = frozenset(_HEX)
_AS_BASE64 = bytes(byte if byte in _LETTERS else {0x2D: 0x2B, 0x5F: 0x2F}.get(byte, 0x41) for byte in range(256))
_AS_HEX = bytes(byte if byte in _HEX else 0x30 for byte in range(256))
_AROUND = 1024
"""A match is read with so much of its token on each side: what stands next to it, and what belongs to it."""

Sheet = tuple[bytes, str, int]
"""Bytes, coding, alignment."""


def sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of a layer; none when it has no token that is long enough."""
    there = signs(data)
    if SHORT_TOKEN in there:
        letters = data.translate(_AS_BASE64)
        for offset in range(4):
            size = (len(letters) - offset) // 4 * 4
            rest = (len(letters) - offset) % 4
            tail = letters[offset + size :] + b"=" * (4 - rest) if rest > 1 else b""
            yield b64decode(letters[offset : offset + size] + tail, None, True), "base64", offset
    if HEX in there:
        letters = data.translate(_AS_HEX)
        for offset in range(2):
            yield binascii.unhexlify(letters[offset : offset + (len(letters) - offset) // 2 * 2]), "hex", offset


def token(layer: Layer, sheet: Sheet, start: int, end: int) -> Layer | None:
    """The token around a match in a sheet, decoded; None when the match is not wholly in one token."""
    _, coding, offset = sheet
    kind, width = (_IS_BASE64, 4) if coding == "base64" else (_IS_HEX, 2)
    first, last = (base64_at if coding == "base64" else hex_at)(offset)(start, end)
    data = layer.data
    if last > len(data) or any(byte not in kind for byte in data[first:last]):
        return None
    low, high = _extent(data, (first, last), kind)
    low += (offset - low) % width
    return _decoded(layer, coding, low, high)


def _extent(data: bytes, span: Span, kind: frozenset[int]) -> Span:
    low, high = span
    floor, ceiling = max(0, low - _AROUND), min(len(data), high + _AROUND)
    while low > floor and data[low - 1] in kind:
        low -= 1
    while high < ceiling and data[high] in kind:
        high += 1
    return low, high


def _decoded(layer: Layer, coding: str, low: int, high: int) -> Layer | None:
    text = layer.data[low:high]
    if coding == "hex":
        text = text[: len(text) // 2 * 2]
        return layer.child(binascii.unhexlify(text), ("hex",), hex_at(low)) if text else None
    text = text[: len(text) - (len(text) % 4 == 1)].translate(_AS_BASE64)
    if not text:
        return None
    return layer.child(binascii.a2b_base64(text + b"=" * (-len(text) % 4)), ("base64",), base64_at(low))
