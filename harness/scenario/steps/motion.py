"""Moving the phone while a pop-up stands there."""

from __future__ import annotations

from evidence.events import MotionEnded, MotionName, MotionStarted
from harness.motions import MOTIONS
from harness.scenario.drive import Drive, Seen
from harness.scenario.model import MovePhone, Relaunch
from harness.scenario.steps.app import relaunch
from harness.scenario.steps.popups import await_popup, look_after, tidy
from perception.screen.view import Window


def move_phone(drive: Drive, step: MovePhone) -> None:
    """Move the phone in each way; a pop-up that is gone or has led away is waited for in a fresh start of the app."""
    why_not = drive.platform.immovable()
    found: tuple[Seen, Window] | None = None
    for motion in step.motions:
        if found is None:
            relaunch(drive, Relaunch())
            found = await_popup(drive, step.wait)
        if found is None:
            drive.writer.add(
                MotionStarted(motion=motion, injected=False, reason="no pop-up came after a fresh start"), sync=True
            )
            return
        if why_not:
            _note_immovable(drive, motion, found, why_not)
            return
        found = _move(drive, motion, *found)
    if not drive.in_front():
        tidy(drive)


def _move(drive: Drive, name: MotionName, seen: Seen, popup: Window) -> tuple[Seen, Window] | None:
    """Play one motion; returns the pop-up when it still stands there afterwards."""
    motion = MOTIONS[name]
    began = drive.writer.add(
        MotionStarted(
            motion=name,
            popup_screen=seen.number,
            popup_box=(popup.box.x1, popup.box.y1, popup.box.x2, popup.box.y2),
            acceleration=round(motion.acceleration, 1),
            rotation=motion.angle,
            seconds=motion.seconds,
        ),
        sync=True,
    )
    drive.platform.move(motion)
    after = look_after(drive, drive.clock.now_ms())
    drive.writer.add(MotionEnded(started=began.id, after=tuple(after)), sync=True)
    last = drive.last
    if last is None or not drive.in_front():
        return None
    still = drive.glance(last).popup
    return (last, still) if still is not None and still.kind != "consent" else None


def _note_immovable(drive: Drive, name: MotionName, found: tuple[Seen, Window], reason: str) -> None:
    seen, popup = found
    drive.writer.add(
        MotionStarted(
            motion=name,
            popup_screen=seen.number,
            popup_box=(popup.box.x1, popup.box.y1, popup.box.x2, popup.box.y2),
            injected=False,
            reason=reason,
        ),
        sync=True,
    )
