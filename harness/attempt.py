"""One attempt: phone, capture and recording put together, a scenario run, everything undone at the end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from evidence.clock import Clock
from evidence.errors import EvidenceError
from evidence.events import (
    AppOutcome,
    CaptureEnded,
    CaptureStarted,
    ClockCompared,
    DeviceState,
    InfraProblem,
    RunEnded,
    RunStarted,
)
from evidence.info import RecordingInfo, ScenarioInfo
from evidence.writer import RecordingWriter
from harness.capture.authority import CertificateAuthority
from harness.capture.process import Capture
from harness.config.apps import AppProfile
from harness.config.devices import Device
from harness.errors import AppRefused, InfraError
from harness.filming import Camera, filmed
from harness.hiding import hide_in_traffic
from harness.platforms.abilities import Films
from harness.platforms.base import Platform
from harness.provenance import model_digests, operator, tool_versions
from harness.scenario.drive import Drive
from harness.scenario.model import Scenario
from harness.scenario.runner import play
from harness.scenario.secrets import Secrets

NOT_WHOLE = "not every step could be carried out; see the steps"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be tried: times in s; `report` tells a person.

    `secrets` are the values that the attempt has come to know and its recording must not hold.
    """

    run_id: str
    device: Device
    app: AppProfile
    scenario: Scenario
    scenario_sha256: str
    watch_s: float
    baseline_s: float
    report: Callable[[str], None]
    secrets: Secrets = field(default_factory=Secrets)


@dataclass(slots=True)
class Live:
    """An attempt under way: the app is installed, traffic is captured, nothing was started yet."""

    drive: Drive
    whole: bool = True
    """Whether everything could be carried out so far."""

    def play(self, scenario: Scenario) -> bool:
        """Run the steps of a scenario; whether each did what it says. Raises InfraError."""
        done = play(self.drive, scenario)
        self.whole = self.whole and done
        return done


def run_attempt(plan: Plan, number: int, folder: Path, platform: Platform, ca: CertificateAuthority) -> None:
    """Run the plan's steps once and leave a recording in `folder`, whatever happens.

    Raises InfraError when the equipment failed (the recording says so and stays), and EvidenceError when the recording
    cannot be written.
    """
    with contextlib.suppress(AppRefused), live_attempt(plan, number, folder, platform, ca) as live:
        live.play(plan.scenario)


@contextlib.contextmanager
def live_attempt(plan: Plan, number: int, folder: Path, platform: Platform, ca: CertificateAuthority) -> Iterator[Live]:
    """Bring everything up, let the block drive, put the phone back and close the recording.

    Raises as `run_attempt` does, and AppRefused when the app cannot be installed.
    """
    clock = Clock.start()
    started = datetime.now().astimezone()
    writer = RecordingWriter(folder, _info(plan, number, platform, started), clock)
    try:
        writer.add(RunStarted(), sync=True)
        with _noted(writer):
            with _captured(plan, writer, platform, ca) as capture:
                live = Live(_ready(plan, writer, platform, capture, ca, started.timestamp()))
                with filmed(_camera(plan, platform), writer, plan.report, lambda: bool(plan.secrets)):
                    try:
                        yield live
                    finally:
                        _look_back(plan, live.drive, started.timestamp())
            if live.whole:
                writer.add(RunEnded(outcome="completed"))
            else:
                writer.add(RunEnded(outcome="failed", reason=NOT_WHOLE))
    finally:
        writer.close()


@contextlib.contextmanager
def _noted(writer: RecordingWriter) -> Iterator[None]:
    """The end of the attempt is in the recording, as far as the disk lets it."""
    try:
        yield
    except AppRefused:
        writer.add(RunEnded(outcome="failed", reason=NOT_WHOLE))
        raise
    except InfraError as error:
        with contextlib.suppress(EvidenceError):
            writer.add(InfraProblem(error=type(error).__name__, message=str(error)[:2000]))
            writer.add(RunEnded(outcome="interrupted", reason=f"{type(error).__name__}: {error}"[:2000]))
        raise
    except KeyboardInterrupt:
        with contextlib.suppress(EvidenceError):
            writer.add(RunEnded(outcome="interrupted", reason="stopped by the user"))
        raise


