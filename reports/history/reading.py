"""Reading judged runs from the store: those of a nightly, those before it, and their way through many nightlies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import batched

from sqlalchemy import Row, Select, func, select

from reports.history.deciding import decisions
from reports.history.models import DeviceRow, FailureRow, FindingRow, HostRow, NightlyRow, RunRow, StepRow, TaskRow
from reports.history.store import Store
from reports.history.values import Failure, Host, Judged, Key, Nightly, Piece, Said, Task

_MANY = 400
"""Ids in one query; SQLite takes some thousands."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A step of a judged run and how long it took."""

    run: int
    step: str
    kind: str
    label: str
    took_ms: float


def judged_runs(store: Store, nightly: Nightly) -> dict[Key, Judged]:
    """What was judged in a nightly, with findings and hosts."""
    return {run.task.piece.key: run for run in _filled(store, _runs().where(TaskRow.nightly_id == nightly.id))}


def last_before(store: Store, nightly: Nightly, until_s: float) -> dict[Key, Judged]:
    """For each task of a nightly the last run of the same that was judged in an earlier nightly of the series.

    `until_s` leaves out nightlies that began later. A night in which the equipment failed hides nothing: the one
    before it counts.
    """
    mine = select(TaskRow.app_name, TaskRow.scenario, TaskRow.device).where(TaskRow.nightly_id == nightly.id).subquery()
    latest = (
        select(TaskRow.app_name, TaskRow.scenario, TaskRow.device, func.max(NightlyRow.began_s).label("began_s"))
        .join(NightlyRow, NightlyRow.id == TaskRow.nightly_id)
        .join(RunRow, RunRow.task_id == TaskRow.id)
        .where(NightlyRow.series == nightly.series, NightlyRow.id != nightly.id, NightlyRow.began_s < until_s)
        .group_by(TaskRow.app_name, TaskRow.scenario, TaskRow.device)
        .subquery()
    )
    query = (
        _runs()
        .join(
            mine,
            (mine.c.app_name == TaskRow.app_name)
            & (mine.c.scenario == TaskRow.scenario)
            & (mine.c.device == TaskRow.device),
        )
        .join(
            latest,
            (latest.c.app_name == TaskRow.app_name)
            & (latest.c.scenario == TaskRow.scenario)
            & (latest.c.device == TaskRow.device)
            & (latest.c.began_s == NightlyRow.began_s),
        )
        .where(NightlyRow.series == nightly.series, NightlyRow.id != nightly.id)
    )
    return {run.task.piece.key: run for run in _filled(store, query)}


def paths(store: Store, nightlies: Sequence[Nightly]) -> Iterator[tuple[Key, list[Judged]]]:
    """The way of each task through some nightlies, the earliest first; the runs have their findings, but no hosts.

    Task by task, so that a year of nightlies is never in memory at once.
    """
    numbers = [nightly.id for nightly in nightlies]
    query = _runs().where(TaskRow.nightly_id.in_(numbers)).order_by(NightlyRow.began_s)
    ways: defaultdict[Key, list[Judged]] = defaultdict(list)
    for run in _heads(store, query):
        ways[run.task.piece.key].append(run)
    for keys in batched(sorted(ways), 20, strict=False):
        filled = {run.id: run for run in _with_findings(store, [run for key in keys for run in ways[key]])}
        for key in keys:
            yield key, [filled[run.id] for run in ways[key]]


REJECTED = "rejected"
"""What findings that a reviewer rejected are counted under."""


def verdict_counts(store: Store, nightlies: Iterable[Nightly]) -> dict[int, dict[str, int]]:
    """How many findings in force of a nightly count as each verdict, by the nightly's id."""
    numbers = [nightly.id for nightly in nightlies]
    query = (
        select(TaskRow.nightly_id, FindingRow.verdict, func.count())
        .join(RunRow, RunRow.task_id == TaskRow.id)
        .join(FindingRow, FindingRow.run_id == RunRow.id)
        .where(TaskRow.nightly_id.in_(numbers), FindingRow.informative.is_(False))
        .group_by(TaskRow.nightly_id, FindingRow.verdict)
    )
    counted: dict[int, dict[str, int]] = {number: {} for number in numbers}
    with store.session() as session:
        for number, verdict, count in session.execute(query):
            counted[number][verdict] = count
    for number, was, now in _decided_otherwise(store, numbers):
        counted[number][was] -= 1
        counted[number][now] = counted[number].get(now, 0) + 1
    return counted


