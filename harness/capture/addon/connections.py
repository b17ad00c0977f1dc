"""Client connections: the bytes they carried, and contacts whose content was never seen."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from mitmproxy import connection, ctx, dns, http, tcp, tls, udp
from mitmproxy.utils import asyncio_utils

from harness.capture.addon.exchanges import host_of
from harness.capture.addon.lines import Index

COUNT_EVERY_S = 0.25
"""How often the bytes of open connections are written, and so how far the index may lag behind the wire."""

FIRST_BYTES = 4096
"""What is remembered of a connection's beginning, in case that nobody can read it."""

UNUSED_TUNNEL = "the app closed the tunnel without a word"
UNUSED_TLS = "the app closed the connection after the handshake, without a request"


@dataclass
class _Count:
    """What one client connection has carried, in bytes; `told` is what the index knows, `first` the first bytes.

    `host` is where it goes by name, `asked` as the last request put it, `began_ms` when it was opened.
    """

    client: connection.Client
    began_ms: float = 0.0
    sent: int = 0
    received: int = 0
    told: tuple[int, int] = (0, 0)
    host: str = ""
    asked: str = ""
    tunnel: tuple[str, int, float] | None = None
    used: bool = False
    first: bytes = b""


@dataclass
class Connections:
    """Counts real bytes: what was read from and written to the client's socket, TLS and CONNECT included, TCP/IP
    headers not.

    A connection that serves several hosts is counted up to each change of host. A tunnel or a handshake that is given
    up is a `tls_failed` line stamped with the moment at which the app asked for it.
    """

    index: Index
    _counts: dict[str, _Count] = field(default_factory=dict)
    _ticker: asyncio.Task[None] | None = None

    def running(self) -> None:
        """Begin to write counts."""
        self._ticker = asyncio_utils.create_task(self._tick(), name="count bytes", keep_ref=True)

    def done(self) -> None:
        """The last counts."""
        if self._ticker is not None:
            self._ticker.cancel()
        self._tell_all()

    def client_connected(self, client: connection.Client) -> None:
        """Put the counters between the socket and mitmproxy, before the first byte is read."""
        count = self._counts[client.id] = _Count(client, self.index.now_ms())
        handler = ctx.master.addons.get("proxyserver").connections.get(client.id)
        if handler is not None:
            transport = handler.transports[client]
            transport.reader = _CountingReader(transport.reader, count)
            transport.writer = _CountingWriter(transport.writer, count)

    def client_disconnected(self, client: connection.Client) -> None:
        """The last count of a connection, and whether anything was seen on it."""
        count = self._counts.pop(client.id, None)
        if count is None:
            return
        self._tell(count)
        if count.used:
            return
        if count.tunnel is not None:
            # Browsers open connections in advance as well: what that excuses is for the detectors to say.
            self._failed(count, client, UNUSED_TLS if client.tls_established else UNUSED_TUNNEL)
        elif count.sent:
            self._unread(count)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """The app asks for a tunnel."""
        count = self._counts.get(flow.client_conn.id)
        if count is not None:
            count.host = flow.request.host
            count.tunnel = (flow.request.host, flow.request.port, self.index.now_ms())

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """A request is seen on the connection."""
        count = self._counts.get(flow.client_conn.id)
        if count is None:
            return
        count.used = True
        if count.asked != flow.request.host:
            if count.asked:
                self._tell(count)
            count.asked, count.host = flow.request.host, host_of(flow)

    def tcp_start(self, flow: tcp.TCPFlow) -> None:
        """Something else than HTTP is seen on the connection."""
        self._use(flow.client_conn)

    def udp_start(self, flow: udp.UDPFlow) -> None:
        """Datagrams that are neither QUIC nor DNS."""
        self._use(flow.client_conn)

    def dns_request(self, flow: dns.DNSFlow) -> None:
        """A name is looked up."""
        self._use(flow.client_conn)

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        """The app begins a handshake; where every packet comes by itself, nobody asked for a tunnel before."""
        count = self._counts.get(data.context.client.id)
        if count is not None and count.tunnel is None and data.context.server.address is not None:
            host, port = data.context.server.address[:2]
            count.tunnel = (host, port, self.index.now_ms())
            count.host = count.host or data.client_hello.sni or host

    def tls_failed_client(self, data: tls.TlsData) -> None:
        """The handshake with the app failed."""
        client = data.context.client
        count = self._counts.get(client.id) or _Count(client)
        count.used = True
        if count.tunnel is None:
            host, port = (data.context.server.address or ("", 0))[:2]
            count.tunnel = (host, port, self.index.now_ms())
        count.host = count.host or client.sni or count.tunnel[0]
        self._failed(count, client, client.error or "unknown")

    def _use(self, client: connection.Client) -> None:
        if count := self._counts.get(client.id):
            count.used = True

    def _failed(self, count: _Count, client: connection.Client, reason: str) -> None:
        assert count.tunnel is not None
        host, port, at_ms = count.tunnel
        self.index.write(
            "tls_failed",
            at_ms,
            host=client.sni or host,
            port=port,
            sni=client.sni or "",
            reason=reason,
            client_port=client.peername[1],
        )

    def _unread(self, count: _Count) -> None:
        """The app said something that mitmproxy could not read as anything: known at the end, said at the beginning."""
        self.index.write(
            "raw",
            count.began_ms,
            flow=self.index.next_flow(),
            host="",
            port=0,
            from_client=True,
            payload=b64encode(count.first).decode("ascii"),
            size=count.sent,
            truncated=len(count.first) < count.sent,
        )

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(COUNT_EVERY_S)
            self._tell_all()

    def _tell_all(self) -> None:
        for count in self._counts.values():
            self._tell(count)

    def _tell(self, count: _Count) -> None:
        now = (count.sent, count.received)
        if now == count.told:
            return
        count.told = now
        self.index.write(
            "wire",
            self.index.now_ms(),
            sent=count.sent,
            received=count.received,
            client_port=count.client.peername[1],
            host=count.host,
            connection=count.client.id,
        )


class _CountingReader:
    def __init__(self, reader: Any, count: _Count) -> None:
        self._reader, self._count = reader, count

    async def read(self, limit: int) -> bytes:
        data: bytes = await self._reader.read(limit)
        if self._count.sent < FIRST_BYTES:
            self._count.first += data[: FIRST_BYTES - self._count.sent]
        self._count.sent += len(data)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


class _CountingWriter:
    def __init__(self, writer: Any, count: _Count) -> None:
        self._writer, self._count = writer, count
        # Asked for at every event: no detour.
        self.drain, self.is_closing = writer.drain, writer.is_closing

    def write(self, data: bytes) -> None:
        self._count.received += len(data)
        self._writer.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)
