"""Bringing a nightly's tasks to their results, several at once, from wherever the last start left them.

What a task has come to is in its folder (see `jobs`), what is finished in the store; only this process writes there.
So whatever is killed, the next start finds out what is left to do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from consentinel.nightly.jobs import AGAIN, RESULT, Confirm, Drive, Driven, Failed, Judge, driven_in, result_in
from consentinel.nightly.order import Order
from consentinel.nightly.workers import OverBudget, WorkerDied, Workers
from evidence.errors import EvidenceError
from evidence.recording import Recording
from harness.errors import ConfigError
from harness.state import file_name
from reports.history.facts import FailureFact, RunFacts
from reports.history.store import Store
from reports.history.values import Nightly, Piece, Task

JUDGE_S = 1800.0
"""How long judging one recording may take."""

type Tell = Callable[[Task, str], None]
"""What is going on with a task, for the person who watches; called from several threads."""

type Hire = Callable[[Path], Workers]
"""Gives the workers that write their logs into a folder."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What has become of a task: facts, or why there are none."""

    task: Task
    facts: RunFacts | None
    reason: str
    failures: tuple[FailureFact, ...]


@dataclass(frozen=True, slots=True)
class Second:
    """The violations of `first` were tried again; `driven` is what came of that."""

    first: Ended
    driven: Driven


@dataclass(frozen=True, slots=True)
class Settled:
    """An end that needs no second run any more."""

    end: Ended


type _Step = Ended | Driven | Second | Settled


