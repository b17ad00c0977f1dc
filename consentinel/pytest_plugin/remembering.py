"""`--store`: what a test run found goes into the store of the nightlies, and its page says what is new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest

from consentinel.pytest_plugin.options import CHOICE, Choice

if TYPE_CHECKING:
    from detectors.rules.finding import Findings
    from evidence.recording import Recording
    from harness.config.apps import AppProfile
    from harness.run import Attempt
    from harness.scenario.model import Scenario
    from reports.history.store import Store
    from reports.history.values import Nightly, Task


def remember(
    choice: Choice,
    app: AppProfile,
    scenario: Scenario,
    judged: tuple[Recording, Findings, str],
    attempts: tuple[Attempt, ...],
    took_s: float,
) -> None:
    """Keep what was found in a recording, judged in `took_s`, whose report page is named. Raises StoreError."""
    if not choice.store:
        return
    from consentinel.nightly.retention import size
    from reports.history.facts import FailureFact
    from reports.history.noting import facts_of

    recording, findings, report = judged
    failures = tuple(
        FailureFact(attempt=x.number, device=x.device, error=type(x.failure).__name__, message=str(x.failure))
        for x in attempts
        if x.failure is not None
    )
    with _task(choice, app, scenario) as (store, task):
        if attempts and attempts[-1].failure is not None:
            store.failed(task, f"{failures[-1].error}: {failures[-1].message}", failures)
            return
        facts = facts_of(
            recording,
            findings,
            report=report,
            size=size(recording.folder),
            judged_s=took_s,
            failures=failures,
        )
        store.judged(task, facts)


def remember_failure(choice: Choice, app: AppProfile, scenario: Scenario, error: Exception) -> None:
    """Keep that a scenario came to no recording. Raises StoreError."""
    if not choice.store:
        return
    from reports.history.facts import FailureFact

    failure = FailureFact(attempt=choice.attempts, device="", error=type(error).__name__, message=str(error))
    with _task(choice, app, scenario) as (store, task):
        store.failed(task, f"{failure.error}: {failure.message}", (failure,))


@contextmanager
def _task(choice: Choice, app: AppProfile, scenario: Scenario) -> Iterator[tuple[Store, Task]]:
    from reports.history.store import Store
    from reports.history.values import Piece

    store = Store.open(choice.store)
    try:
        tool = f"consentinel {version('consentinel')}"
        nightly = store.join(choice.series, choice.label, str(choice.out.resolve()), tool)
        piece = Piece(app.name, app.id, app.label, app.owner, scenario.header.name)
        (task,) = store.plan(nightly, [piece])
        yield store, task
    finally:
        store.close()


class Memory:
    """In the process that talks to the user: gives workers the nightly's name, and ends it."""

    def __init__(self, config: pytest.Config) -> None:
        self._choice = config.stash[CHOICE]
        self._told: list[str] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """A worker writes into the same nightly."""
        node.workerinput["consentinel_nightly"] = self._choice.label

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """End the nightly, compare it, and write its page."""
        from evidence.errors import EvidenceError
        from reports.history.store import Store

        try:
            store = Store.open(self._choice.store)
            try:
                nightly = store.nightly(self._choice.series, self._choice.label)
                if nightly is not None:
                    self._finish(store, nightly)
            finally:
                store.close()
        except EvidenceError as error:
            self._told.append(str(error))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what is new, and where the page is."""
        if self._told:
            terminalreporter.section("compared with earlier runs")
            for line in self._told:
                terminalreporter.write_line(line)

    def _finish(self, store: Store, nightly: Nightly) -> None:
        from consentinel.nightly.running import Against, Compare, write_index
        from consentinel.nightly.suppressing import Suppressions

        told = Against.of(store, nightly.series, Compare()).night(store, store.finish(nightly), Suppressions())
        page = write_index(told, self._choice.out / f"nightly-{nightly.label}.html")
        counts = ", ".join(f"{told.count(kind)} {kind}" for kind in ("new", "lost", "fixed", "still"))
        self._told.append(f"{told.since or 'the first one'}: {counts}, {len(told.not_judged)} not judged")
        self._told.append(f"page {self._choice.place(page)}")
