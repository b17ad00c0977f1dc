"""An application of ours on a free port of 127.0.0.1, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager

from aiohttp import web

TOKEN = "a-token-of-the-test"


@contextmanager
def on_loopback(make: Callable[[str, Set[str]], web.Application]) -> Iterator[str]:
    """The address, with the token in it; `make` gets token and hosts."""
    loop, ready, hosts = asyncio.new_event_loop(), threading.Event(), set[str]()
    bound: list[int] = []

    async def serve() -> web.AppRunner:
        runner = web.AppRunner(make(TOKEN, hosts), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        bound.append(runner.addresses[0][1])
        hosts.add(f"127.0.0.1:{bound[0]}")
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(serve())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(20)
    try:
        yield f"http://127.0.0.1:{bound[0]}/?token={TOKEN}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
