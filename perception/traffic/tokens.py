"""Tokens inside a text that are worth taking apart: base64 in any alignment, hex, JSON web tokens.

What only has to be searched for values, not taken apart, is the part of `perception.traffic.sheets`; here are the
tokens whose content is a text or can be data in a binary format.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from perception.traffic.layer import Mapping, Replacements, base64_at, hex_at, through
from perception.traffic.limits import Work
from perception.traffic.shape import is_text

_STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_JWT = re.compile(rb"(?<![\w-])(eyJ[\w-]{6,})\.([\w-]{4,})(?:\.([\w-]*))?")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_WRAPPED = re.compile(rb"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{60,80}\r?\n){1,65536}[A-Za-z0-9+/]{0,80}={0,2}")
_HEX = re.compile(rb"[0-9A-Fa-f]{16,}")
_WORDS = re.compile(rb"(?:[A-Z]?[a-z]{3,}+[_/+-]?)++[0-9]{0,4}")
_DIGESTS = {32, 40, 64}
_NEWLINE = re.compile(rb"\r?\n")
_SEGMENTS = 8
"""So many slashes in a token are tried as the end of a path before base64."""


def _class(allowed: list[int]) -> bytes:
    letters = bytes(_STANDARD[index] for index in allowed)
    both = letters + (b"-" if b"+" in letters else b"") + (b"_" if b"/" in letters else b"")
    return b"[" + b"".join(re.escape(both[i : i + 1]) for i in range(len(both))) + b"]"


_FIRST = _class([2, 3, *range(8, 32)])
_SECOND = _class([index for index in range(64) if index & 15 in (0, 2, 3, 4, 5, 6, 7)])
_THIRD = _class([index for index in range(64) if index & 3 < 2])
_ASCII_RUN = re.compile(b"(?:" + _FIRST + _SECOND + _THIRD + rb"[A-Za-z0-9+/_-]){4,}")
"""Base64 of at least twelve ASCII characters, in its own alignment: the top bit of each byte is not set."""


@dataclass(frozen=True, slots=True)
class Token:
    """A decoded token; `sure` when it reads as a text, else it may be data in a binary format, or nothing."""

    data: bytes
    coding: str
    back: Mapping
    sure: bool


def tokens(data: bytes, work: Work) -> Iterator[Token]:
    """All tokens of a layer that read as a text, and the long ones that may be binary data, in order of their kind."""
    taken: list[tuple[int, int]] = []
    if b"eyJ" in data:
        for match in _JWT.finditer(data):
            segments = [(match.start(g), match.group(g)) for g in (1, 2) if match.group(g)]
            yield from (token for at, text in segments if (token := _base64(text, at, "jwt")) is not None)
            taken.append((match.start(), match.end()))
    for match in _WRAPPED.finditer(data) if b"\n" in data else ():
        token = _wrapped(match)
        if token is not None:
            yield token
            taken.append((match.start(), match.end()))
    yield from _hex(data, work)
    skip = iter([*sorted(taken), (len(data), len(data))])
    start, end = next(skip)
    for match in _BASE64.finditer(data):
        while match.start() >= end and end < len(data):
            start, end = next(skip)
        if start <= match.start() < end:
            continue
        if not work.spend(len(match.group())):
            return
        yield from _in_token(match.group(), match.start())


def _in_token(text: bytes, at: int) -> Iterator[Token]:
    if len(text) in _DIGESTS and _HEX.fullmatch(text):
        return
    natural = _base64(text, at, "base64")
    if natural is not None and natural.sure:
        yield natural
        return
    done: set[int] = set()
    for run in _ASCII_RUN.finditer(text):
        offset = run.start() % 4
        if offset in done:
            continue
        done.add(offset)
        token = _base64(text[offset:], at + offset, "base64")
        if token is None or not token.sure:
            token = _base64(text[run.start() :], at + run.start(), "base64")
        if token is not None:
            yield token
    if text.islower() or text.isupper() or text.isdigit() or _WORDS.fullmatch(text):
        return
    if natural is not None and 0 not in done:
        yield natural
    slash = -1
    for _ in range(_SEGMENTS):
        slash = text.find(b"/", slash + 1)
        if slash < 0 or len(text) - slash <= 16:
            return
        token = _base64(text[slash + 1 :], at + slash + 1, "base64") if (slash + 1) % 4 else None
        if token is not None:
            yield token


def _base64(text: bytes, at: int, coding: str) -> Token | None:
    body = text.rstrip(b"=").translate(_URL_SAFE)
    if len(body) % 4 == 1:
        body = body[:-1]
    if len(body) < 11:
        return None
    try:
        data = binascii.a2b_base64(body + b"=" * (-len(body) % 4))
    except binascii.Error:
        return None
    return Token(data, coding, base64_at(at), is_text(data))


def _wrapped(match: re.Match[bytes]) -> Token | None:
    text = match.group()
    token = _base64(_NEWLINE.sub(b"", text), 0, "base64")
    if token is None:
        return None
    places = Replacements()
    size, at, first = 0, 0, match.start()
    for newline in _NEWLINE.finditer(text):
        size += newline.start() - at
        at = newline.end()
        places.add(size, size, newline.start(), at)

    def outer(start: int, end: int) -> tuple[int, int]:
        low, high = places.back(start, end)
        return low + first, high + first

    return Token(token.data, "base64", through(token.back, outer), token.sure)


def _hex(data: bytes, work: Work) -> Iterator[Token]:
    for match in _HEX.finditer(data):
        text = match.group()
        if not work.spend(len(text)):
            return
        for offset in (0, 1):
            even = (len(text) - offset) // 2 * 2
            if even < 16:
                continue
            decoded = binascii.unhexlify(text[offset : offset + even])
            sure = is_text(decoded)
            if sure or (offset == 0 and len(text) not in _DIGESTS and not text.isdigit()):
                yield Token(decoded, "hex", hex_at(match.start() + offset), sure)
            if sure:
                break
