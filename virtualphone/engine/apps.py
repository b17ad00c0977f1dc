"""App processes: each a browser context with the trust of its mount namespace and a network gate of its own."""

from __future__ import annotations

import mimetypes
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from virtualphone.device.packages import Package
from virtualphone.device.state import PhoneState
from virtualphone.engine.app_data import AppData
from virtualphone.engine.browsers import Browsers
from virtualphone.engine.geometry import Geometry
from virtualphone.engine.records import AppProcess
from virtualphone.engine.surface import ASSET_HOST, SNAPSHOT_SCRIPT, Asset, Surface
from virtualphone.engine.trust import TrustSet, certificates_in
from virtualphone.network.netd import Netd

BRIDGE_SCRIPT = (Path(__file__).parent / "bridge.js").read_text(encoding="utf-8")
_ROOT = Path(__file__).resolve().parents[1]
_SHARED_FOLDERS = {"node_modules": _ROOT / "node_modules", "_shared": _ROOT / "specimens" / "_shared"}
_CHROME_VERSION = "156.0.0.0"
_HTML = "text/html; charset=utf-8"
_NOBODY: TrustSet = frozenset()

type BridgeCall = Callable[[Page, str], Awaitable[str]]


class Apps:
    """Starts and ends the processes of apps and opens their pages."""

    def __init__(
        self, state: PhoneState, browsers: Browsers, netd: Netd, geometry: Geometry, bridge_call: BridgeCall
    ) -> None:
        self._state = state
        self._browsers = browsers
        self._netd = netd
        self._geometry = geometry
        self._bridge_call = bridge_call
        self._pages = 0

    async def start(self, package: Package) -> AppProcess:
        """Forks a process for a package; proxy, trust and preferences are those of this moment."""
        pid = self._state.processes.start(package.name, package.uid).pid
        files = list(self._state.trusted_certificates(pid).values())
        # An app that pins its certificates distrusts the phone's authorities, whatever was added to them.
        trusted = _NOBODY if package.pins else certificates_in(files)
        gate = await self._netd.open_gate(package.uid, self._state.settings.proxy())
        data = AppData(self._state.filesystem, package)
        context = await self._context(trusted, gate.port, data)
        return AppProcess(package, pid, context, gate, data)

    async def end(self, process: AppProcess) -> None:
        """Keeps what the pages stored and closes the context; the process itself is gone already."""
        for task in process.tasks:
            task.cancel()
        try:
            process.data.set_web_storage(await process.context.storage_state())
            await process.context.close()
        except PlaywrightError:
            pass
        await self._netd.close_gate(process.gate)

    async def open(self, process: AppProcess, made: Callable[[], str | None]) -> Surface:
        """Opens an empty page of a process; `made` gives a system app's document, None where the app has files."""
        self._pages += 1

        def asset(path: str) -> Asset | None:
            html = made()
            return find_asset(process.package, path) if html is None else Asset(html.encode(), _HTML)

        return await Surface.open(
            process.context, self._geometry, package=process.package.name, prefix=f"p{self._pages}",
            identity=self.identity(), asset=asset,
        )  # fmt: skip

    async def system_surface(self, context: BrowserContext, package: str, html: str) -> Surface:
        """Opens a page of the system itself with a made document."""
        self._pages += 1
        return await Surface.open(
            context, self._geometry, package=package, prefix=f"s{self._pages}", identity=self.identity(),
            asset=lambda _: Asset(html.encode(), _HTML),
        )  # fmt: skip

    async def system_context(self) -> BrowserContext:
        """The context of the system's dialogs; nothing in it reaches a network."""
        gate = await self._netd.open_gate(1000, None)
        trusted = certificates_in(list(self._state.trusted_certificates(1).values()))
        return await self._context(trusted, gate.port, None)

    def user_agent(self) -> str:
        """The user agent of a WebView on this model."""
        model = self._state.model
        return (
            f"Mozilla/5.0 (Linux; Android {model.release}; {model.model} Build/{model.build_id}; wv) "
            f"AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/{_CHROME_VERSION} Mobile Safari/537.36"
        )

    def identity(self) -> dict[str, Any]:
        """The user agent with its client hints, as Chromium takes them."""
        model = self._state.model
        major = _CHROME_VERSION.partition(".")[0]
        return {
            "userAgent": self.user_agent(),
            "acceptLanguage": f"{model.locale},zh;q=0.9,en-US;q=0.8,en;q=0.7",
            "platform": "Linux armv8l",
            "userAgentMetadata": {
                "brands": [{"brand": "Android WebView", "version": major}, {"brand": "Chromium", "version": major}],
                "fullVersion": _CHROME_VERSION,
                "platform": "Android",
                "platformVersion": model.release,
                "architecture": "",
                "model": model.model,
                "mobile": True,
            },
        }

    async def _context(self, trusted: TrustSet, gate_port: int, data: AppData | None) -> BrowserContext:
        browser = await self._browsers.for_trust(trusted)
        geometry, model = self._geometry, self._state.model
        context = await browser.new_context(
            viewport={"width": geometry.width_dp, "height": geometry.height_dp},
            device_scale_factor=geometry.scale,
            # A WebView lays pages out at the width of the display whatever their viewport tag says.
            is_mobile=False,
            has_touch=True,
            locale=model.locale,
            timezone_id=model.timezone,
            user_agent=self.user_agent(),
            # Assets are the app's own files: Chromium's advance connections to their host must not reach the network.
            proxy={"server": f"http://127.0.0.1:{gate_port}", "bypass": f"<-loopback>,{ASSET_HOST}"},
            accept_downloads=False,
            service_workers="block",
            storage_state=data.web_storage() if data is not None else None,
        )

        async def called(source: Any, text: str) -> str:
            return await self._bridge_call(source["page"], text)

        await context.expose_binding("__vpCall", called)
        await context.add_init_script(SNAPSHOT_SCRIPT)
        await context.add_init_script(BRIDGE_SCRIPT)
        return context


def find_asset(package: Package, path: str) -> Asset | None:
    """A file of an app by the path of its address: web libraries, code that specimens share, else the app's own."""
    name = unquote(urlsplit(path).path).lstrip("/") or "index.html"
    first, _, rest = name.partition("/")
    folder = _SHARED_FOLDERS.get(first)
    if folder is None:
        body = package.assets.read(name)
    else:
        file = (folder / rest).resolve()
        body = file.read_bytes() if file.is_relative_to(folder.resolve()) and file.is_file() else None
    return None if body is None else Asset(body, _media_type(name))


def _media_type(name: str) -> str:
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith((".js", ".mjs")):
        guessed = "text/javascript"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") or guessed.endswith("json") else guessed
