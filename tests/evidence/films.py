"""The smallest files that say of themselves what an MP4 film says."""

from __future__ import annotations

import struct


def box(kind: bytes, content: bytes) -> bytes:
    """A box of an MP4 file."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def mp4(width: int = 544, height: int = 1200, duration_ms: int = 2500, *, long_times: bool = False) -> bytes:
    """A film without pictures, its headers as a phone writes them: the table of contents comes last."""
    if long_times:
        times = struct.pack(">IQQIQ", 1 << 24, 0, 0, 1000, duration_ms)
    else:
        times = struct.pack(">IIIII", 0, 0, 0, 1000, duration_ms)
    track = box(b"tkhd", bytes(76) + struct.pack(">II", width << 16, height << 16))
    moov = box(b"moov", box(b"mvhd", times + bytes(80)) + box(b"trak", track))
    return box(b"ftyp", b"mp42" + bytes(4)) + box(b"mdat", bytes(500)) + moov
