"""Opens a specimen's pages in a browser with a stand-in for the phone's bridge and an answer for every host."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, Route, WebSocketRoute

from virtualphone.device.assets import FolderAssets
from virtualphone.specimens.manifest import SPECIMENS, Specimen

ORIGIN = "https://appassets.androidplatform.net"
ANDROID_ID = "9f3a61c07be2d845"
OAID = "5d1c7f0e-83ab-4c62-9a1e-77d0b9c4e2f1"
SHARED = {
    "_shared": FolderAssets(SPECIMENS / "_shared"),
    "node_modules": FolderAssets(SPECIMENS.parent / "node_modules"),
}
SCRIPT = "text/javascript; charset=utf-8"
MEDIA = {"html": "text/html; charset=utf-8", "js": SCRIPT, "mjs": SCRIPT, "css": "text/css; charset=utf-8"}
CROSS_ORIGIN = {"access-control-allow-origin": ORIGIN, "access-control-allow-credentials": "true"}

BRIDGE = """
(({ values, pages, prefs }) => {
  const kept = { ...prefs, ...JSON.parse(sessionStorage.getItem('prefs') ?? '{}') }
  const keep = () => sessionStorage.setItem('prefs', JSON.stringify(kept))
  const calls = window.bridgeCalls = []
  let back
  window.pressBack = () => back?.()
  const refused = async () => { throw new Error('SecurityException') }
  const noted = (name, answer) => async (...words) => { calls.push(name); return answer?.(...words) }
  window.AndroidBridge = {
    getAndroidId: async () => values.androidId, getOaid: async () => values.oaid, getModel: async () => 'Pixel 7', getRelease: async () => '14',
    getVersionCode: async () => values.versionCode, getProcessId: async () => 4711, getPhoneNumber: refused, getLocation: refused,
    getClipboard: noted('getClipboard', () => '口令'), requestPermissions: noted('requestPermissions', () => ({})),
    startActivity: noted('startActivity', ({ activity, package: other }) => { if (!other) location.href = '/' + pages[activity] }),
    finish: noted('finish', () => history.back()), exitApp: noted('exitApp'), crash: noted('crash'), hang: noted('hang'), rawRequest: noted('rawRequest'),
    onBack: async (handler) => { back = handler }, onPause: async () => {}, onSensor: async () => {},
    prefs: { get: async (key) => kept[key] ?? null, set: async (key, value) => { kept[key] = value; keep() }, remove: async (key) => { delete kept[key]; keep() } },
  }
})"""  # noqa: E501


@dataclass  # no slots: Playwright keeps its wrapper on the object of a bound handler
class OpenSpecimen:
    """A page of a specimen, what it sent (address, then body) and what it complained of."""

    page: Page
    specimen: Specimen
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def hosts(self) -> set[str]:
        """The hosts that were contacted."""
        return {urlsplit(address).hostname or "" for address, _ in self.sent}

    async def tap(self, *texts: str) -> None:
        """Tap what shows exactly each text, one after the other."""
        for text in texts:
            await self.page.get_by_text(text, exact=True).last.click()

    async def calls(self) -> list[str]:
        """The names of the bridge calls of the present page that the stand-in notes."""
        return list(await self.page.evaluate("window.bridgeCalls"))

    async def answer(self, route: Route) -> None:
        """Serve the app's own files; take and answer everything else."""
        request = route.request
        address = urlsplit(request.url)
        if address.hostname != urlsplit(ORIGIN).hostname:
            self.sent.append((request.url, request.post_data_buffer or b""))
            await route.fulfill(body="{}", headers=CROSS_ORIGIN)
            return
        first, _, rest = address.path.lstrip("/").partition("/")
        body = SHARED[first].read(rest) if first in SHARED else self.specimen.app.assets.read(address.path)
        if body is None:
            self.complaints.append(f"missing {address.path}")
            await route.fulfill(status=404)
        else:
            await route.fulfill(body=body, content_type=MEDIA.get(address.path.rpartition(".")[2], "text/plain"))

    def accept(self, socket: WebSocketRoute) -> None:
        """Stand in for the other end of a WebSocket."""
        self.sent.append((socket.url, b""))
        socket.on_message(
            lambda message: self.sent.append((socket.url, message.encode() if isinstance(message, str) else message))
        )


async def open_specimen(
    browser: Browser, specimen: Specimen, page: str = "index.html", prefs: dict[str, str] | None = None
) -> OpenSpecimen:
    """Open one page of a specimen, as a first start unless preferences are given; the caller closes its context."""
    context = await browser.new_context(viewport={"width": 411, "height": 914}, locale="zh-CN")
    opened = OpenSpecimen(await context.new_page(), specimen)
    await context.route("**/*", opened.answer)
    await context.route_web_socket("**/*", opened.accept)
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.on(
        "console", lambda line: opened.complaints.append(line.text) if line.type in {"error", "warning"} else None
    )
    given = {
        "values": {"androidId": ANDROID_ID, "oaid": OAID, "versionCode": specimen.app.version_code},
        "pages": {activity.name.removeprefix(specimen.app.name): activity.page for activity in specimen.app.activities},
        "prefs": prefs or {},
    }
    await context.add_init_script(f"{BRIDGE}({json.dumps(given)})")
    await opened.page.goto(f"{ORIGIN}/{page}")
    return opened
