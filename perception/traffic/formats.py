"""Which binary formats bytes can be read as; each reader takes all of the bytes or none."""

from __future__ import annotations

from collections.abc import Iterator

from perception.traffic.binary.cbor import begins_cbor, read_cbor
from perception.traffic.binary.messagepack import begins_messagepack, read_messagepack
from perception.traffic.binary.protobuf import delimited, grpc, read_protobuf
from perception.traffic.binary.writing import NotThisFormat, Written
from perception.traffic.layer import Span
from perception.traffic.limits import Work

MIN_BYTES = 4
MAX_BYTES = 4 * 1024 * 1024
"""Longer pieces are searched as they are: an app's message is never so long, and the readers work value by value."""

LENGTH_OF_FIRST = b"\n"
"""How a protobuf message begins whose first field is a text: what follows can be printable throughout."""

_READERS = (
    ("msgpack", begins_messagepack, read_messagepack),
    ("cbor", begins_cbor, read_cbor),
    ("protobuf", lambda data: data[0] & 7 in (0, 1, 2, 5) and data[0] > 7, read_protobuf),
)


def readings(data: bytes, work: Work) -> Iterator[tuple[str, Written]]:
    """Each format that bytes are complete in; short bytes may be more than one."""
    if not MIN_BYTES <= len(data) <= MAX_BYTES:
        return
    for name, begins, read in _READERS:
        if begins(data):
            try:
                yield name, read(data, work)
            except NotThisFormat:
                continue


def frames(data: bytes) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """The messages in a stream of gRPC, or of messages with their length before."""
    if not MIN_BYTES <= len(data) <= MAX_BYTES:
        return
    found = grpc(data)
    if found:
        yield "grpc", found
        return
    found = delimited(data)
    if found:
        yield "delimited", found


def is_structured(data: bytes, work: Work) -> bool:
    """Whether bytes, which are no clean text, are complete in one of the formats."""
    return next(readings(data, work), None) is not None or next(frames(data), None) is not None
