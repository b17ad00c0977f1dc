"""MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md), written out like JSON.

An own reader, because the libraries do not tell where in the bytes a value stands.
"""

from __future__ import annotations

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

_CONSTANTS = {0xC0: "null", 0xC2: "false", 0xC3: "true"}
_UNSIGNED = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_SIGNED = {0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
_STRINGS = {0xD9: 1, 0xDA: 2, 0xDB: 4, 0xC4: 1, 0xC5: 2, 0xC6: 4}
_LISTS = {0xDC: 2, 0xDD: 4}
_MAPS = {0xDE: 2, 0xDF: 4}
_FIXED_EXTENSIONS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_EXTENSIONS = {0xC7: 1, 0xC8: 2, 0xC9: 4}


def begins_messagepack(data: bytes) -> bool:
    """Whether the first byte is that of a map or a list."""
    return bool(data) and (0x80 <= data[0] <= 0x9F or 0xDC <= data[0] <= 0xDF)


def read_messagepack(data: bytes, work: Work) -> Written:
    """One or more maps or lists, one after the other; all bytes must be read by them."""
    writer = Writer(work)
    at = 0
    while at < len(data):
        if not begins_messagepack(data[at : at + 1]):
            raise NotThisFormat
        at = _value(data, at, writer, 0)
        writer.made("\n", at, at)
    return writer.finish()


def _value(data: bytes, at: int, writer: Writer, depth: int) -> int:
    if at >= len(data) or depth > MAX_NESTING:
        raise NotThisFormat
    head = data[at]
    if head < 0x80 or head >= 0xE0:
        writer.made(str(head if head < 0x80 else head - 0x100), at, at + 1)
        return at + 1
    if head in _CONSTANTS:
        writer.made(_CONSTANTS[head], at, at + 1)
        return at + 1
    if head <= 0x8F:
        return _many(data, at + 1, (head & 0x0F), True, writer, depth)
    if head <= 0x9F:
        return _many(data, at + 1, (head & 0x0F), False, writer, depth)
    if head <= 0xBF:
        return _string(data, at + 1, head & 0x1F, writer)
    for sizes, signed in ((_UNSIGNED, False), (_SIGNED, True)):
        if head in sizes:
            end = _end(data, at + 1, sizes[head])
            writer.made(str(int.from_bytes(data[at + 1 : end], signed=signed)), at, end)
            return end
    if head in _STRINGS:
        return _string(data, at + 1 + _STRINGS[head], _size(data, at + 1, _STRINGS[head]), writer)
    if head in _LISTS or head in _MAPS:
        width = _LISTS.get(head) or _MAPS[head]
        return _many(data, at + 1 + width, _size(data, at + 1, width), head in _MAPS, writer, depth)
    if head == 0xCA:
        end = _end(data, at + 1, 4)
        writer.made(float32(single_at(data, at + 1, ">")), at, end)
        return end
    if head == 0xCB:
        end = _end(data, at + 1, 8)
        writer.made(float64(double_at(data, at + 1, ">")), at, end)
        return end
    if head in _FIXED_EXTENSIONS:
        return _string(data, at + 2, _FIXED_EXTENSIONS[head], writer)
    if head in _EXTENSIONS:
        width = _EXTENSIONS[head]
        return _string(data, at + 2 + width, _size(data, at + 1, width), writer)
    raise NotThisFormat


def _many(data: bytes, at: int, count: int, pairs: bool, writer: Writer, depth: int) -> int:
    if count > len(data) - at:
        raise NotThisFormat
    writer.made("{" if pairs else "[", at, at)
    for index in range(count):
        if index:
            writer.made(", ", at, at)
        at = _value(data, at, writer, depth + 1)
        if pairs:
            writer.made(": ", at, at)
            at = _value(data, at, writer, depth + 1)
    writer.made("}" if pairs else "]", at, at)
    return at


def _string(data: bytes, at: int, size: int, writer: Writer) -> int:
    end = _end(data, at, size)
    writer.made('"', at, at)
    writer.string(data[at:end], at)
    writer.made('"', end, end)
    return end


def _size(data: bytes, at: int, width: int) -> int:
    return int.from_bytes(data[at : _end(data, at, width)])


def _end(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise NotThisFormat
    return at + size