@contextlib.contextmanager
def _captured(plan: Plan, writer: RecordingWriter, platform: Platform, ca: CertificateAuthority) -> Iterator[Capture]:
    """The capture and the driver's session, for the time of the block."""
    by = plan.device.capture
    capture = Capture(
        writer.folder,
        writer.clock,
        by.egress,
        by.listen,
        ca,
        writer.folder / "mitmdump.log",
        tunnel_port=by.ends.port if by.ends else None,
        served=by.served,
        port=by.port,
    )
    try:
        plan.report("starting the capture and the session")
        # Neither needs the other, and each waits for a program that starts.
        with ThreadPoolExecutor(1, "capture") as beside:
            started = beside.submit(capture.start)
            platform.open(writer.clock)
        started.result()
        yield capture
    finally:
        try:
            with contextlib.suppress(InfraError):
                platform.close()
        finally:
            reason = capture.stop()
            if plan.secrets:
                _hide(plan, writer)
            with contextlib.suppress(EvidenceError):
                writer.add(CaptureEnded(reason=reason), sync=True)


def _hide(plan: Plan, writer: RecordingWriter) -> None:
    """Take the secrets out of what other programs wrote into the recording; where that fails, a person has to know."""
    try:
        plan.secrets.mask_folder(writer.folder, "*.log")
        hide_in_traffic(writer, plan.secrets)
    except (EvidenceError, OSError) as error:
        plan.report(f"secrets may be left in the recording's traffic and logs: {error}")


def _camera(plan: Plan, platform: Platform) -> Camera | None:
    return platform.camera() if plan.device.video and isinstance(platform, Films) else None


def _lead_traffic(
    plan: Plan, writer: RecordingWriter, platform: Platform, capture: Capture, ca: CertificateAuthority
) -> None:
    by = plan.device.capture
    trusted, reason = platform.trust_ca(ca.pem)
    platform.route_to(by.listen, capture.port)
    writer.add(
        CaptureStarted(
            mode=by.mode,
            egress=by.egress,
            ca_trusted=trusted,
            ca_reason=reason,
            attribution="exact" if platform.only_route_of(plan.app) else "inferred",
            bound=platform.bound_to_route(),
            over_loopback=by.mode == "proxy" and ip_address(by.listen).is_loopback,
        ),
        sync=True,
    )


def _ready(
    plan: Plan,
    writer: RecordingWriter,
    platform: Platform,
    capture: Capture,
    ca: CertificateAuthority,
    started_wall_s: float,
) -> Drive:
    """Install, lead the traffic, note what the phone is. Raises AppRefused, which is noted.

    A tunnel takes an app's traffic by the user id that installing gives it, so it is raised after that; nothing of the
    app runs before it is started.
    """
    try:
        installed = platform.install(plan.app)
    except AppRefused as error:
        writer.add(AppOutcome(outcome=error.outcome, detail=error.detail), sync=True)
        raise
    writer.add(installed, sync=True)
    # One that still runs from before would have its hosts taken for the phone's own.
    platform.stop(plan.app)
    _lead_traffic(plan, writer, platform, capture, ca)
    drive = Drive(
        platform=platform,
        writer=writer,
        capture=capture,
        app=plan.app,
        watch_s=plan.watch_s,
        baseline_s=plan.baseline_s,
        report=plan.report,
        uid=platform.app_uid(plan.app),
        secrets=plan.secrets,
    )
    _compare_clocks(writer, platform, started_wall_s)
    drive.note_identifiers()
    return drive


def _look_back(plan: Plan, drive: Drive, started_wall_s: float) -> None:
    """Note what the phone says at the end, as far as it still answers."""
    with contextlib.suppress(InfraError):
        drive.note_end_of_life()
        _note_device(drive.writer, drive.platform, plan.app)
        _compare_clocks(drive.writer, drive.platform, started_wall_s)
        # A hung app leaves Android's dialog standing over whatever is tried next.
        drive.platform.stop(plan.app)


def _note_device(writer: RecordingWriter, platform: Platform, app: AppProfile) -> None:
    for kind, text in platform.device_texts(app).items():
        writer.add(DeviceState(kind=kind, file=writer.device_file(kind, text)))


def _compare_clocks(writer: RecordingWriter, platform: Platform, started_wall_s: float) -> None:
    writer.add(ClockCompared(other="wall", offset_ms=writer.clock.wall_offset_ms(started_wall_s)))
    writer.add(ClockCompared(other="phone", offset_ms=platform.phone_clock_offset_ms()))


def _info(plan: Plan, number: int, platform: Platform, started: datetime) -> RecordingInfo:
    return RecordingInfo(
        run_id=plan.run_id,
        attempt=number,
        app=plan.app.info,
        device=platform.info(),
        scenario=ScenarioInfo(
            name=plan.scenario.header.name,
            sha256=plan.scenario_sha256,
            watch_s=plan.watch_s,
            text=plan.scenario.text,
        ),
        started=started.isoformat(timespec="milliseconds"),
        started_epoch_s=round(started.timestamp(), 3),
        operator=operator(),
        tools=tool_versions(),
        models=model_digests(),
    )
