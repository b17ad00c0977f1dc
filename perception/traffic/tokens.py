"""Decodings of tokens that stand inside a text: base64 in every alignment, hex, JSON web tokens."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from perception.traffic.layer import Mapping, Replacements, base64_at, hex_at, through
from perception.traffic.shape import is_text

_JWT = re.compile(rb"(?<![\w-])(eyJ[\w-]{6,})\.([\w-]{4,})(?:\.([\w-]*))?")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{11,}={0,2}")
_WRAPPED = re.compile(rb"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{60,80}\r?\n){1,65536}[A-Za-z0-9+/]{0,80}={0,2}")
_HEX = re.compile(rb"[0-9A-Fa-f]{16,}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_DIGESTS = {32, 40, 64}
_NEWLINE = re.compile(rb"\r?\n")


@dataclass(frozen=True, slots=True)
class Token:
    """A decoded token; `natural` is the alignment at which the token itself begins."""

    data: bytes
    coding: str
    back: Mapping
    natural: bool = True


def tokens(data: bytes) -> Iterator[Token]:
    """All tokens of a layer, decoded in each alignment that could be meant."""
    taken: list[tuple[int, int]] = []
    for match in _JWT.finditer(data):
        segments = [(match.start(g), match.group(g)) for g in (1, 2) if match.group(g)]
        decoded = [token for at, text in segments if (token := _base64(text, at, "jwt")) is not None]
        yield from decoded
        taken.append((match.start(), match.end()))
    for match in _WRAPPED.finditer(data) if b"\n" in data else ():
        token = _wrapped(match)
        if token is not None:
            yield token
            taken.append((match.start(), match.end()))
    skip = iter([*sorted(taken), (len(data), len(data))])
    start, end = next(skip)
    for match in _BASE64.finditer(data):
        while match.start() >= end and end < len(data):
            start, end = next(skip)
        if start <= match.start() < end:
            continue
        yield from _aligned(match.group(), match.start())


def _aligned(text: bytes, at: int) -> Iterator[Token]:
    hexadecimal = _HEX.search(text)
    if hexadecimal is not None:
        for found in _HEX.finditer(text):
            yield from _hex(found.group(), at + found.start())
        if hexadecimal.span() == (0, len(text)) and len(text) in _DIGESTS:
            return
    for offset in range(4):
        token = _base64(text[offset:], at + offset, "base64", natural=offset == 0)
        if token is not None:
            yield token
            if offset == 0 and is_text(token.data):
                return


def _base64(text: bytes, at: int, coding: str, *, natural: bool = True) -> Token | None:
    body = text.rstrip(b"=").translate(_URL_SAFE)
    if len(body) % 4 == 1:
        body = body[:-1]
    if len(body) < 11:
        return None
    try:
        data = binascii.a2b_base64(body + b"=" * (-len(body) % 4))
    except binascii.Error:
        return None
    return Token(data, coding, base64_at(at), natural)


def _wrapped(match: re.Match[bytes]) -> Token | None:
    parts: list[bytes] = []
    places = Replacements()
    at, size = 0, 0
    text = match.group()
    for newline in _NEWLINE.finditer(text):
        parts.append(text[at : newline.start()])
        size += newline.start() - at
        at = newline.end()
        places.add(size, size, newline.start(), at)
    parts.append(text[at:])
    token = _base64(b"".join(parts), 0, "base64")
    if token is None:
        return None
    start = match.start()

    def outer(a: int, b: int) -> tuple[int, int]:
        first, last = places.back(a, b)
        return first + start, last + start

    return Token(token.data, "base64", through(token.back, outer))


def _hex(text: bytes, at: int) -> Iterator[Token]:
    for offset in (0, 1):
        part = text[offset : offset + (len(text) - offset) // 2 * 2]
        if len(part) >= 16:
            yield Token(binascii.unhexlify(part), "hex", hex_at(at + offset), offset == 0)
