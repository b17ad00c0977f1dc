"""A page that changes its own JavaScript, in a real Chromium: it neither ends the run nor hides what it has stored."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, CDPSession, Error, Page, sync_playwright

from harness.appium.server import AppiumServer
from harness.config.apps import AppProfile
from harness.config.devices import Device
from harness.errors import AppRefused, CommandFailed
from harness.platforms.web import browser as module
from harness.platforms.web.platform import WebPlatform
from harness.ports import PortBlock

ADDRESS = "https://m.shop.cn/"
UUID = "3b848281-1b8f-4bdd-98c9-1f6fe8f50ed4"
STORE = f"localStorage.setItem('ql_device_id', '{UUID}');"


class Driver:
    """What the platform asks of its driver, of one tab of a browser and an empty one."""

    def __init__(self, page: Page, devtools: CDPSession) -> None:
        self._page, self._devtools = page, devtools
        self.current_window_handle = "home"
        self.window_handles = ["home"]
        self.command_executor = SimpleNamespace(add_command=lambda *_: None)
        self.switch_to = SimpleNamespace(window=self._switch, new_window=self._open)

    def _switch(self, tab: str) -> None:
        self.current_window_handle = tab

    def _open(self, _kind: str) -> None:
        self.window_handles.append("app")
        self.current_window_handle = "app"

    def get(self, address: str) -> None:
        self._page.goto(address)

    def execute(self, _name: str, told: dict[str, Any]) -> dict[str, Any]:
        return {"value": self._devtools.send(told["cmd"], told["params"])}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        yield browser
        browser.close()


class Launch:
    """Launches the app with a page that runs a script first."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._devtools = page.context.new_cdp_session(page)
        self.app = AppProfile.model_validate({"name": "shop", "address": ADDRESS})

    def __call__(self, script: str, *, status: int = 200) -> WebPlatform:
        body = f"<!doctype html><script>{script}</script><p>商城</p>"
        self._page.route("**/*", lambda route: route.fulfill(status=status, body=body, content_type="text/html"))
        device = Device(name="h5", platform="web")
        platform = WebPlatform(device, PortBlock(1, 2, 3), cast(AppiumServer, SimpleNamespace(managed=False)))
        platform.route_to("127.0.0.1", 8118)
        platform.launch(self.app)
        return platform

    def session(self, *_: object) -> SimpleNamespace:
        driver = Driver(self._page, self._devtools)

        def call(doing: str, command: Callable[[Driver], object]) -> object:
            try:
                return command(driver)
            except Error as error:
                raise CommandFailed(f"{doing}: {error}") from error

        return SimpleNamespace(open=lambda: None, close=lambda: None, call=call)


@pytest.fixture
def launch(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Launch]:
    with browser.new_context() as context:
        launch = Launch(context.new_page())
        monkeypatch.setattr(module, "Session", launch.session)
        yield launch


@pytest.mark.parametrize(
    "script",
    [
        "",
        "JSON.stringify = () => 5;",
        "JSON.stringify = () => '5';",
        "JSON.stringify = () => '['.repeat(200000);",
        "Object.keys = () => []; Object.fromEntries = () => ({});",
        "for (const name of ['getItem', 'length', 'key', '__proto__', 'toJSON']) localStorage.setItem(name, '0');",
        "Storage.prototype.getItem = () => { throw 7; };",
        "Object.defineProperty(window, 'localStorage', {get: () => ({})});",
        "performance.getEntriesByType = () => [{responseStatus: 'x'}];",
        "performance.getEntriesByType = () => [{responseStatus: [404]}];",
        "performance.getEntriesByType = () => { throw 7; };",
        "Array.prototype.toJSON = () => 1; Object.prototype.toJSON = () => 2;",
        "document.write('<form name=URL></form><form name=defaultView></form><form id=localStorage></form>');",
    ],
)
def test_no_page_hides_what_it_has_stored(launch: Launch, script: str) -> None:
    platform = launch(STORE + script)
    values, sources = platform.identifiers(launch.app)
    assert values["web_id"] == (UUID,) and sources["web_id"] == "cookies and local storage"
    (store,) = json.loads(platform.device_texts(launch.app)["storage"])
    assert store["ql_device_id"] == UUID


def test_a_page_does_not_set_the_browsers_clock(launch: Launch) -> None:
    assert abs(launch("Date.now = () => 7;").phone_clock_offset_ms()) < 60_000


def test_a_page_does_not_make_up_that_it_was_found(launch: Launch) -> None:
    with pytest.raises(AppRefused, match="HTTP status 404"):
        launch("performance.getEntriesByType = () => [{responseStatus: 200}];", status=404)


def test_what_is_stored_can_be_written_down(launch: Launch) -> None:
    texts = launch(STORE + r"localStorage.setItem('a\ud800', 'b\udfff');").device_texts(launch.app)
    assert json.loads(texts["storage"].encode("utf-8")) == [{"ql_device_id": UUID, "a?": "b?"}]
