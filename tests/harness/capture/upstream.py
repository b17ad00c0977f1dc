"""Servers on loopback that the capture forwards to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web


@dataclass
class Upstream:
    """Tells how much came; never answers `/silent`, breaks `/broken` off, echoes WebSocket messages on `/ws`."""

    url: str = ""
    silent: asyncio.Event = field(default_factory=asyncio.Event)
    requests: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requests.append(request.path)
        if request.path == "/silent":
            self.silent.set()
            await asyncio.Event().wait()
        if request.path == "/broken" and request.transport is not None:
            request.transport.close()
        if request.path == "/ws":
            return await self._echo(request)
        return web.Response(body=b"got %d" % len(body), headers={"x-upstream": "yes"})

    async def _echo(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await socket.send_str(f"echo {message.data}")
        return socket


@asynccontextmanager
async def upstream() -> AsyncIterator[Upstream]:
    """A running upstream."""
    state = Upstream()
    app = web.Application(client_max_size=1 << 30)
    app.router.add_route("*", "/{path:.*}", state.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    state.url = f"http://{host}:{port}"
    try:
        yield state
    finally:
        await runner.cleanup()
