"""An iPhone as an XCUITest session tells it; the session is played by a server on loopback, as no Mac is at hand."""

from __future__ import annotations

import base64
import json
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from evidence.clock import Clock
from evidence.geometry import Box
from evidence.tree import parse_source
from harness.appium.server import AppiumServer
from harness.config.apps import AppProfile
from harness.config.devices import AppiumAt, CaptureBy, Device, Timeouts
from harness.errors import AppRefused, CommandFailed, ConfigError, SessionLost, ToolMissing
from harness.platforms.ios.launching import capabilities
from harness.platforms.ios.platform import PROMPT, SPRINGBOARD, IosPlatform
from harness.platforms.ios.points import in_px
from harness.ports import PortBlock
from harness.scenario.prompting import is_system_prompt

APP = AppProfile(name="shop", package="com.example.shop")
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 1170, 2532) + b"\x08\x02\0\0\0"

SOURCE = """<?xml version="1.0" encoding="UTF-8"?>
<XCUIElementTypeApplication type="XCUIElementTypeApplication" name="优选" label="优选" enabled="true" visible="true"
    accessible="false" x="0" y="0" width="390" height="844" index="0" bundleId="com.example.shop">
  <XCUIElementTypeWindow type="XCUIElementTypeWindow" enabled="true" visible="true" x="0" y="0" width="390"
      height="844">
    <XCUIElementTypeButton type="XCUIElementTypeButton" name="同意" label="同意 &quot; x=&quot;1&quot;" enabled="true"
        visible="true" accessible="true" x="40" y="600.5" width="150" height="44" index="1"/>
  </XCUIElementTypeWindow>
</XCUIElementTypeApplication>"""


@dataclass
class Phone:
    """What the phone answers to `mobile:` commands, and what it was asked for."""

    mobile: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    wanted: dict[str, Any] = field(default_factory=dict)
    actions: list[Any] = field(default_factory=list)
    source: str = SOURCE
    typed: list[tuple[str, bool]] = field(default_factory=list)
    """What was typed, and whether Appium keeps it out of its log."""

    def names(self) -> list[str]:
        return [name for name, _ in self.asked]


class Refused(Exception):
    """A command that the phone does not carry out."""


@pytest.fixture
def phone() -> Phone:
    return Phone(
        {
            "deviceScreenInfo": {"statusBarSize": {"width": 390, "height": 47}, "scale": 3},
            "activeAppInfo": {"bundleId": APP.id, "pid": 77},
            "isAppInstalled": True,
            "queryAppState": 4,
        }
    )


