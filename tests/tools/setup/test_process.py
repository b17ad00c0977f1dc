"""What set-up says when a program that it needs is not there or fails."""

import sys
from pathlib import Path

import pytest

from tools.setup import process
from tools.setup.process import Missing, environment, run


@pytest.fixture(autouse=True)
def own_tools_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tools"
    monkeypatch.setattr(process, "TOOLS", folder)
    monkeypatch.setattr(process, "LOG", folder / "setup.log")
    return folder


def test_a_program_that_is_not_there_is_one_line_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(Missing) as told:
        run([tmp_path / "no-such-program"], "install it")
    assert str(told.value) == "no-such-program does not start (No such file or directory): install it"


def test_a_failure_is_one_line_with_the_programs_own_reason_and_the_rest_in_the_log(own_tools_folder: Path) -> None:
    script = "import sys; print('starting'); sys.exit('warning: x\\nerror: no space left\\nbye')"
    with pytest.raises(Missing) as told:
        run([sys.executable, "-c", script], "make room", name="unpack")
    line = str(told.value)
    assert line.startswith("unpack failed (error: no space left): make room")
    assert "\n" not in line
    assert "warning: x" in (own_tools_folder / "setup.log").read_text()


def test_a_silent_failure_is_told_too() -> None:
    with pytest.raises(Missing, match="it said nothing"):
        run([sys.executable, "-c", "raise SystemExit(3)"], "mend")


@pytest.mark.parametrize("home", ["", "/nowhere/at/all"])
def test_without_a_home_folder_the_caches_go_to_the_project(
    home: str, own_tools_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home)
    assert environment()["HOME"] == str(own_tools_folder / "home")
    assert (own_tools_folder / "home").is_dir()


def test_an_entered_environment_is_not_taken_for_the_projects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/some/other")
    assert "VIRTUAL_ENV" not in environment()
