"""What the user asked for: options of the command line, else of the ini file, else the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from harness.config.apps import AppProfile
    from harness.config.devices import Device

Inconclusive = Literal["fail", "skip", "pass"]

CHOICE = pytest.StashKey["Choice"]()

MARKER = (
    "scenario(name): the scenario, a file or the name of a shipped one, that the fixtures recording and findings run"
)


@dataclass(frozen=True)
class Choice:
    """The options, read; files are read when they are first needed. Lists are empty when nothing was chosen."""

    config: pytest.Config

    @cached_property
    def given(self) -> tuple[Path, ...]:
        """The files and folders that the user named, on the command line or as `testpaths`."""
        sources = pytest.Config.ArgsSource
        if self.config.args_source not in (sources.ARGS, sources.TESTPATHS):
            return ()
        here = self.config.invocation_params.dir
        return tuple((here / arg.partition("::")[0]).resolve() for arg in self.config.args)

    @cached_property
    def names_apps(self) -> bool:
        """Whether there is a say about apps at all: an option, or a file at the usual place."""
        return bool(self._text("app") or self._text("apps")) or self.apps_file.is_file()

    @property
    def chose_apps(self) -> bool:
        """Whether apps were named one by one."""
        return bool(self._words("app"))

    @cached_property
    def apps_file(self) -> Path:
        """The file of app profiles."""
        return self._file("apps", "apps.yaml")

    @cached_property
    def devices_file(self) -> Path:
        """The file of devices."""
        return self._file("devices", "devices.yaml")

    @cached_property
    def apps(self) -> tuple[AppProfile, ...]:
        """The apps to try: those named, by profile or package file, else all of the file. Raises ConfigError."""
        from consentinel.choosing import choose_app
        from harness.config.apps import load_apps

        named = self._words("app")
        if named:
            return tuple(choose_app(name, self.apps_file) for name in named)
        return tuple(load_apps(self.apps_file).values())

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """The devices to share: those with one of the names or tags, else all of the file. Raises ConfigError."""
        from harness.config.devices import load_devices
        from harness.errors import ConfigError
        from harness.leases import fitting

        try:
            return fitting(load_devices(self.devices_file), self._words("device") or None)
        except ConfigError as error:
            message = str(error)
            raise ConfigError(
                message if str(self.devices_file) in message else f"{self.devices_file}: {message}"
            ) from None

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that are asked for, patterns spelled out; empty for all. Raises ConfigError."""
        wanted = self._words("rules")
        if not wanted:
            return ()
        from fnmatch import fnmatchcase

        from detectors.rules.catalogue import catalogue
        from harness.config.reading import nearest
        from harness.errors import ConfigError

        known = [rule.id for rule in catalogue().rules]
        for word in wanted:
            if not any(fnmatchcase(id, word) for id in known):
                raise ConfigError(f"--rules: the rule catalogue has no '{word}'{nearest(word, known)}")
        return tuple(id for id in known if any(fnmatchcase(id, word) for word in wanted))

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags of which a scenario must have one; with a `!` before it, one that it must not have."""
        return self._words("tags")

    @property
    def attempts(self) -> int:
        """How many attempts are made when the equipment fails."""
        text = self._text("attempts") or "2"
        if text not in tuple("12345"):
            raise pytest.UsageError(f"consentinel_attempts: '{text}' is not a number from 1 to 5")
        return int(text)

    @property
    def watch_s(self) -> float | None:
        """The watch time in s that takes the scenarios' place."""
        text = self._text("watch")
        return float(text) if text else None

    @property
    def inconclusive(self) -> Inconclusive:
        """What becomes of a rule of which nothing can be said."""
        text = self._text("inconclusive") or "fail"
        for known in ("fail", "skip", "pass"):
            if text == known:
                return known
        raise pytest.UsageError(f"consentinel_inconclusive: '{text}' is not known; known are fail, pass, skip")

    @property
    def confirm(self) -> bool:
        """Whether violations are tried again in a second run."""
        text = self._text("confirm") or "no"
        if text not in ("yes", "no"):
            raise pytest.UsageError(f"consentinel_confirm: '{text}' is not known; known are yes, no")
        return text == "yes"

    @property
    def out(self) -> Path:
        """Where recordings go."""
        return self._path("out") or self.config.invocation_params.dir / "runs"

    @property
    def store(self) -> str:
        """Where results are remembered; empty when they are not."""
        text = self._text("store")
        if not text or "://" in text:
            return text
        return str(self._path("store"))

    @property
    def series(self) -> str:
        """The name of the test runs that are compared with each other."""
        return self._text("series") or "pytest"

    @cached_property
    def label(self) -> str:
        """What this test run is called in the store, the same in all workers."""
        workerinput: dict[str, str] = getattr(self.config, "workerinput", {})
        return workerinput.get("consentinel_nightly") or f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}"

    @property
    def worker(self) -> str:
        """The name of this worker of pytest-xdist, else an empty text."""
        workerinput: dict[str, str] = getattr(self.config, "workerinput", {})
        return workerinput.get("workerid", "")

    def place(self, path: Path) -> str:
        """A path as a person reads it: short when it is below the folder where pytest was called."""
        here = self.config.invocation_params.dir
        return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

    def _words(self, name: str) -> tuple[str, ...]:
        texts = self.config.getoption(f"consentinel_{name}") or [self.config.getini(f"consentinel_{name}")]
        words = (word.strip() for text in texts for word in text.split(","))
        return tuple(dict.fromkeys(word for word in words if word))

    def _text(self, name: str) -> str:
        given = self.config.getoption(f"consentinel_{name}")
        return str((given[0] if isinstance(given, list) else given) or self.config.getini(f"consentinel_{name}") or "")

    def _path(self, name: str) -> Path | None:
        """On the command line relative to where pytest was called, in the ini file to the root folder."""
        given = self.config.getoption(f"consentinel_{name}")
        if given:
            return self.config.invocation_params.dir / str(given)
        ini = str(self.config.getini(f"consentinel_{name}"))
        return self.config.rootpath / ini if ini else None

    def _file(self, name: str, usual: str) -> Path:
        here = self.config.invocation_params.dir / usual
        return self._path(name) or (here if here.is_file() else self.config.rootpath / usual)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Each option has a twin in the ini file, with `consentinel_` before its name."""
    group = parser.getgroup("consentinel", "scenarios on phones (consentinel)")

    def add(name: str, metavar: str, help: str, *, many: bool = False, choices: tuple[str, ...] | None = None) -> None:
        group.addoption(
            f"--{name}",
            dest=f"consentinel_{name}",
            action="append" if many else "store",
            metavar=metavar,
            default=None,
            help=help,
            **({"choices": choices} if choices else {}),
        )
        parser.addini(f"consentinel_{name}", f"{help} (as --{name})", default="")

    add("device", "NAME", "devices to share, by name or tag; several with commas; all by default", many=True)
    add("devices", "FILE", "the file that describes the devices (devices.yaml)")
    add(
        "app",
        "NAME",
        "apps to try, by name or package file; several with commas; all of the apps file by default",
        many=True,
    )
    add("apps", "FILE", "the file that describes the apps (apps.yaml)")
    add("rules", "ID", "judge these rules alone, with the scenarios made for them; app-2019/* names many", many=True)
    add("tags", "TAG", "run the scenarios that have one of these tags; !TAG leaves some out", many=True)
    add("attempts", "N", "attempts in all when the equipment fails, each on another device where there is one (2)")
    add("watch", "SECONDS", "the watch time, in place of the scenarios' own")
    add(
        "inconclusive",
        "WHAT",
        "a rule of which nothing can be said: fail, skip or pass",
        choices=("fail", "skip", "pass"),
    )
    add("confirm", "WHAT", "try violations again in a second run: yes or no (no)", choices=("yes", "no"))
    add("out", "FOLDER", "where recordings go (runs)")
    add("store", "URL", "remember what was found, and say what is new: a file, sqlite:///FILE or postgresql://…")
    add("series", "NAME", "with --store: test runs that are compared with each other share a name (pytest)")


def has_subtests() -> bool:
    """Whether this pytest is one with subtests; the plugin is loaded beside older ones too."""
    return hasattr(pytest, "SubtestReport")


def require_subtests() -> None:
    """Raises UsageError when this pytest is too old for scenarios and our fixtures."""
    if not has_subtests():
        raise pytest.UsageError(f"consentinel needs pytest 9, and this is pytest {pytest.__version__}")


def read_options(config: pytest.Config) -> None:
    """Put the choice where the hooks find it. Raises UsageError."""
    config.addinivalue_line("markers", MARKER)
    config.stash[CHOICE] = choice = Choice(config)
    _check(choice)


def _check(choice: Choice) -> None:
    _ = choice.inconclusive, choice.attempts, choice.label, choice.confirm
    try:
        watch = choice.watch_s
    except ValueError:
        watch = 0
    if watch is not None and not 1 <= watch <= 3600:
        raise pytest.UsageError("--watch: give seconds from 1 to 3600")


__all__ = ["CHOICE", "Choice", "Inconclusive", "has_subtests", "pytest_addoption", "read_options", "require_subtests"]
