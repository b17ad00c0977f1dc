"""popup-2022/5.9b: nothing leads away from a pop-up but a deliberate tap on what says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detectors.case import Case
from detectors.close_marks import popup_ref
from detectors.gaps import Gap, unstable_gap
from detectors.leaving import is_elsewhere, led_to
from detectors.references import event_ref, screen_ref
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import EvidenceRef, Finding, Text
from detectors.sightings import POPUP_FORMS, PUSHED, PopupRun, push_run
from detectors.verdicts import Verdicts, sentence, text
from evidence.events import (
    AppLaunched,
    AppStopped,
    KeyPressed,
    MotionEnded,
    MotionStarted,
    PopupProbed,
    Spot,
    StepStarted,
    Swiped,
    Tap,
)
from evidence.lives import Life
from evidence.recording import Screen

_JUMPS = Verdicts("popup-2022/5.9b", "popup_jumps")

_SPOTS: dict[Spot, Text] = {
    "blank": text("弹窗外的空白处", "the blank beside the pop-up"),
    "beside_mark": text("关闭标志旁", "the place beside the close mark"),
    "picture": text("弹窗画面", "the picture"),
    "label": text("“广告”字样", "the word 广告"),
}

_MOTIONS = {
    "still": text("手机静置时", "letting the phone lie still"),
    "pick_up": text("拿起手机", "picking the phone up"),
    "walking": text("行走时的晃动", "walking"),
    "vehicle": text("乘车时的震动", "riding in a vehicle"),
    "below": text("低于参考值的晃动", "a shake below the reference values"),
}

_ACTS = Tap | KeyPressed | Swiped | MotionStarted | MotionEnded | AppLaunched | AppStopped

_ACTING_STEPS = ("openLink", "askPerson", "setPermissions", "updateApp")
"""Steps that may bring something else to the front and write no event of their own."""

_INSTRUCTION = text(
    "这台手机的传感器无法由程序设置：请在弹窗出现时拿起、放下、轻晃手机，并边走边看，确认不会跳转",
    "the sensors of this phone cannot be set: while the pop-up stands there pick the phone up, put it down, "
    "rock it and walk with it, and see that nothing opens",
)


@dataclass(frozen=True, slots=True)
class Jump:
    """One time that something opened without a deliberate tap."""

    reason: Text
    evidence: tuple[EvidenceRef, ...]
    measures: dict[str, float | int | str | bool]


def popup_jumps(case: Case) -> Finding:
    """Nothing opens by itself, on a close mark, on blank, on the whole screen, or when the phone is merely moved."""
    run = push_run(case)
    if not run.appearances:
        return _none_met(run)
    jumps = [
        jump
        for life in case.lives
        for found in (_untouched(case, life), _closing(case, run, life), _probed(case, life), _moved(case, life))
        for jump in found
    ]
    probes = [event for life in case.lives for event in life.of(PopupProbed)]
    motions = [event for life in case.lives for event in life.of(MotionStarted)]
    measures: dict[str, float | int | str | bool] = {
        "appearances": len(run.appearances),
        "spots_touched": sum(event.tap is not None for event in probes),
        "motions": sum(event.injected for event in motions),
    }
    if jumps:
        return _JUMPS.violation(
            sentence(jump.reason for jump in jumps),
            [ref for jump in jumps for ref in jump.evidence],
            {**measures, **jumps[0].measures},
            run.gaps,
        )
    return _without_jump(run, probes, motions, measures)


def _without_jump(
    run: PopupRun,
    probes: Sequence[PopupProbed],
    motions: Sequence[MotionStarted],
    measures: dict[str, float | int | str | bool],
) -> Finding:
    shown = [popup_ref(one.first) for one in run.appearances]
    message = text("未发现弹窗擅自跳转。", "No pop-up was seen to lead away by itself.")
    if not probes and not motions:
        reason = text(
            "场景没有试探弹窗（触碰控件以外的地方、移动手机）",
            "the scenario neither touches pop-ups beside their controls nor moves the phone",
        )
        if run.gaps:
            return _JUMPS.inconclusive(message, run.gaps, shown, measures)
        return _JUMPS.not_applicable(message, reason, shown)
    gaps = [*run.gaps, *_untested(probes, motions)]
    if gaps:
        return _JUMPS.inconclusive(message, gaps, shown, measures)
    if any(not event.injected for event in motions):
        return _JUMPS.review(message, _INSTRUCTION, shown, measures)
    return _JUMPS.not_observed(message, shown, measures)


def _none_met(run: PopupRun) -> Finding:
    message = text("没有遇到推送信息的弹窗。", "No pop-up that pushes information was met.")
    gaps = [*run.gaps, *([unstable_gap(list(run.unstable))] if run.unstable else [])]
    if gaps:
        return _JUMPS.inconclusive(message, gaps)
    return _JUMPS.not_applicable(
        message, text("观察期间应用没有推送信息的弹窗", "the app showed no such pop-up while it was watched")
    )


def _untested(probes: Sequence[PopupProbed], motions: Sequence[MotionStarted]) -> Iterator[Gap]:
    """What the scenario meant to try, and could not since no pop-up came again."""
    if not probes:
        yield Gap(text("没有触碰弹窗控件以外的地方", "the pop-up was not touched beside its controls"))
    if not motions:
        yield Gap(text("没有移动手机", "the phone was not moved"))
    missed: list[PopupProbed | MotionStarted] = [event for event in probes if event.popup_screen is None]
    missed += [event for event in motions if event.popup_screen is None]
    for event in missed:
        yield Gap(
            text("重新启动后弹窗没有再出现，无法试探", "the pop-up did not come again after a fresh start"),
            (event_ref(event, "试探", "the trial"),),
        )


def _untouched(case: Case, life: Life) -> Iterator[Jump]:
    """(a) From a pop-up to something else with no touch, key or motion between."""
    before: Screen | None = None
    for screen in case.screens(life, life.launched_ms or life.began_ms):
        if not screen.taken.stable:
            continue
        if is_elsewhere(case, screen.taken.package):
            if before is not None and not _acted(life, before, screen):
                yield _jump(
                    case,
                    text("没有任何操作就打开了", "without a touch the pop-up opens"),
                    before,
                    screen,
                    screen.taken.package,
                )
            before = None
            continue
        popup = case.view(screen).popup
        pushes = popup is not None and popup.kind in PUSHED and popup.form in POPUP_FORMS
        before = screen if pushes else None


def _acted(life: Life, first: Screen, last: Screen) -> bool:
    began, ended = first.taken.taken_ms, last.taken.taken_ms
    return any(
        began < event.at_ms < ended
        for event in life.events
        if isinstance(event, _ACTS) or (isinstance(event, StepStarted) and event.kind in _ACTING_STEPS)
    )


def _closing(case: Case, run: PopupRun, life: Life) -> Iterator[Jump]:
    """(b) A tap on the close mark that opens something."""
    for one in run.appearances:
        if one.life is not life or one.tried is None or one.tried.tap is None:
            continue
        led = _led(case, one.tried.after, one.first.screen)
        if led is not None:
            yield _jump(case, text("点击关闭标志打开了", "a tap on the close mark opens"), one.first.screen, *led)


def _probed(case: Case, life: Life) -> Iterator[Jump]:
    """(b) A touch on blank that opens something; (d) a window over the whole screen that is one link."""
    links: dict[tuple[int, ...], list[tuple[PopupProbed, Screen, Screen, str]]] = {}
    for event in life.of(PopupProbed):
        before = case.recording.screens.get(event.popup_screen) if event.popup_screen is not None else None
        if event.tap is None or before is None or event.popup_box is None:
            continue
        led = _led(case, event.after, before)
        if led is None:
            continue
        if event.spot == "blank":
            spot = _SPOTS[event.spot]
            reason = text(f"点击{spot.zh}打开了", f"a touch on {spot.en} opens")
            yield _jump(case, reason, before, *led)
        else:
            links.setdefault(event.popup_box, []).append((event, before, *led))
    for box, found in links.items():
        yield from _whole_screen(case, box, found)


def _whole_screen(
    case: Case, box: tuple[int, ...], found: Sequence[tuple[PopupProbed, Screen, Screen, str]]
) -> Iterator[Jump]:
    _, before, after, what = found[0]
    taken = before.taken
    share = (box[2] - box[0]) * (box[3] - box[1]) / max(1, taken.width * taken.height)
    most = catalogue().threshold("TH15").numbers["interstitial_max_share"]
    if share <= most or len({one.spot for one, *_ in found}) < 2:
        return
    spots = [_SPOTS[one.spot] for one, *_ in found]
    reason = text(
        f"整个画面都是链接：点击{'、'.join(spot.zh for spot in spots)}都打开了",
        f"the whole screen is a link: touches on {' and '.join(spot.en for spot in spots)} open",
    )
    yield _jump(case, reason, before, after, what, {"link_share": share})


def _moved(case: Case, life: Life) -> Iterator[Jump]:
    """(c) A motion below the reference values that opens something."""
    ends = {event.started: event for event in life.of(MotionEnded)}
    for event in life.of(MotionStarted):
        ended, before = ends.get(event.id), case.recording.screens.get(event.popup_screen or -1)
        if event.motion == "above" or ended is None or before is None:
            continue
        led = _led(case, ended.after, before)
        if led is None:
            continue
        name, least = _MOTIONS[event.motion], _reference()
        values = f"{event.acceleration:g} m/s², {event.rotation:g}°, {event.seconds:g} s"
        reason = text(
            f"{name.zh}（{values}，低于 {least}）就打开了",
            f"{name.en} ({values}, below {least}) is enough to open",
        )
        measures = {"acceleration": event.acceleration, "rotation": event.rotation, "seconds": event.seconds}
        jump = _jump(case, reason, before, *led, {**measures, "motion": event.motion})
        yield Jump(jump.reason, (*jump.evidence, event_ref(event, "移动手机", "the motion")), jump.measures)


def _reference() -> str:
    """The values of TH04 below which nothing may open."""
    numbers = catalogue().threshold("TH04").numbers
    return f"{numbers['acceleration_m_s2']:g} m/s², {numbers['rotation_deg']:g}°, {numbers['duration_s']:g} s"


def _led(case: Case, after: Sequence[int], before: Screen) -> tuple[Screen, str] | None:
    screens = [screen for number in after if (screen := case.recording.screens.get(number)) is not None]
    return led_to(case, screens, before)


def _jump(
    case: Case,
    said: Text,
    before: Screen,
    after: Screen,
    what: str,
    measures: dict[str, float | int | str | bool] | None = None,
) -> Jump:
    popup = case.view(before).popup
    return Jump(
        text(f"{said.zh} {what}", f"{said.en} {what}"),
        (
            screen_ref(before, popup.box if popup else None, "弹窗", "the pop-up"),
            screen_ref(after, None, f"打开了 {what}", f"{what} opened"),
        ),
        {**(measures or {}), "opened": what},
    )
