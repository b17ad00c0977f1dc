"""What many nightlies say together: how the numbers go, what is slow, which rules waver, how the devices are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.history.differences import DECIDED
from reports.history.reading import (
    device_runs,
    failures_of,
    paths,
    steps_of,
    task_counts,
    verdict_counts,
)
from reports.history.store import Store
from reports.history.values import Failure, Judged, Key, Nightly

SLOWEST = 15


@dataclass(frozen=True, slots=True)
class Point:
    """A nightly in numbers: findings in force by verdict, tasks by state, and how long it took in s."""

    nightly: Nightly
    verdicts: dict[str, int]
    tasks: dict[str, int]

    @property
    def took_s(self) -> float:
        """From its beginning to its end; 0 while it has none."""
        return max(0.0, (self.nightly.ended_s or self.nightly.began_s) - self.nightly.began_s)


@dataclass(frozen=True, slots=True)
class SlowStep:
    """A step of an app's scenario in the latest nightly, in s, beside what it took before (0 when it is new)."""

    key: Key
    step: str
    kind: str
    label: str
    took_s: float
    before_s: float


@dataclass(frozen=True, slots=True)
class Wavering:
    """A rule whose verdict on an app changed though nothing else did: how often, of how many pairs of runs."""

    key: Key
    rule: str
    flips: int
    pairs: int
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """A device over some nightlies: runs that it came through, attempts that it spoiled, and the last such failure."""

    device: str
    runs: int
    failures: int
    mean_s: float
    last: Failure | None

    @property
    def rate(self) -> float:
        """The share of attempts that failed, from 0 to 1."""
        return self.failures / (self.runs + self.failures) if self.runs + self.failures else 0.0


def trend(store: Store, nightlies: Sequence[Nightly]) -> tuple[Point, ...]:
    """Some nightlies in numbers, the earliest first."""
    verdicts, tasks = verdict_counts(store, nightlies), task_counts(store, nightlies)
    ordered = sorted(nightlies, key=lambda nightly: nightly.began_s)
    return tuple(Point(nightly, verdicts[nightly.id], tasks[nightly.id]) for nightly in ordered)


def slowest(store: Store, now: Iterable[Judged], before: dict[Key, Judged]) -> tuple[SlowStep, ...]:
    """The steps that took longest, blocks with others inside left out."""
    runs = list(now)
    earlier = {one.id: one for run in runs if (one := before.get(run.task.piece.key)) is not None}
    times: dict[tuple[int, str], float] = {
        (step.run, step.step): step.took_ms / 1000 for step in steps_of(store, list(earlier))
    }
    by_run = {run.id: run for run in runs}
    steps = steps_of(store, list(by_run))
    blocks = {(step.run, step.step.rpartition(".")[0]) for step in steps}
    found = []
    for step in steps:
        if (step.run, step.step) in blocks:
            continue
        run = by_run[step.run]
        was = before.get(run.task.piece.key)
        before_s = times.get((was.id, step.step), 0.0) if was is not None else 0.0
        found.append(SlowStep(run.task.piece.key, step.step, step.kind, step.label, step.took_ms / 1000, before_s))
    return tuple(sorted(found, key=lambda step: -step.took_s)[:SLOWEST])


def wavering(store: Store, nightlies: Sequence[Nightly]) -> tuple[Wavering, ...]:
    """The rules whose verdict flipped while app, scenario, device, catalogue and detector stayed the same."""
    found = list[Wavering]()
    for key, runs in paths(store, nightlies):
        flips, pairs = Counter[str](), Counter[str]()
        seen: defaultdict[str, list[str]] = defaultdict(list)
        for was, now in pairwise(runs):
            for rule in was.findings.keys() & now.findings.keys():
                if not _nothing_changed(was, now, rule):
                    continue
                pairs[rule] += 1
                one, other = was.findings[rule].verdict, now.findings[rule].verdict
                if one != other and (one in DECIDED or other in DECIDED):
                    flips[rule] += 1
                    seen[rule] += [one, other]
        found += [Wavering(key, rule, flips[rule], pairs[rule], tuple(dict.fromkeys(seen[rule]))) for rule in flips]
    return tuple(sorted(found, key=lambda one: (-one.flips, one.key, one.rule)))


def health(store: Store, nightlies: Sequence[Nightly]) -> tuple[Health, ...]:
    """The devices, those that spoil the largest share of attempts first."""
    runs, failures = device_runs(store, nightlies), failures_of(store, nightlies)
    spoiled = Counter(failure.device for failure in failures if failure.device)
    last = {failure.device: failure for failure in reversed(failures)}
    names = sorted({*runs, *spoiled})
    found = []
    for name in names:
        count, seconds = runs.get(name, (0, 0.0))
        found.append(Health(name, count, spoiled[name], seconds / count if count else 0.0, last.get(name)))
    return tuple(sorted(found, key=lambda one: (-one.rate, one.device)))


def _nothing_changed(was: Judged, now: Judged, rule: str) -> bool:
    """Whether two runs should judge a rule alike: the same app, phone model, scenario, catalogue and detector."""
    same_app = (was.app_version, was.app_sha256) == (now.app_version, now.app_sha256)
    same_place = (was.device_model, was.system, was.scenario_sha256) == (
        now.device_model,
        now.system,
        now.scenario_sha256,
    )
    said, says = was.findings[rule], now.findings[rule]
    same_judge = (was.catalogue, said.detector, said.version) == (now.catalogue, says.detector, says.version)
    return same_app and same_place and same_judge
