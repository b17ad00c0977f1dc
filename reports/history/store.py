"""The results store: what nightlies found, kept in a database for comparing, whatever becomes of the recordings."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Engine, delete, exists, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from reports.history.database import open_database, told
from reports.history.errors import StoreError
from reports.history.facts import FailureFact, ReviewFact, RunFacts, fit
from reports.history.models import (
    AppRow,
    BaselineRow,
    DeviceRow,
    FailureRow,
    FindingRow,
    HostRow,
    NightlyRow,
    ReviewRow,
    RunRow,
    StepRow,
    TaskRow,
)
from reports.history.values import Kept, Nightly, Piece, Reviewable, Task


class Store:
    """The store at an address: a file's path, or a URL of SQLite or PostgreSQL. Its methods raise StoreError."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, address: str) -> Self:
        """Open the store and bring its tables up to date. Raises StoreError."""
        return cls(open_database(address))

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: all of it is kept when the block ends well, and nothing when it does not."""
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except DBAPIError as error:
            raise StoreError(f"the results store: {told(error)}") from error

    def begin(self, series: str, label: str, folder: str, tool: str) -> Nightly:
        """A new nightly; one of the series that did not come to its end stays as it is, cut short."""
        with self.session() as session:
            session.execute(
                update(NightlyRow)
                .where(NightlyRow.series == series, NightlyRow.state == "running")
                .values(state="cut_short")
            )
            row = _new(series, label, folder, tool)
            session.add(row)
            session.flush()
            return _nightly(row)

    def join(self, series: str, label: str, folder: str, tool: str) -> Nightly:
        """The nightly of that label, begun when it is not there: for several processes that write into one."""
        found = self.nightly(series, label)
        if found is not None:
            return found
        try:
            with Session(self.engine) as session, session.begin():
                session.add(_new(series, label, folder, tool))
        except IntegrityError:
            # Another process was faster.
            pass
        joined = self.nightly(series, label)
        if joined is None:
            raise StoreError(f"the results store: the nightly {label} cannot be begun")
        return joined

    def unfinished(self, series: str, since_s: float) -> Nightly | None:
        """The nightly of a series that was broken off, if it began after a time."""
        query = select(NightlyRow).where(
            NightlyRow.series == series, NightlyRow.state == "running", NightlyRow.began_s >= since_s
        )
        with self.session() as session:
            row = session.scalar(query.order_by(NightlyRow.began_s.desc()).limit(1))
            return _nightly(row) if row is not None else None

    def finish(self, nightly: Nightly) -> Nightly:
        """Note that a nightly came to its end; what was planned and is wanted no more is struck off."""
        unwanted = delete(TaskRow).where(
            TaskRow.nightly_id == nightly.id,
            TaskRow.state == "planned",
            ~exists().where(FailureRow.task_id == TaskRow.id),
        )
        with self.session() as session:
            session.execute(unwanted)
            row = session.get_one(NightlyRow, nightly.id)
            row.state, row.ended_s = "finished", time.time()
            return _nightly(row)

    def plan(self, nightly: Nightly, pieces: Sequence[Piece]) -> tuple[Task, ...]:
        """The tasks of a nightly after those that are missing were added, in the order of the pieces.

        Those that the equipment had spoiled are planned anew.
        """
        with self.session() as session:
            known = {_piece(row).key: row for row in _tasks_of(session, nightly)}
            wanted = [Piece(*_columns(piece)) for piece in pieces]
            for piece in wanted:
                if piece.key not in known:
                    row = TaskRow(nightly_id=nightly.id, number=len(known) + 1, state="planned", reason="")
                    row.app_name, row.app, row.label, row.owner, row.scenario, row.device = _columns(piece)
                    session.add(row)
                    known[piece.key] = row
                elif known[piece.key].state == "failed":
                    known[piece.key].state, known[piece.key].reason = "planned", ""
            session.flush()
            return tuple(_task(known[piece.key]) for piece in wanted)

    def tasks(self, nightly: Nightly) -> tuple[Task, ...]:
        """All tasks of a nightly."""
        with self.session() as session:
            return tuple(_task(row) for row in _tasks_of(session, nightly))

    def judged(self, task: Task, facts: RunFacts) -> bool:
        """Keep what was found; False when the task had its result already, which then stands."""
        with self.session() as session:
            row = session.get_one(TaskRow, task.id, with_for_update=True)
            if row.state == "judged":
                return False
            row.state, row.reason = "judged", ""
            run = RunRow(
                task_id=row.id,
                app_id=_app(session, facts, row.owner),
                device_id=_device(session, facts),
                kept=True,
                **facts.model_dump(include=_RUN_COLUMNS),
            )
            session.add(run)
            session.flush()
            for table, values in (
                (FindingRow, facts.findings),
                (HostRow, facts.hosts),
                (StepRow, facts.steps),
            ):
                if values:
                    session.execute(insert(table), [value.model_dump() | {"run_id": run.id} for value in values])
            _add_failures(session, row.id, facts.failures)
            return True

    def failed(self, task: Task, reason: str, failures: Sequence[FailureFact]) -> None:
        """Note that a task has no result, and why."""
        with self.session() as session:
            row = session.get_one(TaskRow, task.id)
            row.state, row.reason = "failed", fit(reason)
            _add_failures(session, row.id, failures)

    def set_baseline(self, nightly: Nightly, name: str) -> None:
        """Give a nightly a name by which others are compared with it; the name moves if it was another's."""
        with self.session() as session:
            row = session.scalar(
                select(BaselineRow).where(BaselineRow.series == nightly.series, BaselineRow.name == name)
            )
            if row is None:
                session.add(BaselineRow(series=nightly.series, name=name, nightly_id=nightly.id, set_s=time.time()))
            else:
                row.nightly_id, row.set_s = nightly.id, time.time()

    def baselines(self, series: str) -> dict[str, Nightly]:
        """The named nightlies of a series."""
        query = select(BaselineRow).where(BaselineRow.series == series).order_by(BaselineRow.name)
        with self.session() as session:
            return {row.name: _nightly(row.nightly) for row in session.scalars(query)}

    def series(self) -> tuple[str, ...]:
        """The names of all series."""
        with self.session() as session:
            return tuple(session.scalars(select(NightlyRow.series).distinct().order_by(NightlyRow.series)))

    def nightlies(self, series: str, *, until_s: float | None = None, limit: int = 1000) -> tuple[Nightly, ...]:
        """The nightlies of a series that began before a time, the latest first."""
        query = select(NightlyRow).where(NightlyRow.series == series)
        if until_s is not None:
            query = query.where(NightlyRow.began_s < until_s)
        with self.session() as session:
            return tuple(map(_nightly, session.scalars(query.order_by(NightlyRow.began_s.desc()).limit(limit))))

    def nightly(self, series: str, label: str) -> Nightly | None:
        """The nightly of that label, or the one that a baseline's name stands for."""
        with self.session() as session:
            row = session.scalar(select(NightlyRow).where(NightlyRow.series == series, NightlyRow.label == label))
            if row is None:
                named = session.scalar(
                    select(BaselineRow).where(BaselineRow.series == series, BaselineRow.name == label)
                )
                row = named.nightly if named is not None else None
            return _nightly(row) if row is not None else None

    def kept(self) -> tuple[Kept, ...]:
        """The runs whose recordings are on the disk, the oldest first."""
        violated = exists().where(
            FindingRow.run_id == RunRow.id, FindingRow.verdict == "violation", FindingRow.informative.is_(False)
        )
        needed = exists().where(BaselineRow.nightly_id == TaskRow.nightly_id)
        query = (
            select(RunRow.id, RunRow.recording, RunRow.report, RunRow.bytes, RunRow.began_s, violated, needed)
            .join(TaskRow, TaskRow.id == RunRow.task_id)
            .where(RunRow.kept)
            .order_by(RunRow.began_s)
        )
        with self.session() as session:
            return tuple(Kept(*row) for row in session.execute(query))

    def reviewable(self) -> tuple[Reviewable, ...]:
        """The runs whose recordings may have reviews beside them."""
        query = select(RunRow.id, RunRow.recording, RunRow.reviews).where(RunRow.kept)
        with self.session() as session:
            return tuple(Reviewable(*row) for row in session.execute(query))

    def take_in(self, run: int, stand: str, reviews: Sequence[ReviewFact]) -> None:
        """Keep a run's reviews in place of those that were known; `stand` is how their file stood."""
        with self.session() as session:
            session.execute(delete(ReviewRow).where(ReviewRow.run_id == run))
            if reviews:
                session.execute(insert(ReviewRow), [review.model_dump() | {"run_id": run} for review in reviews])
            session.execute(update(RunRow).where(RunRow.id == run).values(reviews=stand))

    def let_go(self, runs: Collection[int]) -> None:
        """Note that the recordings of these runs are gone; what was found stays."""
        with self.session() as session:
            session.execute(update(RunRow).where(RunRow.id.in_(runs)).values(kept=False))

    def count(self) -> int:
        """How many runs were judged."""
        with self.session() as session:
            return session.scalar(select(func.count(RunRow.id))) or 0


