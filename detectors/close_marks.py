"""The close mark of a pop-up: whether it is there, can be seen, and works from the first drawn frame on."""

from __future__ import annotations

import numpy as np

from detectors.references import screen_ref
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import EvidenceRef, Text
from detectors.rulings import Judged
from detectors.sightings import Appearance, Sight
from detectors.verdicts import text
from evidence.geometry import Box
from perception.screen.picture import read_picture
from perception.screen.view import CloseMark

TOLERANCE_MS = 1000.0
"""TH10: a mark may come this much after the first drawn frame."""

SAMPLED_MS = 2500.0
"""Screens lie up to so much apart: what is missing on one and there on the next may have come at any moment between."""

CLEAR_CONTRAST = 4.5
"""Contrast of text that everybody can read (WCAG 2.2, 1.4.3)."""


FILL_DISTANCE = 90.0
"""How far the colour of a button lies from that around it (of 441, in RGB) where nobody overlooks it."""


def judge_mark(one: Appearance) -> Judged:
    began = one.first.screen.taken.taken_ms
    early = [sight for sight in one.sights if sight.screen.taken.taken_ms - began <= TOLERANCE_MS]
    marked = [(sight, mark) for sight in early for mark in sight.close]
    if not marked:
        later = next(((sight, mark) for sight in one.sights for mark in sight.close), None)
        unproved = unproved_absence(one, moving_mark(one, TOLERANCE_MS if later is not None else None))
        if unproved is not None:
            return unproved
        if later is None:
            return Judged("broken", text("没有关闭标志", "there is no close mark"), (popup_ref(one.first),))
        sight, mark = later
        after = (sight.screen.taken.taken_ms - began) / 1000
        if _may_be_in_time(one, sight):
            return _unsure((popup_ref(one.first), mark_ref(sight, mark)), after)
        return Judged(
            "broken",
            text(f"关闭标志 {after:.1f} 秒后才出现", f"the close mark comes {after:.1f} s after the window"),
            (popup_ref(one.first), mark_ref(sight, mark)),
            {"mark_after_s": after},
        )
    for sight, mark in marked:
        if not _invisible(sight, mark):
            refs = (popup_ref(sight), mark_ref(sight, mark))
            return Judged("kept", text("有明显的关闭标志", "shows a close mark"), refs, _mark_measures(sight, mark))
    sight, mark = marked[0]
    fault = _invisible(sight, mark)
    assert fault is not None
    return Judged("broken", fault, (popup_ref(sight), mark_ref(sight, mark)), _mark_measures(sight, mark))


def moving_mark(one: Appearance, within_ms: float | None = None, *, works: bool = False) -> Sight | None:
    """The first unstable screen with a close mark (that works), at most so long after the first stable one."""
    until = one.first.screen.taken.taken_ms + within_ms if within_ms is not None else float("inf")
    shown = (sight for sight in one.moving if any(mark.closable_now or not works for mark in sight.close))
    return next((sight for sight in shown if sight.screen.taken.taken_ms <= until), None)


def unproved_absence(one: Appearance, shows: Sight | None) -> Judged | None:
    """Why it is not proved that a pop-up lacks something: an unstable screen `shows` it, or all screens are blind."""
    if shows is not None:
        return Judged(
            "unknown",
            text("只在不稳定的画面上看到", "it was seen on an unstable screen only, which is no proof"),
            (popup_ref(one.first), popup_ref(shows)),
        )
    if one.blind:
        return Judged(
            "unknown",
            text("没有可用的截图，画出来的内容看不到", "without a usable picture what is drawn there is unseen"),
            (popup_ref(one.first),),
        )
    return None


def _invisible(sight: Sight, mark: CloseMark) -> Text | None:
    """Why a mark is below the limits of TH09, or None; what was not measured is not held against it."""
    numbers = catalogue().threshold("TH09").numbers
    least = _least_px(sight)
    if mark.size_px < least:
        return text(
            f"关闭标志 {mark.size_px} px，小于 {least} px", f"the close mark is {mark.size_px} px, less than {least} px"
        )
    # Opacity is estimated from how the ground shines through. What stands out like good text is no faint mark: there
    # the estimate is the eyes' error, not the app's.
    stands_out = mark.contrast is not None and mark.contrast >= CLEAR_CONTRAST
    if mark.opacity is not None and mark.opacity < numbers["min_opacity"] and not stands_out:
        return text(f"关闭标志不透明度 {mark.opacity:.2f}", f"the opacity of the close mark is {mark.opacity:.2f}")
    if mark.contrast is not None and mark.contrast < numbers["min_contrast"] and not _filled(sight, mark):
        return text(f"关闭标志对比度 {mark.contrast:.1f}", f"the contrast of the close mark is {mark.contrast:.1f}")
    return None