class Shift:
    """The work of one start: drives and judges every task that has no result yet.

    Where the order wants it, violations are tried again in a second run on the same device, from the same budget.
    `room` is asked before each drive; a reason that it gives keeps the task from being tried.
    """

    def __init__(
        self,
        order: Order,
        nightly: Nightly,
        store: Store,
        tell: Tell,
        *,
        room: Callable[[], str] = lambda: "",
        workers: Hire = Workers,
    ) -> None:
        self._order, self._nightly, self._store, self._tell, self._room = order, nightly, store, tell, room
        self._workers = workers
        self._used: dict[str, float] = {}
        self._used_lock = threading.Lock()
        self._stopping = threading.Event()

    def work(self, tasks: Iterable[Task], recordings: dict[Piece, Path], ended: Callable[[Ended], None]) -> None:
        """Bring all tasks to an end; `ended` is called, in this thread, when the store has a task's end.

        Tasks with a recording are only judged. Raises StoreError, and ConfigError when a file of the user's is wrong.
        """
        logs = Path(self._nightly.folder) / "logs"
        with (
            self._workers(logs) as drivers,
            self._workers(logs) as judges,
            ThreadPoolExecutor(self._order.jobs, "drive") as driving,
            ThreadPoolExecutor(self._order.judges, "judge") as judging,
        ):
            waiting: set[Future[_Step]] = set()
            of: dict[Future[_Step], Task] = {}

            def then(task: Task, pool: ThreadPoolExecutor, work: Callable[..., _Step], *words: object) -> None:
                future = pool.submit(work, *words)
                of[future] = task
                waiting.add(future)

            def go_on(task: Task, found: _Step | None) -> None:
                """Keep what the task has come to, or have its next step done."""
                match found:
                    case None:
                        then(task, driving, self._drive, drivers, task)
                    case Driven() as driven:
                        then(task, judging, self._judge, judges, task, driven)
                    case Ended() as first if self._wants_second(first):
                        then(task, driving, self._drive_again, drivers, first)
                    case Second() as second:
                        then(task, judging, self._confirm, judges, second)
                    case Settled(end) | (Ended() as end):
                        self._keep(end, ended)

            try:
                for task in tasks:
                    go_on(task, self._found(task, recordings.get(task.piece)))
                while waiting:
                    over, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in over:
                        go_on(of.pop(future), future.result())
            except BaseException:
                self._stopping.set()
                for pool in (driving, judging):
                    pool.shutdown(wait=False, cancel_futures=True)
                drivers.stop()
                judges.stop()
                raise

    def _keep(self, end: Ended, ended: Callable[[Ended], None]) -> None:
        if end.facts is not None:
            self._store.judged(end.task, end.facts)
        else:
            self._store.failed(end.task, end.reason, end.failures)
        ended(end)

    def _found(self, task: Task, recording: Path | None) -> Ended | Driven | None:
        """What an earlier start has left of a task: a result, a recording to judge, or nothing."""
        folder = task_folder(self._nightly, task)
        facts = result_in(folder)
        if facts is not None:
            return Ended(task, facts, "", ())
        if recording is not None:
            return Driven(recording=recording, failures=())
        return _came_of(folder)

    def _drive(self, workers: Workers, task: Task) -> Ended | Driven:
        order, piece = self._order, task.piece
        devices = (piece.device,) if piece.device else order.devices or None
        return self._drive_into(workers, task, task_folder(self._nightly, task), devices)

    def _wants_second(self, end: Ended) -> bool:
        """Whether violations have yet to be tried again."""
        found = end.facts.findings if end.facts is not None else ()
        return self._order.confirm and any(one.verdict == "violation" and not one.again for one in found)

    def _drive_again(self, workers: Workers, first: Ended) -> Second | Settled:
        if first.facts is None:
            return Settled(first)
        folder = task_folder(self._nightly, first.task) / AGAIN
        driven = _came_of(folder)
        if driven is None:
            self._tell(first.task, "trying the violations again")
            came = self._drive_into(workers, first.task, folder, (first.facts.device,))
            if isinstance(came, Ended):
                came = Driven(recording=None, failures=came.failures, spoiled=came.reason)
            driven = came
        return Second(first, driven)

    def _drive_into(
        self, workers: Workers, task: Task, folder: Path, devices: tuple[str, ...] | None
    ) -> Ended | Driven:
        reason = self._room()
        if reason:
            return Ended(task, None, reason, ())
        order = self._order
        folder.mkdir(parents=True, exist_ok=True)
        lost: list[FailureFact] = []
        for attempt in range(1, order.attempts + 1):
            (folder / "driven.json").unlink(missing_ok=True)
            budget_s = self._left_s(task)
            if budget_s <= 0:
                return self._over(task, folder, lost, attempt)
            job = Drive(
                folder=folder,
                logs=Path(self._nightly.folder) / "logs",
                app=task.piece.name,
                apps_file=order.apps_file,
                scenario=task.piece.scenario,
                devices_file=order.devices_file,
                devices=devices,
                watch_s=order.watch_s,
                attempts=order.attempts - attempt + 1,
                env=order.env,
            )
            device = ""
            try:
                with workers.lent() as worker:
                    answer = worker.do(job, lambda line: self._tell(task, line), budget_s)
                    self._use(task, worker.used_s)
            except OverBudget as over:
                self._use(task, over.used_s)
                return self._over(task, folder, lost, attempt, over.device)
            except WorkerDied as died:
                self._use(task, died.used_s)
                device = died.device
                lost.append(FailureFact(attempt=attempt, device=device, error="WorkerDied", message=str(died)))
                self._tell(task, str(died))
                if self._stopping.is_set():
                    break
                continue
            if isinstance(answer, Failed):
                if answer.usage:
                    raise ConfigError(answer.message)
                failure = FailureFact(attempt=attempt, device="", error=answer.error, message=answer.message)
                return Ended(task, None, f"{answer.error}: {answer.message}", (*lost, failure))
            return self._driven(task, folder, lost)
        return Ended(task, None, f"{lost[-1].error}: {lost[-1].message}", tuple(lost))

    def _driven(self, task: Task, folder: Path, lost: list[FailureFact]) -> Ended | Driven:
        driven = driven_in(folder)
        if driven is None:
            return Ended(task, None, "the worker left no result", tuple(lost))
        failures = (*lost, *driven.failures)
        if driven.recording is None or driven.spoiled:
            return Ended(task, None, driven.spoiled or "no recording was made", failures)
        return driven.model_copy(update={"failures": failures})

    def _over(
        self, task: Task, folder: Path, lost: list[FailureFact], attempt: int, device: str = ""
    ) -> Ended | Driven:
        """The budget is used up: what was recorded until then is judged, for it may have seen violations."""
        minutes = f"{self._order.budget_s / 60:g}"
        message = f"the app's {minutes} minutes were over"
        failures = (*lost, FailureFact(attempt=attempt, device=device, error="OverBudget", message=message))
        recording = next(iter(reversed(_attempts(folder))), None)
        if recording is None:
            return Ended(task, None, message, failures)
        self._tell(task, message)
        return Driven(recording=recording, failures=failures)

    def _judge(self, workers: Workers, task: Task, driven: Driven) -> Ended | Driven:
        if driven.recording is None:
            return Ended(task, None, driven.spoiled, driven.failures)
        folder = task_folder(self._nightly, task)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RESULT).unlink(missing_ok=True)
        job = Judge(folder=folder, recording=driven.recording, failures=driven.failures)
        reason = self._done(workers, task, job)
        facts = result_in(folder) if not reason else None
        if facts is not None:
            return Ended(task, facts, "", ())
        return Ended(task, None, reason or "no result was written", driven.failures)

    def _confirm(self, workers: Workers, second: Second) -> Settled:
        """What cannot be compared leaves the first run's result as it is, and the reason among the failures."""
        end, driven = second.first, second.driven
        if end.facts is None:
            return Settled(end)
        folder = task_folder(self._nightly, end.task)
        job = Confirm(
            folder=folder,
            recording=Path(end.facts.recording),
            second=driven.recording,
            failed=driven.spoiled,
            failures=driven.failures,
        )
        reason = self._done(workers, end.task, job)
        facts = result_in(folder)
        if reason or facts is None:
            failure = FailureFact(attempt=1, device="", error="NotConfirmed", message=reason or "no result was written")
            facts = end.facts.model_copy(update={"failures": (*end.facts.failures, *driven.failures, failure)})
        return Settled(Ended(end.task, facts, "", ()))

    def _done(self, workers: Workers, task: Task, job: Judge | Confirm) -> str:
        """Have a recording judged or compared; empty, or why it was not."""
        reason = ""
        for _ in range(2):
            # Once more on a fresh process, for memory may have been short.
            try:
                with workers.lent() as worker:
                    answer = worker.do(job, lambda line: self._tell(task, line), JUDGE_S)
            except OverBudget:
                reason = f"judging took more than {JUDGE_S / 60:g} minutes"
                break
            except WorkerDied as died:
                reason = f"it could not be judged: {died}"
                if self._stopping.is_set():
                    break
                continue
            return f"{answer.error}: {answer.message}" if isinstance(answer, Failed) else ""
        return reason

    def _left_s(self, task: Task) -> float:
        with self._used_lock:
            return self._order.budget_s - self._used.get(task.piece.name, 0.0)

    def _use(self, task: Task, seconds: float) -> None:
        with self._used_lock:
            self._used[task.piece.name] = self._used.get(task.piece.name, 0.0) + seconds


def task_folder(nightly: Nightly, task: Task) -> Path:
    """Where all that a task makes lies."""
    return Path(nightly.folder) / "runs" / f"{task.number:04}-{file_name(' '.join(task.piece.key))}"


def _came_of(folder: Path) -> Driven | None:
    """What an earlier start has left of driving: a recording that is whole, or nothing."""
    driven = driven_in(folder)
    if driven is not None and driven.recording is not None and not driven.spoiled:
        return driven
    return next((Driven(recording=path, failures=()) for path in _attempts(folder) if _came_through(path)), None)


def _attempts(folder: Path) -> list[Path]:
    """The recordings of a task's attempts, the earliest first."""
    return sorted((path.parent for path in folder.glob("*/attempt-*/recording.json")), key=lambda path: path.as_posix())


def _came_through(recording: Path) -> bool:
    """Whether an attempt ended by itself and not for want of equipment."""
    try:
        ended = Recording.open(recording).ended
    except EvidenceError:
        return False
    return ended is not None and ended.outcome != "interrupted"
