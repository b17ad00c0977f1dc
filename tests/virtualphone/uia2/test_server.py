"""The UiAutomator2 server over HTTP, as the driver speaks to it."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image

from tests.virtualphone.trial import PACKAGE, Trial, trial_phone, write_app
from virtualphone.device.model import API34
from virtualphone.uia2.server import UiAutomatorServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

_PAGES = {
    "Main": """<div id="pad" data-class="android.view.View" style="height:150px;background:#eef"></div>
        <p id="said">…</p><input id="field" placeholder="姓名">
        <div id="list" style="height:150px;overflow-y:auto"></div>
        <div id="group"><button>一</button><button>二</button></div><button id="go">去</button>
        <script>
        const get = (name) => document.getElementById(name), pad = get("pad")
        const say = (text) => { get("said").textContent = text }
        let most = 0, path = 0, last = null
        pad.addEventListener("touchstart", (event) => { most = Math.max(most, event.touches.length); last = null })
        pad.addEventListener("touchmove", (event) => {
          const now = event.touches[0].clientX
          if (last !== null) path += now - last
          last = now
          say(`fingers ${most} path ${Math.sign(path)}`)
        })
        pad.addEventListener("click", () => say("click"))
        pad.addEventListener("dblclick", () => say("double"))
        pad.addEventListener("contextmenu", (event) => { event.preventDefault(); say("long") })
        get("field").addEventListener("keydown", (event) => { if (event.key === "Enter") say("enter") })
        get("go").onclick = () => AndroidBridge.startActivity({activity: ".Second"})
        for (let n = 0; n < 40; n++) {
          const row = document.createElement("div")
          row.style.height = "30px"
          row.textContent = `行 ${n}`
          get("list").append(row)
        }
        </script>""",
    "Second": '<p id="second">第二页</p>',
}


@dataclass(slots=True)
class _Client:
    http: aiohttp.ClientSession
    base: str
    trial: Trial

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The value of a command that must succeed."""
        status, value = await self.try_ask(method, path, body)
        assert status == 200, value
        return value

    async def try_ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, Any]:
        """Status and value of a command."""
        async with self.http.request(method, f"{self.base}/{path}".rstrip("/"), json=body) as response:
            return response.status, (await response.json())["value"]

    async def find(self, strategy: str, selector: str, context: str = "") -> str:
        """The id of an element."""
        found = await self.ask("POST", "element", {"strategy": strategy, "selector": selector, "context": context})
        assert found["ELEMENT"] == found["element-6066-11e4-a52e-4f735466cecf"]
        return str(found["ELEMENT"])

    async def texts(self, strategy: str, selector: str, context: str = "") -> list[str]:
        """Texts of all elements found."""
        given = {"strategy": strategy, "selector": selector, "context": context, "multiple": True}
        found = await self.ask("POST", "elements", given)
        return [str(await self.ask("GET", f"element/{entry['ELEMENT']}/text")) for entry in found]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def serving(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[_Client]:
    folder = write_app(tmp_path_factory.mktemp("server") / "app", _PAGES)
    async with trial_phone(API34, folder) as trial, aiohttp.ClientSession() as http:
        server = UiAutomatorServer(trial.engine, trial.state)
        port = await server.start()
        try:
            yield _Client(http, f"http://127.0.0.1:{port}", trial)
        finally:
            await server.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def client(serving: _Client) -> AsyncIterator[_Client]:
    """A session on the freshly started app, without waiting for idle."""
    await serving.trial.open()
    created = await serving.ask("POST", "session", {"capabilities": {"alwaysMatch": {"a": 1}, "firstMatch": [{}]}})
    assert created["capabilities"] == {"a": 1}
    client = _Client(serving.http, f"{serving.base}/session/{created['sessionId']}", serving.trial)
    await client.ask("POST", "appium/settings", {"settings": {"waitForIdleTimeout": 0}})
    yield client
    await client.ask("DELETE", "")


async def _origin(client: _Client, name: str) -> dict[str, Any]:
    element = await client.find("id", name)
    return {"origin": {"ELEMENT": element, "element-6066-11e4-a52e-4f735466cecf": element}}


@pytest.mark.parametrize(
    ("gesture", "more", "said"),
    [
        ("click", {}, "click"),
        ("click", {"offset": {"x": 5, "y": 5}}, "click"),
        ("double_click", {}, "double"),
        ("long_click", {"duration": 900}, "long"),
        ("swipe", {"direction": "left", "percent": 0.7}, "fingers 1 path -1"),
        ("drag", {"end": {"x": 900, "y": 200}, "start": {"x": 10, "y": 100}}, "fingers 1 path 1"),
        ("pinch_open", {"percent": 0.8}, "fingers 2 path -1"),
        ("pinch_close", {"percent": 0.8}, "fingers 2 path 1"),
    ],
)
async def test_gestures_are_real_touches(client: _Client, gesture: str, more: dict[str, Any], said: str) -> None:
    assert await client.ask("POST", f"appium/gestures/{gesture}", {**await _origin(client, "pad"), **more}) is None
    await client.trial.shows(said)


async def test_scroll_says_whether_there_is_more(client: _Client) -> None:
    area = await _origin(client, "list")
    down = {**area, "direction": "down", "percent": 0.9}
    assert await client.ask("POST", "appium/gestures/scroll", down) is True
    assert "行 0" not in await client.texts("class name", "android.widget.TextView")
    for _ in range(30):
        if not await client.ask("POST", "appium/gestures/fling", {**area, "direction": "down"}):
            break
    assert "行 39" in await client.texts("class name", "android.widget.TextView")
    assert await client.ask("POST", "appium/gestures/scroll", down) is False


async def test_actions_of_two_fingers_run_together(client: _Client) -> None:
    element = await client.find("id", "pad")
    origin = {"element-6066-11e4-a52e-4f735466cecf": element}

    def finger(name: str, start: int, end: int) -> dict[str, Any]:
        return {
            "type": "pointer",
            "id": name,
            "parameters": {"pointerType": "touch"},
            "actions": [
                {"type": "pointerMove", "duration": 0, "origin": origin, "x": start, "y": 0},
                {"type": "pointerDown", "button": 0},
                {"type": "pointerMove", "duration": 200, "origin": "pointer", "x": end - start, "y": 0},
                {"type": "pointerUp", "button": 0},
            ],
        }

    await client.ask("POST", "actions", {"actions": [finger("a", 50, 300), finger("b", -50, -300)]})
    await client.trial.shows("fingers 2 path 1")


@pytest.mark.parametrize(
    "actions",
    [None, [{"type": "eye"}], [{"type": "pointer", "actions": [{"type": "pointerMove", "x": "1", "y": 0}]}],
     [{"type": "pointer", "actions": [{"type": "keyDown", "value": "a"}]}], [{"type": "key", "actions": [1]}]],
)  # fmt: skip
async def test_malformed_actions_are_refused(client: _Client, actions: object) -> None:
    status, value = await client.try_ask("POST", "actions", {"actions": actions})
    assert (status, value["error"]) == (400, "invalid argument")


async def test_keys_type_into_the_focused_field(client: _Client) -> None:
    element = await client.find("id", "field")
    await client.ask("POST", f"element/{element}/click")
    keys = [{"type": "keyDown", "value": letter} for letter in ("a", "京", "\ue003", "b")]
    await client.ask("POST", "actions", {"actions": [{"type": "key", "id": "k", "actions": keys}]})
    assert await client.ask("GET", f"element/{element}/text") == "ab"
    await client.ask("POST", f"element/{element}/value", {"text": "c\n", "replace": False})
    assert await client.ask("GET", f"element/{element}/text") == "abc"
    await client.trial.shows("enter")
    await client.ask("POST", f"element/{element}/value", {"text": "新", "replace": True})
    assert await client.ask("GET", f"element/{element}/text") == "新"
    active = await client.ask("GET", "element/active")
    assert active["ELEMENT"] == element
    button = await client.find("id", "go")
    status, value = await client.try_ask("POST", f"element/{button}/value", {"text": "x"})
    assert (status, value["error"]) == (400, "invalid element state")


async def test_searches_below_an_element(client: _Client) -> None:
    group = await client.find("id", "group")
    assert await client.texts("class name", "android.widget.Button", group) == ["一", "二"]
    assert await client.texts("xpath", ".//android.widget.Button", group) == ["一", "二"]
    assert await client.texts("-android uiautomator", "new UiSelector().clickable(true)", group) == ["一", "二"]
    assert await client.texts("xpath", '//*[matches(@text, "^行 [01]$") and ends-with(@text, "1")]') == ["行 1"]


async def test_attributes(client: _Client) -> None:
    element = await client.find("id", "go")
    wanted = {
        "text": "去", "className": "android.widget.Button", "resourceId": f"{PACKAGE}:id/go", "clickable": "true",
        "checked": "false", "contentDescription": None, "displayed": "true", "package": PACKAGE,
    }  # fmt: skip
    for name, value in wanted.items():
        assert await client.ask("GET", f"element/{element}/attribute/{name}") == value
    status, value = await client.try_ask("GET", f"element/{element}/attribute/colour")
    assert (status, value["error"]) == (400, "invalid argument")
    rect = await client.ask("GET", f"element/{element}/rect")
    picture = Image.open(io.BytesIO(base64.b64decode(await client.ask("GET", f"element/{element}/screenshot"))))
    assert picture.size == (rect["width"], rect["height"])


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("POST", "element", {"strategy": "id", "selector": "nowhere"}, 404, "no such element"),
        ("POST", "element", {"strategy": "xpath", "selector": "//["}, 400, "invalid selector"),
        ("POST", "element", {"strategy": "xpath", "selector": "count(//*)"}, 400, "invalid selector"),
        ("POST", "element", {"strategy": "magic", "selector": "x"}, 400, "invalid selector"),
        ("POST", "element", {"strategy": "id"}, 400, "invalid argument"),
        ("GET", "element/unknown/text", None, 404, "no such element"),
        ("GET", "alert/text", None, 404, "no such alert"),
        ("GET", "appium/nothing", None, 404, "unknown command"),
        ("POST", "appium/settings", {"settings": {"colour": 1}}, 400, "invalid argument"),
        ("POST", "appium/settings", {"settings": {"enableMultiWindows": "yes"}}, 400, "invalid argument"),
        ("POST", "appium/gestures/click", {}, 400, "invalid argument"),
        ("POST", "appium/gestures/swipe", {"area": {"left": 0}, "direction": "up"}, 400, "invalid argument"),
        ("POST", "appium/device/press_keycode", {"keycode": "4"}, 400, "invalid argument"),
        ("POST", "orientation", {"orientation": "LANDSCAPE"}, 400, "invalid element state"),
    ],
)
async def test_errors(
    client: _Client, method: str, path: str, body: Mapping[str, Any] | None, status: int, error: str
) -> None:
    got, value = await client.try_ask(method, path, body)
    assert (got, value["error"]) == (status, error)
    assert value["message"]
    assert "stacktrace" in value


