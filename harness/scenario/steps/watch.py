"""Watching without touching, the app in front or in the background."""

from __future__ import annotations

from evidence.errors import EvidenceError
from evidence.events import KeyPressed, WatchEnded, WatchStarted
from harness.errors import InfraError
from harness.scenario.drive import AppGone, Drive
from harness.scenario.model import Watch
from harness.scenario.steps.basic import KEY_CODES

FIXED_MS = (500.0, 2000.0, 5000.0, 8000.0)
"""Moments of a watch at which a screen is taken in any case."""

LOOK_EVERY_MS = 1000.0
"""Between the fixed moments the tree is read this often, and a screen is taken when it changed."""


def watch(drive: Drive, step: Watch) -> None:
    """Watch for the step's time. Only a watch that ran to its end counts as coverage; whatever ends it is noted."""
    seconds = step.seconds if step.seconds is not None else _default(drive, step)
    if step.purpose == "background":
        _leave(drive)
    drive.watches += 1
    number = drive.watches
    drive.writer.add(WatchStarted(watch=number, purpose=step.purpose, planned_ms=seconds * 1000), sync=True)
    try:
        if step.purpose == "baseline":
            _baseline(drive, seconds)
        else:
            _watch_app(drive, seconds, in_front=step.purpose != "background")
    except (InfraError, AppGone, EvidenceError, KeyboardInterrupt) as error:
        reason = str(error) or type(error).__name__
        drive.writer.add(WatchEnded(watch=number, completed=False, reason=reason), sync=True)
        raise
    drive.writer.add(WatchEnded(watch=number, completed=True), sync=True)
    if step.purpose != "baseline":
        drive.note_identifiers()
        drive.note_appops(f"after {step.purpose}")
        drive.count_bytes(f"after {step.purpose}")


def _default(drive: Drive, step: Watch) -> float:
    return drive.baseline_s if step.purpose == "baseline" else drive.watch_s


def _baseline(drive: Drive, seconds: float) -> None:
    """The phone's own traffic, with the app not running."""
    end = drive.clock.now_s() + seconds
    while (left := end - drive.clock.now_s()) > 0:
        drive.capture.check()
        drive.clock.sleep(min(0.5, left))


def _leave(drive: Drive) -> None:
    """Send the app to the background, as a user who goes to the home screen does."""
    drive.writer.add(KeyPressed(key="home"))
    drive.touched()
    drive.platform.press_key(KEY_CODES["home"])


def _watch_app(drive: Drive, seconds: float, *, in_front: bool) -> None:
    began = drive.clock.now_s()
    due = [at for at in FIXED_MS if at <= seconds * 1000]
    next_look, signature = 0.0, None
    while (now := (drive.clock.now_s() - began) * 1000) < seconds * 1000:
        if due and now >= due[0]:
            due.pop(0)
            signature = _signature(drive.screen().source)
            drive.check_app()
        elif now >= next_look:
            next_look = now + LOOK_EVERY_MS
            drive.check_app()
            current = _signature(drive.platform.source())
            if signature is not None and current != signature:
                signature = _signature(drive.screen().source)
        upcoming = min([next_look, seconds * 1000, *due[:1]])
        drive.clock.sleep(max(0.0, upcoming - (drive.clock.now_s() - began) * 1000) / 1000)
    seen = drive.screen()
    drive.check_app()
    if in_front:
        drive.check_refusal(seen)


def _signature(source: bytes) -> int:
    return hash(source)
