"""Requests that unmodified SDKs of npm make in a browser, in each of their encodings, and how they were recorded.

`python -m tests.perception.traffic.sdk_requests` records them anew with the packages in `virtualphone/node_modules`;
every request of a page is taken and answered, so none leaves the machine. The values are invented.
"""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from playwright.async_api import Browser, Request, Route, async_playwright

ANDROID_ID, PHONE, LOCATION = "9f3a61c07be2d845", "+8618966529688", "39.912599,116.387101"
VALUES = {"android_id": (ANDROID_ID,), "phone_number": (PHONE,), "location": (LOCATION,)}
RECORDED = Path(__file__).with_name("sdk_requests.json")

_MODULES = Path(__file__).resolve().parents[3] / "virtualphone" / "node_modules"
_ORIGIN = "https://appassets.androidplatform.net"
_ANSWER = {"access-control-allow-origin": _ORIGIN, "access-control-allow-credentials": "true"}
_WATCH_MS = 4000
_TEXT = f"设备 {ANDROID_ID} 手机 {PHONE} 位置 {LOCATION} " * 20

_SENTRY = "/node_modules/@sentry"
_IMPORTS = {
    "@sentry/browser": f"{_SENTRY}/browser/build/npm/esm/prod/index.js",
    "@sentry/browser-utils": f"{_SENTRY}/browser-utils/build/esm/index.js",
    "@sentry/conventions/attributes": f"{_SENTRY}/conventions/dist/attributes.mjs",
    "@sentry/conventions/metrics": f"{_SENTRY}/conventions/dist/metrics.mjs",
    "@sentry/conventions/op": f"{_SENTRY}/conventions/dist/op.mjs",
    "@sentry/core": f"{_SENTRY}/core/build/esm/index.js",
    "@sentry/core/browser": f"{_SENTRY}/core/build/esm/browser.js",
    "@sentry/feedback": f"{_SENTRY}/feedback/build/npm/esm/index.js",
    "@sentry/replay": f"{_SENTRY}/replay/build/npm/esm/index.js",
    "@sentry/replay-canvas": f"{_SENTRY}/replay-canvas/build/npm/esm/index.js",
    "web-vitals": "/node_modules/web-vitals/dist/web-vitals.js",
}
PAGES: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("sdk_pages.yaml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Made:
    """A request: the page that made it, and the body in base64."""

    page: str
    method: str
    url: str
    content_type: str
    body: str

    @property
    def sent(self) -> bytes:
        """The body."""
        return base64.b64decode(self.body)


def recorded() -> tuple[Made, ...]:
    """The requests as they were recorded."""
    return tuple(Made(**entry) for entry in json.loads(RECORDED.read_text("utf-8")))


async def record() -> list[Made]:
    """Open each page in a browser of this machine and give what it sends."""
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = await playwright.chromium.launch(executable_path=path)
        return [made for name in PAGES for made in await _requests(browser, name)]


async def _requests(browser: Browser, name: str) -> list[Made]:
    found: list[Made] = []

    async def answer(route: Route, request: Request) -> None:
        address = urlsplit(request.url)
        if f"{address.scheme}://{address.netloc}" != _ORIGIN:
            body = base64.b64encode(request.post_data_buffer or b"").decode()
            kind = (await request.all_headers()).get("content-type", "")
            found.append(Made(name, request.method, request.url, kind, body))
            await route.fulfill(body="{}", headers=_ANSWER)
        elif address.path.startswith("/node_modules/"):
            await route.fulfill(body=(_MODULES / address.path[14:]).read_bytes(), content_type="text/javascript")
        else:
            await route.fulfill(body=_page(name), content_type="text/html; charset=utf-8")

    context = await browser.new_context(locale="zh-CN")
    await context.route("**/*", answer)
    page = await context.new_page()
    await page.goto(f"{_ORIGIN}/index.html")
    await page.wait_for_timeout(_WATCH_MS)
    await context.close()
    return found


def _page(name: str) -> str:
    script, module = PAGES[name].get("script"), PAGES[name]["module"]
    for word, value in (("ANDROID_ID", ANDROID_ID), ("PHONE", PHONE), ("LOCATION", LOCATION), ("TEXT", _TEXT)):
        module = module.replace(word, value)
    parts = (
        "<!doctype html><meta charset=utf-8><title>x</title><link rel=icon href='data:,'>",
        f'<script type="importmap">{json.dumps({"imports": _IMPORTS})}</script>',
        "<script>window.MIXPANEL_CUSTOM_LIB_URL = '/node_modules/mixpanel-browser/dist/mixpanel.min.js'</script>",
        f'<script src="/node_modules/{script}"></script>' if script else "",
        f"<body><script type=module>{module}</script>",
    )
    return "".join(parts)


if __name__ == "__main__":
    lines = [json.dumps(asdict(made), ensure_ascii=False) for made in asyncio.run(record())]
    RECORDED.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
    print(f"{len(lines)} requests in {RECORDED}")
