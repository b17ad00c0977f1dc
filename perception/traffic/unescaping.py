"""Decodings that replace pieces of a text: percent and +, escapes in JSON strings, XML entities, quoted-printable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

from perception.traffic.binary.writing import is_clean
from perception.traffic.layer import Mapping, Replacements, on_demand, slice_at, through

_PERCENT = re.compile(rb"(?:%[0-9A-Fa-f]{2})+|\+")
_PERCENT_SURE = re.compile(rb"%[0-9A-Fa-f]{2}")
_PERCENT_ONLY = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")
_PLUS_IN_TOKEN = re.compile(rb"\+(?:(?<=[A-Za-z0-9/=]\+)[A-Za-z0-9+/]{6}|(?<=[A-Za-z0-9/]{7}\+))")
_FIELD = re.compile(rb"[^&=?/;,\s\"'<>{}\[\]#]{8,}+")
_ESCAPE = re.compile(rb"\\(?:u[0-9A-Fa-f]{4}(?:\\u[0-9A-Fa-f]{4})*|[\"\\/'bfnrt]|x[0-9A-Fa-f]{2})")
_LONG_ESCAPE = re.compile(rb"\\[ux'bfnrt]")
_ENTITY = re.compile(rb"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);")
_QUOTED = re.compile(rb"=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n)")
_SIMPLE = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_NAMED = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'"}

Unescaped = tuple[bytes, Mapping]
"""The text, and the way from its bytes back to those it was made from."""

Piece = Callable[[bytes], bytes]


def percent(data: bytes) -> Unescaped | None:
    """Percent-decoding with + as a space; None when nothing is percent-encoded."""
    if b"%" not in data or _PERCENT_SURE.search(data) is None:
        return None
    return unquote_to_bytes(data.replace(b"+", b" ")), _mapping(data, _PERCENT, _percent_piece)


def percent_only(data: bytes) -> Unescaped | None:
    """Percent-decoding that leaves + as it is, for base64 of which only the rest was escaped; else None."""
    if b"+" not in data or _PERCENT_SURE.search(data) is None:
        return None
    plain = unquote_to_bytes(data)
    return (plain, _mapping(data, _PERCENT_ONLY, _percent_piece)) if _PLUS_IN_TOKEN.search(plain) else None


def escaped_fields(data: bytes) -> Iterator[Unescaped]:
    """The values of a form, address or cookie that were raw bytes before they were percent-encoded, each by itself."""
    for match in _FIELD.finditer(data):
        text, start = match.group(), match.start()
        if b"%" not in text:
            continue
        value = unquote_to_bytes(text.replace(b"+", b" "))
        if not is_clean(value):
            yield value, through(_mapping(text, _PERCENT, _percent_piece), slice_at(start))


def plus(data: bytes) -> Unescaped | None:
    """Only + as a space, for forms without any other encoding."""
    return (data.replace(b"+", b" "), lambda start, end: (start, end)) if b"+" in data else None


def json_escapes(data: bytes) -> Unescaped | None:
    r"""The escapes of JSON strings (also \xNN and \', as JavaScript writes them); None when there is none."""
    if b"\\" not in data or _ESCAPE.search(data) is None:
        return None
    if b"\x00" not in data and _LONG_ESCAPE.search(data) is None:
        plain = data.replace(b"\\\\", b"\x00").replace(b'\\"', b'"').replace(b"\\/", b"/").replace(b"\x00", b"\\")
    else:
        plain = _ESCAPE.sub(lambda match: _escape_piece(match.group()), data)
    return plain, _mapping(data, _ESCAPE, _escape_piece)


def entities(data: bytes) -> Unescaped | None:
    """Numeric and the five named XML entities; None when there is none."""
    if b"&" not in data or _ENTITY.search(data) is None:
        return None
    return _ENTITY.sub(lambda match: _entity_piece(match.group()), data), _mapping(data, _ENTITY, _entity_piece)


def quoted_printable(data: bytes) -> Unescaped:
    """The transfer encoding of a mail or multipart part."""
    return _QUOTED.sub(lambda match: _quoted_piece(match.group()), data), _mapping(data, _QUOTED, _quoted_piece)


def _mapping(data: bytes, pattern: re.Pattern[bytes], make: Piece) -> Mapping:
    return on_demand(lambda: _replacements(data, pattern, make).back)


def _replacements(data: bytes, pattern: re.Pattern[bytes], make: Piece) -> Replacements:
    places = Replacements()
    at, size = 0, 0
    for match in pattern.finditer(data):
        size += match.start() - at
        piece = make(match.group())
        per = len(match.group()) // len(piece) if piece else 0
        if piece and per * len(piece) == len(match.group()):
            for index in range(len(piece)):
                parent = match.start() + index * per
                places.add(size + index, size + index + 1, parent, parent + per)
        else:
            places.add(size, size + len(piece), match.start(), match.end())
        size += len(piece)
        at = match.end()
    return places


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


def _quoted_piece(piece: bytes) -> bytes:
    return b"" if piece[-1:] == b"\n" else bytes.fromhex(piece[1:].decode("ascii"))
