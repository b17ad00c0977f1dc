"""Byte streams between commands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

Sink = Callable[[bytes], Awaitable[None]]

_HIGH_WATER_BYTES = 1 << 20


class ByteSource:
    """Bytes that one side feeds and the other reads; feeding waits while much is unread."""

    def __init__(self, data: bytes | None = None) -> None:
        self._buffer = bytearray(data or b"")
        self._closed = data is not None
        self._changed = asyncio.Event()

    async def feed(self, data: bytes) -> None:
        """Add bytes; those that come after the end are dropped."""
        while len(self._buffer) > _HIGH_WATER_BYTES and not self._closed:
            self._changed.clear()
            await self._changed.wait()
        if not self._closed:
            self._buffer += data
            self._changed.set()

    def close(self) -> None:
        """No more bytes will come, or nobody reads any more."""
        self._closed = True
        self._changed.set()

    async def read(self, limit: int | None = None) -> bytes:
        """What is there, at most `limit` bytes; empty at the end."""
        while not self._buffer and not self._closed:
            self._changed.clear()
            await self._changed.wait()
        size = len(self._buffer) if limit is None else min(limit, len(self._buffer))
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._changed.set()
        return data

    async def read_all(self, limit: int = 1 << 29) -> bytes:
        """Everything up to the end; ValueError above the limit."""
        collected = bytearray()
        while data := await self.read():
            collected += data
            if len(collected) > limit:
                raise ValueError(f"more than {limit} bytes")
        return bytes(collected)

    async def read_exactly(self, size: int) -> bytes:
        """`size` bytes, fewer only at the end."""
        collected = bytearray()
        while len(collected) < size and (data := await self.read(size - len(collected))):
            collected += data
        return bytes(collected)


class Collector:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.data = bytearray()

    async def write(self, data: bytes) -> None:
        """Keep bytes."""
        self.data += data

    def text(self) -> str:
        """Everything kept, as text."""
        return self.data.decode("utf-8", "surrogateescape")


async def discard(data: bytes) -> None:
    """A sink that keeps nothing."""
