"""What pytest tells: faults of the equipment in short, crashed workers as repeated, and where the recordings are."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Generator, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import pytest

from consentinel.pytest_plugin import fixtures
from consentinel.pytest_plugin.collecting import SUFFIXES, looks_like_one
from consentinel.pytest_plugin.junit import Case, case_of, rewrite
from consentinel.pytest_plugin.options import CHOICE
from consentinel.pytest_plugin.outcomes import EquipmentFailed
from consentinel.pytest_plugin.play import PlayItem

REPEATED = "rerun"
"""The outcome of a test whose worker died and that is run once more; the plugins that repeat tests call it so too."""


_FIXTURES = ("consentinel_app", "consentinel_judged", "device", "session")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """When our fixtures fail as they say they may, the message counts, not the way the program went.

    Nor does a finding need what was said while the phone was driven: the report tells the steps.
    """
    report = yield
    if call.when == "call" and isinstance(item, PlayItem):
        report.sections.clear()
    if call.excinfo is None or not any(_is_ours(item, name) for name in _FIXTURES):
        return report
    if call.when == "setup" and _is_expected(call.excinfo.value):
        report.longrepr = call.excinfo.getrepr(style="value")
    if call.when == "call" and _is_fault(call.excinfo.value):
        # A test that drives by itself: what failed is what was set up for it, and pytest knows an error by its phase.
        report.when = "setup"
    return report


def _is_ours(item: pytest.Item, fixture: str) -> bool:
    """Whether a test takes a fixture of that name from us: what others call so must not need our modules."""
    known = getattr(item, "_fixtureinfo", None)
    definitions: Sequence[Any] = known.name2fixturedefs.get(fixture, ()) if known is not None else ()
    return bool(definitions) and getattr(definitions[-1].func, "__module__", "") == fixtures.__name__


def _is_fault(error: BaseException) -> bool:
    from harness.errors import InfraError

    return isinstance(error, InfraError)


def _is_expected(error: BaseException) -> bool:
    from evidence.errors import EvidenceError
    from harness.errors import AppRefused, ConfigError, InfraError

    return isinstance(
        error, EquipmentFailed | AppRefused | ConfigError | EvidenceError | InfraError | pytest.UsageError
    )


class Account:
    """Follows the reports in the process that talks to the user."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._cases: defaultdict[str, list[Case]] = defaultdict(list)
        self._runs: dict[str, dict[str, str]] = {}
        self._crashes: Counter[str] = Counter()
        self._to_repeat: dict[str, pytest.TestReport] = {}
        self._looked_at: dict[str, bool] = {}
        xml = config.getoption("xmlpath", None)
        # As pytest has it: a test may change the folder afterwards.
        self._junit = Path(os.path.expandvars(xml)).expanduser().absolute() if xml else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the cases of a scenario, and where each recording is."""
        if isinstance(report, pytest.SubtestReport):
            if self._is_scenario(report.nodeid):
                self._cases[report.nodeid].append(case_of(report))
            return
        if report.outcome != REPEATED:
            self._to_repeat.pop(report.nodeid, None)
        known = {name: str(value) for name, value in report.user_properties}
        if "recording" in known:
            self._runs[report.nodeid] = known

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport, sched: Any) -> None:
        """A worker that died while it drove: its test is run again, as often as attempts are made."""
        if not self._is_scenario(crashitem):
            return
        self._crashes[crashitem] += 1
        self._cases.pop(crashitem, None)
        if self._crashes[crashitem] >= self._config.stash[CHOICE].attempts:
            return
        try:
            sched.mark_test_pending(crashitem)
        except NotImplementedError:
            # Where tests are bound to workers (`--dist loadfile` and others) none can be put back.
            return
        self._to_repeat[crashitem] = copy(report)
        report.outcome = REPEATED  # type: ignore[assignment]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """A test that was to be repeated, and for which no worker was left, has failed."""
        try:
            return (yield)
        finally:
            for report in tuple(self._to_repeat.values()):
                self._config.hook.pytest_runtest_logreport(report=report)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """The letter and word of a repeated test."""
        return (REPEATED, "R", "RERUN") if report.outcome == REPEATED else None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Generator[None, object, object]:
        """After pytest has written its JUnit file, give each rule a case of its own."""
        result = yield
        if self._junit is not None and self._junit.is_file() and (self._cases or self._crashes):
            tests: Mapping[str, list[Case]] = {test: [] for test in self._crashes} | self._cases
            rewrite(self._junit, tests, self._config.getoption("junitprefix", None) or "")
        return result

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Where the recordings are, and how often the equipment failed on the way."""
        if not self._runs or self._config.get_verbosity() < 0:
            return
        terminalreporter.section("recordings")
        for test, known in self._runs.items():
            attempts = known.get("attempts", "").split("; ")
            more = f"  ({len(attempts)} attempts: {'; '.join(attempts)})" if len(attempts) > 1 else ""
            terminalreporter.write_line(f"{test}  {known.get('device', '')}  {known['recording']}{more}")

    def _is_scenario(self, test: str) -> bool:
        """Whether a test is of a scenario file: others make tests of YAML files too."""
        path = test.partition("::")[0]
        if path not in self._looked_at:
            # Outside the root folder pytest names a file as it lies below the folder that was given.
            folders = (self._config.rootpath, *self._config.stash[CHOICE].given)
            found = (looks_like_one(folder / path) for folder in folders)
            self._looked_at[path] = path.endswith(SUFFIXES) and any(found)
        return self._looked_at[path]
