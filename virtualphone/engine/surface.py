"""One page of Chromium as something to look at and touch: an activity's content or a system dialog."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import BrowserContext, CDPSession, Page
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from virtualphone.engine.geometry import Geometry
from virtualphone.engine.tree import NODE_LIMIT, PageSnapshot, read_snapshot

ASSET_HOST = "appassets.androidplatform.net"
ASSET_ORIGIN = f"https://{ASSET_HOST}"
SNAPSHOT_SCRIPT = (Path(__file__).parent / "snapshot.js").read_text(encoding="utf-8")
_LOAD_TIMEOUT_MS = 10_000
_ANSWER_TIMEOUT_S = 5.0

TouchKind = Literal["touchStart", "touchMove", "touchEnd", "touchCancel"]


class SurfaceGoneError(Exception):
    """The page was closed, or does not answer."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that a page asked for, with its media type."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class TouchPoint:
    """One finger in px of the display."""

    finger: int
    x: float
    y: float


class Surface:
    """A page with the display's scale; positions and pictures are in px of the display."""

    def __init__(self, page: Page, session: CDPSession, geometry: Geometry, package: str, prefix: str) -> None:
        self.page = page
        self.geometry = geometry
        self.package = package
        self.prefix = prefix
        self._session = session
        self._last: PageSnapshot | None = None
        self._serving: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(
        cls,
        context: BrowserContext,
        geometry: Geometry,
        *,
        package: str,
        prefix: str,
        identity: dict[str, Any],
        asset: Callable[[str], Asset | None],
    ) -> Surface:
        """Opens an empty page; `identity` is its user agent, `asset(path)` answers for the app's own origin."""
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        surface = cls(page, session, geometry, package, prefix)

        def serve(event: dict[str, Any]) -> None:
            task = asyncio.ensure_future(surface._serve(event, asset))
            surface._serving.add(task)
            task.add_done_callback(surface._serving.discard)

        session.on("Fetch.requestPaused", serve)
        await session.send("Emulation.setUserAgentOverride", identity)
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": f"{ASSET_ORIGIN}/*"}]})
        page.on("popup", lambda popup: asyncio.ensure_future(surface._follow(popup)))
        return surface

    async def load(self, address: str) -> None:
        """Goes to an address and waits until its document is there; a failed load shows Chromium's error page."""
        try:
            await self.page.goto(address, wait_until="domcontentloaded", timeout=_LOAD_TIMEOUT_MS)
        except PlaywrightTimeoutError:
            return
        except PlaywrightError as error:
            if self.page.is_closed():
                raise SurfaceGoneError(str(error)) from error

    async def snapshot(self) -> PageSnapshot:
        """The nodes of the page now; of a page that hangs, what it showed last."""
        try:
            raw = await self.run(f"__vp.snapshot({NODE_LIMIT})")
        except SurfaceGoneError:
            if self._last is None or self.page.is_closed():
                raise
            return self._last
        self._last = read_snapshot(str(raw), prefix=self.prefix, package=self.package, geometry=self.geometry)
        return self._last

    async def picture(self, *, transparent: bool = False, share: float = 1.0) -> bytes:
        """What the page draws, as PNG in px, up to one px beyond the content; RGBA where it has no background.

        With a `share` below 1 it is shrunk to that share of its width.
        """
        if transparent:
            await self._send("Emulation.setDefaultBackgroundColorOverride", {"color": {"r": 0, "g": 0, "b": 0, "a": 0}})
        metrics = await self._send("Page.getLayoutMetrics", {})
        viewport = metrics["cssVisualViewport"]
        area = {
            "x": viewport["pageX"],
            "y": viewport["pageY"],
            "width": self.geometry.width_dp,
            "height": self.geometry.height_dp,
            "scale": self.geometry.scale * share,
        }
        shot = await self._send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True, "clip": area})
        return base64.b64decode(shot["data"])

    async def touch(self, kind: TouchKind, points: Sequence[TouchPoint], at: float) -> None:
        """Hands real touch input to the page; for an end, `points` are the fingers still down.

        `at` is when it happened, in s since the epoch. From it Chromium reckons how fast the fingers were: were it to
        take the times when events reach it, a busy machine would turn an even swipe into a throw.
        """
        given = []
        for point in points:
            x, y = self.geometry.to_page(point.x, point.y)
            given.append({"x": x, "y": y, "id": point.finger, "radiusX": 4, "radiusY": 4, "force": 0.5})
        await self._send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": given, "timestamp": at})

    async def long_press(self, x: float, y: float) -> bool:
        """Tells the listeners of a long press at a position of the display; False where there are none."""
        return bool(await self.run("([x, y]) => __vp.longPress(x, y)", list(self.geometry.to_page(x, y))))

    async def press(self, key: str) -> None:
        """Presses a key by its DOM name."""
        await self._bounded(self.page.keyboard.press(key))

    async def insert_text(self, text: str) -> None:
        """Types into the focused field."""
        await self._bounded(self.page.keyboard.insert_text(text))

    async def set_text(self, key: str, text: str) -> bool:
        """Replaces the text of a field by its node key; False where it is no field any more."""
        number = key.removeprefix(f"{self.prefix}:")
        if not number.isdigit():
            return False
        return bool(await self.run("([key, text]) => __vp.setText(key, text)", [int(number), text]))

    async def quiet_ms(self) -> float:
        """How long the page has not changed, in ms; 0 while it moves."""
        answer = await self.run("__vp.quietFor()")
        return float(answer) if isinstance(answer, int | float) else 0.0

    async def next_frame(self) -> None:
        """Waits until what was touched before is drawn."""
        await self.run("__vp.frames()")

    async def run(self, script: str, argument: object = None) -> object:
        """Evaluates a script in the page; SurfaceGoneError when it does not answer within five seconds."""
        return await self._bounded(self.page.evaluate(script, argument))

    async def close(self) -> None:
        """Closes the page."""
        try:
            await self.page.close()
        except PlaywrightError:
            return

    async def _send(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = await self._bounded(self._session.send(method, parameters))
        return answer

    async def _bounded(self, awaitable: Any) -> Any:
        try:
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                return await awaitable
        except (PlaywrightError, TimeoutError) as error:
            raise SurfaceGoneError(str(error)) from error

    async def _follow(self, popup: Page) -> None:
        """A WebView has no second window: the address opens in the same one."""
        address = popup.url
        await popup.close()
        if address.startswith(("http:", "https:")):
            await self.load(address)

    async def _serve(self, event: dict[str, Any], asset: Callable[[str], Asset | None]) -> None:
        address = str(event["request"]["url"])
        found = asset(address.removeprefix(ASSET_ORIGIN))
        headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
        if found is not None:
            headers["Content-Type"] = found.media_type
        answer = {
            "requestId": event["requestId"],
            "responseCode": 404 if found is None else 200,
            "responseHeaders": [{"name": name, "value": value} for name, value in headers.items()],
            "body": base64.b64encode(found.body if found else b"").decode(),
        }
        try:
            await self._session.send("Fetch.fulfillRequest", answer)
        except PlaywrightError:
            return
