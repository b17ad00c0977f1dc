"""The locks are whole: they agree with what the project asks for, carry hashes and name no host."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools.setup.places import BENCH_FOLDER, CORPUS_FOLDER, LOCK, PAGE_FOLDER, READERS_FOLDER, ROOT, WEB_FOLDER

NAME = re.compile(r"[A-Za-z0-9._-]+")
NPM_FOLDERS = (ROOT, WEB_FOLDER, PAGE_FOLDER, BENCH_FOLDER, CORPUS_FOLDER, READERS_FOLDER)
NPM_LOCKS = [folder / "package-lock.json" for folder in NPM_FOLDERS]


def normal(requirement: str) -> str:
    match = NAME.match(requirement)
    assert match is not None
    return re.sub(r"[-_.]+", "-", match.group()).lower()


def asked_for() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lists = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    return {normal(requirement) for requirements in lists for requirement in requirements}


def locked() -> dict[str, str]:
    """The text of each entry of the lock, by the package's name."""
    entries = re.split(r"^(?=[a-z0-9])", LOCK.read_text(), flags=re.MULTILINE)
    return {normal(entry): entry for entry in entries if "==" in entry}


def test_everything_that_the_project_asks_for_is_locked() -> None:
    assert asked_for() - set(locked()) == set(), "run `make lock`"


def test_every_locked_package_has_hashes() -> None:
    assert [name for name, entry in locked().items() if "--hash=sha256:" not in entry] == []


def test_only_the_opencv_without_a_window_system_is_installed() -> None:
    assert [name for name in locked() if name.startswith("opencv")] == ["opencv-python-headless"]


@pytest.mark.parametrize("lock", [LOCK, *NPM_LOCKS], ids=lambda lock: str(lock.relative_to(ROOT)))
def test_no_lock_tells_where_to_download_from(lock: Path) -> None:
    told = re.findall(r'^.*(?:--(?:extra-)?index-url|--find-links|"resolved").*$', lock.read_text(), flags=re.MULTILINE)
    assert told == []


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=lambda lock: lock.parent.name)
def test_npm_locks_agree_with_what_package_json_asks_for(lock: Path) -> None:
    asked: dict[str, Any] = json.loads((lock.parent / "package.json").read_text())
    root: dict[str, Any] = json.loads(lock.read_text())["packages"][""]
    assert root["dependencies"] == asked["dependencies"], "run `make lock`"


def test_npm_locks_hold_the_packages_of_other_systems_too() -> None:
    packages = json.loads(NPM_LOCKS[0].read_text())["packages"]
    systems = {system for package in packages.values() for system in package.get("os", [])}
    assert {"darwin", "linux", "win32"} <= systems
