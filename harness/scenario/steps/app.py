"""Steps that start, stop and clear the app."""

from __future__ import annotations

import time

from evidence.events import AppCleared, AppLaunched, AppOutcome, AppStopped, PhaseStarted
from harness.scenario.drive import Drive
from harness.scenario.model import ClearState, LaunchApp, Relaunch, StillInFront, StopApp


def clear_state(drive: Drive, step: ClearState) -> None:
    """Begin a new life: the app is stopped, its data and granted permissions are gone."""
    drive.phase += 1
    drive.decided_ms = None
    drive.left_after_refusal = False
    drive.prompts.clear()
    drive.writer.add(PhaseStarted(phase=drive.phase, path=drive.choice), sync=True)
    drive.platform.clear(drive.app)
    drive.writer.add(AppCleared(package=drive.app.id), sync=True)
    drive.count_bytes("cleared")


def launch(drive: Drive, step: LaunchApp) -> None:
    """Start the app; the event is on the disk before the start is sent, since the watch counts from it."""
    if step.stopApp and drive.launch:
        drive.platform.stop(drive.app)
    start(drive, fresh=drive.decided_ms is None)


def stop(drive: Drive, step: StopApp) -> None:
    """Stop the app."""
    drive.platform.stop(drive.app)
    drive.writer.add(AppStopped(package=drive.app.id), sync=True)


def relaunch(drive: Drive, step: Relaunch) -> None:
    """Stop and start the app within the same life, as a user who comes back."""
    drive.platform.stop(drive.app)
    drive.writer.add(AppStopped(package=drive.app.id), sync=True)
    start(drive, fresh=False)


def still_in_front(drive: Drive, step: StillInFront) -> None:
    """Look whether the app stayed in front after the decision.

    Leaving is an outcome that a reviewer sees; the run goes on.
    """
    since_ms = drive.decided_ms if drive.decided_ms is not None else drive.clock.now_ms()
    due_ms = since_ms + min(step.seconds, drive.watch_s) * 1000
    drive.left_after_refusal = not drive.in_front()
    while drive.clock.now_ms() < due_ms and not drive.left_after_refusal:
        drive.capture.check()
        drive.left_after_refusal = not drive.in_front()
        drive.check_app()
        time.sleep(min(0.5, max(0.0, (due_ms - drive.clock.now_ms()) / 1000)))
    seen = drive.screen()
    if not drive.in_front():
        front = drive.platform.foreground().package
        drive.writer.add(
            AppOutcome(
                outcome="exit",
                detail=f"after the decision {front or 'no app'} is in front",
                launch=drive.launch,
                screen=seen.number,
            ),
            sync=True,
        )
        drive.left_after_refusal = True


def start(drive: Drive, *, fresh: bool) -> None:
    """Start the app; `fresh` says that its user has not decided yet."""
    drive.launch += 1
    drive.left_after_refusal = False
    drive.platform.ensure_route()
    drive.writer.add(AppLaunched(package=drive.app.id, launch=drive.launch, fresh=fresh), sync=True)
    drive.platform.launch(drive.app)
