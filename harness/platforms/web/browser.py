"""The browser that a web app is tried in: its session, tabs, dialogs, crashes and pictures."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from harness.appium.server import AppiumServer
from harness.appium.session import Session
from harness.config.devices import Device
from harness.errors import CommandFailed, CommandTimeout, InfraError, SessionLost
from harness.platforms.web.devtools import Devtools, cut_off
from harness.platforms.web.launching import capabilities
from harness.platforms.web.page import BrowserDialog
from harness.platforms.web.stored import STORE, read_store
from harness.platforms.web.tabs import Tabs
from harness.ports import PortBlock

DIALOG = "unexpected alert open"
"""What the driver says when a dialog of the browser stands before the page."""

_CRASHED = "tab crashed"


class Browser:
    """A Chromium in mobile emulation, with what may come between a page and who drives it.

    It is started with its route, and again for each new life of the app.
    """

    def __init__(self, device: Device, ports: PortBlock, appium: AppiumServer) -> None:
        self._device, self._ports, self._appium = device, ports, appium
        self._spki = ""
        self._proxy: tuple[str, int] | None = None
        self._session: Session | None = None
        self._open_tabs: Tabs | None = None
        self._launched_at: float | None = None
        self._touched_at = 0.0
        self._crashed = ""

    def _start(self) -> None:
        if self._proxy is None:
            raise SessionLost("the browser has no route yet")
        wanted = capabilities(
            self._device,
            proxy=self._proxy,
            spki=self._spki,
            driver_port=self._ports.chromedriver,
            managed=self._appium.managed,
        )
        session = Session(self._appium, wanted, self._device.timeouts)
        session.open()
        self._session, self._crashed, self._launched_at = session, "", None
        self._open_tabs = Tabs(session, Devtools(session))

    def _tabs(self) -> Tabs:
        if self._open_tabs is None:
            raise SessionLost("the browser is not started")
        return self._open_tabs

    @property
    def _devtools(self) -> Devtools:
        if self._session is None:
            raise SessionLost("the browser is not started")
        return Devtools(self._session)

    @property
    def _scale(self) -> float:
        return self._device.browser.scale

    def _picture(self) -> bytes | None:
        """The picture; None while a dialog of the browser stands there, and of a page that has crashed."""
        if self._crashed:
            return None
        try:
            return self._open_session().screenshot()
        except CommandFailed as error:
            if DIALOG in str(error) or self._has_crashed(error):
                return None
            if not cut_off(error):
                raise
        except CommandTimeout as error:
            if not cut_off(error):
                raise
        return self._open_session().screenshot()

    def _has_crashed(self, error: InfraError) -> bool:
        if _CRASHED in str(error):
            self._crashed = "the page has crashed"
        return bool(self._crashed)

    def _dialog(self) -> BrowserDialog | None:
        """The browser's dialog that stands over the page; the driver has the agreeing button first."""
        if self._session is None:
            return None
        try:
            message = self._session.call("dialog", lambda driver: driver.switch_to.alert.text)
        except CommandFailed:
            return None
        return BrowserDialog(str(message), ("确定", "取消"))

    def _answer(self, *, accept: bool) -> None:
        session = self._open_session()
        if accept:
            session.call("dialog", lambda driver: driver.switch_to.alert.accept())
        else:
            session.call("dialog", lambda driver: driver.switch_to.alert.dismiss())

    def _answer_dialogs(self) -> None:
        for _ in range(5):
            if self._dialog() is None:
                return
            self._answer(accept=False)

    def _stored(self) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
        """The browser's cookies, and the local storage of the page in front."""
        if self._open_tabs is None or self._crashed:
            return [], []
        cookies: list[Any] = []
        store: dict[str, str] = {}
        # The browser tells the cookies, whatever becomes of the page.
        with contextlib.suppress(CommandFailed):
            self._open_tabs.look()
            cookies = self._devtools.send("Storage.getCookies").get("cookies", [])
            if not self._open_tabs.at_home:
                store = read_store(self._devtools.evaluate(STORE))
        return [one for one in cookies if isinstance(one, dict)], [store] if store else []

    def _do(self, doing: str, command: Any) -> None:
        if self._crashed:
            return
        try:
            self._open_session().call(doing, command)
        except (CommandFailed, CommandTimeout) as error:
            # What the touch led to may stand there before the driver has answered.
            if DIALOG not in str(error) and not cut_off(error) and not self._has_crashed(error):
                raise

    def _open_session(self) -> Session:
        if self._session is None:
            raise SessionLost("the browser is not started")
        return self._session

    def _touch(self) -> None:
        self._touched_at = time.monotonic()