_RUN_COLUMNS = {
    "run",
    "attempt",
    "app_version",
    "app_sha256",
    "device_model",
    "system",
    "scenario",
    "scenario_sha256",
    "catalogue",
    "tools",
    "began_s",
    "took_s",
    "judged_s",
    "complete",
    "recording",
    "report",
    "bytes",
}


def _new(series: str, label: str, folder: str, tool: str) -> NightlyRow:
    return NightlyRow(
        series=series, label=label, state="running", began_s=time.time(), folder=folder, tool=fit(tool)[:80]
    )


def _add_failures(session: Session, task: int, failures: Sequence[FailureFact]) -> None:
    now = time.time()
    if failures:
        session.execute(
            insert(FailureRow), [failure.model_dump() | {"task_id": task, "at_s": now} for failure in failures]
        )


def _app(session: Session, facts: RunFacts, owner: str) -> int:
    row = session.scalar(select(AppRow).where(AppRow.key == facts.app))
    if row is None:
        row = AppRow(key=facts.app)
        session.add(row)
    row.name, row.label, row.owner = facts.app_name, facts.app_label, owner
    session.flush()
    return row.id


def _device(session: Session, facts: RunFacts) -> int:
    row = session.scalar(select(DeviceRow).where(DeviceRow.name == facts.device))
    if row is None:
        row = DeviceRow(name=facts.device)
        session.add(row)
    row.model, row.system = facts.device_model, facts.system
    session.flush()
    return row.id


def _tasks_of(session: Session, nightly: Nightly) -> Sequence[TaskRow]:
    return session.scalars(select(TaskRow).where(TaskRow.nightly_id == nightly.id).order_by(TaskRow.number)).all()


def _columns(piece: Piece) -> tuple[str, str, str, str, str, str]:
    """A piece as the columns take it."""
    texts = (piece.name, piece.app, piece.label, piece.owner, piece.scenario, piece.device)
    name, app, label, owner, scenario, device = map(fit, texts)
    return name[:300], app, label, owner[:200], scenario, device[:80]


def _piece(row: TaskRow) -> Piece:
    return Piece(row.app_name, row.app, row.label, row.owner, row.scenario, row.device)


def _task(row: TaskRow) -> Task:
    return Task(row.id, row.number, _piece(row), row.state, row.reason)


def _nightly(row: NightlyRow) -> Nightly:
    return Nightly(row.id, row.series, row.label, row.state, row.began_s, row.ended_s, row.folder, row.tool)


__all__ = ["Store"]
