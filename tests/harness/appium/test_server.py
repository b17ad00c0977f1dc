"""A server that cannot be had is one clear line, with the mend."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.appium import server as server_module
from harness.appium.server import AppiumServer
from harness.config.devices import AppiumAt
from harness.errors import AppiumUnavailable, ToolMissing
from harness.toolchain import Tool


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> None:
    """This interpreter stands in for Node: what it is given to run is a file of the test."""
    monkeypatch.setattr(server_module, "locate_node", lambda: Tool("node", Path(sys.executable), "24.0.0", "ok"))


def use_script(monkeypatch: pytest.MonkeyPatch, script: Path) -> None:
    monkeypatch.setattr(server_module, "locate_appium", lambda: Tool("appium", script, "3.0.0", "ok"))


def test_appium_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, node: None) -> None:
    missing = Tool("appium", None, None, "missing", "run `make setup`")
    monkeypatch.setattr(server_module, "locate_appium", lambda: missing)
    with pytest.raises(ToolMissing, match="appium is missing") as caught:
        AppiumServer(AppiumAt(), tmp_path / "log").start()
    assert caught.value.mend == "run `make setup`"


def test_node_is_too_old(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = Tool("node", Path("/usr/bin/node"), "18.1.0", "outdated", "install Node.js 24")
    monkeypatch.setattr(server_module, "locate_node", lambda: old)
    with pytest.raises(ToolMissing, match=r"node 18\.1\.0 is not fit"):
        AppiumServer(AppiumAt(), tmp_path / "log").start()


def test_appium_that_ends_at_its_start_is_told_with_its_last_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, node: None
) -> None:
    script = tmp_path / "appium.py"
    script.write_text("print('Fatal: no drivers'); raise SystemExit(3)")
    use_script(monkeypatch, script)
    with pytest.raises(AppiumUnavailable, match="exit code 3: Fatal: no drivers"):
        AppiumServer(AppiumAt(), tmp_path / "log").start()


def test_appium_that_stays_deaf_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, node: None) -> None:
    script = tmp_path / "appium.py"
    script.write_text("import time; time.sleep(600)")
    use_script(monkeypatch, script)
    monkeypatch.setattr(server_module, "START_TIMEOUT_S", 0.3)
    server = AppiumServer(AppiumAt(), tmp_path / "log")
    with pytest.raises(AppiumUnavailable, match="does not answer"):
        server.start()
    assert server.pid is None


def test_an_address_where_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(AppiumUnavailable, match=r"no Appium answers at http://127\.0\.0\.1:9") as caught:
        AppiumServer(AppiumAt(url="http://127.0.0.1:9/"), tmp_path / "log").start()
    assert "devices.yaml" in caught.value.mend
