"""A machine of the test's own making: nothing on PATH but what the test puts there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.toolchain import android, browser, node

type Install = Callable[..., Path]


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder and PATH, and no Python package that brings a program; returns the folder on PATH."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for variable in ("ANDROID_HOME", "ANDROID_SDK_ROOT", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(android, "tools_folder", lambda: tmp_path / "tools")
    monkeypatch.setattr(android, "_packaged_adb", lambda: None)
    monkeypatch.setattr(node, "_packaged_node", lambda: None)
    monkeypatch.setattr(browser, "_MAC_APPLICATIONS", ())
    return programs


@pytest.fixture
def install(bare_machine: Path) -> Install:
    """Puts a program on the machine that prints `says`: on PATH by its name, or at `place`."""

    def put(name: str, says: str = "", place: Path | None = None) -> Path:
        program = place or bare_machine / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\necho '{says}'\n")
        program.chmod(0o755)
        return program

    return put
