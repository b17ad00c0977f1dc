"""A run: attempts until one is not spoiled by the equipment."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from harness.appium.server import AppiumServer
from harness.attempt import Live, Plan, live_attempt, run_attempt
from harness.capture.authority import CertificateAuthority
from harness.config.apps import AppProfile
from harness.config.devices import Device
from harness.errors import InfraError
from harness.platforms import device_session
from harness.restore import restore_leftovers
from harness.scenario.environment import require
from harness.scenario.model import Scenario
from harness.scenario.secrets import Secrets

MAX_LOG_BYTES = 32 * 1024 * 1024


type Lend = Callable[[Collection[str]], AbstractContextManager[Device]]
"""Gives a device for the time of one attempt; it is told the names of those on which the equipment failed before."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: the device's name, empty when none could be had, and what failed."""

    number: int
    device: str
    failure: InfraError | None


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run: the recordings of its attempts in order, and the last attempt's failure of the equipment."""

    folder: Path
    recordings: tuple[Path, ...]
    failure: InfraError | None
    attempts: tuple[Attempt, ...] = ()


def run_scenario(
    device: Device,
    app: AppProfile,
    scenario: Scenario,
    *,
    out: Path,
    watch_s: float | None,
    attempts: int,
    report: Callable[[str], None],
    appium: AppiumServer,
) -> Run:
    """Run a scenario, with up to `attempts` tries when the equipment fails; attempts are never mixed.

    Raises InfraError when not even a recording could be begun, EvidenceError when nothing can be written, and
    ConfigError when the scenario is for another app or needs a value that nobody has given.
    """
    return run_where_free(
        lambda failed: nullcontext(device),
        app,
        scenario,
        out=out,
        watch_s=watch_s,
        attempts=attempts,
        report=report,
        appium=lambda device: appium,
    )


def run_where_free(
    lend: Lend,
    app: AppProfile,
    scenario: Scenario,
    *,
    out: Path,
    watch_s: float | None,
    attempts: int,
    report: Callable[[str], None],
    appium: Callable[[Device], AppiumServer],
) -> Run:
    """As `run_scenario`, each attempt on a device that is lent for it alone; `appium` gives the server for a device."""
    require(app, scenario)
    folder = _new_folder(out, app)
    ca = CertificateAuthority.load_or_create()
    _restore(report)
    tried: list[Attempt] = []
    for number in range(1, attempts + 1):
        recording = folder / f"attempt-{number}"
        device = None
        try:
            with ExitStack() as stack:
                device = stack.enter_context(lend([attempt.device for attempt in tried if attempt.device]))
                server = appium(device)
                platform = stack.enter_context(device_session(device, server, report))
                plan = _plan(folder, device, app, scenario, watch_s, report)
                stack.enter_context(_log_kept(server.log, recording, plan.secrets))
                run_attempt(plan, number, recording, platform, ca)
        except InfraError as error:
            tried.append(Attempt(number, device.name if device else "", error))
            report(f"attempt {number} failed: {error}")
        else:
            tried.append(Attempt(number, device.name, None))
            break
    recordings = tuple(sorted(path.parent for path in folder.glob("attempt-*/recording.json")))
    failure = tried[-1].failure if tried else None
    if failure is not None and not recordings:
        raise failure
    return Run(folder, recordings, failure, tuple(tried))


@contextmanager
def run_live(
    device: Device,
    app: AppProfile,
    scenario: Scenario,
    *,
    out: Path,
    watch_s: float | None,
    report: Callable[[str], None],
    appium: AppiumServer,
) -> Iterator[Live]:
    """One attempt in which the block drives and not the scenario's steps; its recording is closed afterwards.

    Raises InfraError, and AppRefused when the app cannot be installed.
    """
    require(app, scenario)
    folder = _new_folder(out, app)
    ca = CertificateAuthority.load_or_create()
    _restore(report)
    recording = folder / "attempt-1"
    plan = _plan(folder, device, app, scenario, watch_s, report)
    with (
        device_session(device, appium, report) as platform,
        _log_kept(appium.log, recording, plan.secrets),
        live_attempt(plan, 1, recording, platform, ca) as live,
    ):
        yield live


def _new_folder(out: Path, app: AppProfile) -> Path:
    return out / f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{app.name}-{secrets.token_hex(2)}"


def _restore(report: Callable[[str], None]) -> None:
    for left in restore_leftovers():
        report(f"{left.phone}: restored {', '.join(left.undone) or 'nothing'} {left.left}".rstrip())


def _plan(
    folder: Path,
    device: Device,
    app: AppProfile,
    scenario: Scenario,
    watch_s: float | None,
    report: Callable[[str], None],
) -> Plan:
    return Plan(
        run_id=folder.name,
        device=device,
        app=app,
        scenario=scenario,
        scenario_sha256=hashlib.sha256(scenario.text.encode()).hexdigest(),
        watch_s=watch_s if watch_s is not None else scenario.header.watch,
        baseline_s=min(scenario.header.baseline, watch_s) if watch_s is not None else scenario.header.baseline,
        report=report,
    )


@contextmanager
def _log_kept(log: Path, recording: Path, hidden: Secrets) -> Iterator[None]:
    """What a shared Appium server logs during an attempt is copied into the attempt's recording, without secrets."""
    start = log.stat().st_size if log.is_file() else 0
    try:
        yield
    finally:
        with suppress(OSError), log.open("rb") as source:
            source.seek(start)
            (recording / "appium.log").write_bytes(hidden.mask_bytes(source.read(MAX_LOG_BYTES)))
