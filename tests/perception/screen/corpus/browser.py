"""The browser that draws the screens: one Chromium, one page for all screens of a library and a display."""

from __future__ import annotations

import base64
import io
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from PIL import Image, ImageChops
from playwright.sync_api import CDPSession, Page, Playwright, Route, sync_playwright

from tests.perception.screen.corpus.model import Kit, Phone, Screen

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
_HOST = "http://corpus.invalid"
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".jpg": "image/jpeg",
    ".woff2": "font/woff2",
    ".html": "text/html",
}
_FLAGS = ("--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking", "--mute-audio",
          "--host-resolver-rules=MAP * ~NOTFOUND")  # fmt: skip
_ROBOTO = "".join(
    f"@font-face{{font-family:Roboto;font-weight:{weight};src:url(/module/@fontsource/roboto/files/"
    f"roboto-latin-{weight}-normal.woff2) format('woff2')}}"
    for weight in (400, 500, 700)
)
_SHOW = """async ({markup, dark, marks, bars, mount}) => {
  await window.unmount?.();
  window.unmount = undefined;
  for (const name of document.body.getAttributeNames()) document.body.removeAttribute(name);
  document.body.innerHTML = '<div id="app" data-n="through"></div>';
  document.querySelectorAll("#status, #bar").forEach((old) => old.remove());
  const root = document.documentElement;
  root.className = dark ? "dark" : "light";
  for (const [name, value] of Object.entries(bars.sizes)) root.style.setProperty(name, value);
  root.insertAdjacentHTML("beforeend", bars.html);
  await new Function("markup", "dark", `return (async () => {${mount}})()`)(markup, dark);
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  await frame(); await frame();
  const pictures = [...document.images].map((picture) => picture.decode().catch(() => 0));
  await Promise.all([document.fonts.ready, ...pictures]);
  for (const canvas of document.querySelectorAll("canvas[data-draw]")) {
    new Function("pen", canvas.dataset.draw)(canvas.getContext("2d"));
  }
  await frame();
  const missing = [];
  for (const {selector, index, attributes} of marks) {
    const [outer, inner] = selector.split(" >>> ");
    const host = document.querySelectorAll(outer)[inner ? 0 : index];
    const found = inner ? host?.shadowRoot.querySelectorAll(inner)[index] : host;
    if (!found) { missing.push(`nothing is ${selector} [${index}]`); continue; }
    for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  }
  return missing;
}"""
_SHOWN = "([index, how]) => { document.querySelector(`[data-k='${index}']`).style.visibility = how; }"
_FAINT_LEVELS = 20
"""Levels of grey, of 256, by which a mark's pixels must differ from what is behind it …"""
_LEAST_SHARE = 0.012
"""… in this share of its box: a × of hair lines covers about 5 %."""


class ContradictionError(Exception):
    """What a page says of itself is not what it shows: a mark is covered, has no area, or is on nothing."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A screen as drawn: the picture's bytes and what the page says of itself."""

    picture: bytes
    nodes: list[dict[str, Any]]
    truths: list[dict[str, Any]]


