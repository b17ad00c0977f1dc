"""Joining an adb stream with a socket."""

from __future__ import annotations

import asyncio
import contextlib
import socket

from virtualphone.adbd.stream import Stream

_READ_BYTES = 1 << 16


async def splice(stream: Stream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes both ways until either side ends; adb streams have no half-close."""
    tasks = {
        asyncio.create_task(_from_stream(stream, writer)),
        asyncio.create_task(_to_stream(reader, stream)),
    }
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        stream.close()
        writer.close()
        with contextlib.suppress(ConnectionError, OSError):
            await writer.wait_closed()


async def socket_ends() -> tuple[
    tuple[asyncio.StreamReader, asyncio.StreamWriter], tuple[asyncio.StreamReader, asyncio.StreamWriter]
]:
    """Two connected ends within this process."""
    left, right = socket.socketpair()
    return await asyncio.open_connection(sock=left), await asyncio.open_connection(sock=right)


async def _from_stream(stream: Stream, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, OSError):
        while data := await stream.read():
            writer.write(data)
            await writer.drain()


async def _to_stream(reader: asyncio.StreamReader, stream: Stream) -> None:
    with contextlib.suppress(ConnectionError, OSError):
        while data := await reader.read(_READ_BYTES):
            await stream.write(data)
