"""What `consentinel doctor` tells and with which status it ends."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from consentinel import doctor as module
from consentinel.doctor import doctor
from harness.toolchain import Tool, inventory

FOUND = Tool("adb", Path("/opt/[bold]sdk/adb"), "1.0.41", "ok")
OLD = Tool("node", Path("/usr/bin/node"), "18.0.0", "outdated", "install Node.js 24")
GONE = Tool("chromium", None, None, "missing", "install Chromium")


def told(tools: list[Tool], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setattr(module, "inventory", lambda: tools)
    out = io.StringIO()
    status = doctor(Console(file=out, width=100))
    return status, out.getvalue()


def test_all_there_is_status_0(monkeypatch: pytest.MonkeyPatch) -> None:
    status, text = told([FOUND], monkeypatch)
    assert status == 0
    assert all(word in text for word in ("adb", "1.0.41", "ok", "/opt/[bold]sdk/adb"))


def test_each_part_that_will_not_do_has_a_line_with_the_mend_and_the_status_is_2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    status, text = told([FOUND, OLD, GONE], monkeypatch)
    assert status == 2
    assert text.splitlines()[-2:] == [
        "node: outdated; install Node.js 24",
        "chromium: missing; install Chromium",
    ]


def test_every_part_of_the_stack_is_told() -> None:
    names = {tool.name for tool in inventory()}
    assert names >= {
        "python",
        "node",
        "appium",
        "appium-uiautomator2-driver",
        "appium-chromium-driver",
        "adb",
        "mitmdump",
        "chromium",
        "chromedriver",
        "certutil",
        "CJK font",
    }
    assert all(tool.ok or tool.hint for tool in inventory())
