"""Named values in a text of any format: JSON, forms, cookies, multipart, XML, headers, text with colons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_LETTER = rb"A-Za-z_$\x80-\xff"
_KEY = re.compile(
    # The look behind stands after the first letter, so that the search skips what cannot begin a key.
    rb"([" + _LETTER + rb"](?<![\w$\x80-\xff.\-%\\/].)[" + _LETTER + rb"0-9.\-\[\]]{1,63}+)"
    rb"(?:[\"']?[ \t]{0,4}(?:=>|[:=])[ \t]{0,4}|>)"
)
_WIDE = tuple(
    (wide.encode(), b"  " + narrow)
    for wide, narrow in zip("：，；。、）】＝", (b":", b",", b";", b",", b",", b")", b"]", b"="), strict=True)
)
_INDIRECT = frozenset((b"name", b"key", b"k", b"field", b"attr", b"param", b"n", b"Name", b"Key", b"NAME", b"KEY"))
_PAIRED = re.compile(rb"[\"']\s{0,8},\s{0,8}[\"'](?:value|val|v|data|content|text)[\"']\s{0,4}:\s{0,4}")
_ATTRIBUTE = re.compile(rb"[\"'](?:[^<>]{0,80}?\s(?:value|val|v|content|text)\s?=\s?(?=[\"'])|[^<>]{0,80}>)")
_PART = re.compile(rb"\"?(?:;[^\r\n]{0,200})?\r?\n(?:[^\r\n]{1,200}\r?\n){0,4}\r?\n")
_BARE_END = {
    "=": re.compile(rb"[&;\r\n\"'<>}\)\]]|[\s,](?=\s?[\w.\-]{1,40}=)|\Z"),
    ":": re.compile(rb"[\r\n;&}\]\"<>]|,(?!-?\d)|\Z"),
    ">": re.compile(rb"<|\Z"),
    "part": re.compile(rb"\r?\n--|\Z"),
}
_BRACKET = re.compile(rb"\"(?:[^\"\\]|\\.)*+\"|[\[\]{}]")
_ITEM = re.compile(rb"\"([^\"\\]{2,400})\"|(?<=[\[,\s])([\w.:+\-]{2,80})(?=[\],\s])")
_MAP_ENTRY = re.compile(rb"(?<![\w.])1: ([^\r\n]{2,64})\n2: ([^\r\n]{2,4096})")
_PIECE = re.compile(rb"[^,;|/\s]{6,80}")
_JOINED = re.compile(r"[,;|/\s]")
_SEGMENT = re.compile(rb"/([A-Za-z][\w\-]{1,31})/([^/?#&\s]{6,80})")
_OPENING = re.compile(rb"([\w$.\-\x80-\xff]{1,48})(?:[\"']?\s{0,4}[:=]\s{0,4}|>\s{0,4})\Z")
_SEGMENT_BEFORE = re.compile(rb"/([\w\-]{1,48})/\Z")

_MAX_VALUE = 4096
_MAX_STRUCTURE = 64 * 1024
_MAX_PIECES = 4
_MAX_STRUCTURED = 512 * 1024
"""Lists and objects are read up to so many bytes in one layer, those inside others again."""

_LOOK_BACK = 1024
_LEVELS = 3

Wanted = Callable[[bytes], object]
"""Whether a key is of interest."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value and its key, with the span of the value in the bytes; `structured` is a whole list or object."""

    key: bytes
    at: int
    value: str
    start: int
    end: int
    structured: bool = False
    path: bool = False
    """Key and value are segments of a path, which is weak."""


def fields(data: bytes, wanted: Wanted) -> Iterator[Field]:
    """The named values whose key is wanted, by position."""
    data = _narrow(data)
    room = _MAX_STRUCTURED
    for match in _KEY.finditer(data):
        key = match[1]
        if not wanted(key) and key not in _INDIRECT:
            continue
        start, end = match.span(1)
        mark = data[end : match.end()].strip(b" \t\"'")[:1]
        sign = ">" if mark == b">" else "=" if mark == b"=" else ":"
        if sign == ">" and data[start - 1 : start] != b"<":
            continue
        if room <= 0 and data[match.end() : match.end() + 1] in (b"[", b"{"):
            continue
        found = _value(data, key, start, match.end(), sign) if wanted(key) else _indirect(data, match.end(), wanted)
        if found is not None:
            room -= found.end - found.start if found.structured else 0
            yield found


def map_entries(data: bytes, wanted: Wanted) -> Iterator[Field]:
    """Entries of maps in protobuf, whose key is field 1 and whose value is field 2, as the decoder writes them."""
    for match in _MAP_ENTRY.finditer(data) if b"\n2: " in data else ():
        if wanted(match.group(1)):
            yield _field(match.group(1), match.start(1), data, match.start(2), match.end(2))


