"""Which files become tests, and for which apps.

A YAML file counts only below a path that the user named, and when it looks like a scenario: keys of a header, `---`,
and a list. Everything else of a project, other YAML files included, is left to pytest.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from consentinel.pytest_plugin.options import CHOICE, Choice, require_subtests
from consentinel.pytest_plugin.play import PLAY, Play, play_item

if TYPE_CHECKING:
    from harness.config.apps import AppProfile
    from harness.scenario.model import Scenario

SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 4 * 1024 * 1024

LEFT_OUT = pytest.StashKey[set[Path]]()

_HEADER = re.compile(r"(?:name|appId|url|tags|rules)[ \t]*:")
"""A scenario's header names itself, or what it is for."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """A wrong choice is one line before anything is collected, as for a wrong option.

    With workers the process that talks to the user must say so, and before xdist answers that it collects nothing.
    """
    options = {
        name
        for name in ("app", "apps", "device", "devices", "rules")
        if session.config.getoption(f"consentinel_{name}") or session.config.getini(f"consentinel_{name}")
    }
    if not options:
        return
    from harness.errors import ConfigError

    choice = session.config.stash[CHOICE]
    try:
        if options & {"app", "apps"}:
            _ = choice.apps
        if options & {"device", "devices"}:
            _ = choice.devices
        _ = choice.rules
    except ConfigError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """A scenario file that was asked for."""
    others = yield
    ours = _collector_of(file_path, parent, is_taken=bool(others))
    return others if ours is None else [*others, ours]


def _collector_of(file_path: Path, parent: pytest.Collector, *, is_taken: bool) -> pytest.Collector | None:
    if file_path.suffix not in SUFFIXES:
        return None
    config = parent.config
    choice = config.stash[CHOICE]
    path = file_path.resolve()
    named = path in choice.given
    if not named and not any(folder in path.parents for folder in choice.given):
        return None
    # One that is named and is none says what is wrong with it, unless somebody else can read it.
    if (is_taken or not named) and not looks_like_one(path):
        return None
    if not named and not choice.names_apps:
        config.stash.setdefault(LEFT_OUT, set()).add(file_path)
        return None
    file: pytest.Collector = ScenarioFile.from_parent(parent, path=file_path)
    return file


def pytest_report_collectionfinish(config: pytest.Config) -> str | list[str]:
    """Say which scenarios were passed over, and why."""
    left = config.stash.get(LEFT_OUT, None)
    if not left:
        return []
    return f"consentinel: {len(left)} scenario files are left out, for no app is named: give --app or --apps"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the scenarios that were not made for what was asked."""
    choice = config.stash[CHOICE]
    out = [item for item in items if (play := item.stash.get(PLAY, None)) is not None and not _wanted(choice, play)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test in Python that takes our fixture `app` is made once for each app."""
    if "consentinel_app" not in metafunc.fixturenames:
        return
    from harness.errors import ConfigError

    try:
        apps = metafunc.config.stash[CHOICE].apps
    except ConfigError as error:
        raise pytest.UsageError(str(error)) from None
    metafunc.parametrize("consentinel_app", apps, indirect=True, ids=[app.name for app in apps])


class ScenarioFile(pytest.File):
    """A scenario file: a test for each app."""

    def collect(self) -> Iterator[pytest.Item]:
        """Read the file. Raises ConfigError and UsageError."""
        require_subtests()
        from harness.scenario.load import load_scenario

        scenario = load_scenario(self.path)
        for app in _apps_for(scenario, self.config.stash[CHOICE]):
            yield play_item(self, Play(scenario, app))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **settings: Any) -> Any:
        """What is wrong with a file is one line."""
        from harness.errors import ConfigError

        if isinstance(excinfo.value, ConfigError | pytest.UsageError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args, **settings)


def _apps_for(scenario: Scenario, choice: Choice) -> Iterator[AppProfile]:
    """The chosen apps that a scenario is for: all, unless its header says otherwise."""
    from harness.errors import ConfigError

    wanted = scenario.header.appId
    if wanted is None or "${" in wanted:
        yield from choice.apps
        return
    found = [app for app in choice.apps if app.id == wanted]
    if not found and not choice.chose_apps:
        raise ConfigError(f"{scenario.source} is for {wanted}, and {choice.apps_file} has no such app")
    yield from found


def looks_like_one(path: Path) -> bool:
    """Whether a file is meant as a scenario, be it with mistakes."""
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return False
    lines = [line.rstrip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if lines and lines[0] == "---":
        lines = lines[1:]
    if "---" not in lines[:-1]:
        return False
    between = lines.index("---")
    return any(map(_HEADER.match, lines[:between])) and re.match(r"\s*-(\s|$)", lines[between + 1]) is not None


def _wanted(choice: Choice, play: Play) -> bool:
    header = play.scenario.header
    without = {tag.removeprefix("!") for tag in choice.tags if tag.startswith("!")}
    one_of = {tag for tag in choice.tags if not tag.startswith("!")}
    if without & set(header.tags) or (one_of and not one_of & set(header.tags)):
        return False
    return not choice.rules or not header.rules or bool(set(choice.rules) & set(header.rules))
