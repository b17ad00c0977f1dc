"""The shell and exec services: a command line with its three streams and its exit status."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from virtualphone.adbd.stream import Stream, StreamClosedError
from virtualphone.shell.streams import ByteSource, Sink

_STDIN, _STDOUT, _STDERR, _EXIT, _CLOSE_STDIN, _WINDOW_SIZE = range(6)
_MAX_PACKET = 1 << 20
_PACKET_BODY = 16 * 1024

RunCommand = Callable[[str, ByteSource, Sink, Sink], Awaitable[int]]


async def serve_raw(stream: Stream, command: str, run: RunCommand) -> None:
    """`exec:` and `shell:`: bytes as they are, standard error among them, no exit status."""
    stdin = ByteSource()
    task = asyncio.create_task(_until_closed(stream, run(command, stdin, stream.write, stream.write)))
    try:
        while not task.done():
            reading = asyncio.ensure_future(stream.read())
            await asyncio.wait({reading, task}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                reading.cancel()
                break
            data = reading.result()
            if not data:
                stdin.close()
                break
            await stdin.feed(data)
        await task
    finally:
        await _cancel(task)


async def serve_v2(stream: Stream, command: str, run: RunCommand) -> None:
    """`shell,v2`: packets of `<u8 id, u32le length>`, the exit status as the last one."""
    stdin = ByteSource()

    def sink(channel: int) -> Sink:
        async def write(data: bytes) -> None:
            for start in range(0, len(data), _PACKET_BODY):
                body = data[start : start + _PACKET_BODY]
                await stream.write(struct.pack("<BI", channel, len(body)) + body)

        return write

    async def serve() -> None:
        status = await run(command, stdin, sink(_STDOUT), sink(_STDERR))
        await stream.write(struct.pack("<BIB", _EXIT, 1, status & 0xFF))

    task = asyncio.create_task(_until_closed(stream, serve()))
    reading = asyncio.create_task(_read_packets(stream, stdin))
    try:
        await task
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stream.drained(), 5)
    finally:
        await _cancel(task)
        await _cancel(reading)


async def _read_packets(stream: Stream, stdin: ByteSource) -> None:
    with contextlib.suppress(StreamClosedError):
        while True:
            channel, size = struct.unpack("<BI", await stream.read_exactly(5))
            if size > _MAX_PACKET:
                break
            body = await stream.read_exactly(size)
            if channel == _STDIN:
                await stdin.feed(body)
            elif channel == _CLOSE_STDIN:
                stdin.close()
    stdin.close()


async def _until_closed(stream: Stream, work: Awaitable[object]) -> None:
    """Run a command; it is killed when the host closes the stream, as the hang-up signal would."""
    running = asyncio.ensure_future(work)
    ended = asyncio.ensure_future(stream.ended.wait())
    try:
        await asyncio.wait({running, ended}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            with contextlib.suppress(StreamClosedError):
                running.result()
    finally:
        await _cancel(running)
        await _cancel(ended)


async def _cancel(task: asyncio.Future[Any]) -> None:
    if not task.done():
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task
