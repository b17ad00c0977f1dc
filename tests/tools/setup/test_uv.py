"""Finding uv: what stands on PATH has to work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.setup import uv


def program(path: Path, status: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("works", [True, False])
def test_a_shim_without_a_program_behind_it_is_passed_over(
    works: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim = program(tmp_path / "shims" / "uv", 0 if works else 127)
    own = program(tmp_path / "tools" / "uv" / "bin" / "uv", 0)
    monkeypatch.setenv("PATH", str(shim.parent), prepend=":")
    monkeypatch.setattr(uv, "TOOLS", tmp_path / "tools")
    assert uv.find_or_install_uv() == (shim if works else own)
