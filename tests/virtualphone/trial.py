"""A phone with a real display and a small app made for one test module."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from virtualphone.device.appfile import read_app_folder
from virtualphone.device.model import API34, DeviceModel
from virtualphone.device.state import PhoneState
from virtualphone.engine.api import Bounds
from virtualphone.engine.chromium_engine import ChromiumEngine
from virtualphone.engine.tree import UiNode

PACKAGE = "com.example.trial"
_PERMISSIONS = ("INTERNET", "ACCESS_FINE_LOCATION", "READ_CONTACTS", "READ_PHONE_STATE")
_SECONDS = 20
_HEAD = '<!doctype html><meta charset="utf-8"><style>body{margin:0;font:16px sans-serif}</style>'


def write_app(folder: Path, pages: Mapping[str, str], *, package: str = PACKAGE, pins: bool = False) -> Path:
    """Makes a specimen folder; each page is an activity, the first one the launcher's."""
    (folder / "www").mkdir(parents=True)
    for name, body in pages.items():
        (folder / "www" / f"{name.lower()}.html").write_text(_HEAD + body, encoding="utf-8")
    manifest = {
        "package": package,
        "label": "试用",
        "version": {"code": 1, "name": "1.0"},
        "signer": "trial",
        "target_sdk": 34,
        "permissions": [f"android.permission.{name}" for name in _PERMISSIONS],
        "activities": [{"name": f".{name}", "page": f"{name.lower()}.html"} for name in pages],
        "pins": pins,
        "behaviour": {},
    }
    (folder / "manifest.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")
    return folder


async def no_reverse(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A phone that no host gave a way to."""
    raise ConnectionRefusedError(port)


@dataclass(frozen=True, slots=True)
class Trial:
    """The phone's state and display."""

    state: PhoneState
    engine: ChromiumEngine

    def install(self, folder: Path) -> None:
        """Installs the app of a folder."""
        self.state.packages.install(read_app_folder(folder), api_level=self.state.model.api_level)

    async def open(self, activity: str | None = None, *, package: str = PACKAGE) -> None:
        """Starts an app from nothing."""
        await self.engine.start_activity(package, activity, stop_first=True)

    async def windows(self) -> list[UiNode]:
        """Roots of the windows of apps and dialogs, front first, without the bars."""
        entries = await self.engine.window_roots(multi_window=True)
        return [entry.root for entry in entries if not entry.root.key.startswith("bar:")]

    async def nodes(self) -> list[UiNode]:
        """Every node of every window."""
        return [node for root in await self.windows() for node in root.walk()]

    async def node(self, name: str) -> UiNode:
        """The node with an id, a text or a description, as soon as it is there."""

        async def look() -> UiNode | None:
            found = (node for node in await self.nodes() if name in (node.text, node.description, short_id(node)))
            return next(found, None)

        return await eventually(look)

    async def tap(self, name: str) -> None:
        """Touches a node."""
        await self.engine.tap(*(await self.node(name)).bounds.center)

    async def shows(self, text: str) -> None:
        """Waits until a text stands on the display."""

        async def look() -> bool:
            return any(text in node.text for node in await self.nodes())

        await eventually(look)


async def eventually[T](look: Callable[[], Awaitable[T | None]]) -> T:
    """The first answer of `look` that is true; TimeoutError after a while."""
    async with asyncio.timeout(_SECONDS):
        while not (answer := await look()):
            await asyncio.sleep(0.02)
        return answer


def short_id(node: UiNode) -> str:
    """The id without its package."""
    return node.resource_id.rpartition("/")[2]


def bounds_of(text: str) -> Bounds:
    """Bounds from their printed form."""
    left, top, right, bottom = map(int, re.findall(r"-?\d+", text))
    return Bounds(left, top, right, bottom)


@asynccontextmanager
async def trial_phone(model: DeviceModel = API34, *folders: Path) -> AsyncIterator[Trial]:
    """A phone with apps installed and the launcher in front."""
    state = PhoneState(model, 7)
    engine = ChromiumEngine(state, no_reverse)
    trial = Trial(state, engine)
    for folder in folders:
        trial.install(folder)
    try:
        await engine.start()
        yield trial
    finally:
        await engine.stop()
