"""Steps that start, stop, clear and update the app, open links and set permissions."""

from __future__ import annotations

from collections.abc import Mapping

from evidence.events import AppCleared, AppLaunched, AppOutcome, AppStopped, PhaseStarted
from harness.platforms.abilities import KillsInBackground, OpensLinks, SetsPermissions, Updates
from harness.scenario.drive import Drive, StepFailed
from harness.scenario.model import (
    ClearState,
    KillApp,
    LaunchApp,
    OpenLink,
    Relaunch,
    SetPermissions,
    StillInFront,
    StopApp,
    UpdateApp,
)
from harness.scenario.steps.basic import KEY_CODES


def clear_state(drive: Drive, step: ClearState) -> None:
    """Begin a new life: the app is stopped, its data and granted permissions are gone."""
    _check_app_id(drive, step.appId)
    drive.note_end_of_life()
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
    _check_app_id(drive, step.appId)
    if step.clearState:
        clear_state(drive, ClearState())
    if step.permissions:
        _set_permissions(drive, step.permissions)
    if step.stopApp and drive.launch:
        drive.platform.stop(drive.app)
    start(drive, fresh=drive.decided_ms is None)


def stop(drive: Drive, step: StopApp) -> None:
    """Stop the app."""
    _check_app_id(drive, step.appId)
    drive.platform.stop(drive.app)
    drive.writer.add(AppStopped(package=drive.app.id), sync=True)


def kill(drive: Drive, step: KillApp) -> None:
    """Send the app to the background and end its processes there; a platform that cannot stops it."""
    _check_app_id(drive, step.appId)
    drive.press("home", KEY_CODES["home"])
    if isinstance(drive.platform, KillsInBackground):
        drive.platform.kill(drive.app)
    else:
        drive.platform.stop(drive.app)
    drive.writer.add(AppStopped(package=drive.app.id), sync=True)


def update(drive: Drive, step: UpdateApp) -> None:
    """Install another version over the app."""
    if not isinstance(drive.platform, Updates):
        raise StepFailed("this platform does not update apps")
    drive.platform.stop(drive.app)
    drive.writer.add(AppStopped(package=drive.app.id), sync=True)
    drive.writer.add(drive.platform.update(drive.app, step.file), sync=True)


def set_permissions(drive: Drive, step: SetPermissions) -> None:
    """Grant or take permissions without asking."""
    _check_app_id(drive, step.appId)
    _set_permissions(drive, step.permissions)


def open_link(drive: Drive, step: OpenLink) -> None:
    """Open a link as if another app had opened it."""
    if not isinstance(drive.platform, OpensLinks):
        raise StepFailed("this platform does not open links")
    drive.platform.ensure_route()
    said = drive.platform.open_link(drive.app, step.link, browser=step.browser)
    if said:
        raise StepFailed(f"the phone does not open the link: {said[:300]}")


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
    # An app that ends itself between the two questions leaves as well: it is no app that was lost.
    drive.left_after_refusal = True
    while drive.in_front() and drive.clock.now_ms() < due_ms:
        drive.capture.check()
        drive.check_app()
        drive.clock.sleep(min(0.5, max(0.0, (due_ms - drive.clock.now_ms()) / 1000)))
    seen = drive.screen()
    drive.left_after_refusal = not drive.in_front()
    if drive.left_after_refusal:
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


def _set_permissions(drive: Drive, answers: Mapping[str, str]) -> None:
    if not isinstance(drive.platform, SetsPermissions):
        raise StepFailed("this platform does not set permissions")
    said = drive.platform.set_permissions(drive.app, answers)
    if said:
        raise StepFailed(f"permissions could not be set: {said[:300]}")


def _check_app_id(drive: Drive, app_id: str | None) -> None:
    if app_id is not None and app_id != drive.app.id:
        raise StepFailed(f"{app_id} is not the app under test, which is {drive.app.id}; no other app is driven")


def start(drive: Drive, *, fresh: bool) -> None:
    """Start the app; `fresh` says that its user has not decided yet."""
    drive.launch += 1
    drive.left_after_refusal = False
    drive.platform.ensure_route()
    drive.writer.add(AppLaunched(package=drive.app.id, launch=drive.launch, fresh=fresh), sync=True)
    drive.touched()
    drive.platform.launch(drive.app)