class Renderer:
    """Draws screens; a context manager that holds the browser. Raises ContradictionError."""

    def __init__(self, photos: Mapping[str, Sequence[bytes]]) -> None:
        self._photos = photos
        self._shown: tuple[str, Phone] | None = None
        self._page: Page | None = None
        self._session: CDPSession | None = None
        self._kits: dict[str, Kit] = {}
        self._snapshot = (
            (FOLDER / "web" / "snapshot.js").read_text(encoding="utf-8").split("\n", 1)[1].strip().rstrip(";")
        )

    def __enter__(self) -> Self:
        self._playwright: Playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=[*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def draw(self, screen: Screen, bars: Mapping[str, object]) -> Shot:
        """The picture and the snapshot of one screen."""
        page, session = self._page_for(screen.kit, screen.phone)
        told = {
            "markup": screen.piece.html,
            "dark": screen.dark,
            "bars": bars,
            "mount": screen.kit.mount,
            "marks": [
                {"selector": one.selector, "index": one.index, "attributes": dict(one.attributes)}
                for one in screen.piece.marks
            ],
        }
        problems = page.evaluate(_SHOW, told)
        scale = screen.phone.scale
        seen = page.evaluate(
            self._snapshot, {"scale": scale, "width": screen.phone.width, "height": screen.phone.height}
        )
        problems += seen["problems"]
        if problems:
            raise ContradictionError(f"{screen.name} ({screen.kit.name}, {screen.template}): {'; '.join(problems)}")
        clip = {
            "x": 0,
            "y": 0,
            "width": screen.phone.width / scale,
            "height": screen.phone.height / scale,
            "scale": scale,
        }
        picture = _capture(session, clip)
        smaller = clip | {"scale": scale * screen.shrunk}
        wanted = picture if screen.shrunk == 1 and not screen.quality else _capture(session, smaller, screen.quality)
        truths = [
            one | {"faint": self._is_faint(page, session, picture, one, index, scale)}
            for index, one in enumerate(seen["truths"])
        ]
        return Shot(wanted, seen["nodes"], truths)

    def _is_faint(
        self, page: Page, session: CDPSession, picture: bytes, told: Mapping[str, Any], index: int, scale: float
    ) -> bool:
        """Whether nobody could see a mark: the picture is nearly the same without it."""
        if told["role"] not in ("close", "label") or told.get("hidden") is not None:
            return False
        left, top, right, bottom = told["box"]
        clip = {"x": left / scale, "y": top / scale, "width": (right - left) / scale, "height": (bottom - top) / scale}
        page.evaluate(_SHOWN, [index, "hidden"])
        without = Image.open(io.BytesIO(_capture(session, clip | {"scale": scale}))).convert("L")
        page.evaluate(_SHOWN, [index, ""])
        full = Image.open(io.BytesIO(picture)).convert("L")
        within = full.crop((left, top, left + without.width, top + without.height))
        counts = ImageChops.difference(within, without).histogram()
        changed = sum(counts[_FAINT_LEVELS:])
        return changed < _LEAST_SHARE * within.width * within.height

    def _page_for(self, kit: Kit, phone: Phone) -> tuple[Page, CDPSession]:
        if self._shown == (kit.name, phone) and self._page is not None and self._session is not None:
            return self._page, self._session
        if self._page is not None:
            self._page.context.close()
        context = self._browser.new_context(
            viewport={"width": -int(-phone.width // phone.scale), "height": -int(-phone.height // phone.scale)},
            device_scale_factor=phone.scale,
            is_mobile=False,
            locale="zh-CN",
            reduced_motion="reduce",
        )
        self._kits[kit.name] = kit
        context.route("**/*", self._answer)
        page = context.new_page()
        page.goto(f"{_HOST}/kit/{kit.name}/index.html")
        self._page, self._session, self._shown = page, context.new_cdp_session(page), (kit.name, phone)
        return self._page, self._session

    def _answer(self, route: Route) -> None:
        """The page's own files, from the disk; everything else is not there."""
        path = route.request.url.removeprefix(_HOST).split("?")[0]
        kind, _, rest = path.lstrip("/").partition("/")
        content_type = _TYPES.get(Path(rest).suffix, "application/octet-stream")
        body: bytes | str | None = None
        if kind == "kit":
            body = _index(self._kits[rest.partition("/")[0]])
        elif kind == "module" and (MODULES / rest).is_file():
            body = (MODULES / rest).read_bytes()
        elif kind == "photo":
            pictures = self._photos.get(self._half(), ())
            body = pictures[int(Path(rest).stem) % len(pictures)] if pictures else None
        if body is None:
            route.fulfill(status=404, body="")
        else:
            route.fulfill(status=200, body=body, content_type=content_type)

    def _half(self) -> str:
        return self._kits[self._shown[0]].half if self._shown else ""


def _capture(session: CDPSession, clip: Mapping[str, float], quality: int = 0) -> bytes:
    how: dict[str, object] = {"format": "jpeg", "quality": quality} if quality else {"format": "png"}
    shot = session.send("Page.captureScreenshot", {**how, "optimizeForSpeed": True, "clip": dict(clip)})
    return base64.b64decode(shot["data"])


def _index(kit: Kit) -> str:
    links = "".join(f'<link rel="stylesheet" href="/module/{style}">' for style in kit.styles)
    scripts = "".join(f'<script defer src="/module/{script}"></script>' for script in kit.scripts)
    frame = (FOLDER / "web" / "frame.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{kit.name}</title>'
        f"{links}<style>{_ROBOTO}{frame}{kit.css}</style>{scripts}</head><body></body></html>"
    )
