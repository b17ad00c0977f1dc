"""Appium and its drivers, read from their package.json because starting Appium to ask takes seconds."""

import json
import os
import shutil
from pathlib import Path

from harness.toolchain.places import checkout, mend
from harness.toolchain.tool import Tool, missing, parse_version

APPIUM_MAJOR = 3
DRIVER_MAJORS = {"appium-uiautomator2-driver": 8, "appium-chromium-driver": 3}


def appium_home() -> Path:
    """The folder to give Appium as APPIUM_HOME: the one whose `node_modules` holds the drivers."""
    root = checkout()
    if root is not None:
        return root
    chosen = os.environ.get("APPIUM_HOME")
    return Path(chosen) if chosen else Path.home() / ".appium"


def locate_appium() -> Tool:
    """Appium's entry script, to be started as `node <path>`: the checkout's, else the one installed with npm."""
    hint = mend("install it: npm install -g appium@3")
    for package in _appium_packages():
        entry = package / "index.js"
        if entry.is_file():
            return _judged("appium", entry, package, APPIUM_MAJOR, hint)
    return missing("appium", hint)


def locate_driver(name: str) -> Tool:
    """The folder of one Appium driver, by its npm name (a key of DRIVER_MAJORS)."""
    short = name.removeprefix("appium-").removesuffix("-driver")
    hint = mend(f"install it: appium driver install {short}")
    package = appium_home() / "node_modules" / name
    if not (package / "package.json").is_file():
        return missing(name, hint)
    return _judged(name, package, package, DRIVER_MAJORS[name], hint)


def _appium_packages() -> list[Path]:
    packages = [appium_home() / "node_modules" / "appium"]
    command = shutil.which("appium")
    if command is not None:
        packages.append(Path(command).resolve().parent)
    return packages


def _judged(name: str, path: Path, package: Path, major: int, hint: str) -> Tool:
    version = _package_version(package)
    fits = parse_version(version or "")[:1] == (major,)
    return Tool(name, path, version, "ok" if fits else "outdated", "" if fits else f"version {major} is needed: {hint}")


def _package_version(package: Path) -> str | None:
    try:
        description = json.loads((package / "package.json").read_bytes())
    except (OSError, ValueError):
        return None
    version = description.get("version") if isinstance(description, dict) else None
    return version if isinstance(version, str) else None
