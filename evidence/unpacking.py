"""Undoing one content coding of an answer, within a limit: who sends a small body may mean a huge one."""

from __future__ import annotations

import io
import zlib

import brotli
import zstandard

_PIECE = 64 * 1024
_MAX_WINDOW = 128 * 1024 * 1024
"""What zstandard may take for itself, in bytes; its own command line takes no more either."""


_MOST_MEMBERS = 256
"""Each gzip member in a row costs a copy of all that follows it."""


def unpacked(data: bytes, coding: str, limit: int) -> bytes | None:
    """The bytes under a content coding; None when it is not known, they are not in it, or there are more than `limit`.

    A stream that is cut short gives what it holds, and gzip all its members.
    """
    found = parted(data, coding, limit)
    return found[0] if found is not None else None


def parted(data: bytes, coding: str, limit: int) -> tuple[bytes, bytes] | None:
    """As `unpacked`, with what stands behind the packed bytes and does not belong to them."""
    try:
        match coding.strip().lower():
            case "gzip" | "x-gzip":
                # Servers send zlib's format under this name, too.
                made, rest = _inflated(data, 47, limit)
            case "deflate":
                made, rest = _deflated(data, limit)
            case "br":
                made, rest = _brotli(data, limit), b""
            case "zstd":
                made, rest = _zstd(data, limit), b""
            case _:
                return None
    except (zlib.error, brotli.error, zstandard.ZstdError):
        return None
    return (made, rest) if len(made) <= limit else None


def _inflated(data: bytes, wbits: int, limit: int) -> tuple[bytes, bytes]:
    made, rest = bytearray(), data
    for _ in range(_MOST_MEMBERS):
        decoder = zlib.decompressobj(wbits)
        made += decoder.decompress(rest, limit + 1 - len(made))
        rest = decoder.unused_data
        if len(made) > limit or not rest.startswith(b"\x1f\x8b\x08"):
            break
    return bytes(made), rest


def _deflated(data: bytes, limit: int) -> tuple[bytes, bytes]:
    """With zlib's header, or without as some servers send it."""
    try:
        return _inflated(data, 15, limit)
    except zlib.error:
        return _inflated(data, -15, limit)


def _brotli(data: bytes, limit: int) -> bytes:
    decoder, made, feed = brotli.Decompressor(), bytearray(), data
    while not decoder.is_finished() and len(made) <= limit:
        part = decoder.process(feed, output_buffer_limit=_PIECE)
        if not part and (not feed or decoder.can_accept_more_data()):
            break
        feed = b""
        made += part
    return bytes(made)


def _zstd(data: bytes, limit: int) -> bytes:
    decoder = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
    with decoder.stream_reader(io.BytesIO(data), read_across_frames=True) as reader:
        return reader.read(limit + 1)