def _filled(sight: Sight, mark: CloseMark) -> bool:
    """Whether a control with a word is a button of a colour of its own: it is seen by that, as white on orange is."""
    data = sight.screen.picture if len(mark.text) > 1 else None
    picture = read_picture(data)[0] if data is not None else None
    if picture is None:
        return False
    reach = max(4, mark.box.height // 6)
    inside = picture.crop(mark.box).reshape(-1, 3)
    around = mark.box.padded(reach)
    edges = (
        Box(around.x1, around.y1, around.x2, mark.box.y1),
        Box(around.x1, mark.box.y2, around.x2, around.y2),
    )
    ring = [pixels.reshape(-1, 3) for edge in edges if (pixels := picture.crop(edge)).size]
    if not ring or not inside.size:
        return False
    fill, ground = np.median(inside, axis=0), np.median(np.concatenate(ring), axis=0)
    return float(np.linalg.norm(fill - ground)) >= FILL_DISTANCE


def _least_px(sight: Sight) -> int:
    """TH09 gives two widths; other screens are scaled from the nearer one."""
    numbers = catalogue().threshold("TH09").numbers
    width = min(sight.view.width, sight.view.height)
    if width >= 1440:
        return round(numbers["fail_below_px_at_1440_wide"] * width / 1440)
    return round(numbers["fail_below_px_at_1080_wide"] * width / 1080)


def _mark_measures(sight: Sight, mark: CloseMark) -> dict[str, float | int | str | bool]:
    dp = mark.size_px * 160 / sight.view.density if sight.view.density else 0.0
    measures: dict[str, float | int | str | bool] = {"mark_px": mark.size_px, "mark_dp": dp}
    measures["mark_below_44_dp"] = dp < catalogue().threshold("TH09").numbers["warn_below_dp"]
    if mark.contrast is not None:
        measures["mark_contrast"] = float(mark.contrast)
    if mark.opacity is not None:
        measures["mark_opacity"] = float(mark.opacity)
    return measures


def judge_delay(one: Appearance) -> Judged | None:
    """TH10: a control that closes must work as soon as the window is drawn."""
    began = one.first.screen.taken.taken_ms
    first = next(((sight, mark) for sight in one.sights for mark in sight.close if mark.closable_now), None)
    if first is not None and first[0].screen.taken.taken_ms - began <= TOLERANCE_MS:
        return None
    waiting = next(((sight, mark) for sight in one.sights for mark in sight.close if not mark.closable_now), None)
    if first is None and waiting is None:
        return None
    sight, mark = waiting or (one.first, None)
    refs = (popup_ref(one.first), *((mark_ref(sight, mark),) if mark else ()))
    if first is None:
        assert mark is not None
        said = f"（{mark.countdown_s} 秒）" if mark.countdown_s is not None else ""
        told = f" ({mark.countdown_s} s)" if mark.countdown_s is not None else ""
        return Judged(
            "broken", text(f"倒计时{said}结束前不能关闭", f"it cannot be closed before a countdown{told} ends"), refs
        )
    after = (first[0].screen.taken.taken_ms - began) / 1000
    if _may_be_in_time(one, first[0]) and (mark is None or mark.countdown_s is None):
        return _unsure((*refs, mark_ref(*first)), after)
    moving = moving_mark(one, TOLERANCE_MS, works=True)
    if moving is not None:
        return unproved_absence(one, moving)
    return Judged(
        "broken",
        text(f"{after:.1f} 秒后才能关闭", f"it can be closed only after {after:.1f} s"),
        (*refs, mark_ref(*first)),
        {"closable_after_s": after},
    )


def _may_be_in_time(one: Appearance, shown: Sight) -> bool:
    """Whether what `shown` is the first to show may have come within the tolerance, between two screens."""
    began, at = one.first.screen.taken.taken_ms, shown.screen.taken.taken_ms
    before = max(sight.screen.taken.taken_ms for sight in one.sights if sight.screen.taken.taken_ms < at)
    return before - began <= TOLERANCE_MS and at - before <= SAMPLED_MS


def _unsure(evidence: tuple[EvidenceRef, ...], after_s: float) -> Judged:
    return Judged(
        "unknown",
        text(
            f"关闭标志在 {after_s:.1f} 秒内出现，两张画面之间无法判断具体时刻",
            f"a close mark that works came within {after_s:.1f} s; between two screens its moment is not known",
        ),
        evidence,
    )


def popup_ref(sight: Sight) -> EvidenceRef:
    return screen_ref(sight.screen, sight.window.box, "弹窗", "the pop-up")


def mark_ref(sight: Sight, mark: CloseMark) -> EvidenceRef:
    return screen_ref(sight.screen, mark.box, "关闭标志", "the close mark")
