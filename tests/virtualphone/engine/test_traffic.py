"""What leaves an app that speaks without TLS: WebSockets and plain requests, also from a page of an https origin."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from tests.virtualphone.trial import PACKAGE, trial_phone, write_app
from virtualphone.device.model import API34

_PAGE = """<p id="socket">…</p><p id="plain">…</p><p id="rtc">…</p><script type="module">
const put = (name, text) => { document.getElementById(name).textContent = text }
put("rtc", `rtc ${typeof RTCPeerConnection}`)
const socket = new WebSocket("ws://push.example/ws")
socket.onopen = () => socket.send("你好")
socket.onmessage = (event) => put("socket", event.data)
put("plain", await (await fetch("http://log.example/p", {method: "POST", body: "x"})).text())
</script>"""


async def _echo(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(f"echo {message.data}")
    return socket


@asynccontextmanager
async def _proxy(heads: list[bytes]) -> AsyncIterator[int]:
    """A proxy that leads every tunnel to an echoing WebSocket and answers plain requests itself."""
    app = web.Application()
    app.router.add_get("/ws", _echo)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site: int = runner.addresses[0][1]

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        heads.append(head.partition(b"\r\n")[0])
        if not head.startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nlogged")
            writer.close()
            return
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        upstream = await asyncio.open_connection("127.0.0.1", site)
        await asyncio.gather(pump(reader, upstream[1]), pump(upstream[0], writer), return_exceptions=True)

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        async with server:
            yield server.sockets[0].getsockname()[1]
            server.close_clients()
    finally:
        await runner.cleanup()


async def test_sockets_and_plain_requests_go_through_the_proxy(tmp_path: Path) -> None:
    heads: list[bytes] = []
    folder = write_app(tmp_path / "app", {"Main": _PAGE})
    async with _proxy(heads) as port, trial_phone(API34, folder) as trial:
        trial.state.settings.put("global", "http_proxy", f"127.0.0.1:{port}")
        await trial.open()
        await trial.shows("echo 你好")
        await trial.shows("logged")
        await trial.shows("rtc undefined")
        installed = trial.state.packages.get(PACKAGE)
        assert installed is not None
        assert trial.state.network.counter(installed.uid).rx_bytes > 0
        await trial.engine.stop_package(PACKAGE)
    assert sorted(heads) == [b"CONNECT push.example:80 HTTP/1.1", b"POST http://log.example/p HTTP/1.1"]
