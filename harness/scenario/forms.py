"""How a value may stand in bytes: as itself, escaped by JSON, XML, addresses and forms, and in base64."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import Any

import re2

LONGEST = 128
"""Characters of one pattern; a longer value is looked for in pieces."""
GROWTH = 32
"""How many bytes one byte of a value may take, at most, with all that stands between."""

_NAMED = {"&": b"&amp;", "<": b"&lt;", ">": b"&gt;", '"': b"&quot;", "'": b"&apos;"}
_ESCAPED = {"\n": b"n", "\r": b"r", "\t": b"t", "\b": b"b", "\f": b"f", '"': b'"', "'": b"'", "/": b"/"}
_SLASHES = rb"\\{1,8}"
"""JSON in JSON doubles them each time."""
_PERCENT = rb"%(?:25){0,2}"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_GAP = rb"(?:\r?\n|(?:\\{1,8}r)?\\{1,8}n|(?:%(?:25){0,2}0[dD])?%(?:25){0,2}0[aA])?"
"""A line end between two letters, as Android's base64 has them by default."""
_TOKEN = re.compile(rb"%(?:25)*2[bBfF]|\\+/|(?P<gap>%(?:25)*0[aAdD]|\\+[nr]|[\r\n])|.", re.DOTALL)
_STAR = ord("*")


class Form:
    """A value of at most LONGEST characters, in every form in which it is found."""

    def __init__(self, value: str) -> None:
        self.value = value
        self._bytes = value.encode("utf-8", "surrogatepass")
        self.longest = GROWTH * (len(self._bytes) + 2)
        ways = [b"".join(map(_character, value)), *(_coded(self._bytes, shift) for shift in range(3))]
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.log_errors = False
        options.max_mem = 64 << 20
        self._pattern: Any = re2.compile(b"|".join(b"(%s)" % way for way in ways), options)

    def places(self, data: bytes) -> list[tuple[int, int, int]]:
        """Where it stands: begin and end, and 0 for a text, 1 to 3 for the ways in which base64 writes it."""
        return [(*match.span(), match.lastindex - 1) for match in self._pattern.finditer(data)]

    def recoded(self, found: bytes, way: int) -> bytes:
        """The base64 of asterisks in its place: what stands around it decodes as before; of the same length."""
        lead = 8 * (way - 1) % 6
        out, number = bytearray(), 0
        for token in _TOKEN.finditer(found):
            part, known = token[0], _sextet(token[0])
            if token["gap"] is None:
                number += 1
                # Of an escaped slash nothing else can be made that is as long.
                if known is not None and not part.startswith(b"\\"):
                    letter = _LETTERS[self._starred(known, 6 * (number - 1) - lead)]
                    part = bytes([letter]) if len(part) == 1 else part[:-2] + b"%02X" % letter
            out += part
        return bytes(out)

    def _starred(self, sextet: int, at: int) -> int:
        """Six bits with those of asterisks, as far as they are the value's; `at` is the place of the first in it."""
        for bit in range(6):
            if 0 <= at + bit < 8 * len(self._bytes):
                mask = 1 << (5 - bit)
                sextet = sextet | mask if _STAR >> (7 - (at + bit) % 8) & 1 else sextet & ~mask
        return sextet


def forms(value: str) -> list[Form]:
    """What finds a value; a long one has several, which leave nothing of it out."""
    last = max(0, len(value) - LONGEST)
    return [Form(value[at : at + LONGEST]) for at in sorted({*range(0, last, LONGEST), last})]


@lru_cache(512)
def _character(char: str) -> bytes:
    """Each way in which a character is written."""
    written = char.encode("utf-8", "surrogatepass")
    wide = char.encode("utf-16-be", "surrogatepass").hex()
    units = [_hex(wide[at : at + 4]) for at in range(0, len(wide), 4)]
    ways = [
        b"".join(_PERCENT + _hex(f"{byte:02x}") for byte in written),
        b"".join(b"(?:%s|%s)[uU]%s" % (_SLASHES, _PERCENT, unit) for unit in units),
        b"&#0{0,6}%d;" % ord(char),
        b"&#[xX]0{0,6}%s;" % _hex(f"{ord(char):x}"),
    ]
    if char in _NAMED:
        ways.append(_NAMED[char])
    if char in _ESCAPED:
        ways.append(_SLASHES + _literal(_ESCAPED[char]))
    if char == "\\":
        ways.append(_SLASHES)
    if char == " ":
        ways.append(rb"\+")
    # Last, for it may be the beginning of an escaped one.
    ways.append(_literal(written))
    return b"(?:%s)" % b"|".join(ways)


def _coded(value: bytes, shift: int) -> bytes:
    """The base64 of a value with `shift` bytes before it in the same group of three; the edges are shared letters."""
    lead = 8 * shift % 6
    bits = "?" * lead + "".join(f"{byte:08b}" for byte in value)
    bits += "?" * (-len(bits) % 6)
    groups = (bits[at : at + 6] for at in range(0, len(bits), 6))
    return _GAP.join(b"(?:%s)" % b"|".join(map(_letter, _fitting(group))) for group in groups)


def _fitting(group: str) -> list[int]:
    """The sextets that have these bits; `?` is either."""
    return [int("".join(bits), 2) for bits in itertools.product(*("01" if bit == "?" else bit for bit in group))]


def _letter(sextet: int) -> bytes:
    match sextet:
        case 62:
            return rb"[+-]|%(?:25){0,2}2[bB]"
        case 63:
            return rb"[/_]|%(?:25){0,2}2[fF]|\\{1,8}/"
        case _:
            return _LETTERS[sextet : sextet + 1]


def _sextet(token: bytes) -> int | None:
    """What a letter stands for, however it is escaped."""
    if token == b"-" or token[-2:].lower() == b"2b":
        return 62
    if token in (b"_", b"/") or token[-2:].lower() == b"2f" or token.endswith(b"\\/"):
        return 63
    place = _LETTERS.find(token) if len(token) == 1 else -1
    return place if place >= 0 else None


def _literal(data: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in data)


def _hex(digits: str) -> bytes:
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in digits).encode()
