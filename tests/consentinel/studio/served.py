"""A studio over pages that are written down in the test, served on loopback."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

from consentinel.studio import Desk, studio_app
from consentinel.studio.script import beginning
from harness.attempt import Live
from tests.harness.scenario.scripted import Button, Page, ScriptedPlatform, drive_for

TOKEN = "a-token-of-the-test"
PAGES = {
    "main": Page(("首页", "<img src=x onerror=alert(1)>"), (Button("我的", "me"), Button("商品", "item"))),
    "me": Page(("我的页面",), (Button("设置"),)),
    "item": Page(("商品页面",)),
}


def a_desk(folder: Path) -> Desk:
    """A desk whose app was started."""
    platform = ScriptedPlatform(PAGES)
    drive = drive_for(platform, folder / "recording", watch_s=0.3)
    platform.launch(drive.app)
    return Desk(Live(drive), folder / "flow.yaml", beginning("flow"))


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """The studio's address, with the token in it."""
    loop, ready, hosts = asyncio.new_event_loop(), threading.Event(), set[str]()
    bound: list[int] = []

    async def serve() -> web.AppRunner:
        runner = web.AppRunner(studio_app(desk, TOKEN, hosts), access_log=None)
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
        desk.close()
