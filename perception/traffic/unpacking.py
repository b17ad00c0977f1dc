"""Decompression with bounds: gzip, deflate, brotli, zstandard."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import brotli
import zstandard

from perception.traffic.layer import Span
from perception.traffic.limits import Work
from perception.traffic.shape import is_text

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_MAGIC = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|\x78[\x01\x5e\x9c\xda]")
_MAX_TRIES = 256
_PEEK = 512
_FIRST_PIECE = 4096
_FINAL_AND_SHORT = 3
"""The low bits of the first byte: a last block with fixed codes, and Brotli's usual window."""

_MIN_FREE = 1024 * 1024
_MAX_WINDOW = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a decompression gave, by which coding, from which span; `problem` as in Layer."""

    data: bytes
    coding: str
    span: Span
    problem: str = ""


def announced(data: bytes, coding: str, work: Work) -> Unpacked | None:
    """Undo a content coding that the headers announce; None when it is unknown or the bytes are not that."""
    span = (0, len(data))
    match coding:
        case "gzip" | "x-gzip":
            return _zlib(data, "gzip", 31, span, work)
        case "deflate":
            return _zlib(data, "deflate", 15, span, work) or _zlib(data, "deflate", -15, span, work)
        case "br":
            return _brotli(data, span, work)
        case "zstd":
            return _zstd(data, span, work)
        case _:
            return None


def by_magic(data: bytes, work: Work) -> Iterator[Unpacked]:
    """Undo the compressions that begin anywhere in the bytes; SDKs put a header of their own before them."""
    end = tries = 0
    for match in _MAGIC.finditer(data):
        start = match.start()
        if start < end:
            continue
        tries += 1
        if tries > _MAX_TRIES or not work.spend(_PEEK):
            return
        found = _at_magic(data, start, match.group(), work)
        if found is not None and len(found.data) >= 4:
            end = found.span[1]
            yield found


def _at_magic(data: bytes, start: int, magic: bytes, work: Work) -> Unpacked | None:
    span = (start, len(data))
    if magic == _ZSTD:
        return _zstd(data[start:], span, work)
    wbits, coding = (31, "gzip") if magic == _GZIP else (15, "deflate")
    if start and not _begins(data[start : start + _PEEK], wbits):
        return None
    found = _zlib(data[start:], coding, wbits, span, work)
    if found is not None and found.problem == "damaged" and start and len(magic) == 2 and not is_text(found.data):
        return None
    return found


def _begins(data: bytes, wbits: int) -> bool:
    """Whether the first bytes are those of a compression: two bytes alone stand anywhere by chance."""
    try:
        zlib.decompressobj(wbits).decompress(data, 64)
    except zlib.error:
        return False
    return True


def by_trial(data: bytes, offset: int, work: Work, recognised: Callable[[bytes], bool]) -> Unpacked | None:
    """Undo brotli or bare deflate from `offset` on, which have no mark at the beginning: only a whole stream counts.

    `recognised` tells whether the result is something: a text, or in a known format.
    """
    span, rest = (offset, len(data)), data[offset:]
    for found in (_brotli(rest, span, work, torn=False), _zlib(rest, "deflate", -15, span, work, torn=False)):
        if found is None or found.problem == "damaged" or found.span != span or len(found.data) < 4:
            continue
        if recognised(found.data):
            return found
    return None


_SMALL = 4096
"""Bytes; what a token of a few bytes gives that means something is no more."""


def may_be_packed(data: bytes) -> bool:
    """Whether some bytes, which can as well be a digest, are a whole small compression; most are told by one byte."""
    if _MAGIC.match(data):
        return True
    if not data or data[0] & 7 != _FINAL_AND_SHORT:
        return False
    try:
        decoder = zlib.decompressobj(-15)
        decoder.decompress(data, _SMALL)
        if decoder.eof and not decoder.unused_data:
            return True
    except zlib.error:
        pass
    try:
        unpacker = brotli.Decompressor()
        # A few bytes of brotli may stand for megabytes, and a body may hold many thousand such tokens.
        return bool(unpacker.process(data, output_buffer_limit=_SMALL)) and unpacker.is_finished()
    except brotli.error:
        return False


def _room(size: int, work: Work) -> tuple[int, str]:
    """How much one decompression may give, and what reaching that means."""
    by_ratio = max(_MIN_FREE, size * work.limits.expansion)
    return (by_ratio, "bomb") if by_ratio < work.limits.layer_bytes else (work.limits.layer_bytes, "cut")


def _zlib(data: bytes, coding: str, wbits: int, span: Span, work: Work, *, torn: bool = True) -> Unpacked | None:
    room, name = _room(len(data), work)
    decoder = zlib.decompressobj(wbits)
    result, cost = b"", _FIRST_PIECE
    try:
        # What is no compression mostly fails early; what fails late has cost as much as it could give.
        result = decoder.decompress(data, _FIRST_PIECE)
        if decoder.unconsumed_tail:
            cost = room
            result += decoder.decompress(decoder.unconsumed_tail, room - _FIRST_PIECE)
        work.left -= len(result)
    except zlib.error:
        result = _until_damage(data, wbits, room) if torn else b""
        work.left -= cost
        return Unpacked(result, coding, span, "damaged") if result else None
    if decoder.eof:
        return Unpacked(result, coding, (span[0], span[0] + len(data) - len(decoder.unused_data)))
    if not result:
        return None
    return Unpacked(result, coding, span, name if len(result) >= room else "damaged")


def _until_damage(data: bytes, wbits: int, room: int) -> bytes:
    """What comes before the damage, to within the last 512 bytes of input."""
    decoder = zlib.decompressobj(wbits)
    parts: list[bytes] = []
    size = 0
    try:
        for at in range(0, min(len(data), room), 512):
            part = decoder.decompress(data[at : at + 512], room - size)
            size += len(part)
            parts.append(part)
            if size >= room:
                break
    except zlib.error:
        pass
    return b"".join(parts)


def _brotli(data: bytes, span: Span, work: Work, *, torn: bool = True) -> Unpacked | None:
    room, name = _room(len(data), work)
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        feed = data
        while not decoder.is_finished() and size < room:
            part = decoder.process(feed, output_buffer_limit=64 * 1024)
            if not part and (not feed or decoder.can_accept_more_data()):
                break
            feed = b""
            size += len(part)
            work.left -= len(part)
            parts.append(part)
    except brotli.error:
        if not torn:
            return None
    result = b"".join(parts)[:room]
    if not result:
        return None
    return Unpacked(result, "br", span, "" if decoder.is_finished() else name if size >= room else "damaged")


def _zstd(data: bytes, span: Span, work: Work) -> Unpacked | None:
    room, name = _room(len(data), work)
    decoder = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
    parts: list[bytes] = []
    size = 0
    problem = ""
    try:
        with decoder.stream_reader(data) as reader:
            while size < room and (part := reader.read(min(64 * 1024, room - size))):
                size += len(part)
                work.left -= len(part)
                parts.append(part)
    except zstandard.ZstdError:
        problem = "damaged"
    result = b"".join(parts)
    return Unpacked(result, "zstd", span, name if size >= room else problem) if result else None
