"""A plain Appium script against virtual phones: what anybody would write for real ones, with the unpatched stack."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import adbutils
import pytest
from appium import webdriver
from appium.options.android import UiAutomator2Options
from appium.webdriver.common.appiumby import AppiumBy
from PIL import Image
from selenium.common.exceptions import (
    InvalidSelectorException,
    NoAlertPresentException,
    NoSuchElementException,
    StaleElementReferenceException,
)

from tests.ports import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 90
_APP = "com.example.plain"
_MANIFEST = """
package: com.example.plain
label: 试用
version: {code: 1, name: "1.0"}
signer: plain
target_sdk: 34
permissions: [android.permission.INTERNET, android.permission.ACCESS_FINE_LOCATION, android.permission.READ_CONTACTS]
activities:
  - {name: .MainActivity, page: index.html}
  - {name: .SecondActivity, page: second.html}
pins: false
behaviour: {}
"""
_INDEX = """<!doctype html><meta charset=utf-8><body style="font:16px sans-serif">
<h1 id=starts></h1><input id=name placeholder="姓名">
<button id=go data-desc="前进">去第二页</button><button id=ask>权限</button>
<div id=list style="height:200px;overflow-y:auto"></div><p id=out>空</p>
<script type=module>
const get = (name) => document.getElementById(name), phone = window.AndroidBridge
for (let n = 0; n < 30; n++) {
  const row = document.createElement("div")
  row.style.height = "40px"
  row.textContent = `行 ${n}`
  get("list").append(row)
}
get("go").onclick = () => phone.startActivity({activity: ".SecondActivity"})
get("ask").onclick = async () => {
  const names = ["ACCESS_FINE_LOCATION", "READ_CONTACTS"].map((name) => `android.permission.${name}`)
  get("out").textContent = Object.values(await phone.requestPermissions(names)).join()
}
const starts = Number(await phone.prefs.get("starts") ?? 0) + 1
await phone.prefs.set("starts", String(starts))
get("starts").textContent = `第 ${starts} 次`
</script>"""
_SECOND = "<!doctype html><meta charset=utf-8><body><p id=second>第二页</p>"


@dataclass(frozen=True, slots=True)
class _Stack:
    server: str
    adb_port: int
    phones: tuple[str, ...]


def _wait(what: str, ready: Callable[[], bool]) -> None:
    end = time.monotonic() + _SECONDS
    while not ready():
        if time.monotonic() > end:
            pytest.fail(f"{what} is not up after {_SECONDS} s")
        time.sleep(0.1)


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT, cwd=_ROOT)
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/status", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Stack]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    folder = tmp_path_factory.mktemp("plain")
    app = folder / "apps" / "plain"
    (app / "www").mkdir(parents=True)
    (app / "manifest.yaml").write_text(_MANIFEST, encoding="utf-8")
    (app / "www" / "index.html").write_text(_INDEX, encoding="utf-8")
    (app / "www" / "second.html").write_text(_SECOND, encoding="utf-8")
    adb = folder / "sdk" / "platform-tools" / "adb"
    adb.parent.mkdir(parents=True)
    adb.symlink_to(shutil.which("adb") or Path(adbutils.__file__).parent / "binaries" / "adb")
    environment = os.environ | {
        "ANDROID_HOME": str(folder / "sdk"),
        "APPIUM_HOME": str(_ROOT),
        "HOME": str(folder),
        "ADB_LOCAL_TRANSPORT_MAX_PORT": "5553",
    }
    adb_port, appium_port, ready = free_port(), free_port(), folder / "ready"
    phone = [str(Path(sys.executable).with_name("virtualphone")), "start", "--count", "2", "--apps", "plain"]
    phone += ["--specimens", str(folder / "apps"), "--ready-file", str(ready)]
    appium = [node, str(_ROOT / "node_modules" / "appium" / "index.js"), "server", "--address", "127.0.0.1"]
    appium += ["--port", str(appium_port), "--log-level", "debug", "--log-no-colors"]
    server = f"http://127.0.0.1:{appium_port}"
    with (
        _running(phone, environment, folder / "phone.log"),
        _running(appium, environment, folder / "appium.log"),
        _running([str(adb), "-P", str(adb_port), "nodaemon", "server"], environment, folder / "adb.log"),
    ):
        _wait("the phones", ready.exists)
        _wait("Appium", lambda: _answers(server))
        phones = tuple(ready.read_text().split())
        for address in phones:
            _wait("adb", lambda address=address: _connect(adb, adb_port, address, environment))  # type: ignore[misc]
        yield _Stack(server, adb_port, phones)


def _connect(adb: Path, port: int, address: str, environment: dict[str, str]) -> bool:
    done = subprocess.run(
        [str(adb), "-P", str(port), "connect", address], env=environment, capture_output=True, text=True, check=False
    )
    return "connected to" in done.stdout


@contextmanager
def _session(stack: _Stack, number: int = 0) -> Iterator[webdriver.Remote]:
    options = UiAutomator2Options()
    options.udid = stack.phones[number]
    options.app_package = _APP
    options.app_activity = ".MainActivity"
    options.no_reset = True
    options.set_capability("forceAppLaunch", True)
    options.system_port = free_port()
    options.set_capability("adbPort", stack.adb_port)
    driver = webdriver.Remote(stack.server, options=options)
    driver.implicitly_wait(5)
    try:
        yield driver
    finally:
        driver.quit()


def test_finds_by_every_usual_strategy(stack: _Stack) -> None:
    with _session(stack) as driver:
        button = driver.find_element(AppiumBy.ID, f"{_APP}:id/go")
        for strategy, selector in (
            (AppiumBy.ID, "go"),
            (AppiumBy.ACCESSIBILITY_ID, "前进"),
            (AppiumBy.XPATH, '//android.widget.Button[@text="去第二页"]'),
            (AppiumBy.ANDROID_UIAUTOMATOR, 'new UiSelector().textContains("第二").clickable(true)'),
            (AppiumBy.CLASS_NAME, "android.widget.Button"),
        ):
            assert driver.find_element(strategy, selector).id == button.id
        assert button.text == "去第二页"
        assert button.get_attribute("content-desc") == "前进"
        assert button.is_displayed()
        assert button.is_enabled()
        assert 'resource-id="com.example.plain:id/go"' in driver.page_source


def test_errors_are_those_of_webdriver(stack: _Stack) -> None:
    with _session(stack) as driver:
        driver.implicitly_wait(0)
        with pytest.raises(NoSuchElementException):
            driver.find_element(AppiumBy.ID, "nowhere")
        with pytest.raises(InvalidSelectorException):
            driver.find_element(AppiumBy.XPATH, "//[")
        with pytest.raises(InvalidSelectorException):
            driver.find_element(AppiumBy.ANDROID_UIAUTOMATOR, "new UiSelector().colour(1)")
        with pytest.raises(NoAlertPresentException):
            driver.switch_to.alert.accept()
        button = driver.find_element(AppiumBy.ID, "go")
        button.click()
        driver.implicitly_wait(5)
        driver.find_element(AppiumBy.ID, "second")
        with pytest.raises(StaleElementReferenceException):
            _ = button.text


def test_types_swipes_scrolls_and_goes_back(stack: _Stack) -> None:
    with _session(stack) as driver:
        field = driver.find_element(AppiumBy.ID, "name")
        field.send_keys("李四")
        assert field.text == "李四"
        field.clear()
        assert field.text == "姓名"
        area = driver.find_element(AppiumBy.ID, "list").rect
        x = area["x"] + area["width"] // 2
        driver.swipe(x, area["y"] + area["height"] - 60, x, area["y"] + 60, 300)
        assert not driver.find_elements(AppiumBy.XPATH, '//*[@text="行 0"]')
        scroll = 'new UiScrollable(new UiSelector().scrollable(true)).scrollIntoView(new UiSelector().text("行 20"))'
        assert driver.find_element(AppiumBy.ANDROID_UIAUTOMATOR, scroll).text == "行 20"
        driver.find_element(AppiumBy.ID, "go").click()
        driver.find_element(AppiumBy.ID, "second")
        assert driver.current_activity == ".SecondActivity"
        driver.back()
        driver.find_element(AppiumBy.ID, "go")
        assert driver.current_activity == ".MainActivity"


def test_system_asks_for_permissions(stack: _Stack) -> None:
    with _session(stack) as driver:
        driver.execute_script("mobile: clearApp", {"appId": _APP})
        driver.activate_app(_APP)
        driver.find_element(AppiumBy.ID, "ask").click()
        controller = "com.android.permissioncontroller:id"
        driver.find_element(AppiumBy.ID, f"{controller}/permission_allow_foreground_only_button")
        assert driver.current_package == "com.android.permissioncontroller"
        assert "位置信息" in driver.switch_to.alert.text
        driver.find_element(AppiumBy.ID, f"{controller}/permission_allow_foreground_only_button").click()
        driver.find_element(AppiumBy.XPATH, '//*[contains(@text, "通讯录")]')
        driver.switch_to.alert.dismiss()
        driver.find_element(AppiumBy.XPATH, '//*[@text="granted,denied"]')
        granted = driver.execute_script("mobile: getPermissions", {"type": "granted", "appPackage": _APP})
        assert "android.permission.ACCESS_FINE_LOCATION" in granted
        assert "android.permission.READ_CONTACTS" not in granted


def test_app_starts_ends_and_remembers(stack: _Stack) -> None:
    with _session(stack) as driver:
        driver.execute_script("mobile: clearApp", {"appId": _APP})
        for number in (1, 2):
            driver.activate_app(_APP)
            driver.find_element(AppiumBy.XPATH, f'//*[@text="第 {number} 次"]')
            assert driver.query_app_state(_APP) == 4
            assert driver.terminate_app(_APP)
            assert driver.query_app_state(_APP) == 1
        driver.press_keycode(3)
        assert driver.current_package == "com.android.launcher3"
        driver.find_element(AppiumBy.ACCESSIBILITY_ID, "试用").click()
        driver.find_element(AppiumBy.XPATH, '//*[@text="第 3 次"]')


def test_pictures_and_windows(stack: _Stack) -> None:
    with _session(stack) as driver:
        assert Image.open(io.BytesIO(driver.get_screenshot_as_png())).size == (1080, 2400)
        button = driver.find_element(AppiumBy.ID, "go")
        part = Image.open(io.BytesIO(button.screenshot_as_png))
        assert part.size == (button.rect["width"], button.rect["height"])
        assert driver.page_source.count("com.android.systemui") == 0
        driver.update_settings({"enableMultiWindows": True, "waitForIdleTimeout": 0})
        assert driver.page_source.count("com.android.systemui") > 0


def test_two_phones_at_once(stack: _Stack) -> None:
    def use(number: int) -> str:
        with _session(stack, number) as driver:
            field = driver.find_element(AppiumBy.ID, "name")
            field.send_keys(f"phone {number}")
            driver.find_element(AppiumBy.ID, "go").click()
            driver.find_element(AppiumBy.ID, "second")
            driver.back()
            return str(driver.find_element(AppiumBy.ID, "name").text)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(use, (0, 1))) == ["phone 0", "phone 1"]
