"""The messages of the adb transport."""

from __future__ import annotations

import struct
from dataclasses import dataclass

VERSION = 0x01000001
MAX_PAYLOAD = 256 * 1024
_MAX_FROM_OLD_HOST = 4096
_HEADER = struct.Struct("<6I")


def _command(name: bytes) -> int:
    return int.from_bytes(name, "little")


CNXN = _command(b"CNXN")
OPEN = _command(b"OPEN")
OKAY = _command(b"OKAY")
WRTE = _command(b"WRTE")
CLSE = _command(b"CLSE")
AUTH = _command(b"AUTH")
STLS = _command(b"STLS")


class PacketError(ValueError):
    """The bytes are not adb's; the connection is of no further use."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One message; the meaning of the two arguments depends on the command."""

    command: int
    arg0: int
    arg1: int
    payload: bytes = b""

    def encode(self, *, checksum: bool = False) -> bytes:
        """The message on the wire; hosts of the first protocol version want the payload's checksum."""
        total = sum(self.payload) & 0xFFFFFFFF if checksum else 0
        size = len(self.payload)
        return _HEADER.pack(self.command, self.arg0, self.arg1, size, total, self.command ^ 0xFFFFFFFF) + self.payload


class PacketDecoder:
    """Cuts a byte stream into packets, however it arrives."""

    def __init__(self, max_payload: int = MAX_PAYLOAD) -> None:
        self._max_payload = max_payload
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that are complete now; raises PacketError for a wrong magic or a payload above the limit."""
        self._buffer += data
        packets = []
        while len(self._buffer) >= _HEADER.size:
            command, arg0, arg1, size, _, magic = _HEADER.unpack_from(self._buffer)
            if magic != command ^ 0xFFFFFFFF:
                raise PacketError(f"magic {magic:#010x} does not belong to command {command:#010x}")
            if size > self._max_payload:
                raise PacketError(f"payload of {size} bytes is above {self._max_payload}")
            end = _HEADER.size + size
            if len(self._buffer) < end:
                break
            packets.append(Packet(command, arg0, arg1, bytes(self._buffer[_HEADER.size : end])))
            del self._buffer[:end]
        return packets


def payload_limit(host_version: int, host_limit: int) -> int:
    """The largest payload that both ends accept."""
    ours = MAX_PAYLOAD if host_version >= VERSION else _MAX_FROM_OLD_HOST
    return max(1, min(ours, host_limit))