def segments(data: bytes, wanted: Wanted) -> Iterator[Field]:
    """Pairs of segments in an address's path, as in /imei/867530912345670."""
    at = 0
    while (match := _SEGMENT.search(data, at)) is not None:
        at = match.start(2) - 1
        if wanted(match.group(1)):
            yield _field(match.group(1), match.start(1), data, match.start(2), match.end(2), path=True)


def items(field: Field, data: bytes) -> Iterator[Field]:
    """The single values of a list, or of a text that joins several; objects inside a list are left alone."""
    if not field.structured:
        if _JOINED.search(field.value) is None:
            return
        pieces = list(_PIECE.finditer(data, field.start, field.end))
        for match in pieces if 1 < len(pieces) <= _MAX_PIECES else ():
            yield _field(field.key, field.at, data, match.start(), match.end())
        return
    if data[field.start : field.start + 1] != b"[":
        return
    for match in _ITEM.finditer(data, field.start, field.end):
        group = 1 if match.group(1) is not None else 2
        yield _field(field.key, field.at, data, match.start(group), match.end(group))


def around(data: bytes, at: int) -> tuple[bytes, ...]:
    """The keys of the objects and lists that hold a position, innermost first; only what stands near is looked at."""
    start = max(0, at - _LOOK_BACK)
    found: list[bytes] = []
    deep = 0
    for position in range(at - 1, start - 1, -1):
        byte = data[position]
        if byte in b"}]":
            deep += 1
        elif byte in b"{[":
            if deep:
                deep -= 1
                continue
            opening = _OPENING.search(data, max(0, position - 60), position)
            if opening is not None:
                found.append(opening.group(1))
            if len(found) >= _LEVELS:
                break
    return tuple(found)


def key_before(data: bytes, at: int) -> bytes:
    """The key right before a value that begins here, or the segment of a path before it, or empty."""
    before = data[max(0, at - 64) : at].rstrip(b"\"'( +")
    opening = _OPENING.search(before) or _SEGMENT_BEFORE.search(before)
    return opening.group(1) if opening is not None else b""


def _indirect(data: bytes, at: int, wanted: Wanted) -> Field | None:
    """`name="imei"` with the value elsewhere: a part of a form, an element with attributes, a pair of JSON members."""
    quote = data[at : at + 1]
    if quote not in (b'"', b"'"):
        return None
    end = data.find(quote, at + 1, at + 66)
    key = data[at + 1 : end] if end > 0 else b""
    if not key or not wanted(key):
        return None
    for pattern, sign in ((_PART, "part"), (_PAIRED, ":"), (_ATTRIBUTE, ">")):
        match = pattern.match(data, end)
        if match is not None:
            return _value(data, key, at + 1, match.end(), sign)
    return None


def _value(data: bytes, key: bytes, at: int, start: int, sign: str) -> Field | None:
    first = data[start : start + 1]
    if first in (b'"', b"'") and sign not in (">", "part"):
        end = data.find(first, start + 1, start + 1 + _MAX_VALUE)
        return _field(key, at, data, start + 1, end) if end > start + 1 else None
    if first in (b'"', b"'") and sign == ">" and (end := data.find(first, start + 1, start + 1 + _MAX_VALUE)) > 0:
        return _field(key, at, data, start + 1, end)
    if first in (b"[", b"{") and sign != "part":
        return _field(key, at, data, start, _closing(data, start), structured=True)
    match = _BARE_END[sign].search(data, start, start + _MAX_VALUE)
    if match is None or match.start() == start:
        return None
    found = _field(key, at, data, start, match.start())
    structured = sign == "part" and found.value[:1] in ("[", "{")
    return Field(key, at, found.value, found.start, found.end, structured)


def _field(
    key: bytes, at: int, data: bytes, start: int, end: int, *, structured: bool = False, path: bool = False
) -> Field:
    """The field without blanks around its value."""
    raw = data[start:end]
    start += len(raw) - len(raw.lstrip())
    raw = raw.strip()
    return Field(key, at, raw.decode("utf-8", "replace"), start, start + len(raw), structured, path)


def _narrow(data: bytes) -> bytes:
    """The text with full-width punctuation as ASCII, at the same places; a byte that begins none costs no pass."""
    if b"\xef\xbc" in data or b"\xe3\x80" in data:
        for wide, narrow in _WIDE:
            data = data.replace(wide, narrow)
    return data


def _closing(data: bytes, start: int) -> int:
    """After the bracket that closes the one at `start`, or where looking for it ends; a list of contacts is long."""
    deep = 0
    for match in _BRACKET.finditer(data, start, start + _MAX_STRUCTURE):
        if match.group() in (b"[", b"{"):
            deep += 1
        elif match.group() in (b"]", b"}"):
            deep -= 1
            if deep == 0:
                return match.end()
    return min(len(data), start + _MAX_STRUCTURE)
