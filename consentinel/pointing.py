"""`studio`: the phone, the page and the file, until the user ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from consentinel.choosing import choose_app
from consentinel.lending import device_for
from consentinel.loopback import serve_until_ended
from consentinel.studio import Desk, studio_app
from consentinel.studio.script import beginning
from consentinel.terminal import plain
from harness.appium.server import AppiumServer
from harness.config.apps import AppProfile
from harness.errors import AppRefused, ConfigError
from harness.leases import EXPIRY_S, lease, owner_of
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
    device = device_for(app, order.device, order.devices_file)
    text = _text(order.file)
    scenario = Scenario(header=Header(name=order.file.stem), steps=(), text=text, source=order.file.name)
    with (
        _told_in_a_line(app),
        lease([device], None, owner_of(f"studio with {app.name}"), EXPIRY_S) as lent,
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
        desk = Desk(live, order.file, text, lent.renew)
        status.stop()
        try:
            asyncio.run(_serve(desk, order.port, console))
        finally:
            desk.close()
    console.print(Text(f"recording  {live.drive.writer.folder}"), soft_wrap=True)
    return 0


@contextmanager
def _told_in_a_line(app: AppProfile) -> Iterator[None]:
    try:
        yield
    except AppRefused as error:
        raise ConfigError(f"app '{app.name}' cannot be driven: {error}") from None


def _text(file: Path) -> str:
    if not file.exists():
        return beginning(file.stem)
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 at byte {error.start}") from None
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror or error}") from None


async def _serve(desk: Desk, port: int, console: Console) -> None:
    def opened(address: str) -> None:
        desk.start()
        console.print(Text(f"studio     {address}"), soft_wrap=True)
        console.print("Ctrl-C ends it.")

    await serve_until_ended(lambda token, hosts: studio_app(desk, token, hosts), port, opened)
