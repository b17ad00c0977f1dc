"""Tokens inside a text that are worth taking apart: base64 in any alignment, hex, JSON web tokens.

What only has to be searched for values, not taken apart, is the part of `perception.traffic.sheets`; here are the
tokens whose content is a text or can be data in a binary format.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pybase64 import b64decode

from perception.traffic.layer import Mapping, Replacements, base64_at, hex_at, through
from perception.traffic.limits import Work
from perception.traffic.runs import Runs
from perception.traffic.shape import is_text
from perception.traffic.signs import ASCII_IN_BASE64, BASE64_TEXT, HEX, HEX_TEXT, JWT, TOKEN, WRAPPED, signs
from perception.traffic.unpacking import may_be_packed

_STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_JWT = re.compile(rb"(?<![\w-])(eyJ[\w-]{6,})\.([\w-]{4,})(?:\.([\w-]*))?")
_BASE64 = Runs(_STANDARD + b"-_", 14)
_WRAPPED = re.compile(rb"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{60,80}\r?\n){1,65536}[A-Za-z0-9+/]{0,80}={0,2}")
_HEX_LEAST = 16
_HEX = Runs(b"0123456789ABCDEFabcdef", _HEX_LEAST)
_ONLY_HEX = re.compile(rb"[0-9A-Fa-f]+")
_WORDS = re.compile(rb"(?:[A-Z]?[a-z]{3,}+[_/+-]?)++[0-9]{0,4}")
_DIGESTS = {32, 40, 64}
_NEWLINE = re.compile(rb"\r?\n")
_MAGICS = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
"""How compressed bytes begin: base64 of them is no path."""

_SEGMENTS = 8
"""So many slashes in a token are tried as the end of a path before base64."""


_ASCII_RUN = re.compile(ASCII_IN_BASE64)


@dataclass(frozen=True, slots=True)
class Token:
    """A decoded token; `sure` when it reads as a text, else it may be data in a binary format, or nothing."""

    data: bytes
    coding: str
    back: Mapping
    sure: bool


def tokens(data: bytes, work: Work) -> Iterator[Token]:
    """All tokens of a layer that read as a text, and the long ones that may be binary data, in order of their kind."""
    there = signs(data)
    if TOKEN not in there:
        return
    taken: list[tuple[int, int]] = []
    if JWT in there:
        for match in _JWT.finditer(data):
            segments = [(match.start(g), match.group(g)) for g in (1, 2) if match.group(g)]
            yield from (token for at, text in segments if (token := _base64(text, at, "jwt")) is not None)
            taken.append((match.start(), match.end()))
    if WRAPPED in there:
        for match in _WRAPPED.finditer(data):
            token = _wrapped(match)
            if token is not None:
                yield token
                taken.append((match.start(), match.end()))
    if HEX in there:
        yield from _hex(data, HEX_TEXT in there, work)
    yield from _plain(data, taken, BASE64_TEXT in there, work)


def _plain(data: bytes, taken: list[tuple[int, int]], texts: bool, work: Work) -> Iterator[Token]:
    """The tokens that no other kind has taken."""
    taken = sorted(taken)
    for start, end in _BASE64.spans(data):
        text = data[start:end]
        may_be_binary = not (text.islower() or text.isupper() or text.isdigit())
        if not texts and not may_be_binary:
            continue
        if not work.spend(len(text)):
            return
        while taken and taken[0][1] <= start:
            del taken[0]
        if taken and taken[0][0] <= start:
            continue
        natural = _base64(text, start, "base64")
        if natural is not None and natural.sure:
            yield natural
            continue
        if texts:
            yield from _texts(text, start)
        if may_be_binary and _WORDS.fullmatch(text) is None and _ONLY_HEX.fullmatch(text) is None:
            yield from _binary(text, start, natural)


def _texts(text: bytes, at: int) -> Iterator[Token]:
    """Texts that begin within a token: behind a path, or behind bytes that are no text."""
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


def _binary(text: bytes, at: int, natural: Token | None) -> Iterator[Token]:
    if natural is not None:
        yield natural
        if natural.data.startswith(_MAGICS):
            return
    slash = -1
    for _ in range(_SEGMENTS):
        slash = text.find(b"/", slash + 1)
        if slash < 0 or len(text) - slash <= 14:
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
        data = b64decode(body + b"=" * (-len(body) % 4), None, True)
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


def _hex(data: bytes, texts: bool, work: Work) -> Iterator[Token]:
    for start, end in _HEX.spans(data):
        size = end - start
        text = data[start:end]
        if not work.spend(size):
            return
        for offset in (0, 1):
            even = (size - offset) // 2 * 2
            if even < _HEX_LEAST:
                continue
            decoded = binascii.unhexlify(text[offset : offset + even])
            sure = texts and is_text(decoded)
            if sure or (offset == 0 and not text.isdigit() and (size not in _DIGESTS or may_be_packed(decoded))):
                yield Token(decoded, "hex", hex_at(start + offset), sure)
            if sure:
                break