def _decided_otherwise(store: Store, nightlies: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """The findings in force of some nightlies that reviewers made count as something else: nightly, was, counts as."""
    known = decisions(store)
    query = (
        select(TaskRow.nightly_id, RunRow.id, FindingRow.mark, FindingRow.verdict)
        .join(RunRow, RunRow.task_id == TaskRow.id)
        .join(FindingRow, FindingRow.run_id == RunRow.id)
        .where(TaskRow.nightly_id.in_(nightlies), FindingRow.informative.is_(False))
    )
    with store.session() as session:
        for marks in batched(known.marks, _MANY, strict=False):
            for number, run, mark, verdict in session.execute(query.where(FindingRow.mark.in_(marks))):
                decided = known.about(run, mark, verdict)
                if decided is not None:
                    yield number, verdict, "violation" if decided.state == "confirmed" else REJECTED


def task_counts(store: Store, nightlies: Iterable[Nightly]) -> dict[int, dict[str, int]]:
    """How many tasks of each state a nightly had, by the nightly's id."""
    numbers = [nightly.id for nightly in nightlies]
    query = (
        select(TaskRow.nightly_id, TaskRow.state, func.count())
        .where(TaskRow.nightly_id.in_(numbers))
        .group_by(TaskRow.nightly_id, TaskRow.state)
    )
    counted: dict[int, dict[str, int]] = {number: {} for number in numbers}
    with store.session() as session:
        for number, state, count in session.execute(query):
            counted[number][state] = count
    return counted


def steps_of(store: Store, runs: Sequence[int]) -> list[Timed]:
    """The steps of some runs, with the run's id."""
    found = list[Timed]()
    with store.session() as session:
        for some in batched(runs, _MANY, strict=False):
            query = select(StepRow.run_id, StepRow.step, StepRow.kind, StepRow.label, StepRow.took_ms)
            found += [Timed(*row) for row in session.execute(query.where(StepRow.run_id.in_(some)))]
    return found


def failures_of(store: Store, nightlies: Iterable[Nightly]) -> list[Failure]:
    """The attempts that the equipment spoiled in some nightlies, the latest first."""
    columns = (
        FailureRow.task_id,
        FailureRow.attempt,
        FailureRow.device,
        FailureRow.error,
        FailureRow.message,
        FailureRow.at_s,
    )
    query = (
        select(*columns)
        .join(TaskRow, TaskRow.id == FailureRow.task_id)
        .where(TaskRow.nightly_id.in_([nightly.id for nightly in nightlies]))
        .order_by(FailureRow.at_s.desc(), FailureRow.id.desc())
    )
    with store.session() as session:
        return [Failure(*row) for row in session.execute(query)]


def device_runs(store: Store, nightlies: Iterable[Nightly]) -> dict[str, tuple[int, float]]:
    """How many runs each device came through in some nightlies, and how long they took together, in s."""
    query = (
        select(DeviceRow.name, func.count(), func.sum(RunRow.took_s))
        .join(RunRow, RunRow.device_id == DeviceRow.id)
        .join(TaskRow, TaskRow.id == RunRow.task_id)
        .where(TaskRow.nightly_id.in_([nightly.id for nightly in nightlies]))
        .group_by(DeviceRow.name)
    )
    with store.session() as session:
        return {name: (count, float(seconds or 0.0)) for name, count, seconds in session.execute(query)}


def _runs() -> Select[RunRow, TaskRow, NightlyRow, DeviceRow]:
    return (
        select(RunRow, TaskRow, NightlyRow, DeviceRow)
        .join(TaskRow, TaskRow.id == RunRow.task_id)
        .join(NightlyRow, NightlyRow.id == TaskRow.nightly_id)
        .join(DeviceRow, DeviceRow.id == RunRow.device_id)
    )


def _heads(store: Store, query: Select[RunRow, TaskRow, NightlyRow, DeviceRow]) -> list[Judged]:
    with store.session() as session:
        return [_judged(row) for row in session.execute(query)]


def _filled(store: Store, query: Select[RunRow, TaskRow, NightlyRow, DeviceRow]) -> list[Judged]:
    runs = _with_findings(store, _heads(store, query))
    hosts: defaultdict[int, list[Host]] = defaultdict(list)
    with store.session() as session:
        for some in batched([run.id for run in runs], _MANY, strict=False):
            asked = select(HostRow.run_id, HostRow.host, HostRow.owner, HostRow.party, HostRow.sdk, HostRow.requests)
            for run, host, owner, party, sdk, requests in session.execute(asked.where(HostRow.run_id.in_(some))):
                hosts[run].append(Host(host, owner, party, sdk, requests))
    return [replace(run, hosts=tuple(hosts[run.id])) for run in runs]


def _with_findings(store: Store, runs: list[Judged]) -> list[Judged]:
    found: defaultdict[int, dict[str, Said]] = defaultdict(dict)
    known = decisions(store)
    with store.session() as session:
        for some in batched([run.id for run in runs], _MANY, strict=False):
            query = select(
                FindingRow.run_id,
                FindingRow.rule,
                FindingRow.verdict,
                FindingRow.informative,
                FindingRow.mark,
                FindingRow.detector,
                FindingRow.detector_version,
                FindingRow.zh,
                FindingRow.en,
                FindingRow.identifiers,
                FindingRow.again,
                FindingRow.again_zh,
                FindingRow.again_en,
            )
            for row in session.execute(query.where(FindingRow.run_id.in_(some)).order_by(FindingRow.id)):
                (
                    run,
                    rule,
                    verdict,
                    informative,
                    mark,
                    detector,
                    version,
                    zh,
                    en,
                    identifiers,
                    again,
                    again_zh,
                    again_en,
                ) = row
                found[run][rule] = Said(
                    rule,
                    verdict,
                    informative,
                    mark,
                    detector,
                    version,
                    zh,
                    en,
                    tuple(identifiers),
                    again,
                    again_zh,
                    again_en,
                    decided=known.about(run, mark, verdict),
                )
    return [replace(run, findings=found[run.id]) for run in runs]


def _judged(row: Row[RunRow, TaskRow, NightlyRow, DeviceRow]) -> Judged:
    run, task, nightly, device = row
    piece = Piece(task.app_name, task.app, task.label, task.owner, task.scenario, task.device)
    return Judged(
        id=run.id,
        task=Task(task.id, task.number, piece, task.state, task.reason),
        nightly=nightly.label,
        began_s=run.began_s,
        took_s=run.took_s,
        judged_s=run.judged_s,
        app_version=run.app_version,
        app_sha256=run.app_sha256,
        device=device.name,
        device_model=run.device_model,
        system=run.system,
        scenario_sha256=run.scenario_sha256,
        catalogue=run.catalogue,
        tools=run.tools,
        recording=run.recording,
        report=run.report,
        kept=run.kept,
    )
