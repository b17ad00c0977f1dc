"""Texts of two bytes a character (UTF-16), as Windows and some SDKs write them."""

from __future__ import annotations

from perception.traffic.layer import Mapping, Span

_SAMPLE = 512
_MIN_BYTES = 12


def utf16(data: bytes) -> tuple[bytes, Mapping] | None:
    """The text in UTF-8; None when the bytes do not look like UTF-16 with mostly Latin characters, and have no mark."""
    codec, skip = _codec(data)
    if not codec:
        return None
    even = data[skip : skip + (len(data) - skip) // 2 * 2]
    text = even.decode(codec, "replace").encode("utf-8", "replace")

    def back(start: int, end: int) -> Span:
        before = len(text[:start].decode("utf-8", "ignore").encode(codec))
        inside = len(text[:end].decode("utf-8", "ignore").encode(codec))
        return skip + before, skip + max(before, inside)

    return text, back


def _codec(data: bytes) -> tuple[str, int]:
    if len(data) < _MIN_BYTES:
        return "", 0
    if data[:2] == b"\xff\xfe":
        return "utf-16-le", 2
    if data[:2] == b"\xfe\xff":
        return "utf-16-be", 2
    sample = data[: _SAMPLE // 2 * 2]
    even, odd = sample[::2], sample[1::2]
    if odd.count(0) * 10 >= len(odd) * 9 and even.count(0) * 10 < len(even):
        return "utf-16-le", 0
    if even.count(0) * 10 >= len(even) * 9 and odd.count(0) * 10 < len(odd):
        return "utf-16-be", 0
    return "", 0
