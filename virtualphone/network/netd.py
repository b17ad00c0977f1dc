"""The network daemon: carries every byte of the phone's apps and counts it for their uid.

Each app process gets a loopback port of its own that Chromium uses as its proxy, so that the daemon knows the uid.
What the process was started with decides where the bytes go: to the phone's HTTP proxy, or straight to the host.
The phone has no internet: besides the proxy only loopback addresses are reachable. As on a phone, the counters leave
out its own loopback interface, and with it whatever goes through `adb reverse`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from virtualphone.device.network import Network, ReverseConnect
from virtualphone.network.direct import ForwardError, Target, read_request

_CHUNK = 64 * 1024
_CONNECT_TIMEOUT_S = 5.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

type Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class UnreachableError(ConnectionError):
    """No way leads from the phone to that address."""


@dataclass(slots=True, eq=False)
class Gate:
    """The loopback port of one app process."""

    port: int
    uid: int
    proxy: tuple[str, int] | None
    server: asyncio.Server
    connections: set[asyncio.Task[None]]

    async def close(self) -> None:
        """Closes the port and every connection made through it."""
        self.server.close()
        for task in self.connections:
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)


class Netd:
    """Gates for app processes, and raw connections for clients that ignore the proxy."""

    def __init__(self, network: Network, reverse_connect: ReverseConnect) -> None:
        self._network = network
        self._reverse_connect = reverse_connect
        self._gates: set[Gate] = set()

    async def open_gate(self, uid: int, proxy: tuple[str, int] | None) -> Gate:
        """Opens a port for a process of a uid that was started with this proxy setting (None: no proxy)."""
        connections: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._carry(uid, proxy, reader, writer))
            connections.add(task)
            task.add_done_callback(connections.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        gate = Gate(server.sockets[0].getsockname()[1], uid, proxy, server, connections)
        self._gates.add(gate)
        return gate

    async def close_gate(self, gate: Gate) -> None:
        """Closes the port of a process that ended."""
        self._gates.discard(gate)
        await gate.close()

    async def stop(self) -> None:
        """Closes every port."""
        for gate in list(self._gates):
            await self.close_gate(gate)

    async def connect(self, host: str, port: int) -> tuple[Streams, bool]:
        """A connection from the phone, and whether it leaves the phone's own loopback (then its bytes count).

        `adb reverse` first, then the machine's loopback, which stands for the network; UnreachableError otherwise.
        """
        if not self._network.online or host.strip("[]").lower() not in _LOOPBACK:
            raise UnreachableError(f"{host}:{port} is not reachable from the phone")
        try:
            return await self._reverse_connect(port), False
        except ConnectionError:
            pass
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                return await asyncio.open_connection("127.0.0.1", port), True
        except (OSError, TimeoutError) as error:
            raise UnreachableError(f"{host}:{port} refuses connections") from error

    async def send_raw(self, uid: int, host: str, port: int, data: bytes, *, wait_s: float = 2.0) -> bytes:
        """Sends bytes past the proxy as a raw client does and returns the first answer.

        The bytes count for the uid even where the connection leads nowhere: they leave the app, not the phone.
        """
        self._network.count(uid, tx=len(data))
        try:
            (reader, writer), counted = await self.connect(host, port)
        except UnreachableError:
            return b""
        try:
            writer.write(data)
            await writer.drain()
            async with asyncio.timeout(wait_s):
                answer = await reader.read(_CHUNK)
        except (OSError, TimeoutError):
            return b""
        finally:
            writer.close()
        if counted:
            self._network.count(uid, rx=len(answer))
        return answer

    async def _carry(
        self, uid: int, proxy: tuple[str, int] | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            if proxy is not None:
                upstream, counted = await self.connect(*proxy)
                await self._splice(uid if counted else None, (reader, writer), upstream)
            else:
                await self._carry_direct(uid, reader, writer)
        except (OSError, ForwardError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _carry_direct(self, uid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target: Target = await read_request(reader)
        (upstream_reader, upstream_writer), counted = await self.connect(target.host, target.port)
        if target.tunnel:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            if counted:
                self._network.count(uid, tx=len(target.head))
            upstream_writer.write(target.head)
        await self._splice(uid if counted else None, (reader, writer), (upstream_reader, upstream_writer))

    async def _splice(self, uid: int | None, app: Streams, upstream: Streams) -> None:
        """Carry both ways; without a uid nothing is counted."""

        def sent(count: int) -> None:
            if uid is not None:
                self._network.count(uid, tx=count)

        def received(count: int) -> None:
            if uid is not None:
                self._network.count(uid, rx=count)

        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_pump(app[0], upstream[1], sent))
                both.create_task(_pump(upstream[0], app[1], received))
        except* OSError:
            pass
        finally:
            upstream[1].close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, count: Callable[[int], None]) -> None:
    while data := await reader.read(_CHUNK):
        count(len(data))
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        with contextlib.suppress(OSError):
            writer.write_eof()
