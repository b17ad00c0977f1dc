"""Undoing one content coding of an answer, within a limit: who sends a small body may mean a huge one."""

from __future__ import annotations

import io
import zlib

import brotli
import zstandard

_PIECE = 64 * 1024
_MAX_WINDOW = 128 * 1024 * 1024
"""What zstandard may take for itself, in bytes; its own command line takes no more either."""


def unpacked(data: bytes, coding: str, limit: int) -> bytes | None:
    """The bytes under a content coding; None when it is not known, they are not in it, or there are more than `limit`.

    A stream that is cut short gives what it holds.
    """
    try:
        match coding.strip().lower():
            case "gzip" | "x-gzip":
                # Servers send zlib's format under this name, too.
                made = _inflated(data, 47, limit)
            case "deflate":
                made = _deflated(data, limit)
            case "br":
                made = _brotli(data, limit)
            case "zstd":
                made = _zstd(data, limit)
            case _:
                return None
    except (zlib.error, brotli.error, zstandard.ZstdError):
        return None
    return made if len(made) <= limit else None


def _inflated(data: bytes, wbits: int, limit: int) -> bytes:
    return zlib.decompressobj(wbits).decompress(data, limit + 1)


def _deflated(data: bytes, limit: int) -> bytes:
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
