"""What a layer can hold, told by one fast scan, so that each slow search is made only where it is due."""

from __future__ import annotations

from functools import lru_cache

from perception.traffic.scanner import Signs

ENCODED, SHORT_TOKEN, TOKEN, BASE64_TEXT, HEX, HEX_TEXT, JWT, WRAPPED = range(8)
"""Bytes that something encoded has, tokens of 10 and of 14 bytes, base64 of a text, hex, hex of a text, …"""

_REMEMBERED = 4096
"""The signs of so short a layer are asked for more than once, at a time when it is kept anyway."""

_STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def _class(allowed: list[int]) -> bytes:
    letters = bytes(_STANDARD[index] for index in allowed)
    both = letters + (b"-" if b"+" in letters else b"") + (b"_" if b"/" in letters else b"")
    return b"[" + b"".join(b"\\x%02x" % byte for byte in both) + b"]"


_FIRST = _class([2, 3, *range(8, 32)])
_SECOND = _class([index for index in range(64) if index & 15 in (0, 2, 3, 4, 5, 6, 7)])
_THIRD = _class([index for index in range(64) if index & 3 < 2])
ASCII_IN_BASE64 = b"(?:" + _FIRST + _SECOND + _THIRD + rb"[A-Za-z0-9+/_-]){4}"
"""Base64 of twelve ASCII characters, in its own alignment: the top bit of each byte is not set."""

_SIGNS = Signs(
    (
        rb"[%+\\&\x00-\x08\x0e-\x1f\x7f-\xff]",
        rb"[A-Za-z0-9+/_-]{10}",
        rb"[A-Za-z0-9+/_-]{14}",
        ASCII_IN_BASE64,
        rb"[0-9A-Fa-f]{16}",
        rb"(?:[2-7][0-9A-Fa-f]|0[9AaDd]){8}",
        rb"eyJ[\w-]{6}",
        rb"[A-Za-z0-9+/]{60}\r?\n",
    )
)


def signs(data: bytes) -> frozenset[int]:
    """Which of the signs are in the bytes."""
    return _remembered(data) if len(data) <= _REMEMBERED else _SIGNS.present(data)


@lru_cache(maxsize=512)
def _remembered(data: bytes) -> frozenset[int]:
    return _SIGNS.present(data)
