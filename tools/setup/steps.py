"""The order of set-up: the Python environment first, because it tells what else is there."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.setup.inventory import take_inventory
from tools.setup.node import install_npm_packages
from tools.setup.page import build_page, sources
from tools.setup.places import LOCK, LOG, ROOT, WEB_FOLDER
from tools.setup.process import Missing
from tools.setup.python import make_environment
from tools.setup.stamps import Stamps, only_one_at_a_time
from tools.setup.system import install_system_parts

# Whatever of these changes, everything is looked at again.
_INPUTS = [
    ROOT / ".python-version",
    ROOT / "pyproject.toml",
    LOCK,
    ROOT / "package-lock.json",
    WEB_FOLDER / "package-lock.json",
    *sources(),
    *sorted((ROOT / "tools" / "setup").glob("*.py")),
    *sorted((ROOT / "harness" / "toolchain").glob("*.py")),
]


def set_up() -> int:
    """Make what is missing; 0 when all is there, else 2 after one line for each part that cannot be had."""
    try:
        with only_one_at_a_time():
            stamps = Stamps()
            if stamps.holds("set-up", _INPUTS):
                print("Set-up is complete; nothing to do.")
                return 0
            return _make_everything(stamps)
    except Missing as missing:
        return _tell([str(missing)])


def _make_everything(stamps: Stamps) -> int:
    LOG.write_text("", encoding="utf-8")
    stamps.forget("set-up")
    make_environment(stamps)
    problems: list[str] = []
    parts = take_inventory()
    try:
        install_npm_packages(stamps, parts["node"])
        build_page(stamps, parts["node"])
    except Missing as missing:
        problems.append(str(missing))
    install_system_parts(parts)
    parts = take_inventory()
    if problems:
        # What npm could not install has had its line.
        parts = {name: part for name, part in parts.items() if not name.startswith("appium")}
    problems += [f"{part.name} is {part.state}: {part.hint}" for part in parts.values() if not part.ok]
    if problems:
        return _tell(problems)
    stamps.keep("set-up", _INPUTS, [Path(part.path) for part in parts.values()])
    print("Set-up is complete. `make demo` shows what it does; `.venv/bin/consentinel doctor` lists every part.")
    return 0


def _tell(problems: list[str]) -> int:
    for problem in problems:
        print(f"make setup: {problem}", file=sys.stderr)
    return 2
