"""The sinkhole's own server, on loopback in mitmdump, for what mitmproxy can only pass on: WebSockets and uploads."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import h11
import wsproto
import wsproto.events as ws
from wsproto.connection import ConnectionState
from wsproto.utilities import RemoteProtocolError

from harness.capture.addon.replies import reply_to

_CHUNK = 65536


class Acceptor:
    """Swallows uploads and answers them like the sinkhole; accepts WebSockets, answers pings and says nothing else."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._starting = asyncio.Lock()

    async def address(self) -> tuple[str, int]:
        """Where it listens; it starts when it is first needed."""
        async with self._starting:
            if self._server is None:
                self._server = await asyncio.start_server(_serve, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        return host, port

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, h11.RemoteProtocolError, RemoteProtocolError):
        await _exchanges(reader, writer)
    writer.close()


async def _exchanges(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    http = h11.Connection(h11.SERVER)
    request: h11.Request | None = None
    async for event in _events(http, reader):
        if isinstance(event, h11.Request):
            request = event
            if b"upgrade" in dict(request.headers):
                await _websocket(request, http.trailing_data[0], reader, writer)
                return
        elif isinstance(event, h11.EndOfMessage) and request is not None:
            writer.write(_answer(http, request))
            await writer.drain()
            if http.our_state is not h11.DONE:
                return
            http.start_next_cycle()


async def _events(http: h11.Connection, reader: asyncio.StreamReader) -> AsyncIterator[h11.Event]:
    while True:
        event = http.next_event()
        if event is h11.NEED_DATA:
            http.receive_data(await reader.read(_CHUNK))
        elif isinstance(event, h11.ConnectionClosed) or event is h11.PAUSED:
            return
        else:
            assert isinstance(event, h11.Event)
            yield event


def _answer(http: h11.Connection, request: h11.Request) -> bytes:
    headers = {name.decode("ascii"): value.decode("utf-8", "surrogateescape") for name, value in request.headers}
    reply = reply_to(request.method.decode("ascii"), request.target.decode("ascii", "replace"), headers)
    length = [] if reply.status == 204 else [(b"content-length", b"%d" % len(reply.body))]
    parts = [
        http.send(h11.Response(status_code=reply.status, headers=[*reply.headers, *length])),
        http.send(h11.Data(data=reply.body)) if reply.body else b"",
        http.send(h11.EndOfMessage()),
    ]
    return b"".join(part or b"" for part in parts)


async def _websocket(
    request: h11.Request, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    socket = wsproto.WSConnection(wsproto.ConnectionType.SERVER)
    socket.initiate_upgrade_connection(list(request.headers), request.target.decode("ascii", "replace"))
    if first:
        socket.receive_data(first)
    while True:
        for event in socket.events():
            if isinstance(event, ws.Request):
                # A browser drops a socket whose server picks none of the protocols that it offered.
                writer.write(socket.send(ws.AcceptConnection(subprotocol=next(iter(event.subprotocols), None))))
            elif isinstance(event, ws.Ping):
                writer.write(socket.send(event.response()))
            elif isinstance(event, ws.CloseConnection):
                if socket.state is ConnectionState.REMOTE_CLOSING:
                    writer.write(socket.send(event.response()))
                await writer.drain()
                return
        await writer.drain()
        data = await reader.read(_CHUNK)
        socket.receive_data(data or None)
