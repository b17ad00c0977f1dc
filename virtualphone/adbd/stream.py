"""One stream of an adb connection: ordered bytes both ways, one unacknowledged write at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from virtualphone.adbd.packet import CLSE, OKAY, WRTE, Packet

_READ_AHEAD_BYTES = 1 << 20


class StreamClosedError(ConnectionError):
    """The host closed the stream, or the connection is gone."""


class Stream:
    """A stream between a service of the phone and the host."""

    def __init__(self, local_id: int, remote_id: int, limit: int, send: Callable[[Packet], None]) -> None:
        self.local_id = local_id
        self.remote_id = remote_id
        self._limit = limit
        self._send = send
        self._incoming = bytearray()
        self._owed_acknowledgement = False
        self._data_arrived = asyncio.Event()
        self._may_write = asyncio.Event()
        self._write_lock = asyncio.Lock()
        self._host_closed = False
        self._closed = False
        self.ended = asyncio.Event()

    def opened(self) -> None:
        """The other end is ready to receive."""
        self._may_write.set()

    def acknowledge(self) -> None:
        """Tell the host that it may write."""
        self._send(Packet(OKAY, self.local_id, self.remote_id))

    def on_write(self, payload: bytes) -> None:
        """Take bytes from the host; the answer waits while the service has not caught up."""
        if self._closed:
            return
        self._incoming += payload
        self._data_arrived.set()
        if len(self._incoming) > _READ_AHEAD_BYTES:
            self._owed_acknowledgement = True
        else:
            self.acknowledge()

    def on_acknowledge(self) -> None:
        """The host took the last write."""
        self._may_write.set()

    def on_close(self) -> None:
        """The host closed the stream or the connection ended."""
        self._host_closed = True
        self._data_arrived.set()
        self._may_write.set()
        self.ended.set()

    async def read(self) -> bytes:
        """What has arrived; empty after the host closed the stream."""
        while not self._incoming and not self._host_closed and not self._closed:
            self._data_arrived.clear()
            await self._data_arrived.wait()
        data = bytes(self._incoming)
        self._incoming.clear()
        self._settle()
        return data

    async def read_exactly(self, size: int) -> bytes:
        """Exactly `size` bytes; raises StreamClosedError if fewer come."""
        while len(self._incoming) < size:
            if self._host_closed or self._closed:
                raise StreamClosedError("stream closed within a message")
            self._settle()
            self._data_arrived.clear()
            await self._data_arrived.wait()
        data = bytes(self._incoming[:size])
        del self._incoming[:size]
        self._settle()
        return data

    async def write(self, data: bytes) -> None:
        """Send bytes, each piece after the host took the one before; raises StreamClosedError."""
        async with self._write_lock:
            for start in range(0, len(data), self._limit):
                await self._may_write.wait()
                if self._host_closed or self._closed:
                    raise StreamClosedError("stream closed")
                self._may_write.clear()
                self._send(Packet(WRTE, self.local_id, self.remote_id, data[start : start + self._limit]))

    async def drained(self) -> None:
        """Wait until the host took everything that was written."""
        await self._may_write.wait()

    def close(self) -> None:
        """End the stream from the phone's side."""
        if not self._closed:
            self._closed = True
            self._data_arrived.set()
            self.ended.set()
            if not self._host_closed:
                self._send(Packet(CLSE, self.local_id, self.remote_id))

    def _settle(self) -> None:
        if self._owed_acknowledgement and len(self._incoming) <= _READ_AHEAD_BYTES and not self._closed:
            self._owed_acknowledgement = False
            self.acknowledge()
