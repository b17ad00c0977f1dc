"""What the one-click test of an ad shows: gone at once, or not, or back again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from detectors.ad_sightings import Appearance, same_window, shown_ad
from detectors.case import Case
from detectors.references import screen_ref
from detectors.rules.finding import EvidenceRef, Text
from detectors.verdicts import text
from evidence.events import KeyPressed, Tap
from evidence.geometry import Box
from evidence.recording import Screen
from perception.screen.view import Window

GONE_MS = 2000.0
"""TH11: the window must be gone within this time after the tap."""

REPEAT_MS = 60_000.0
"""TH12: how long no other ad may come on the same page."""

LATE_MS = 1500.0
"""A screen that was asked for this much after the limit still shows whether the window was gone."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The result of one test, with what shows it."""

    result: Literal["kept", "broken", "unknown"]
    reason: Text
    evidence: tuple[EvidenceRef, ...] = ()
    measures: dict[str, float | int | str | bool] = field(default_factory=dict)


def judge_closing(case: Case, one: Appearance, all_of_them: Sequence[Appearance]) -> Closing:
    """Judge the closing that was tried on this appearance."""
    tried = one.tried
    if tried is None:
        return Closing("unknown", text("没有试过关闭", "closing it was not tried"))
    tap = case.tap(tried.tap)
    if tap is None:
        if any(sight.ad.close for sight in one.sights):
            return Closing("unknown", text(f"没有点击关闭：{tried.reason}", f"no tap was made: {tried.reason}"))
        if _went_by_itself(case, one):
            return Closing(
                "unknown",
                text("没有可点击的关闭标志，窗口自行消失", "nothing to tap closes it; it went away by itself"),
            )
        return Closing("broken", text("没有任何点击可以关闭", "no tap closes it"))
    tapped = case.recording.screens.get(tap.screen) if tap.screen is not None else None
    marked = (
        (screen_ref(tapped, Box(*tap.box) if tap.box else None, "点击关闭", "the tap that should close"),)
        if tapped
        else ()
    )
    ruling = _after(case, one, tap, list(_stable_after(case, tried.after)))
    if ruling.result == "kept":
        again = _again(one, tap, all_of_them, case)
        if again is not None:
            back = screen_ref(again.first.screen, again.box, "再次弹出", "back again")
            seconds = (again.first.screen.taken.taken_ms - tap.at_ms) / 1000
            return Closing(
                "broken",
                text(
                    f"关闭 {seconds:.0f} 秒后在同一页面再次弹出",
                    f"an ad comes back on the same page {seconds:.0f} s after closing",
                ),
                (*marked, back),
                {"back_after_s": seconds},
            )
    return Closing(ruling.result, ruling.reason, (*marked, *ruling.evidence), ruling.measures)


def _stable_after(case: Case, numbers: Sequence[int]) -> Iterator[Screen]:
    for number in numbers:
        screen = case.recording.screens.get(number)
        if screen is not None and screen.taken.stable:
            yield screen


def _after(case: Case, one: Appearance, tap: Tap, screens: list[Screen]) -> Closing:
    outside = next((s for s in screens if s.taken.package and s.taken.package != case.package), None)
    if outside is not None:
        package = outside.taken.package
        return Closing(
            "broken",
            text(f"点击关闭后打开了 {package}", f"the tap that should close opens {package}"),
            (screen_ref(outside, None, f"打开了 {package}", f"{package} opened"),),
        )
    judging = [s for s in screens if s.taken.taken_ms <= tap.at_ms + GONE_MS + LATE_MS]
    if not judging:
        return Closing("unknown", text("点击后没有稳定的画面", "there is no stable screen after the tap"))
    last = judging[-1]
    view = case.view(last)
    ad = shown_ad(view)
    waited = (last.taken.taken_ms - tap.at_ms) / 1000
    measures: dict[str, float | int | str | bool] = {"looked_after_s": waited}
    if ad is not None and same_window(ad.window.box, one.box):
        if last.taken.taken_ms < tap.at_ms + GONE_MS - 50.0:
            return Closing("unknown", text("点击 2 秒后没有稳定的画面", "there is no stable screen 2 s after the tap"))
        return Closing(
            "broken",
            text("点击关闭 2 秒后仍在", "it still stands there 2 s after the tap"),
            (screen_ref(last, ad.window.box, "仍未关闭", "still open"),),
            measures,
        )
    menu = _second_window(view.popup, one)
    if menu is not None:
        return Closing(
            "broken",
            text(
                "点击关闭后出现第二个窗口，需要再次点击", "the tap opens a second window, so that another tap is needed"
            ),
            (screen_ref(last, menu.box, "第二个窗口", "the second window"),),
            measures,
        )
    return Closing(
        "kept", text("一键关闭", "closed by one tap"), (screen_ref(last, None, "已关闭", "closed"),), measures
    )


def _second_window(popup: Window | None, one: Appearance) -> Window | None:
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
    pressed = (e for e in one.life.events if isinstance(e, Tap | KeyPressed))
    return not any(last.taken.taken_ms < event.at_ms < following[0].taken.taken_ms for event in pressed)


def _again(one: Appearance, tap: Tap, all_of_them: Sequence[Appearance], case: Case) -> Appearance | None:
    """Another appearance after the closing on the same page: same start and activity, only close marks pressed."""
    activity = one.first.screen.taken.activity
    moves = [
        event.at_ms
        for event in one.life.events
        if (isinstance(event, Tap) and event.purpose != "close_popup" and event.at_ms > tap.at_ms)
        or (isinstance(event, KeyPressed) and event.at_ms > tap.at_ms)
    ]
    until = min([tap.at_ms + REPEAT_MS, *moves])
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
