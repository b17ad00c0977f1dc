"""The command `virtualphone start` as a process: a session on Android 9, and what a killed phone looks like."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import adbutils
import pytest
from appium import webdriver
from appium.options.android import UiAutomator2Options
from selenium.common.exceptions import InvalidSessionIdException

from tests.ports import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

_ROOT = Path(__file__).parents[2]
_PACKAGE = "cn.xianxiang.maicai"
_BOOT_SECONDS = 90


def _wait(condition: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _BOOT_SECONDS
    while not condition():
        assert process.poll() is None, log.read_text()[-2000:]
        assert time.monotonic() < deadline, log.read_text()[-2000:]
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Stack:
    """Phones, an adb server and an Appium server, all on free loopback ports."""

    def __init__(self, folder: Path, closing: ExitStack) -> None:
        self._folder = folder
        self._closing = closing
        self._adb_binary = shutil.which("adb") or str(Path(adbutils.__file__).parent / "binaries" / "adb")
        self.adb_port = free_port()
        self.appium_port = free_port()

    def adb(self, *words: str) -> str:
        """One call of the adb client."""
        command = [self._adb_binary, "-P", str(self.adb_port), *words]
        return subprocess.run(command, env=self._environment(), capture_output=True, text=True, timeout=60).stdout

    def start_adb(self) -> None:
        """Start a server of our own."""
        log = self._folder / "adb.log"
        process = self._spawn([self._adb_binary, "-P", str(self.adb_port), "nodaemon", "server"], log)
        _wait(lambda: _listens(self.adb_port), process, log)

    def start_phones(self, model: str, count: int) -> tuple[subprocess.Popen[bytes], list[str]]:
        """Start phones with the compliant specimen, connected; gives the process and the serials."""
        ready, log = self._folder / f"ready-{model}", self._folder / f"phones-{model}.log"
        words = ["start", "--model", model, "--count", str(count), "--apps", "compliant", "--ready-file", str(ready)]
        process = self._spawn([sys.executable, "-m", "virtualphone.cli", *words], log)
        _wait(ready.exists, process, log)
        serials = ready.read_text().split()
        for serial in serials:
            assert "connected" in self.adb("connect", serial)
        return process, serials

    def start_appium(self) -> None:
        """Start Appium with the drivers of this checkout."""
        tools = self._folder / "sdk" / "platform-tools"
        tools.mkdir(parents=True)
        (tools / "adb").symlink_to(self._adb_binary)
        log = self._folder / "appium.log"
        node = shutil.which("node") or "node"
        script = str(_ROOT / "node_modules" / "appium" / "index.js")
        words = [node, script, "--address", "127.0.0.1", "--port", str(self.appium_port)]
        process = self._spawn(words, log)
        _wait(lambda: _listens(self.appium_port), process, log)

    def session(self, serial: str, system_port: int) -> webdriver.Remote:
        """A session on a phone that starts the specimen."""
        options = UiAutomator2Options()
        options.udid = serial
        options.app_package = _PACKAGE
        options.app_activity = ".MainActivity"
        options.set_capability("appium:adbPort", self.adb_port)
        options.set_capability("appium:systemPort", system_port)
        driver = webdriver.Remote(f"http://127.0.0.1:{self.appium_port}", options=options)
        self._closing.callback(_quit, driver)
        return driver

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "HOME": str(self._folder),
            "ANDROID_HOME": str(self._folder / "sdk"),
            "APPIUM_HOME": str(_ROOT),
            "ADB_LOCAL_TRANSPORT_MAX_PORT": "5553",
            "ADB_MDNS_OPENSCREEN": "0",
            "PYTHONPATH": str(_ROOT),
        }

    def _spawn(self, words: list[str], log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as output:
            process = subprocess.Popen(words, env=self._environment(), stdout=output, stderr=output, cwd=self._folder)
        self._closing.callback(_end, process)
        return process


def _quit(driver: webdriver.Remote) -> None:
    with suppress(InvalidSessionIdException):
        driver.quit()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """A running adb server; a test starts what else it needs."""
    with ExitStack() as closing:
        made = Stack(tmp_path, closing)
        made.start_adb()
        yield made


def test_android_9_opens_a_session_too_and_quits(stack: Stack) -> None:
    stack.start_appium()
    _, (serial,) = stack.start_phones("api28", 1)
    driver = stack.session(serial, free_port())

    assert driver.capabilities["platformVersion"] == "9"
    assert driver.current_activity == ".MainActivity"
    driver.press_keycode(3)
    assert driver.current_package == "com.android.launcher3"
    driver.quit()
    assert "io.appium.uiautomator2.server" not in stack.adb("-s", serial, "shell", "ps", "-A")


def test_ended_phones_leave_nothing_behind(stack: Stack) -> None:
    process, serials = stack.start_phones("api34", 2)
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True).stdout

    process.terminate()

    assert process.wait(20) == 0
    assert len(set(serials)) == 2
    alive = [pid for pid in children.split() if Path("/proc", pid).exists()]
    assert alive == []


def test_killed_phone_is_a_lost_device(stack: Stack) -> None:
    process, (serial,) = stack.start_phones("api34", 1)
    process.kill()
    process.wait()

    stack.adb("-s", serial, "wait-for-disconnect")
    assert "\tdevice" not in stack.adb("devices")
    assert stack.adb("-s", serial, "shell", "echo", "here") == ""
