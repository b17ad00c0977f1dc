"""The one-click test of pop-ups, and getting them out of the way."""

from __future__ import annotations

from collections.abc import Callable

from evidence.events import ClosingTried
from harness.scenario.drive import Drive, Seen, StepFailed
from harness.scenario.model import ClosePopups, Relaunch, Watch
from harness.scenario.prompting import is_system_prompt
from harness.scenario.steps.app import relaunch
from harness.scenario.steps.prompts import deny_prompt
from harness.scenario.steps.watch import watch
from perception.screen.view import CloseMark, View, Window

AFTER_MS = (700.0, 2000.0)
"""When to look after the tap: soon, and when a window must be gone at the latest (TH11)."""

REPOP_S = 60.0
"""How long a closed advertisement must stay away (TH12)."""

EARNEST_WATCH_S = 30.0
"""TH18: a run whose watches are shorter is a quick look, and looks that long only for advertisements that come back."""

COUNTDOWN_S = 8.0
"""How long a control that is counting down is waited for where only the way is to be cleared."""

MOST_IN_THE_WAY = 12
"""Screens looked at until the way is clear: some pop-ups, or one that counts down."""


def close_popups(drive: Drive, step: ClosePopups) -> None:
    """Test each pop-up in the way once, and watch whether another comes; then again after fresh starts."""
    trial = 0
    for number in range(step.tries):
        if number:
            relaunch(drive, Relaunch())
            if await_popup(drive, step.wait) is None:
                return
        trial = _close_all(drive, step, trial)


def await_popup(drive: Drive, wait_s: float) -> tuple[Seen, Window] | None:
    """The next pop-up that is no consent request, with its screen; None when none comes in time.

    Permission prompts are denied by the way.
    """
    deadline = drive.clock.now_s() + wait_s
    while True:
        seen = drive.standing()
        drive.check_app()
        if is_system_prompt(seen.taken.package):
            deny_prompt(drive, seen)
        else:
            popup = _with_popup(drive, seen).popup
            if popup is not None and popup.kind != "consent":
                return seen, popup
        if drive.clock.now_s() > deadline:
            return None
        drive.wait_change(seen.tree, 1.0)


def _close_all(drive: Drive, step: ClosePopups, trial: int) -> int:
    """Close what stands there and what comes; returns how many trials there have been."""
    before, watched = trial, False
    for _ in range(step.most):
        seen = drive.standing()
        drive.check_app()
        if is_system_prompt(seen.taken.package):
            deny_prompt(drive, seen)
            continue
        view = _with_popup(drive, seen)
        if view.popup is None or view.popup.kind == "consent":
            if trial == before or watched:
                return trial
            watched = True
            watch(drive, Watch(purpose="idle", seconds=_repop_s(drive, step)))
            continue
        trial += 1
        _try_closing(drive, seen, view.popup, trial, step.countdown)
    return trial


def _repop_s(drive: Drive, step: ClosePopups) -> float:
    if step.repop is not None:
        return step.repop
    return REPOP_S if drive.watch_s >= EARNEST_WATCH_S else drive.watch_s


def clear_the_way(drive: Drive, keep: Callable[[Seen, View], bool] | None = None) -> Seen:
    """A screen without system prompt or pop-up, as far as one can be had; for steps that need the page below.

    `keep` tells of a window whether it is wanted (a drawer, a menu) and stays.
    """
    waited_until, escaped = drive.clock.now_s() + COUNTDOWN_S, False
    for _ in range(MOST_IN_THE_WAY):
        seen = drive.standing()
        if is_system_prompt(seen.taken.package):
            deny_prompt(drive, seen)
            continue
        view = drive.glance(seen)
        mark = _closable(view)
        if view.popup is None or view.popup.kind == "consent" or (keep is not None and keep(seen, view)):
            return seen
        if mark is not None:
            drive.tap(mark.box, "close_popup", mark.text or "×", seen)
            drive.wait_change(seen.tree, 2.0)
        elif view.closes and drive.clock.now_s() < waited_until:
            drive.wait_change(seen.tree, 1.0)
        elif not escaped:
            # A window without any control of its own often goes by the back key, as a person would try.
            escaped = True
            _go_back(drive, seen)
        else:
            return seen
    return drive.screen()


def _try_closing(drive: Drive, seen: Seen, popup: Window, trial: int, countdown_s: float) -> None:
    first = seen
    seen, mark = _await_mark(drive, seen, countdown_s)
    box = (popup.box.x1, popup.box.y1, popup.box.x2, popup.box.y2)
    if mark is None:
        gone = _with_popup(drive, seen).popup is None
        reason = "the window went away by itself" if gone else "no control that closes it was found"
        drive.writer.add(
            ClosingTried(popup_screen=first.number, popup_box=box, tap=None, trial=trial, reason=reason), sync=True
        )
        if not gone:
            _escape(drive, seen)
        return
    tap = drive.tap(mark.box, "close_popup", mark.text or "×", seen)
    after = look_after(drive, tap.at_ms)
    drive.writer.add(
        ClosingTried(popup_screen=first.number, popup_box=box, tap=tap.id, trial=trial, after=tuple(after)), sync=True
    )
    tidy(drive)


def _await_mark(drive: Drive, seen: Seen, countdown_s: float) -> tuple[Seen, CloseMark | None]:
    """The first control that would close the window now, waiting for a countdown if there is one."""
    deadline = drive.clock.now_s() + countdown_s
    while True:
        view = _with_popup(drive, seen)
        mark = _closable(view)
        if mark is not None or view.popup is None or drive.clock.now_s() > deadline:
            return seen, mark
        drive.wait_change(seen.tree, 1.0)
        drive.check_app()
        seen = drive.screen()


def _with_popup(drive: Drive, seen: Seen) -> View:
    """The glance when it shows a pop-up that can be closed; else the whole view, since pop-ups may be drawn only."""
    glance = drive.glance(seen)
    return glance if glance.popup is not None and _closable(glance) is not None else drive.view(seen)


def _closable(view: View) -> CloseMark | None:
    return next((mark for mark in view.closes if mark.closable_now), None)


def look_after(drive: Drive, since_ms: float) -> list[int]:
    """The numbers of the screens 0.7 and 2 s after a moment, or as soon as can be."""
    numbers = []
    for due_ms in AFTER_MS:
        drive.clock.sleep(max(0.0, (since_ms + due_ms - drive.clock.now_ms()) / 1000))
        numbers.append(drive.screen().number)
    return numbers


def tidy(drive: Drive) -> None:
    """After the test: back into the app, and a second menu answered."""
    if not drive.in_front():
        drive.back()
        drive.clock.sleep(0.5)
        if not drive.in_front():
            drive.platform.launch(drive.app)
            drive.wait_change(None, 3.0)
        return
    seen = drive.last or drive.screen()
    view = drive.glance(seen)
    mark = _closable(view)
    if view.popup is not None and view.popup.kind != "consent" and mark is not None:
        drive.tap(mark.box, "close_popup", mark.text or "×", seen)
        drive.wait_change(seen.tree, 2.0)


def _escape(drive: Drive, seen: Seen) -> None:
    if _go_back(drive, seen) and _with_popup(drive, drive.screen()).popup is not None:
        raise StepFailed("a pop-up cannot be closed, nor does the back key remove it")


def _go_back(drive: Drive, seen: Seen) -> bool:
    """Press back; False when that left the app, which is started again then."""
    drive.back()
    drive.wait_change(seen.tree, 2.0)
    if drive.in_front():
        return True
    drive.platform.launch(drive.app)
    drive.wait_change(None, 3.0)
    return False
