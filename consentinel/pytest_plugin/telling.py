"""What pytest tells: faults of the equipment in short, crashed workers as repeated, and where the recordings are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import pytest

from consentinel.pytest_plugin.collecting import SUFFIXES
from consentinel.pytest_plugin.junit import Case, case_of, rewrite
from consentinel.pytest_plugin.options import CHOICE
from consentinel.pytest_plugin.outcomes import EquipmentFailed
from consentinel.pytest_plugin.play import PlayItem

REPEATED = "rerun"
"""The outcome of a test whose worker died and that is run once more; the plugins that repeat tests call it so too."""


_FIXTURES = {"consentinel_app", "consentinel_judged", "device", "session"}


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
    if call.excinfo is None or not _FIXTURES.intersection(getattr(item, "fixturenames", ())):
        return report
    if call.when == "setup" and _is_expected(call.excinfo.value):
        report.longrepr = call.excinfo.getrepr(style="value")
    if call.when == "call" and _is_fault(call.excinfo.value):
        # A test that drives by itself: what failed is what was set up for it, and pytest knows an error by its phase.
        report.when = "setup"
    return report


def _is_fault(error: BaseException) -> bool:
    from harness.errors import InfraError

    return isinstance(error, InfraError)


def _is_expected(error: BaseException) -> bool:
    from evidence.errors import EvidenceError
    from harness.errors import AppRefused, ConfigError, InfraError

    return isinstance(error, EquipmentFailed | AppRefused | ConfigError | EvidenceError | InfraError)


class Account:
    """Follows the reports in the process that talks to the user."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._cases: defaultdict[str, list[Case]] = defaultdict(list)
        self._runs: dict[str, dict[str, str]] = {}
        self._crashes: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the cases of a scenario, and where each recording is."""
        if isinstance(report, pytest.SubtestReport):
            if _is_scenario(report.nodeid):
                self._cases[report.nodeid].append(case_of(report))
            return
        known = {name: str(value) for name, value in report.user_properties}
        if "recording" in known:
            self._runs[report.nodeid] = known

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport, sched: Any) -> None:
        """A worker that died while it drove: its test is run again, as often as attempts are made."""
        self._crashes[crashitem] += 1
        self._cases.pop(crashitem, None)
        if _is_scenario(crashitem) and self._crashes[crashitem] < self._config.stash[CHOICE].attempts:
            sched.mark_test_pending(crashitem)
            report.outcome = REPEATED  # type: ignore[assignment]

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """The letter and word of a repeated test."""
        return (REPEATED, "R", "RERUN") if report.outcome == REPEATED else None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Generator[None, object, object]:
        """After pytest has written its JUnit file, give each rule a case of its own."""
        result = yield
        file = self._config.getoption("xmlpath", None)
        if file and Path(file).is_file() and (self._cases or self._crashes):
            tests: Mapping[str, list[Case]] = {test: [] for test in self._crashes} | self._cases
            rewrite(Path(file), tests, self._config.getoption("junitprefix", None) or "")
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


def _is_scenario(test: str) -> bool:
    return test.partition("::")[0].endswith(SUFFIXES)
