"""A run: attempts on one device until one is not spoiled by the equipment."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from harness.appium.server import AppiumServer
from harness.attempt import Plan, run_attempt
from harness.capture.authority import CertificateAuthority
from harness.config.apps import AppProfile
from harness.config.devices import Device
from harness.errors import InfraError
from harness.platforms import device_session
from harness.restore import restore_leftovers
from harness.scenario.model import Scenario

MAX_LOG_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run: the recordings of its attempts in order, and the last attempt's failure of the equipment."""

    folder: Path
    recordings: tuple[Path, ...]
    failure: InfraError | None


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

    Raises InfraError when not even a recording could be begun, and EvidenceError when nothing can be written.
    """
    started = datetime.now().astimezone()
    run_id = f"{started:%Y%m%d-%H%M%S}-{app.name}-{secrets.token_hex(2)}"
    folder = out / run_id
    plan = Plan(
        run_id=run_id,
        device=device,
        app=app,
        scenario=scenario,
        scenario_sha256=hashlib.sha256(scenario.text.encode()).hexdigest(),
        watch_s=watch_s if watch_s is not None else scenario.header.watch,
        baseline_s=min(scenario.header.baseline, watch_s) if watch_s is not None else scenario.header.baseline,
        tools=tool_versions(),
        report=report,
    )
    ca = CertificateAuthority.load_or_create()
    for left in restore_leftovers():
        report(f"{left.phone}: restored {', '.join(left.undone) or 'nothing'} {left.left}".rstrip())
    failure: InfraError | None = None
    for number in range(1, attempts + 1):
        failure = None
        attempt = folder / f"attempt-{number}"
        try:
            with ExitStack() as stack:
                platform = stack.enter_context(device_session(device, appium, report))
                stack.enter_context(_log_kept(appium.log, attempt))
                run_attempt(plan, number, attempt, platform, ca)
            break
        except InfraError as error:
            failure = error
            report(f"attempt {number} failed: {error}")
    recordings = tuple(sorted(path.parent for path in folder.glob("attempt-*/recording.json")))
    if failure is not None and not recordings:
        raise failure
    return Run(folder, recordings, failure)


@contextmanager
def _log_kept(log: Path, recording: Path) -> Iterator[None]:
    """What a shared Appium server logs during an attempt is copied into the attempt's recording."""
    start = log.stat().st_size if log.is_file() else 0
    try:
        yield
    finally:
        with suppress(OSError), log.open("rb") as source:
            source.seek(start)
            (recording / "appium.log").write_bytes(source.read(MAX_LOG_BYTES))


def tool_versions() -> dict[str, str]:
    """The versions of the tools that make a recording, by name."""
    versions = {}
    for name in ("consentinel", "mitmproxy", "Appium-Python-Client", "adbutils"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "unknown"
    return versions
