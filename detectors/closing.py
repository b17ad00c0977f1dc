"""What the one-click test of a pop-up shows: gone at once, or not, or back again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.case import Case
from detectors.close_marks import judge_delay, popup_ref, unproved_absence
from detectors.leaving import is_elsewhere
from detectors.references import screen_ref
from detectors.rules.told import in_both
from detectors.rulings import Judged
from detectors.sightings import Appearance, Pick, PopupRun, same_window
from detectors.verdicts import text
from evidence.events import AppStopped, KeyPressed, MotionStarted, PopupProbed, ScreenTaken, Swiped, Tap, WatchEnded
from evidence.geometry import Box
from evidence.recording import Screen
from perception.screen.view import Window

GONE_MS = 2000.0
"""TH11: the window must be gone within this time after the tap."""

REPEAT_MS = 60_000.0
"""TH12: how long no other ad may come on the same page."""

LATE_MS = 1500.0
"""A screen that was asked for this much after the limit still shows whether the window was gone."""


def to_close(run: PopupRun) -> list[Appearance]:
    """The appearances whose closing counts: those touched or moved instead only where there are no others."""
    left = [one for one in run.appearances if one.tried is not None or not _used_otherwise(one)]
    return left or list(run.appearances)


def judge_one_click(case: Case, run: PopupRun, one: Appearance) -> Judged:
    """Whether one tap closes an appearance of a run as soon as it stands there, and for good."""
    delayed = judge_delay(one)
    if delayed is not None:
        return delayed
    closing = _judge_closing(case, one, run)
    tries = sum(other.tried is not None and one.is_place_of(other) for other in run.appearances)
    evidence = (popup_ref(one.first), *closing.evidence)
    return Judged(closing.result, closing.reason, evidence, {"tries": tries, **closing.measures})


def _used_otherwise(one: Appearance) -> bool:
    numbers = {sight.screen.number for sight in one.sights}
    touched = (event.popup_screen for event in one.life.of(PopupProbed))
    moved = (event.popup_screen for event in one.life.of(MotionStarted))
    return any(number in numbers for number in (*touched, *moved))


def _judge_closing(case: Case, one: Appearance, run: PopupRun) -> Judged:
    tried = one.tried
    if tried is None:
        return Judged("unknown", text("没有尝试关闭", "closing it was not tried"))
    tap = case.tap(tried.tap)
    if tap is None:
        if any(sight.close for sight in (*one.sights, *one.moving)):
            why = in_both(tried.reason)
            return Judged("unknown", text(f"没有点击关闭：{why.zh}", f"no tap was made: {why.en}"))
        if _went_by_itself(case, one):
            return Judged(
                "unknown",
                text("没有可点击的关闭标志，窗口自行消失", "nothing to tap closes it; it went away by itself"),
            )
        unproved = unproved_absence(one, None)
        return unproved or Judged("broken", text("没有可以点击关闭的控件", "no tap closes it"))
    tapped = case.recording.screens.get(tap.screen) if tap.screen is not None else None
    marked = (
        (screen_ref(tapped, Box(*tap.box) if tap.box else None, "点击关闭", "the tap that should close"),)
        if tapped
        else ()
    )
    ruling = _after(case, one, tap, list(_stable_after(case, tried.after)), run.pick)
    if ruling.result == "kept":
        again = _again(one, tap, run.appearances)
        if again is not None:
            back = screen_ref(again.first.screen, again.box, "再次弹出", "back again")
            seconds = (again.first.screen.taken.taken_ms - tap.at_ms) / 1000
            return Judged(
                "broken",
                text(
                    f"关闭 {seconds:.0f} 秒后在同一页面再次弹出",
                    f"a pop-up comes back on the same page {seconds:.0f} s after closing",
                ),
                (*marked, back),
                {"back_after_s": seconds},
            )
    measures = {**ruling.measures, "watched_after_s": _watched_s(one, tap)}
    return Judged(ruling.result, ruling.reason, (*marked, *ruling.evidence), measures)


def _stable_after(case: Case, numbers: Sequence[int]) -> Iterator[Screen]:
    for number in numbers:
        screen = case.recording.screens.get(number)
        if screen is not None and screen.taken.stable:
            yield screen


def _after(case: Case, one: Appearance, tap: Tap, screens: list[Screen], pick: Pick) -> Judged:
    there = one.first.screen.taken.package
    outside = next((s for s in screens if s.taken.package != there and is_elsewhere(case, s.taken.package)), None)
    if outside is not None:
        package = outside.taken.package
        return Judged(
            "broken",
            text(f"点击关闭后打开了 {package}", f"the tap that should close opens {package}"),
            (screen_ref(outside, None, f"打开了 {package}", f"{package} opened"),),
        )
    # What a prompt or the home screen covers may still stand there.
    shown_by = ("", case.package, there)
    in_time = (s for s in screens if s.taken.taken_ms <= tap.at_ms + GONE_MS + LATE_MS)
    judging = [s for s in in_time if s.taken.package in shown_by]
    if not judging:
        return Judged("unknown", text("点击后没有稳定的应用画面", "there is no stable screen of the app after the tap"))
    last = judging[-1]
    view = case.view(last)
    shown = pick(view)
    waited = (last.taken.taken_ms - tap.at_ms) / 1000
    measures: dict[str, float | int | str | bool] = {"looked_after_s": waited}
    if shown is not None and same_window(shown.window.box, one.box):
        if last.taken.taken_ms < tap.at_ms + GONE_MS - 50.0:
            return Judged("unknown", text("点击 2 秒后没有稳定的画面", "there is no stable screen 2 s after the tap"))
        return Judged(
            "broken",
            text("点击关闭 2 秒后仍在", "it still stands there 2 s after the tap"),
            (screen_ref(last, shown.window.box, "仍未关闭", "still open"),),
            measures,
        )
    menu = _second_window(view.popup)
    if menu is not None:
        return Judged(
            "broken",
            text(
                "点击关闭后出现第二个窗口，需要再次点击", "the tap opens a second window, so that another tap is needed"
            ),
            (screen_ref(last, menu.box, "第二个窗口", "the second window"),),
            measures,
        )
    return Judged(
        "kept", text("一键关闭", "closed by one tap"), (screen_ref(last, None, "已关闭", "closed"),), measures
    )


def _second_window(popup: Window | None) -> Window | None:
    """A window that the tap brought: another ad, or a menu; a consent or coupon window is a matter of its own."""
    if popup is None or popup.kind not in ("ad", "other") or popup.form in ("toast", "banner", "system"):
        return None
    return popup


def _went_by_itself(case: Case, one: Appearance) -> bool:
    """Whether the next stable screen of the same start shows no ad, with nothing pressed between."""
    last = one.sights[-1].screen
    following = [s for s in case.screens(one.life) if s.number > last.number and s.taken.stable]
    if not following:
        return False
    pressed = (e for e in one.life.events if isinstance(e, Tap | KeyPressed | Swiped))
    return not any(last.taken.taken_ms < event.at_ms < following[0].taken.taken_ms for event in pressed)


def _again(one: Appearance, tap: Tap, all_of_them: Sequence[Appearance]) -> Appearance | None:
    """Another appearance after the closing on the same page: same start and activity, only close marks pressed."""
    activity = one.first.screen.taken.activity
    until = _left_ms(one, tap)
    return next(
        (
            other
            for other in all_of_them
            if other is not one
            and other.life is one.life
            and other.launch == one.launch
            and tap.at_ms < other.first.screen.taken.taken_ms < until
            and other.first.screen.taken.activity == activity
        ),
        None,
    )


def _left_ms(one: Appearance, tap: Tap) -> float:
    """Until when the page after a closing was left alone, at most as long as matters."""
    moves = (
        event.at_ms
        for event in one.life.events
        if event.at_ms > tap.at_ms
        and (
            isinstance(event, KeyPressed | Swiped | AppStopped)
            or (isinstance(event, Tap) and event.purpose != "close_popup")
        )
    )
    return min(tap.at_ms + REPEAT_MS, *moves, one.life.ended_ms)


def _watched_s(one: Appearance, tap: Tap) -> float:
    """For how long after a closing the page was left alone and looked at, in s."""
    until = _left_ms(one, tap)
    seen = (
        event.at_ms
        for event in (*one.life.of(ScreenTaken), *one.life.of(WatchEnded))
        if tap.at_ms <= event.at_ms <= until
    )
    return max(((at - tap.at_ms) / 1000 for at in seen), default=0.0)
