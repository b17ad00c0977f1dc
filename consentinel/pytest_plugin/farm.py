"""Driving for tests: devices by lease, Appium servers kept for the whole session, recordings judged and reported."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from consentinel.confirming import needs_confirming, try_again
from consentinel.judging import judge_folder, write_report
from consentinel.lending import Servers, fitting_for, marked, patience
from consentinel.pytest_plugin.options import Choice
from consentinel.pytest_plugin.outcomes import EquipmentFailed
from consentinel.pytest_plugin.remembering import remember, remember_failure
from consentinel.terminal import plain
from detectors.rules.finding import Findings, Verdict
from evidence.recording import Recording
from harness.attempt import Live
from harness.config.apps import AppProfile
from harness.config.devices import Device
from harness.errors import InfraError
from harness.leases import EXPIRY_S, Lease, lease, owner_of
from harness.run import Attempt, Run, run_live, run_where_free
from harness.scenario.model import Scenario
from reports.formats import RUN_WRITES

_log = logging.getLogger("consentinel")


@dataclass(frozen=True, eq=False)
class Judged:
    """A run that was judged: the last attempt's recording, what was found, how each attempt went."""

    recording: Recording
    findings: Findings
    attempts: tuple[Attempt, ...]
    page: Path
    """The report to open in a browser."""


class Farm:
    """The devices as one process of pytest uses them. One test drives at a time."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        worker = f"-{choice.worker}" if choice.worker else ""
        self._servers = Servers(choice.out / f"appium{worker}.log")
        self._lease: Lease | None = None
        self._judged: dict[tuple[str, str, str], Judged | EquipmentFailed] = {}

    def close(self) -> None:
        """End the Appium servers."""
        self._servers.close()

    def judged(
        self, app: AppProfile, scenario: Scenario, test: str, *, device: Device | None, keep: bool = False
    ) -> Judged:
        """Run a scenario on whichever device is free, or on the one given, and judge what came of it.

        With `keep` the same scenario and app are run once in this process, however that ends. Raises EquipmentFailed,
        ConfigError and EvidenceError.
        """
        if not keep:
            return self._run(app, scenario, test, device)
        key = (scenario.text, app.name, device.name if device else "")
        if key not in self._judged:
            try:
                self._judged[key] = self._run(app, scenario, test, device)
            except EquipmentFailed as error:
                self._judged[key] = error
        kept = self._judged[key]
        if isinstance(kept, EquipmentFailed):
            raise kept
        return kept

    @contextmanager
    def device(self, test: str, app: AppProfile | None) -> Iterator[Device]:
        """A device for the time of the block."""
        with self._lend(self._fitting(app), test, (), patience()()) as device:
            yield device

    @contextmanager
    def live(self, device: Device, app: AppProfile, scenario: Scenario) -> Iterator[Live]:
        """An attempt in which the block drives. Raises InfraError and AppRefused."""
        with (
            marked(self._lease, device),
            run_live(
                device,
                app,
                scenario,
                out=self._choice.out,
                watch_s=self._choice.watch_s,
                report=self._say,
                appium=self._servers.of(device),
            ) as live,
        ):
            yield live

    def _run(self, app: AppProfile, scenario: Scenario, test: str, device: Device | None) -> Judged:
        said: list[str] = []
        again = ""

        def report(line: str) -> None:
            said.append(line)
            self._say(line)

        def drive() -> Run:
            left_s = patience()

            def lend(failed: Collection[str]) -> AbstractContextManager[Device]:
                if device is not None:
                    return marked(self._lease, device)
                fitting = tuple(one for one in self._fitting(app) if again in ("", one.name))
                return self._lend(fitting, test, failed, left_s())

            return run_where_free(
                lend,
                app,
                scenario,
                out=self._choice.out,
                watch_s=self._choice.watch_s,
                attempts=self._choice.attempts,
                report=report,
                appium=self._servers.of,
            )

        try:
            run = drive()
        except InfraError as error:
            attempts = [line for line in said if line.startswith("attempt ")]
            remember_failure(self._choice, app, scenario, error)
            raise EquipmentFailed(_lines([f"{type(error).__name__}: {error}; {error.mend}", *attempts])) from error
        began = time.monotonic()
        judged = judge_and_report(run.recordings[-1], run.folder, run.attempts)
        took_s = time.monotonic() - began
        try:
            if run.failure is None and self._choice.confirm and needs_confirming(judged.findings):
                again = judged.recording.info.device.name
                try_again(judged.recording, judged.findings, drive)
                write_report(judged.recording, judged.findings, run.folder, RUN_WRITES)
        finally:
            what = (judged.recording, judged.findings, str(judged.page.resolve()))
            remember(self._choice, app, scenario, what, run.attempts, took_s)
        if run.failure is not None:
            raise EquipmentFailed(_told(run.failure, judged)) from run.failure
        return judged

    def _fitting(self, app: AppProfile | None) -> tuple[Device, ...]:
        return fitting_for(app, self._choice.devices, self._choice.devices_file)

    @contextmanager
    def _lend(self, devices: tuple[Device, ...], test: str, failed: Collection[str], wait_s: float) -> Iterator[Device]:
        with lease(devices, None, owner_of(test), EXPIRY_S, wait_s=wait_s, avoid=failed, report=_log_line) as lent:
            self._lease = lent
            try:
                with marked(lent, lent.device) as device:
                    yield device
            finally:
                self._lease = None

    def _say(self, line: str) -> None:
        """Tell the log what goes on, and keep the device."""
        _log_line(line)
        if self._lease is not None:
            self._lease.renew()


def _log_line(line: str) -> None:
    """What a phone or an app said may stand in the line: pytest shows its log on a terminal."""
    _log.info("%s", plain(line).plain)


def judge_and_report(folder: Path, reports: Path, attempts: tuple[Attempt, ...]) -> Judged:
    """Judge a recording and write its reports. Raises EvidenceError."""
    recording, findings = judge_folder(folder)
    written = write_report(recording, findings, reports, RUN_WRITES)
    return Judged(recording, findings, attempts, written[0])


def _told(failure: InfraError, judged: Judged) -> str:
    lines = [f"{type(failure).__name__}: {failure}; {failure.mend}"]
    lines += [f"attempt {tried.number} on {tried.device or 'no device'}: {tried.failure}" for tried in judged.attempts]
    lines.append(f"recording {judged.recording.folder}")
    seen = [f.rule for f in judged.findings.findings if f.verdict is Verdict.VIOLATION and not f.informative]
    if seen:
        lines.append(f"violated as far as was seen: {', '.join(seen)} (report {judged.page})")
    return _lines(lines)


def _lines(lines: Iterable[str]) -> str:
    """Lines of which none commands the terminal: what a phone or an app said may stand in them."""
    return "\n".join(plain(line).plain for line in lines)
