"""A worker process: does jobs that it reads from its standard input, until that closes.

A process of its own keeps the nightly's memory flat and its life safe from whatever a recording does to a library.
When the input closes in the middle of a job the nightly is gone: the worker breaks off as at Ctrl-C, which puts the
phone back.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pydantic import BaseModel

from consentinel.nightly.jobs import (
    AGAIN,
    DRIVEN,
    JOB,
    RESULT,
    Confirm,
    Done,
    Drive,
    Driven,
    Failed,
    Judge,
    Lent,
    Said,
    result_in,
)

if TYPE_CHECKING:
    from harness.config.devices import Device

type Say = Callable[[BaseModel], None]

GRACE_S = 90.0
"""How long putting a phone back may take after the end was asked for."""


def main() -> None:
    """Do jobs until the input closes."""
    # What was started in the background, or by cron, has been told to ignore Ctrl-C.
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.default_int_handler)
    # What libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    jobs: queue.Queue[str | None] = queue.Queue()
    busy = threading.Event()
    threading.Thread(target=_listen, args=(jobs, busy), daemon=True).start()
    desk = Desk(answers)
    try:
        while (line := jobs.get()) is not None:
            busy.set()
            desk.do(line)
            busy.clear()
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        desk.close()


def _listen(jobs: queue.Queue[str | None], busy: threading.Event) -> None:
    for line in sys.stdin:
        jobs.put(line)
    jobs.put(None)
    if busy.is_set():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(GRACE_S)
        os._exit(137)


class Desk:
    """Does one job after the other; the Appium servers are kept."""

    def __init__(self, answers: IO[str]) -> None:
        self._answers = answers
        self._drives: _Driving | None = None

    def do(self, line: str) -> None:
        """Do a job and say how it ended."""
        from evidence.errors import EvidenceError
        from harness.errors import ConfigError, InfraError

        try:
            match JOB.validate_json(line):
                case Drive() as job:
                    self._drives = self._drives or _Driving(job.logs, self._say)
                    self._drives.drive(job)
                case Judge() as job:
                    _judge(job, self._say)
                case Confirm() as job:
                    _confirm(job, self._say)
        except ConfigError as error:
            self._say(Failed(error="ConfigError", message=str(error), usage=True))
        except (EvidenceError, InfraError) as error:
            self._say(Failed(error=type(error).__name__, message=str(error)))
        except Exception as error:
            # A recording that breaks a library must not take the night with it; the log has the trace.
            sys.excepthook(type(error), error, error.__traceback__)
            self._say(Failed(error=type(error).__name__, message=str(error)[:500] or "see the worker's log"))
        else:
            self._say(Done())

    def close(self) -> None:
        """End what was kept."""
        if self._drives is not None:
            self._drives.close()

    def _say(self, answer: BaseModel) -> None:
        self._answers.write(answer.model_dump_json() + "\n")


class _Driving:
    """Drives devices by lease."""

    def __init__(self, folder: Path, say: Say) -> None:
        from consentinel.lending import Servers

        self._say = say
        self._servers = Servers(folder / f"appium-{os.getpid()}.log")

    def close(self) -> None:
        """End the Appium servers."""
        self._servers.close()

    def drive(self, job: Drive) -> None:
        """Try an app, with as many attempts as the job allows, and write what came of it as DRIVEN."""
        from consentinel.choosing import choose_app
        from consentinel.judging import write_file
        from consentinel.lending import fitting_for, marked, patience
        from consentinel.running import find_scenario
        from harness.config.devices import load_devices
        from harness.errors import InfraError
        from harness.leases import EXPIRY_S, Lease, fitting, lease, owner_of
        from harness.run import run_where_free
        from harness.scenario.environment import given
        from reports.history.facts import FailureFact

        app = choose_app(job.app, job.apps_file)
        scenario = given(find_scenario(job.scenario), job.env)
        devices = fitting_for(app, fitting(load_devices(job.devices_file), job.devices), job.devices_file)
        held: list[Lease] = []
        left_s = patience()

        @contextmanager
        def lend(failed: Collection[str]) -> Iterator[Device]:
            owner = owner_of(f"nightly, {scenario.header.name} on {app.name}")
            with lease(devices, None, owner, EXPIRY_S, wait_s=left_s(), avoid=failed, report=report) as lent:
                held.append(lent)
                self._say(Lent(device=lent.device.name))
                try:
                    with marked(lent, lent.device) as device:
                        yield device
                finally:
                    held.clear()

        def report(line: str) -> None:
            self._say(Said(line=line[:500]))
            for lent in held:
                lent.renew()

        try:
            run = run_where_free(
                lend,
                app,
                scenario,
                out=job.folder,
                watch_s=job.watch_s,
                attempts=job.attempts,
                report=report,
                appium=self._servers.of,
            )
        except InfraError as error:
            failure = FailureFact(attempt=job.attempts, device="", error=type(error).__name__, message=str(error))
            driven = Driven(recording=None, failures=(failure,), spoiled=f"{type(error).__name__}: {error}"[:500])
        else:
            failures = tuple(
                FailureFact(
                    attempt=tried.number,
                    device=tried.device,
                    error=type(tried.failure).__name__,
                    message=str(tried.failure),
                )
                for tried in run.attempts
                if tried.failure is not None
            )
            spoiled = f"{type(run.failure).__name__}: {run.failure}"[:500] if run.failure is not None else ""
            driven = Driven(recording=run.recordings[-1], failures=failures, spoiled=spoiled)
        write_file(job.folder / DRIVEN, driven.model_dump_json().encode())


def _judge(job: Judge, say: Say) -> None:
    from consentinel.judging import judge_folder, write_file, write_report
    from consentinel.nightly.retention import size
    from reports.formats import RUN_WRITES
    from reports.history.noting import facts_of

    began = time.monotonic()
    say(Said(line="judging"))
    recording, findings = judge_folder(job.recording)
    say(Said(line="writing the report"))
    written = write_report(recording, findings, job.folder, RUN_WRITES)
    facts = facts_of(
        recording,
        findings,
        report=str(written[0].resolve()),
        size=size(job.recording),
        judged_s=time.monotonic() - began,
        failures=job.failures,
    )
    write_file(job.folder / RESULT, facts.model_dump_json().encode())


def _confirm(job: Confirm, say: Say) -> None:
    """What was compared before the worker was killed is not compared again: only the result is written anew."""
    from consentinel.confirming import confirm, is_confirmed
    from consentinel.judging import stored_findings, write_file, write_report
    from consentinel.nightly.retention import size
    from evidence.recording import Recording
    from reports.formats import RUN_WRITES
    from reports.history.noting import facts_of

    began = time.monotonic()
    first = result_in(job.folder)
    recording, findings = Recording.open(job.recording), stored_findings(job.recording)
    if not is_confirmed(recording, findings):
        say(Said(line="comparing the second run"))
        again = confirm(recording, findings, job.second, job.failed)
        if again.judged is not None:
            write_report(*again.judged, job.folder / AGAIN, RUN_WRITES)
    written = write_report(recording, findings, job.folder, RUN_WRITES)
    facts = facts_of(
        recording,
        findings,
        report=str(written[0].resolve()),
        size=size(job.recording),
        judged_s=time.monotonic() - began + (first.judged_s if first is not None else 0.0),
        failures=(*(first.failures if first is not None else ()), *job.failures),
    )
    write_file(job.folder / RESULT, facts.model_dump_json().encode())


if __name__ == "__main__":
    main()