async def test_element_that_left_the_display_is_stale(client: _Client) -> None:
    element = await client.find("id", "go")
    await client.ask("POST", f"element/{element}/click")
    await client.trial.node("second")
    status, value = await client.try_ask("GET", f"element/{element}/text")
    assert (status, value["error"]) == (404, "stale element reference")
    await client.ask("POST", "back")
    await client.trial.node("go")
    assert await client.ask("GET", f"element/{element}/text") == "去"


async def test_facts_about_the_phone(client: _Client) -> None:
    assert await client.ask("GET", "window/current/size") == {"width": 1080, "height": 2274}
    assert await client.ask("GET", "appium/device/pixel_ratio") == 2.625
    assert await client.ask("GET", "appium/device/system_bars") == {"statusBar": 63}
    assert (await client.ask("GET", "appium/device/info"))["apiVersion"] == "34"
    assert await client.ask("GET", "orientation") == "PORTRAIT"
    content = base64.b64encode("你好".encode()).decode()
    await client.ask("POST", "appium/device/set_clipboard", {"content": content})
    assert await client.ask("POST", "appium/device/get_clipboard") == content
    windows = await client.ask("POST", "appium/list_windows", {"skipScreenshots": True})
    assert [window["packageName"] for window in windows][-1] == PACKAGE


async def test_old_session_is_gone(client: _Client) -> None:
    other = _Client(client.http, client.base.rpartition("/")[0] + "/nonsense", client.trial)
    assert (await other.try_ask("GET", "source"))[1]["error"] == "invalid session id"
