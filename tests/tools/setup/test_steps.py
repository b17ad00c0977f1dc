"""What the person at the terminal sees of a set-up that cannot have everything."""

from pathlib import Path

import pytest

from tools.setup import node, steps, system
from tools.setup.inventory import Part
from tools.setup.process import Missing
from tools.setup.stamps import Stamps

FOUND = ("python", "node", "appium", "adb", "chromium", "chromedriver", "certutil", "CJK font")


def parts(**lacking: str) -> dict[str, Part]:
    """All parts as found, but for those named, which are missing with that mend."""
    return {
        name: Part(name, "", False, "missing", lacking[name])
        if name in lacking
        else Part(name, "/usr/bin/env", True, "ok", "")
        for name in FOUND
    }


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Part]:
    """A machine whose parts the test names; nothing is installed on it."""
    found = parts()
    monkeypatch.setattr(steps, "LOG", tmp_path / "setup.log")
    monkeypatch.setattr(steps, "Stamps", lambda: Stamps(tmp_path / "stamps.json"))
    monkeypatch.setattr(steps, "make_environment", lambda _stamps: None)
    monkeypatch.setattr(steps, "take_inventory", lambda: found)
    monkeypatch.setattr(steps, "install_npm_packages", lambda _stamps, _node: None)
    monkeypatch.setattr(steps, "build_page", lambda _stamps, _node: None)
    monkeypatch.setattr(steps, "install_system_parts", lambda _parts: None)
    return found


def test_when_all_is_there_the_second_call_looks_at_nothing(
    machine: dict[str, Part], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert steps.set_up() == 0
    monkeypatch.setattr(steps, "take_inventory", lambda: pytest.fail("it looked again"))
    assert steps.set_up() == 0
    assert "nothing to do" in capsys.readouterr().out


def test_each_missing_part_is_one_line_with_its_mend_and_the_status_is_2(
    machine: dict[str, Part], capsys: pytest.CaptureFixture[str]
) -> None:
    machine.update(parts(chromium="install Chromium", certutil="install NSS"))
    assert steps.set_up() == 2
    assert capsys.readouterr().err.splitlines() == [
        "make setup: chromium is missing: install Chromium",
        "make setup: certutil is missing: install NSS",
    ]


def test_what_was_missing_is_looked_for_again(machine: dict[str, Part]) -> None:
    machine.update(parts(chromium="install Chromium"))
    assert steps.set_up() == 2
    machine.update(parts())
    assert steps.set_up() == 0


def test_a_registry_that_does_not_answer_is_told_once_not_once_per_package(
    machine: dict[str, Part], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_stamps: Stamps, _node: Part) -> None:
        raise Missing("npm ci failed (ENOTFOUND)", "check the registry")

    monkeypatch.setattr(steps, "install_npm_packages", fail)
    monkeypatch.setattr(steps, "build_page", lambda _stamps, _node: None)
    machine.update(parts(appium="install it"))
    assert steps.set_up() == 2
    assert capsys.readouterr().err.splitlines() == ["make setup: npm ci failed (ENOTFOUND): check the registry"]


def test_without_python_there_is_one_line(
    machine: dict[str, Part], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_stamps: Stamps) -> None:
        raise Missing("Python 3.13 is not on this machine", "install it")

    monkeypatch.setattr(steps, "make_environment", fail)
    assert steps.set_up() == 2
    assert capsys.readouterr().err == "make setup: Python 3.13 is not on this machine: install it\n"


def test_without_debian_packages_only_chromium_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(system, "_may_install_debian_packages", lambda: False)
    monkeypatch.setattr(system, "run", lambda command, _mend: commands.append([str(word) for word in command]))
    system.install_system_parts(parts(chromium="", certutil=""))
    assert [command[1:] for command in commands] == [["install", "chromium"]]


def test_with_debian_packages_all_that_is_missing_comes_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(system, "_may_install_debian_packages", lambda: True)
    monkeypatch.setattr(system, "run", lambda command, _mend, extra: commands.append(command))
    system.install_system_parts(parts(chromium="", certutil=""))
    assert commands[-1][-2:] == ["chromium", "libnss3-tools"]


def test_npm_is_the_one_that_belongs_to_the_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "node"
    script = tmp_path / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for file in (program, script):
        file.parent.mkdir(parents=True)
        file.touch()
    assert node.npm_entry(program) == script
    script.unlink()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Missing, match=r"^npm: install the npm that belongs to "):
        node.npm_entry(program)
