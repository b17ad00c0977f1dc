"""A web app in a browser as the runner sees it."""

from __future__ import annotations

import contextlib
import json
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evidence.clock import Clock
from evidence.events import AppInstalled, Outcome
from evidence.info import DeviceInfo
from harness.appium import touch
from harness.appium.server import AppiumServer
from harness.config.apps import AppProfile
from harness.config.devices import Device
from harness.errors import AppRefused, CommandFailed, ConfigError, InfraError, SessionLost
from harness.motions import Motion
from harness.platforms.base import Foreground, PlatformName, RawScreen
from harness.platforms.untold import NothingCounted
from harness.platforms.web import sensors
from harness.platforms.web.browser import DIALOG, Browser
from harness.platforms.web.launching import spki_of
from harness.platforms.web.page import Viewport, blank_source, dialog_button, dialog_source, page_source
from harness.platforms.web.sites import failed, owner_of, place_of
from harness.platforms.web.snapshot import STYLES, Document, documents
from harness.platforms.web.stored import browser_ids
from harness.ports import PortBlock
from harness.screens import KNOWN_S, hold_still
from harness.toolchain import locate_chromium

LOAD_S = 15.0
"""How long an address may take to answer before the app counts as refusing to run."""

START_S = 15.0
"""A page that leaves within this time after its launch, untouched, refuses to run."""

_DPI = 160
_LOOKED_S = 0.5
"""How long it is known which tab stands in front: a picture of another would bring that one back to the front."""
_ERROR_STATUS = 400
_KEYS = {66: ("Enter", 13, "\r"), 67: ("Backspace", 8, ""), 61: ("Tab", 9, "")}
_BACK_KEY, _HOME_KEY, _NO_KEY = 4, 3, 0
_STATE = "[location.href, performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0]"


