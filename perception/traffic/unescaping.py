"""Decodings that replace pieces of a text: percent and +, escapes in JSON strings, XML entities."""

from __future__ import annotations

import re
from collections.abc import Callable

from perception.traffic.layer import Replacements

_PERCENT = re.compile(rb"(?:%[0-9A-Fa-f]{2})+|\+")
_PERCENT_SURE = re.compile(rb"%[0-9A-Fa-f]{2}")
_ESCAPE = re.compile(rb"(?:\\u[0-9A-Fa-f]{4})+|\\[\"\\/bfnrt]|\\x[0-9A-Fa-f]{2}")
_ENTITY = re.compile(rb"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);")
_SIMPLE = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_NAMED = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'"}

Unescaped = tuple[bytes, Replacements]


def percent(data: bytes) -> Unescaped | None:
    """Percent-decoding with + as a space; None when nothing is percent-encoded."""
    if _PERCENT_SURE.search(data) is None:
        return None
    return _replace(data, _PERCENT, _percent_piece)


def plus(data: bytes) -> Unescaped | None:
    """Only + as a space, for forms without any other encoding."""
    return _replace(data, re.compile(rb"\+"), lambda piece: b" ") if b"+" in data else None


def json_escapes(data: bytes) -> Unescaped | None:
    r"""The escapes of JSON strings (also \xNN, as JavaScript writes it); None when there is none."""
    return _replace(data, _ESCAPE, _escape_piece) if b"\\" in data and _ESCAPE.search(data) else None


def entities(data: bytes) -> Unescaped | None:
    """Numeric and the five named XML entities; None when there is none."""
    return _replace(data, _ENTITY, _entity_piece) if b"&" in data and _ENTITY.search(data) else None


def _replace(data: bytes, pattern: re.Pattern[bytes], make: Callable[[bytes], bytes]) -> Unescaped:
    parts: list[bytes] = []
    places = Replacements()
    at, size = 0, 0
    for match in pattern.finditer(data):
        parts.append(data[at : match.start()])
        size += match.start() - at
        piece = make(match.group())
        per = len(match.group()) // len(piece) if piece else 0
        even = bool(piece) and per * len(piece) == len(match.group())
        if even:
            for index in range(len(piece)):
                parent = match.start() + index * per
                places.add(size + index, size + index + 1, parent, parent + per)
        else:
            places.add(size, size + len(piece), match.start(), match.end())
        parts.append(piece)
        size += len(piece)
        at = match.end()
    parts.append(data[at:])
    return b"".join(parts), places


def _percent_piece(piece: bytes) -> bytes:
    return b" " if piece == b"+" else bytes.fromhex(piece.replace(b"%", b"").decode("ascii"))


def _escape_piece(piece: bytes) -> bytes:
    kind = piece[1:2]
    if kind == b"u":
        units = bytes.fromhex(piece.replace(b"\\u", b"").decode("ascii"))
        return units.decode("utf-16-be", "replace").encode("utf-8", "replace")
    if kind == b"x":
        return chr(int(piece[2:], 16)).encode("utf-8")
    return _SIMPLE.get(kind, kind)


def _entity_piece(piece: bytes) -> bytes:
    name = piece[1:-1]
    if not name.startswith(b"#"):
        return _NAMED[name]
    number = int(name[2:], 16) if name[1:2] in b"xX" else int(name[1:])
    return chr(number).encode("utf-8", "replace") if number < 0x110000 else b"?"
