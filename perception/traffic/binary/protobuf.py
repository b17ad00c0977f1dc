"""Protocol buffers without their schema, and the frames that carry them: gRPC, and messages with their length before.

The wire format: https://protobuf.dev/programming-guides/encoding/. It does not tell a text from a message from bytes,
nor an integer from a zigzag one or a float; what cannot be told is written in each way that makes sense.
"""

from __future__ import annotations

from collections.abc import Callable

from perception.traffic.binary.writing import (
    MAX_NESTING,
    NotThisFormat,
    Writer,
    Written,
    double_at,
    float32,
    float64,
    is_clean,
    is_plausible,
    single_at,
)
from perception.traffic.layer import Span
from perception.traffic.limits import Work

_MAX_FIELD = 1 << 18
"""Field numbers go to 2**29, but nobody numbers so far; a higher one means that the bytes are something else."""

_ZIGZAG_MAX = 3_600_000_000
"""Zigzag integers are written as both readings up to 180° in 1e-7 degrees: coordinates are sent so."""

_PACKED_BYTES = 64
"""Fields without any other sense are read as packed varints up to this size; longer ones are rather encrypted."""

_FRAME_FLAGS = {0, 1, 2, 0x80, 0x81}
_FRAME_HEAD = 5
_MAX_FRAMES = 4096


def read_protobuf(data: bytes, work: Work) -> Written:
    """The fields of a message, `number: value` a line, messages within in braces; all bytes must be read by it."""
    writer = Writer(work)
    _message(data, 0, len(data), writer, 0)
    return writer.finish()


def delimited(data: bytes) -> tuple[Span, ...]:
    """The messages of a stream in which each has its length before it, as a varint; empty when it is no such stream."""
    return _frames(data, lambda at: _varint(data, at, len(data)))


def grpc(data: bytes) -> tuple[Span, ...]:
    """The messages of gRPC, gRPC-Web or Connect: a flag and four bytes of length before each; empty when it is none."""

    def head(at: int) -> tuple[int, int]:
        if at + _FRAME_HEAD > len(data) or data[at] not in _FRAME_FLAGS:
            raise NotThisFormat
        return int.from_bytes(data[at + 1 : at + _FRAME_HEAD]), at + _FRAME_HEAD

    return _frames(data, head)


def _frames(data: bytes, head: Callable[[int], tuple[int, int]]) -> tuple[Span, ...]:
    found: list[Span] = []
    at = count = 0
    try:
        while at < len(data):
            size, start = head(at)
            at = start + size
            count += 1
            if at > len(data) or count > _MAX_FRAMES:
                return ()
            if size:
                found.append((start, at))
    except NotThisFormat:
        return ()
    return tuple(found)


def _message(data: bytes, at: int, end: int, writer: Writer, depth: int) -> None:
    if at >= end or depth > MAX_NESTING:
        raise NotThisFormat
    while at < end:
        begin = at
        key, at = _varint(data, at, end)
        number, wire = key >> 3, key & 7
        if not 0 < number < _MAX_FIELD:
            raise NotThisFormat
        writer.made(f"{number}: ", begin, at)
        match wire:
            case 0:
                start = at
                value, at = _varint(data, at, end)
                writer.made(f"{_integer(value)}\n", start, at)
            case 1 | 5:
                start, at = at, at + (8 if wire == 1 else 4)
                if at > end:
                    raise NotThisFormat
                writer.made(f"{_fixed(data, start, at)}\n", start, at)
            case 2:
                size, start = _varint(data, at, end)
                at = start + size
                if at > end:
                    raise NotThisFormat
                _contents(data, start, at, writer, depth)
                writer.made("\n", at, at)
            case _:
                raise NotThisFormat


def _contents(data: bytes, at: int, end: int, writer: Writer, depth: int) -> None:
    """A field with a length: a text if it is one, else a message, else packed numbers, else bytes."""
    piece = data[at:end]
    clean = is_clean(piece)
    if clean and piece[:1] != b"\n":
        writer.copied(piece, at)
        return
    mark = writer.mark()
    try:
        writer.made("{\n", at, at)
        _message(data, at, end, writer, depth + 1)
        writer.made("}", end, end)
    except NotThisFormat:
        writer.back_to(mark)
        if clean:
            writer.copied(piece, at)
            return
        width = _packed_float(piece)
        if width:
            for start in range(at, end, width):
                writer.made(_fixed(data, start, start + width) + " ", start, start + width)
            return
        if len(piece) <= _PACKED_BYTES:
            _packed(data, at, end, writer)
        writer.string(piece, at)


def _packed(data: bytes, at: int, end: int, writer: Writer) -> None:
    """Integers without keys between them, as a repeated field has them."""
    mark = writer.mark()
    try:
        while at < end:
            value, stop = _varint(data, at, end)
            writer.made(_integer(value) + " ", at, stop)
            at = stop
    except NotThisFormat:
        writer.back_to(mark)


def _packed_float(piece: bytes) -> int:
    """The width of the floats that the bytes are, as a repeated field has them; 0 when one is not plausible."""
    if len(piece) % 8 == 0 and all(is_plausible(double_at(piece, at, "<")) for at in range(0, len(piece), 8)):
        return 8
    if len(piece) % 4 == 0 and all(is_plausible(single_at(piece, at, "<")) for at in range(0, len(piece), 4)):
        return 4
    return 0


def _integer(value: int) -> str:
    signed = value - (1 << 64) if value >= 1 << 63 else value
    zigzag = (value >> 1) ^ -(value & 1)
    return f"{signed} ({zigzag})" if 1 << 20 < value <= _ZIGZAG_MAX else str(signed)


def _fixed(data: bytes, at: int, end: int) -> str:
    """A float where it is plausible; an integer too where that is, as 4 bytes can be both."""
    integer = int.from_bytes(data[at:end], "little", signed=True)
    if end - at == 8:
        number = double_at(data, at, "<")
        return float64(number) if integer and is_plausible(number) else str(integer)
    number = single_at(data, at, "<")
    return f"{float32(number)} ({integer})" if integer and is_plausible(number) else str(integer)


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, at
        shift += 7
    raise NotThisFormat
