"""`studio`: the phone, the page and the file, until the user ends it."""

from __future__ import annotations

import asyncio
import secrets
import signal
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from rich.console import Console
from rich.text import Text

from consentinel.choosing import choose_app
from consentinel.running import named
from consentinel.studio import Desk, studio_app
from consentinel.studio.script import beginning
from consentinel.terminal import plain
from harness.appium.server import AppiumServer
from harness.config.devices import load_devices
from harness.errors import ConfigError
from harness.run import run_live
from harness.scenario.model import Header, Scenario


@dataclass(frozen=True, slots=True)
class StudioOrder:
    """What the user asked for; port 0 chooses a free one."""

    app: str
    device: str
    file: Path
    port: int
    devices_file: Path
    apps_file: Path
    out: Path


def open_studio(order: StudioOrder, console: Console) -> int:
    """Serve the studio until Ctrl-C; what was driven is a recording. Raises ConfigError and InfraError."""
    app = choose_app(order.app, order.apps_file)
    devices = {device.name: device for device in load_devices(order.devices_file)}
    name = order.device or next(iter(devices))
    device = named(devices, name, order.devices_file, "device")
    text = _text(order.file)
    scenario = Scenario(header=Header(name=order.file.stem), steps=(), text=text, source=order.file.name)
    with (
        console.status(plain(f"{app.name}: starting the phone")) as status,
        AppiumServer(device.appium, order.out / "appium.log") as appium,
        run_live(
            device,
            app,
            scenario,
            out=order.out,
            watch_s=None,
            report=lambda line: status.update(plain(f"{app.name}: {line}")),
            appium=appium,
        ) as live,
    ):
        desk = Desk(live, order.file, text)
        status.stop()
        try:
            asyncio.run(_serve(desk, order.port, console))
        finally:
            desk.close()
    console.print(Text(f"recording  {live.drive.writer.folder}"), soft_wrap=True)
    return 0


def _text(file: Path) -> str:
    if not file.exists():
        return beginning(file.stem)
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from None


async def _serve(desk: Desk, port: int, console: Console) -> None:
    token = secrets.token_urlsafe(32)
    hosts: set[str] = set()
    runner = web.AppRunner(studio_app(desk, token, hosts), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise ConfigError(f"port {port} of 127.0.0.1 cannot be used: {error.strerror}; choose another") from None
    bound = runner.addresses[0][1]
    hosts |= {f"127.0.0.1:{bound}", f"localhost:{bound}"}
    desk.start()
    console.print(Text(f"studio     http://127.0.0.1:{bound}/?token={token}"), soft_wrap=True)
    console.print("Ctrl-C ends it.")
    ended = asyncio.Event()
    for signalled in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signalled, ended.set)
    try:
        await ended.wait()
    finally:
        await runner.cleanup()
