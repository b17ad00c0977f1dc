"""CBOR (RFC 8949), written out like JSON.

An own reader, because the libraries do not tell where in the bytes a value stands.
"""

from __future__ import annotations

import struct

from perception.traffic.binary.writing import (
    MAX_NESTING,
    NotThisFormat,
    Writer,
    Written,
    double_at,
    float32,
    float64,
    single_at,
)
from perception.traffic.limits import Work

_INDEFINITE = 31
_BREAK = 0xFF
_CONSTANTS = {20: "false", 21: "true", 22: "null", 23: "undefined"}
_BIGNUM_TAGS = (2, 3)
_BIGNUM_BYTES = 16


def begins_cbor(data: bytes) -> bool:
    """Whether the first byte is that of a list, a map or a tag."""
    return bool(data) and 4 <= data[0] >> 5 <= 6


def read_cbor(data: bytes, work: Work) -> Written:
    """One or more lists, maps or tagged values, one after the other; all bytes must be read by them."""
    writer = Writer(work)
    at = 0
    while at < len(data):
        if not begins_cbor(data[at : at + 1]):
            raise NotThisFormat
        at = _value(data, at, writer, 0)
        writer.made("\n", at, at)
    return writer.finish()


def _value(data: bytes, at: int, writer: Writer, depth: int) -> int:
    if at >= len(data) or depth > MAX_NESTING:
        raise NotThisFormat
    major, info = data[at] >> 5, data[at] & 31
    begin = at
    if major == 7:
        return _simple(data, at, info, writer)
    size, at = _argument(data, at + 1, info)
    match major:
        case 0 | 1:
            if size is None:
                raise NotThisFormat
            writer.made(str(size if major == 0 else -1 - size), begin, at)
            return at
        case 2 | 3:
            return _string(data, at, size, major, writer)
        case 4 | 5:
            return _many(data, at, size, major == 5, writer, depth)
        case _:
            if size is None:
                raise NotThisFormat
            return _tagged(data, at, size, writer, depth)


def _argument(data: bytes, at: int, info: int) -> tuple[int | None, int]:
    """The number that follows a head; None when the length is not told beforehand."""
    if info < 24:
        return info, at
    if info == _INDEFINITE:
        return None, at
    if info > 27:
        raise NotThisFormat
    end = at + (1 << (info - 24))
    if end > len(data):
        raise NotThisFormat
    return int.from_bytes(data[at:end]), end


def _simple(data: bytes, at: int, info: int, writer: Writer) -> int:
    end = at + 1 + {24: 1, 25: 2, 26: 4, 27: 8}.get(info, 0)
    if end > len(data) or info > 27:
        raise NotThisFormat
    match info:
        case 25:
            text = float64(struct.unpack_from(">e", data, at + 1)[0])
        case 26:
            text = float32(single_at(data, at + 1, ">"))
        case 27:
            text = float64(double_at(data, at + 1, ">"))
        case _:
            text = _CONSTANTS.get(info, "simple")
    writer.made(text, at, end)
    return end


def _string(data: bytes, at: int, size: int | None, major: int, writer: Writer) -> int:
    writer.made('"', at, at)
    if size is not None:
        if at + size > len(data):
            raise NotThisFormat
        writer.string(data[at : at + size], at)
        at += size
    else:
        at = _chunks(data, at, major, writer)
    writer.made('"', at, at)
    return at


def _chunks(data: bytes, at: int, major: int, writer: Writer) -> int:
    """A string in pieces, each with its length, up to the break."""
    while True:
        if at >= len(data):
            raise NotThisFormat
        if data[at] == _BREAK:
            return at + 1
        if data[at] >> 5 != major:
            raise NotThisFormat
        size, at = _argument(data, at + 1, data[at] & 31)
        if size is None or at + size > len(data):
            raise NotThisFormat
        writer.string(data[at : at + size], at)
        at += size


def _many(data: bytes, at: int, count: int | None, pairs: bool, writer: Writer, depth: int) -> int:
    if count is not None and count > len(data) - at:
        raise NotThisFormat
    writer.made("{" if pairs else "[", at, at)
    done = 0
    while count is None or done < count:
        if count is None and data[at : at + 1] == bytes([_BREAK]):
            at += 1
            break
        if done:
            writer.made(", ", at, at)
        at = _value(data, at, writer, depth + 1)
        if pairs:
            writer.made(": ", at, at)
            at = _value(data, at, writer, depth + 1)
        done += 1
    writer.made("}" if pairs else "]", at, at)
    return at


def _tagged(data: bytes, at: int, tag: int, writer: Writer, depth: int) -> int:
    """A tag says what a value means; numbers of any length are written as numbers."""
    if tag in _BIGNUM_TAGS and at < len(data) and data[at] >> 5 == 2:
        size, start = _argument(data, at + 1, data[at] & 31)
        if size is not None and size <= _BIGNUM_BYTES and start + size <= len(data):
            number = int.from_bytes(data[start : start + size])
            writer.made(str(number if tag == 2 else -1 - number), at, start + size)
            return start + size
    return _value(data, at, writer, depth + 1)
