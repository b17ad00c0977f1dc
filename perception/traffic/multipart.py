"""The parts of a multipart body that have to be taken apart on their own: encoded for transfer, or no text."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from perception.traffic.layer import Mapping, Replacements, base64_at, slice_at, through
from perception.traffic.shape import is_text
from perception.traffic.unescaping import quoted_printable

MAX_PARTS = 2000

_BOUNDARY = re.compile(rb"(--[^\r\n]{1,200})\r?\n(?=content-)", re.IGNORECASE)
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_TRANSFER = re.compile(rb"^content-transfer-encoding:[ \t]*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_CODING = re.compile(rb"^content-encoding:[ \t]*([\w, -]+)", re.IGNORECASE | re.MULTILINE)
_SPACE = re.compile(rb"[\r\n\t ]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A part's content; `coding` are the content codings that its own headers announce, the outermost last."""

    data: bytes
    links: tuple[str, ...]
    back: Mapping
    coding: tuple[str, ...]


def parts(data: bytes) -> Iterator[Part]:
    """The parts that need it, wherever the body begins; a part that is a plain text is read where it stands."""
    first = _BOUNDARY.search(data)
    if first is None:
        return
    boundary = b"\n" + first.group(1)
    at = first.end()
    for _ in range(MAX_PARTS):
        following = data.find(boundary, at)
        end = following if following >= 0 else len(data)
        yield from _part(data, at, end - (following > at and data[following - 1 : following] == b"\r"))
        at = data.find(b"\n", end + len(boundary)) + 1
        if following < 0 or at <= 0:
            return


def _part(data: bytes, at: int, end: int) -> Iterator[Part]:
    gap = _HEADERS_END.search(data, at, end)
    if gap is None:
        return
    headers, start = data[at : gap.start()], gap.end()
    body = data[start:end]
    coding = tuple(name.strip().lower().decode("ascii") for name in _announced(_CODING, headers).split(b",") if name)
    match _announced(_TRANSFER, headers).lower():
        case b"base64":
            yield from _base64(body, start, coding)
        case b"quoted-printable":
            text, back = quoted_printable(body)
            yield Part(text, ("multipart", "quoted-printable"), through(back, slice_at(start)), coding)
        case _ if body and (coding or b"ontent-" in body or not is_text(body)):
            yield Part(body, ("multipart",), slice_at(start), coding)
        case _:
            return


def _base64(body: bytes, start: int, coding: tuple[str, ...]) -> Iterator[Part]:
    letters = _SPACE.sub(b"", body).rstrip(b"=")
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        decoded = binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return
    places = Replacements()
    size, at = 0, 0
    for space in _SPACE.finditer(body):
        size += space.start() - at
        at = space.end()
        places.add(size, size, space.start(), at)
    back = through(base64_at(0), through(places.back, slice_at(start)))
    yield Part(decoded, ("multipart", "base64"), back, coding)


def _announced(pattern: re.Pattern[bytes], headers: bytes) -> bytes:
    found = pattern.search(headers)
    return found.group(1) if found else b""
