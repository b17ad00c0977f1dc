"""Where Appium and its drivers are found."""

import json
from pathlib import Path

import pytest

from harness.toolchain import appium, appium_home, locate_appium, locate_driver

DRIVER = "appium-uiautomator2-driver"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package's view: no checkout, Appium's home as the user set it, nothing on PATH."""
    monkeypatch.setattr(appium, "checkout", lambda: None)
    monkeypatch.setenv("APPIUM_HOME", str(tmp_path / "appium"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path / "appium"


def put_package(folder: Path, version: object) -> Path:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"version": version}))
    (folder / "index.js").write_text("#!/usr/bin/env node\n")
    (folder / "index.js").chmod(0o755)
    return folder


def test_the_checkouts_own_packages_are_taken(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_package(home / "node_modules" / "appium", "3.0.0")
    root = tmp_path / "checkout"
    monkeypatch.setattr(appium, "checkout", lambda: root)
    package = put_package(root / "node_modules" / "appium", "3.8.0")
    assert appium_home() == root
    assert locate_appium().path == package / "index.js"
    assert locate_appium().version == "3.8.0"


def test_without_a_checkout_the_appium_on_path_is_taken_and_the_drivers_of_appium_home(
    home: Path, tmp_path: Path
) -> None:
    package = put_package(tmp_path / "lib" / "node_modules" / "appium", "3.1.0")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "appium").symlink_to(package / "index.js")
    driver = put_package(home / "node_modules" / DRIVER, "8.7.0")
    assert (locate_appium().path, locate_appium().state) == (package / "index.js", "ok")
    assert (locate_driver(DRIVER).path, locate_driver(DRIVER).state) == (driver, "ok")


@pytest.mark.parametrize("version", ["2.19.0", "30.0.0", "4.0.0-rc.1", None, 3])
def test_another_major_version_will_not_do(home: Path, version: object) -> None:
    put_package(home / "node_modules" / "appium", version)
    found = locate_appium()
    assert found.state == "outdated"
    assert found.hint.startswith("version 3 is needed: ")


def test_a_spoilt_package_is_outdated_not_a_crash(home: Path) -> None:
    folder = put_package(home / "node_modules" / DRIVER, "8.7.0")
    (folder / "package.json").write_bytes(b"\xff{")
    assert (locate_driver(DRIVER).version, locate_driver(DRIVER).state) == (None, "outdated")


@pytest.mark.usefixtures("home")
def test_what_is_not_there_is_missing_with_the_command_that_installs_it() -> None:
    assert "npm install -g appium@3" in locate_appium().hint
    assert "appium driver install uiautomator2" in locate_driver(DRIVER).hint
    assert {locate_appium().state, locate_driver(DRIVER).state} == {"missing"}
