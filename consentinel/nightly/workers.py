"""Worker processes as the nightly sees them: started when needed, renewed after some jobs, ended when they hang."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from consentinel.nightly.jobs import ANSWER, Confirm, Done, Drive, Failed, Judge, Lent, Said

COMMAND = (sys.executable, "-m", "consentinel.nightly.worker")

JOBS_EACH = 12
"""Jobs after which a worker is replaced, so that what libraries keep never adds up."""

GRACE_S = 100.0
"""How long a worker may take to put the phone back once it was asked to end; a little more than it takes itself."""

_CHUNK = 65536


class Broken(Exception):
    """A job that came to no end: on which device, if one was lent, and for how many s."""

    def __init__(self, message: str, device: str, used_s: float) -> None:
        super().__init__(message)
        self.device, self.used_s = device, used_s


class WorkerDied(Broken):
    """The process ended in the middle of a job."""


class OverBudget(Broken):
    """The job took longer than it may; the worker was ended."""


class Worker:
    """One process; one job at a time. Its log takes what libraries print."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as kept:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=kept,
                # Ctrl-C is for the nightly, which lets its workers end in order.
                start_new_session=True,
            )
        self._rest = b""
        self._device = ""
        self._since: float | None = None
        self.jobs = 0

    def do(self, job: Drive | Judge | Confirm, heard: Callable[[str], None], budget_s: float) -> Failed | Done:
        """Have a job done; the budget counts from when a device was lent. Raises WorkerDied and OverBudget."""
        self.jobs += 1
        self._device, self._since = "", None if isinstance(job, Drive) else time.monotonic()
        try:
            self._give(job.model_dump_json())
            while True:
                match self._answer(None if self._since is None else self._since + budget_s):
                    case Said(line=line):
                        heard(line)
                    case Lent(device=device):
                        self._device, self._since = device, self._since or time.monotonic()
                        heard(f"on {device}")
                    case Done() | Failed() as answer:
                        return answer
        except TimeoutError:
            self.end()
            raise OverBudget("over its budget", self._device, self.used_s) from None
        except (OSError, EOFError, ValueError):
            self.end()
            raise WorkerDied(_ended_by(self._process.returncode), self._device, self.used_s) from None

    @property
    def used_s(self) -> float:
        """How long the last job has had a device, or the processor."""
        return 0.0 if self._since is None else time.monotonic() - self._since

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def close_input(self) -> None:
        """Ask the process to end; one in the middle of a job puts the phone back first."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def end(self) -> None:
        """Let the process end; one that does not is killed with all that it started."""
        self.close_input()
        try:
            self._process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _give(self, line: str) -> None:
        if self._process.stdin is None:
            raise EOFError
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def _answer(self, deadline: float | None) -> Said | Lent | Done | Failed:
        while b"\n" not in self._rest:
            if self._process.stdout is None:
                raise EOFError
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            if not select.select([self._process.stdout], [], [], left)[0]:
                raise TimeoutError
            chunk = os.read(self._process.stdout.fileno(), _CHUNK)
            if not chunk:
                raise EOFError
            self._rest += chunk
        line, _, self._rest = self._rest.partition(b"\n")
        try:
            return ANSWER.validate_json(line)
        except ValidationError:
            raise EOFError from None


class Workers:
    """Processes that are lent to threads, one each."""

    def __init__(self, logs: Path, command: Sequence[str] = COMMAND) -> None:
        self._command, self._logs = command, logs
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._all: list[Worker] = []
        self._lock = threading.Lock()
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End all processes, and lend no more."""
        with self._lock:
            self._stopped = True
            every = list(self._all)
        for worker in every:
            worker.close_input()
        for worker in every:
            worker.end()

    @contextmanager
    def lent(self) -> Iterator[Worker]:
        """A worker for one job. Raises WorkerDied when no more are lent."""
        worker = self._next()
        try:
            yield worker
        finally:
            if worker.alive and worker.jobs < JOBS_EACH:
                self._idle.put(worker)
            else:
                worker.end()
                with self._lock:
                    self._all.remove(worker)

    def _next(self) -> Worker:
        with self._lock:
            if self._stopped:
                raise WorkerDied("the nightly was stopped", "", 0.0)
            try:
                return self._idle.get_nowait()
            except queue.Empty:
                worker = Worker(self._command, self._logs / "workers.log")
                self._all.append(worker)
                return worker


def _ended_by(status: int | None) -> str:
    if status is not None and status < 0:
        with contextlib.suppress(ValueError):
            return f"the worker was ended by {signal.Signals(-status).name}"
    return f"the worker ended with status {status}"