class WebPlatform(Browser, NothingCounted):
    """A web app in a Chromium that passes itself off as a phone.

    The browser is told its proxy and the certificate authority at its start, so that it starts when both are known; a
    new life of the app is a new browser with an empty profile.
    """

    platform: PlatformName = "web"

    def __init__(self, device: Device, ports: PortBlock, appium: AppiumServer) -> None:
        super().__init__(device, ports, appium)
        self._clock = Clock.start()
        self._app: AppProfile | None = None
        self._left_by_key = False
        self._shown = ("", "")
        """Whose page the last tree was of, and which."""
        self._read: tuple[bytes, float] | None = None
        """The tree that was read last, and when (monotonic, s)."""

    def info(self) -> DeviceInfo:
        """The browser, and the phone that it passes itself off as."""
        browser = self._device.browser
        chromium = locate_chromium() if self._appium.managed else None
        return DeviceInfo(
            name=self._device.name,
            platform="web",
            model="Chromium, mobile emulation",
            os_version=(chromium.version or "") if chromium is not None else "",
            width=round(browser.width * browser.scale),
            height=round(browser.height * browser.scale),
            density=round(_DPI * browser.scale),
        )

    def open(self, clock: Clock) -> None:
        """Take the clock; the browser starts with its route."""
        self._clock = clock

    def close(self) -> None:
        """End the browser; its profile goes with it."""
        if self._session is not None:
            self._session.close()
        self._session = self._open_tabs = self._read = None

    def install(self, app: AppProfile) -> AppInstalled:
        """Nothing is installed. Raises ConfigError for an app without an address."""
        if app.address is None:
            raise ConfigError(f"app '{app.name}' has no address: a browser can only try an app with one")
        self._app = app
        return AppInstalled(package=app.id)

    def clear(self, app: AppProfile) -> None:
        """Start a new browser with an empty profile."""
        self.close()
        self._start()

    def launch(self, app: AppProfile) -> None:
        """Open the app's address in a tab of its own. Raises AppRefused when it gives no page."""
        tabs = self._tabs()
        if tabs.count:
            tabs.close_all()
        self._app = app
        self._left_by_key, self._crashed, self._read = False, "", None
        self._launched_at = time.monotonic()
        tabs.open()
        # A page that listens finds the sensors there from its start.
        sensors.lie_still(self._devtools)
        tabs.lead(app.id)
        self._await_page(app)

    def stop(self, app: AppProfile) -> None:
        """Close the app's tabs; what it stored stays."""
        self._launched_at = self._read = None
        if self._open_tabs is not None:
            self._answer_dialogs()
            self._open_tabs.close_all()
            self._crashed = ""

    def screen(self) -> RawScreen:
        """The screen: tree, picture, tree again."""
        # Each tree says whose page it is and where it stands; the focus is which tab is in front, asked for at the end.
        known, age_s = self._just_read()
        if known is None or age_s > _LOOKED_S:
            self._look()
        still = hold_still("web", self._tree, self._picture, self._focus(), self._clock.now_ms, known=known)
        self._read = still.source, time.monotonic()
        info, (owner, place) = self.info(), self._shown
        size = _png_size(still.picture) if still.picture else (info.width, info.height)
        reason = still.reason or (
            "" if still.picture else "a dialog of the browser, or a page that crashed: no picture"
        )
        return RawScreen(
            picture=still.picture,
            source=still.source,
            stable=still.stable and not reason,
            unstable_reason=reason,
            package=owner,
            activity=place,
            width=size[0],
            height=size[1],
            density=info.density,
            taken_ms=still.taken_ms,
            platform="web",
        )

    def source(self) -> bytes:
        """What of the page in front is to be seen, by the browser's own snapshot of it."""
        self._look()
        source = self._tree()
        self._read = source, time.monotonic()
        return source

    def _look(self) -> str:
        """The tab that stands in front now; a dialog of the browser keeps another from being taken in hand."""
        if self._crashed:
            return ""
        try:
            return self._tabs().look()
        except CommandFailed as error:
            if DIALOG not in str(error) and not self._has_crashed(error):
                raise
            return self._tabs().front

    def _focus(self) -> Callable[[], str]:
        """Which tab is in front: at first as it was seen when the tree before was read, then as it is asked for."""
        asked = iter([self._tabs().front])
        return lambda: next(asked, None) or self._look()

    def _just_read(self) -> tuple[bytes | None, float]:
        """The tree that was read last, if nothing was done to the page since, and how old it is in s."""
        if self._read is None:
            return None, 0.0
        source, at = self._read
        age_s = time.monotonic() - at
        return (source, age_s) if age_s <= KNOWN_S else (None, age_s)

    def _touch(self) -> None:
        super()._touch()
        self._read = None

    def _tree(self) -> bytes:
        """The tree of the tab in hand."""
        if self._crashed:
            return blank_source(self._still_viewport())
        try:
            taken = documents(
                self._devtools.send(
                    "DOMSnapshot.captureSnapshot",
                    computedStyles=list(STYLES),
                    includePaintOrder=True,
                    includeDOMRects=True,
                )
            )
            url = taken[0].url
            self._shown = self._owner(url), place_of(url)
            return page_source(taken, self._viewport(taken[0]), self._shown[0])
        except ValueError as error:
            raise SessionLost(f"source: {error}") from error
        except CommandFailed as error:
            return self._without_page(error)

    def tap(self, x: int, y: int) -> None:
        """One short touch at a point in px."""
        self._touch()
        if self._crashed:
            return
        dialog = self._dialog()
        if dialog is not None:
            button = dialog_button(dialog, self._still_viewport(), x, y)
            if button is not None:
                self._answer(accept=button == dialog.buttons[0])
            return
        self._tabs().look()
        self._do("tap", lambda driver: touch.tap(driver, x / self._scale, y / self._scale))

    def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """One touch moved from point to point in px."""
        self._touch()
        start, end = (x1 / self._scale, y1 / self._scale), (x2 / self._scale, y2 / self._scale)
        self._do("swipe", lambda driver: touch.swipe(driver, start, end, duration_ms))

    def drag(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """One touch moved from point to point in px, and held there before it ends."""
        self._touch()
        start, end = (x1 / self._scale, y1 / self._scale), (x2 / self._scale, y2 / self._scale)
        self._do("drag", lambda driver: touch.drag(driver, start, end, duration_ms))

    def type_text(self, text: str) -> None:
        """Type into what has the focus, as an input method commits a text."""
        self._touch()
        self._tabs().look()
        self._devtools.send("Input.insertText", text=text)

    def back(self) -> None:
        """The browser's back; from the app's first page it leaves the app, as Android's does."""
        self._touch()
        if self._dialog() is not None:
            self._answer(accept=False)
            return
        tabs = self._tabs()
        tabs.look()
        if not tabs.at_home:
            tabs.back()
            self._left_by_key = tabs.at_home

    def home(self) -> None:
        """The empty tab comes to the front, and the app's is hidden."""
        self._touch()
        self._left_by_key = True
        self._tabs().home()

    def press_key(self, code: int) -> None:
        """Press a key by its Android code: back, home, enter, backspace, tab; a browser has no other of a phone's."""
        if code == _BACK_KEY:
            self.back()
        elif code == _HOME_KEY:
            self.home()
        elif code in _KEYS:
            self._touch()
            self._tabs().look()
            name, number, text = _KEYS[code]
            key: dict[str, Any] = {"key": name, "code": name, "windowsVirtualKeyCode": number}
            self._devtools.send("Input.dispatchKeyEvent", type="keyDown", text=text, **key)
            self._devtools.send("Input.dispatchKeyEvent", type="keyUp", **key)
        elif code != _NO_KEY:
            raise CommandFailed(f"key {code}: a browser has no such key", "leave the step out for web apps")

    def immovable(self) -> str:
        """Nothing keeps the sensors that pages read from being set."""
        return ""

    def move(self, motion: Motion) -> None:
        """Play a motion on the accelerometer and the gyroscope that the page in front reads."""
        self._tabs().look()
        sensors.play(self._devtools, motion)

    def foreground(self) -> Foreground:
        """Whose page stands in front, and which."""
        _, owner, place = self._front()
        return Foreground(owner, place)

    def outcome(self, app: AppProfile) -> tuple[Outcome, str] | None:
        """A crash of the page, or its leaving by itself; None while all is well or after it was stopped."""
        if self._launched_at is None:
            return None
        if self._crashed:
            return "crash", self._crashed
        tab, owner, _ = self._front()
        if owner or self._left_by_key or (tab and self._url() not in ("about:blank", "")):
            return None
        age = time.monotonic() - self._launched_at
        if age <= START_S and self._touched_at < self._launched_at:
            return "refuses_to_run", f"left its page {age:.1f} s after it was opened, untouched"
        return "exit", "it left its page for an empty one"

    def identifiers(self, app: AppProfile) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        """What devices.yaml gives, and the identifiers that the app has made up for this browser and stored in it."""
        values: dict[str, tuple[str, ...]] = {str(kind): known for kind, known in self._device.identifiers.items()}
        sources = dict.fromkeys(values, "devices.yaml")
        cookies, stores = self._stored()
        found = browser_ids(cookies, stores)
        if found:
            values["web_id"] = tuple(dict.fromkeys((*values.get("web_id", ()), *found)))
            told = "cookies and local storage"
            sources["web_id"] = f"devices.yaml, {told}" if "web_id" in sources else told
        return values, sources

    def device_texts(self, app: AppProfile) -> dict[str, str]:
        """What the browser says of itself, and what the app has stored in it."""
        cookies, stores = self._stored()
        texts = {"cookies": json.dumps(cookies, ensure_ascii=False, indent=1)}
        texts["storage"] = json.dumps(stores, ensure_ascii=False, indent=1)
        with contextlib.suppress(InfraError):
            texts["browser"] = json.dumps(self._devtools.send("Browser.getVersion"), indent=1)
        return texts

    def phone_clock_offset_ms(self) -> float:
        """How far the browser's clock is ahead of this machine's, in ms; none where it is this machine's."""
        if self._appium.managed:
            return 0.0
        before = time.time()
        told = self._devtools.evaluate("Date.now()")
        after = time.time()
        return round(float(told) - (before + after) * 500, 1) if isinstance(told, int | float) else 0.0

    def route_to(self, host: str, port: int) -> None:
        """Start the browser with the capture as its only way out."""
        self._proxy = (host, port)
        self._start()

    def bound_to_route(self) -> bool:
        """Whether nothing can go past the route: the browser was started with no other way out."""
        return self._proxy is not None

    def only_route_of(self, app: AppProfile) -> bool:
        """False: the browser's own requests come by the same way."""
        return False

    def ensure_route(self) -> None:
        """Nothing can break it."""

    def unroute(self) -> None:
        """The route ends with the browser."""
        self.close()
        self._proxy = None

    def trust_ca(self, ca_pem: Path) -> tuple[bool, str]:
        """Have the browser started so that it takes this authority's certificates beside those it always does."""
        self._spki = spki_of(ca_pem)
        return True, "the browser is started with --ignore-certificate-errors-spki-list for this authority"

    def _await_page(self, app: AppProfile) -> None:
        """Wait until the address answers; what the page does then is watched, not waited for."""
        deadline = time.monotonic() + LOAD_S
        url, status = "", 0
        while time.monotonic() < deadline:
            try:
                state = self._devtools.evaluate(_STATE)
            except CommandFailed as error:
                if DIALOG in str(error):
                    return
                # The page is just being put in the place of another.
                state = None
            if isinstance(state, list) and len(state) == 2:
                url, status = str(state[0]), state[1] if isinstance(state[1], int) else 0
                if failed(url) or status >= _ERROR_STATUS:
                    break
                if url not in ("about:blank", ""):
                    return
            time.sleep(0.05)
        if failed(url):
            raise AppRefused("refuses_to_run", f"{app.id} cannot be loaded")
        if status >= _ERROR_STATUS:
            raise AppRefused("refuses_to_run", f"{app.id} answers with HTTP status {status}")
        raise AppRefused("refuses_to_run", f"{app.id} does not answer within {LOAD_S:g} s")

    def _viewport(self, page: Document) -> Viewport:
        """What of the page is on the screen; only one that is broader than the screen is shown smaller."""
        width = self._device.browser.width
        wide = max(page.width, page.root.box[2] - page.root.box[0] if page.root.box else 0)
        if wide <= width + 1:
            return Viewport(page.scroll_x, page.scroll_y, width, self._device.browser.height, self._scale)
        told = self._devtools.send("Page.getLayoutMetrics").get("cssVisualViewport", {})
        zoom = float(told.get("scale") or 1)
        return Viewport(
            float(told.get("pageX") or 0),
            float(told.get("pageY") or 0),
            self._device.browser.width / zoom,
            self._device.browser.height / zoom,
            self._scale * zoom,
        )

    def _still_viewport(self) -> Viewport:
        return Viewport(0, 0, self._device.browser.width, self._device.browser.height, self._scale)

    def _front(self) -> tuple[str, str, str]:
        """The tab in front, whose page it shows, and which."""
        if self._crashed or self._open_tabs is None:
            return "", "", ""
        tab = self._open_tabs.look()
        url = self._url()
        return tab, self._owner(url), place_of(url)

    def _url(self) -> str:
        if self._open_tabs is None or self._open_tabs.at_home:
            return ""
        try:
            history = self._devtools.send("Page.getNavigationHistory")
            return str(history["entries"][history["currentIndex"]]["url"])
        except CommandFailed as error:
            if self._has_crashed(error):
                return ""
            if DIALOG in str(error) and self._app is not None:
                return self._app.id
            raise
        except (KeyError, IndexError, TypeError) as error:
            raise SessionLost(f"the browser's history makes no sense: {error}") from error

    def _owner(self, url: str) -> str:
        return owner_of(url, self._app) if self._app is not None else ""

    def _without_page(self, error: CommandFailed) -> bytes:
        """The source while the page cannot be read: a dialog of the browser, or a page that has crashed."""
        if self._has_crashed(error):
            self._shown = ("", "")
            return blank_source(self._still_viewport())
        dialog = self._dialog() if DIALOG in str(error) else None
        if dialog is None:
            raise error
        # The page below cannot be asked; it is the one that was there before, or the app's first.
        self._shown = self._shown if self._shown[0] else (self._app.id if self._app is not None else "", "")
        return dialog_source(dialog, self._still_viewport(), self._shown[0])


def _png_size(picture: bytes) -> tuple[int, int]:
    if len(picture) < 24:
        raise SessionLost("screenshot: the PNG is cut short")
    width, height = struct.unpack(">II", picture[16:24])
    return int(width), int(height)