@pytest.fixture
def url(phone: Phone) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answers: dict[str, Any] = {
                "/status": {"ready": True},
                "/session/s/source": phone.source,
                "/session/s/screenshot": base64.b64encode(PNG).decode(),
                "/session/s/element/active": {"element-6066-11e4-a52e-4f735466cecf": "e"},
                "/session/s/window/rect": {"x": 0, "y": 0, "width": 390, "height": 844},
            }
            self._send(200, answers.get(self.path.split("?")[0]))

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            if self.path == "/session":
                phone.wanted = told["capabilities"]["alwaysMatch"] | told["capabilities"]["firstMatch"][0]
                self._send(200, {"sessionId": "s", "capabilities": {}})
            elif self.path == "/session/s/execute/sync":
                name = told["script"].removeprefix("mobile: ")
                arguments = told["args"][0] if told["args"] else {}
                phone.asked.append((name, arguments))
                answer = phone.mobile.get(name)
                if isinstance(answer, Refused):
                    self._send(500, {"error": "unknown error", "message": str(answer), "stacktrace": ""})
                else:
                    self._send(200, answer)
            elif self.path == "/session/s/element/e/value":
                phone.typed.append((told["text"], self.headers.get("X-Appium-Is-Sensitive") == "true"))
                self._send(200, None)
            elif self.path == "/session/s/actions":
                phone.actions.append(told["actions"])
                self._send(200, None)
            else:
                self._send(200, None)

        def do_DELETE(self) -> None:
            self._send(200, None)

        def _send(self, status: int, value: Any) -> None:
            body = json.dumps({"value": value}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(5)


Make = Callable[..., IosPlatform]


def device(**changes: Any) -> Device:
    return Device(name="iphone", platform="ios", udid="00008120-1", capture=CaptureBy(port=8080), **changes)


@pytest.fixture
def make(url: str, tmp_path: Path) -> Make:
    """Opens a session with the phone; settings of the device may be given."""

    def make(**changes: Any) -> IosPlatform:
        at = AppiumAt(url=url)
        given = device(appium=at, timeouts=Timeouts(command_s=5, session_s=5), **changes)
        platform = IosPlatform(given, PortBlock(21001, 21002, 21003), AppiumServer(at, tmp_path / "log"))
        platform.open(Clock.start())
        return platform

    return make


def test_the_session_is_asked_for_without_an_app(make: Make, phone: Phone) -> None:
    make(capabilities={"platformVersion": "18.2", "usePreinstalledWDA": True, "autoLaunch": True})
    assert phone.wanted["platformName"] == "iOS" and phone.wanted["appium:automationName"] == "XCUITest"
    assert phone.wanted["appium:udid"] == "00008120-1" and phone.wanted["appium:platformVersion"] == "18.2"
    assert phone.wanted["appium:autoLaunch"] is False and "appium:app" not in phone.wanted


def test_points_become_px_and_what_is_said_stays() -> None:
    tree = parse_source("ios", in_px(SOURCE.encode(), 3.0))
    (button,) = tree.windows[0].children
    assert button.bounds == Box(120, 1802, 570, 1934) and button.text == '同意 " x="1"'
    assert (tree.width, tree.height) == (1170, 2532)


def test_a_screen_has_its_boxes_in_px_of_its_picture(make: Make) -> None:
    screen = make().screen()
    assert (screen.width, screen.height, screen.density) == (1170, 2532, 480)
    assert screen.stable and screen.package == APP.id and screen.platform == "ios"


def test_a_tap_is_sent_in_points(make: Make, phone: Phone) -> None:
    make().tap(300, 900)
    (finger,) = phone.actions[-1]
    first = finger["actions"][0]
    assert finger["parameters"] == {"pointerType": "touch"} and (first["x"], first["y"]) == (100, 300)


def test_what_is_typed_stays_out_of_appiums_log(make: Make, phone: Phone) -> None:
    make().type_text("hunter22")
    assert phone.typed == [("hunter22", True)]


def test_back_is_a_swipe_from_the_edge(make: Make, phone: Phone) -> None:
    make().back()
    moves = [one for one in phone.actions[-1][0]["actions"] if one["type"] == "pointerMove"]
    assert moves[0]["x"] <= 1 and moves[-1]["x"] > 200 and moves[0]["y"] == moves[-1]["y"]


def test_springboard_that_asks_is_a_prompt_and_else_the_home_screen(make: Make, phone: Phone) -> None:
    platform = make()
    phone.mobile["activeAppInfo"] = {"bundleId": SPRINGBOARD}
    phone.mobile["alert"] = ["不允许", "好"]
    assert platform.foreground().package == PROMPT and is_system_prompt(PROMPT)
    phone.mobile["alert"] = Refused("no such alert")
    assert platform.foreground().package == SPRINGBOARD and not is_system_prompt(SPRINGBOARD)


def test_an_app_that_ends_untouched_refuses_to_run(make: Make, phone: Phone) -> None:
    platform = make()
    platform.launch(APP)
    assert platform.outcome(APP) is None
    phone.mobile["queryAppState"] = 1
    told = platform.outcome(APP)
    assert told is not None and told[0] == "refuses_to_run"
    platform.tap(10, 10)
    told = platform.outcome(APP)
    assert told is not None and told[0] == "exit" and "crashed" in told[1]
    platform.stop(APP)
    assert platform.outcome(APP) is None


def test_an_app_that_is_not_there_is_refused(make: Make, phone: Phone) -> None:
    phone.mobile["isAppInstalled"] = False
    with pytest.raises(AppRefused, match="not on the phone"):
        make().install(APP)


def test_an_iphone_deletes_data_only_with_the_app(make: Make, phone: Phone, tmp_path: Path) -> None:
    platform = make()
    with pytest.raises(ConfigError, match="give its `file`"):
        platform.clear(APP)
    package = tmp_path / "shop.ipa"
    package.write_bytes(b"PK")
    platform.clear(APP.model_copy(update={"file": package}))
    assert phone.names()[-2:] == ["removeApp", "installApp"]


def test_a_simulator_clears_app_and_keychain(make: Make, phone: Phone) -> None:
    make(simulator=True).clear(APP)
    assert phone.names()[-3:] == ["terminateApp", "clearApp", "clearKeychains"]


def test_a_simulator_takes_the_authority_and_an_iphones_owner_tells(make: Make, phone: Phone, tmp_path: Path) -> None:
    pem = tmp_path / "ca.pem"
    pem.write_bytes(b"-----BEGIN CERTIFICATE-----\n")
    assert make(simulator=True).trust_ca(pem)[0]
    name, arguments = phone.asked[-1]
    assert name == "installCertificate" and base64.b64decode(arguments["content"]) == pem.read_bytes()
    phone.mobile["installCertificate"] = Refused("simctl keychain failed")
    assert make(simulator=True).trust_ca(pem) == (False, make(simulator=True).trust_ca(pem)[1])
    trusted, why = make().trust_ca(pem)
    assert not trusted and "trusts_ca" in why
    assert make(trusts_ca=True).trust_ca(pem)[0]


def test_a_phone_without_a_scale_is_no_phone(make: Make, phone: Phone) -> None:
    phone.mobile["deviceScreenInfo"] = {"scale": "three"}
    with pytest.raises(SessionLost, match="scale"):
        make()


def test_keys_that_an_iphone_has(make: Make, phone: Phone) -> None:
    platform = make()
    platform.home()
    assert phone.asked[-1] == ("pressButton", {"name": "home"})
    with pytest.raises(CommandFailed, match="no such key"):
        platform.press_key(26)


def test_a_machine_that_cannot_drive_an_iphone_says_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ports = PortBlock(21001, 21002, 21003)
    monkeypatch.setattr("harness.platforms.ios.launching.appium_home", lambda: tmp_path)
    monkeypatch.setattr("harness.platforms.ios.launching.sys.platform", "linux")
    with pytest.raises(ToolMissing, match="appium-xcuitest-driver is not installed"):
        capabilities(device(), ports, managed=True)
    driver = tmp_path / "node_modules" / "appium-xcuitest-driver"
    driver.mkdir(parents=True)
    (driver / "package.json").write_text("{}")
    with pytest.raises(ToolMissing, match="a simulator runs on a Mac alone"):
        capabilities(device(simulator=True), ports, managed=True)
    with pytest.raises(ToolMissing, match="WebDriverAgent can be built on a Mac alone"):
        capabilities(device(), ports, managed=True)
    given = capabilities(device(capabilities={"usePreinstalledWDA": True}), ports, managed=True)
    assert given["appium:wdaLocalPort"] == 21001
    assert capabilities(device(simulator=True), ports, managed=False)["platformName"] == "iOS"
