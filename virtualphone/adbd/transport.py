"""One connection of an adb host: the handshake, and its streams by number."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from virtualphone.adbd.packet import (
    CLSE,
    CNXN,
    MAX_PAYLOAD,
    OKAY,
    OPEN,
    VERSION,
    WRTE,
    Packet,
    PacketDecoder,
    PacketError,
    payload_limit,
)
from virtualphone.adbd.stream import Stream, StreamClosedError

_log = logging.getLogger(__name__)
_READ_BYTES = 1 << 16
_MAX_STREAMS = 1024
_MAX_UNSENT_BYTES = 64 << 20
_OPEN_SECONDS = 10.0


class ServiceRefusedError(Exception):
    """The phone has no such service, or nothing listens there."""


OpenService = Callable[["Transport", str, Stream], Awaitable[None]]


class Transport:
    """Speaks adb with one host until it goes away, sends what is not adb, or the phone hangs up."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, banner: bytes, open_service: OpenService
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._banner = banner
        self._open_service = open_service
        self._decoder = PacketDecoder()
        self._limit = 4096
        self._checksum = True
        self._connected = False
        self._streams: dict[int, Stream] = {}
        self._waiting: dict[int, asyncio.Future[bool]] = {}
        self._next_id = 1
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Serve the host; returns when the connection is over."""
        try:
            while data := await self._reader.read(_READ_BYTES):
                for packet in self._decoder.feed(data):
                    self._handle(packet)
        except PacketError as error:
            _log.warning("adb connection dropped: %s", error)
        except (ConnectionError, OSError):
            pass
        finally:
            await self._end()

    def hang_up(self) -> None:
        """End the connection from the phone's side."""
        self._writer.close()

    async def open(self, destination: str) -> Stream:
        """Open a stream towards the host, as `adb reverse` does; raises ConnectionError where the host refuses."""
        stream = self._new_stream(remote_id=0)
        answer = asyncio.get_running_loop().create_future()
        self._waiting[stream.local_id] = answer
        self._send(Packet(OPEN, stream.local_id, 0, destination.encode() + b"\0"))
        try:
            accepted = await asyncio.wait_for(answer, _OPEN_SECONDS)
        except TimeoutError as error:
            raise ConnectionError(f"no answer from the host for {destination}") from error
        finally:
            self._waiting.pop(stream.local_id, None)
            if not (answer.done() and not answer.cancelled() and answer.result()):
                self._streams.pop(stream.local_id, None)
        if not accepted:
            raise ConnectionRefusedError(f"the host refused {destination}")
        return stream

    def release(self, stream: Stream) -> None:
        """Close a stream and forget it."""
        stream.close()
        self._streams.pop(stream.local_id, None)

    def _handle(self, packet: Packet) -> None:
        match packet.command:
            case command if command == CNXN:
                self._connect(packet)
            case command if not self._connected:
                raise PacketError(f"command {command:#010x} before the handshake")
            case command if command == OPEN:
                self._accept(packet)
            case command if command == OKAY:
                self._acknowledged(packet)
            case command if command == WRTE:
                stream = self._streams.get(packet.arg1)
                if stream is None:
                    self._send(Packet(CLSE, 0, packet.arg0))
                else:
                    stream.on_write(packet.payload)
            case command if command == CLSE:
                self._closed(packet)
            case command:
                _log.debug("adb command %#010x left unanswered", command)

    def _connect(self, packet: Packet) -> None:
        self._limit = payload_limit(packet.arg0, packet.arg1)
        self._checksum = packet.arg0 < VERSION
        self._connected = True
        self._send(Packet(CNXN, VERSION, MAX_PAYLOAD, self._banner))

    def _accept(self, packet: Packet) -> None:
        destination = packet.payload.split(b"\0", 1)[0].decode("utf-8", "replace")
        if packet.arg0 == 0 or len(self._streams) >= _MAX_STREAMS:
            self._send(Packet(CLSE, 0, packet.arg0))
            return
        stream = self._new_stream(packet.arg0)
        task = asyncio.create_task(self._serve(destination, stream))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, destination: str, stream: Stream) -> None:
        try:
            await self._open_service(self, destination, stream)
        except ServiceRefusedError:
            # A stream that never opened is refused with a zero local id.
            self._streams.pop(stream.local_id, None)
            self._send(Packet(CLSE, 0, stream.remote_id))
        except (StreamClosedError, ConnectionError):
            pass
        except Exception:
            _log.exception("service %.80r failed", destination)
        finally:
            self.release(stream)

    def _new_stream(self, remote_id: int) -> Stream:
        stream = Stream(self._next_id, remote_id, self._limit, self._send)
        self._next_id += 1
        self._streams[stream.local_id] = stream
        return stream

    def _acknowledged(self, packet: Packet) -> None:
        stream = self._streams.get(packet.arg1)
        answer = self._waiting.get(packet.arg1)
        if answer is not None and stream is not None and not answer.done():
            stream.remote_id = packet.arg0
            stream.opened()
            answer.set_result(True)
        elif stream is not None:
            stream.on_acknowledge()

    def _closed(self, packet: Packet) -> None:
        answer = self._waiting.get(packet.arg1)
        if answer is not None and not answer.done():
            answer.set_result(False)
        stream = self._streams.pop(packet.arg1, None)
        if stream is not None:
            stream.on_close()

    def _send(self, packet: Packet) -> None:
        if self._writer.is_closing():
            return
        self._writer.write(packet.encode(checksum=self._checksum))
        # Nothing here waits for the host; one that never reads is cut off instead.
        if self._writer.transport.get_write_buffer_size() > _MAX_UNSENT_BYTES:
            _log.warning("adb connection dropped: the host does not read")
            self._writer.transport.abort()

    async def _end(self) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_result(False)
        for stream in list(self._streams.values()):
            stream.on_close()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=2)
        self._writer.close()
        with contextlib.suppress(ConnectionError, OSError, TimeoutError):
            await asyncio.wait_for(self._writer.wait_closed(), 2)
