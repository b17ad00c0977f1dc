"""The adb daemon of one phone: its port, its connections, and which service answers an OPEN."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from virtualphone.adbd.reverse import ReverseTable
from virtualphone.adbd.shell_service import serve_raw, serve_v2
from virtualphone.adbd.splice import splice
from virtualphone.adbd.stream import Stream
from virtualphone.adbd.sync import serve_sync
from virtualphone.adbd.transport import ServiceRefusedError, Transport
from virtualphone.device.filesystem import ROOT, Identity
from virtualphone.device.image import SHELL_UID
from virtualphone.device.state import PhoneState
from virtualphone.shell.streams import ByteSource, Sink

_SHELL_GROUPS = frozenset({1004, 1007, 1011, 1015, 1028, 1078, 3001, 3002, 3003, 3006, 3009, 3011})
SHELL_IDENTITY = Identity(SHELL_UID, _SHELL_GROUPS)
_FEATURES = ("shell_v2", "cmd", "fixed_push_mkdir")

RunShell = Callable[[str, Identity, ByteSource, Sink, Sink], Awaitable[int]]


class Adbd:
    """Listens on a loopback port; `run_shell` executes command lines."""

    def __init__(self, state: PhoneState, run_shell: RunShell) -> None:
        self._state = state
        self._run_shell = run_shell
        self._server: asyncio.Server | None = None
        self._transports: set[Transport] = set()
        self._root = False
        self.reverse = ReverseTable()

    @property
    def port(self) -> int:
        """The port taken; RuntimeError before `bind`."""
        if self._server is None:
            raise RuntimeError("adbd has no port")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def bind(self, port: int = 0) -> None:
        """Take a port of 127.0.0.1 without serving it yet; 0 chooses one. Raises OSError where it is taken."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port, start_serving=False)

    async def serve(self) -> None:
        """Let hosts connect to the port taken; RuntimeError before `bind`."""
        if self._server is None:
            raise RuntimeError("adbd has no port")
        await self._server.start_serving()

    async def stop(self) -> None:
        """Hang up on every host and stop listening."""
        if self._server is not None:
            self._server.close()
        for transport in list(self._transports):
            transport.hang_up()
        if self._server is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._server.wait_closed(), 5)

    async def reverse_connect(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to a port of the phone's own loopback that `adb reverse` leads to the host."""
        return await self.reverse.connect(port)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        transport = Transport(reader, writer, self._banner(), self._open)
        self._transports.add(transport)
        try:
            await transport.run()
        finally:
            self._transports.discard(transport)
            self.reverse.drop(transport)

    def _banner(self) -> bytes:
        model = self._state.model
        properties = {
            "ro.product.name": model.product,
            "ro.product.model": model.model.replace(" ", "_"),
            "ro.product.device": model.device,
            "features": ",".join(_FEATURES),
        }
        return ("device::" + "".join(f"{name}={value};" for name, value in properties.items())).rstrip(";").encode()

    async def _open(self, transport: Transport, destination: str, stream: Stream) -> None:
        service, _, argument = destination.partition(":")
        name, _, options = service.partition(",")
        match name:
            case "shell" | "exec":
                _ready(stream)
                serve = serve_v2 if name == "shell" and "v2" in options.split(",") else serve_raw
                await serve(stream, argument, self._run_as_adbd)
            case "sync":
                _ready(stream)
                await serve_sync(stream, self._state.filesystem, self._identity)
            case "reverse":
                _ready(stream)
                await self.reverse.serve(transport, argument, stream)
            case "root" | "unroot":
                _ready(stream)
                await self._restart_as(root=name == "root", stream=stream)
            case "remount":
                _ready(stream)
                await _say(stream, "Device must be bootloader unlocked\n")
            case "tcp" | "localabstract":
                await self._splice(destination, stream)
            case _:
                raise ServiceRefusedError(destination)

    @property
    def _identity(self) -> Identity:
        return ROOT if self._root else SHELL_IDENTITY

    async def _run_as_adbd(self, command: str, stdin: ByteSource, stdout: Sink, stderr: Sink) -> int:
        return await self._run_shell(command, self._identity, stdin, stdout, stderr)

    async def _splice(self, destination: str, stream: Stream) -> None:
        address = self._state.network.listeners.get(destination)
        if address is None:
            raise ServiceRefusedError(destination)
        try:
            reader, writer = await asyncio.open_connection(*address)
        except OSError as error:
            raise ServiceRefusedError(destination) from error
        _ready(stream)
        await splice(stream, reader, writer)

    async def _restart_as(self, *, root: bool, stream: Stream) -> None:
        if self._root == root:
            await _say(stream, "adbd is already running as root\n" if root else "adbd not running as root\n")
            return
        self._root = root
        self._state.properties.set("service.adb.root", str(int(root)))
        await _say(stream, f"restarting adbd as {'root' if root else 'non root'}\n")
        stream.close()
        # A daemon that starts anew loses its connections; the host connects again by itself.
        asyncio.get_running_loop().call_soon(self.hang_up)

    def hang_up(self) -> None:
        """End every connection; the port stays."""
        for transport in list(self._transports):
            transport.hang_up()


def _ready(stream: Stream) -> None:
    stream.acknowledge()
    stream.opened()


async def _say(stream: Stream, text: str) -> None:
    await stream.write(text.encode())
    await stream.drained()
