"""A nightly as people read it: every task with what is new since the last time and since a baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.history.differences import Change, Difference, Excused, Kind, difference, nobody
from reports.history.reading import failures_of, judged_runs, last_before
from reports.history.store import Store
from reports.history.trends import Health, Point, SlowStep, Wavering, health, slowest, trend, wavering
from reports.history.values import Failure, Judged, Key, Nightly, Said, Task

TREND = 30
"""Nightlies that the trend shows, and that flaky rules and the devices' health are told from."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A task with its run, what differs since the last nightly and since the baseline, and its failed attempts.

    All are None for what could not be judged; `failures` are the attempts that the equipment spoiled.
    """

    task: Task
    run: Judged | None
    since_last: Difference | None
    since_baseline: Difference | None
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Night:
    """All of a nightly that is told: on the page, in the terminal, in messages."""

    nightly: Nightly
    since: str
    """The label of the nightly before, or the time that it is compared with; empty when there is none."""
    baseline: str
    outcomes: tuple[Outcome, ...]
    trend: tuple[Point, ...]
    slowest: tuple[SlowStep, ...]
    wavering: tuple[Wavering, ...]
    health: tuple[Health, ...]

    @property
    def compared(self) -> tuple[Difference, ...]:
        """What the exit status is told from: since the baseline where there is one, else since the last nightly."""
        return tuple(one for outcome in self.outcomes if (one := self.compared_of(outcome)) is not None)

    def compared_of(self, outcome: Outcome) -> Difference | None:
        """The difference of a task that counts."""
        return outcome.since_baseline if self.baseline else outcome.since_last

    @property
    def not_judged(self) -> tuple[Outcome, ...]:
        """The tasks of which nothing is known."""
        return tuple(outcome for outcome in self.outcomes if outcome.run is None)

    def count(self, kind: Kind) -> int:
        """How many changes of a kind there are that count."""
        return sum(len(one.of(kind)) for one in self.compared)

    @property
    def decided(self) -> tuple[tuple[Outcome, Said], ...]:
        """The findings in force that a reviewer confirmed or rejected."""
        return tuple((outcome, said) for outcome, said in self._in_force() if said.decided is not None)

    @property
    def rejected(self) -> int:
        """How many of them were rejected."""
        return sum(said.counts == "" for _, said in self.decided)

    @property
    def again(self) -> Counter[str]:
        """How many violations in force were tried again, by what came of it."""
        return Counter(said.again for _, said in self._in_force() if said.again and said.counts)

    def _in_force(self) -> Iterator[tuple[Outcome, Said]]:
        for outcome in self.outcomes:
            for said in outcome.run.findings.values() if outcome.run is not None else ():
                if not said.informative:
                    yield outcome, said

    @property
    def suppressed(self) -> tuple[tuple[Difference, Change], ...]:
        """The findings that somebody took on."""
        return tuple((one, change) for one in self.compared for change in one.changes if change.excuse is not None)

    @property
    def exit_status(self) -> int:
        """1 when a rule in force is newly violated; else 3 when something newly cannot be judged; else 0."""
        return status(self.compared, len(self.not_judged))


def status(compared: Iterable[Difference], not_judged: int) -> int:
    """The exit status of some differences and of tasks that could not be judged."""
    kinds = {change.kind for one in compared for change in one.changes if change.counts}
    return 1 if "new" in kinds else 3 if "lost" in kinds or not_judged else 0


def night(
    store: Store,
    nightly: Nightly,
    *,
    baseline: Nightly | None = None,
    baseline_name: str = "",
    since_s: float | None = None,
    since: str = "",
    excused: Excused = nobody,
) -> Night:
    """Read a nightly with all that it is compared with; `since_s` compares with how things stood at that time."""
    tasks = store.tasks(nightly)
    runs = judged_runs(store, nightly)
    last = last_before(store, nightly, min(nightly.began_s, since_s or nightly.began_s))
    base = judged_runs(store, baseline) if baseline is not None else {}
    failures: dict[int, list[Failure]] = {}
    for failure in failures_of(store, [nightly]):
        failures.setdefault(failure.task, []).append(failure)
    outcomes = []
    for task in tasks:
        run, key = runs.get(task.piece.key), task.piece.key
        outcomes.append(
            Outcome(
                task,
                run,
                difference(last.get(key), run, excused) if run is not None else None,
                difference(base.get(key), run, excused) if run is not None and baseline is not None else None,
                tuple(reversed(failures.get(task.id, ()))),
            )
        )
    shown = store.nightlies(nightly.series, until_s=nightly.began_s, limit=TREND - 1)
    recent = (*shown, nightly)
    return Night(
        nightly=nightly,
        since=since or _latest(last),
        baseline=baseline_name,
        outcomes=tuple(outcomes),
        trend=trend(store, recent),
        slowest=slowest(store, runs.values(), last),
        wavering=wavering(store, recent),
        health=health(store, recent),
    )


def _latest(runs: dict[Key, Judged]) -> str:
    """The nightly that most of the earlier runs are of."""
    counted = Counter(run.nightly for run in runs.values())
    return counted.most_common(1)[0][0] if counted else ""
