"""popup-2022/5.8: pop-up advertisements are labelled 广告, show a close mark, and close with one click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from detectors.ad_closing import judge_closing
from detectors.ad_sightings import AdRun, Appearance, Sight, ad_run
from detectors.case import Case
from detectors.gaps import Gap, unstable_gap
from detectors.references import screen_ref
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import EvidenceRef, Finding, Text
from detectors.verdicts import Verdicts, text
from perception.screen.view import CloseMark

_LABEL = Verdicts("popup-2022/5.8a", "ad_label")
_MARK = Verdicts("popup-2022/5.8b", "ad_close_mark")
_CLICK = Verdicts("popup-2022/5.8c", "ad_one_click")

TOLERANCE_MS = 1000.0
"""TH10: a mark may come this much after the first drawn frame."""

CLEAR_CONTRAST = 4.5
"""Contrast of text that everybody can read (WCAG 2.2, 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one appearance of an ad says about one rule."""

    result: Literal["kept", "broken", "unknown"]
    reason: Text
    evidence: tuple[EvidenceRef, ...]
    measures: dict[str, float | int | str | bool] = field(default_factory=dict)


_Ruled = tuple[Appearance, Judged]


def ad_label(case: Case) -> Finding:
    """The word 广告 stands legibly inside each ad pop-up."""
    return _ruling(case, _LABEL, _judge_label, text("广告弹窗标明“广告”。", "Ad pop-ups are labelled 广告."))


def ad_close_mark(case: Case) -> Finding:
    """Each ad pop-up shows a visible close mark from its first drawn frame on."""
    return _ruling(case, _MARK, _judge_mark, text("广告弹窗有明显的关闭标志。", "Ad pop-ups show a close mark."))


def ad_one_click(case: Case) -> Finding:
    """Each ad pop-up closes with one tap, at once, and stays away."""
    return _ruling(case, _CLICK, _judge_click, text("广告弹窗可一键关闭。", "Ad pop-ups close with one tap."))


def _ruling(case: Case, verdicts: Verdicts, judge: Callable[[Case, AdRun, Appearance], Judged], kept: Text) -> Finding:
    run = ad_run(case)
    if not run.appearances:
        return _none_met(verdicts, run)
    judged = [(one, judge(case, run, one)) for one in run.appearances]
    slots = _by_slot(judged)
    broken = [group for group in slots if _is(group, "broken") and not _disagree(group)]
    torn = [group for group in slots if _is(group, "broken") and _disagree(group)]
    unknown = [group for group in slots if not _is(group, "broken") and not _is(group, "kept")]
    measures: dict[str, float | int | str | bool] = {"appearances": len(judged), "ads": len(slots)}
    for _, ruling in judged:
        measures = {**ruling.measures, **measures}
    if broken:
        faults = [ruling for group in broken for _, ruling in group if ruling.result == "broken"]
        reasons = list({ruling.reason.en: ruling.reason for ruling in faults}.values())
        return verdicts.violation(
            text("；".join(r.zh for r in reasons) + "。", "; ".join(r.en for r in reasons) + "."),
            [ref for ruling in faults for ref in ruling.evidence],
            {**measures, **faults[0].measures, "appearances": len(judged)},
        )
    evidence = [ref for _, ruling in judged for ref in ruling.evidence]
    gaps = [Gap(ruling.reason, ruling.evidence) for group in unknown for _, ruling in group]
    for group in torn:
        said = {ruling.reason.en: ruling.reason for _, ruling in group}.values()
        gaps.append(
            Gap(
                text(
                    "几次看到的不一致：" + "，".join(reason.zh for reason in said),
                    "the sightings disagree: " + ", ".join(reason.en for reason in said),
                )
            )
        )
    gaps += run.gaps
    if gaps:
        return verdicts.inconclusive(
            text("看到了广告弹窗，但不能下结论。", "An ad pop-up was seen, but nothing can be concluded."),
            gaps,
            evidence,
            measures,
        )
    return verdicts.passed(kept, evidence, measures)


def _by_slot(judged: list[_Ruled]) -> list[list[_Ruled]]:
    slots: dict[tuple[str, int, int], list[_Ruled]] = {}
    for one, ruling in judged:
        slots.setdefault(one.slot, []).append((one, ruling))
    return list(slots.values())


def _is(group: list[_Ruled], result: str) -> bool:
    return any(ruling.result == result for _, ruling in group)


def _disagree(group: list[_Ruled]) -> bool:
    """Whether one fresh start shows the fault and another, of the same ad place, shows none."""
    broken = {one.life.phase for one, ruling in group if ruling.result == "broken"}
    kept = {one.life.phase for one, ruling in group if ruling.result == "kept"}
    return bool(kept - broken)


def _none_met(verdicts: Verdicts, run: AdRun) -> Finding:
    gaps = list(run.gaps)
    if run.unstable:
        gaps.append(unstable_gap(list(run.unstable)))
    message = text("没有遇到广告弹窗。", "No ad pop-up was met.")
    if gaps:
        return verdicts.inconclusive(message, gaps)
    return verdicts.not_applicable(
        message, text("观察期间应用没有广告弹窗", "the app showed no ad pop-up while it was watched")
    )


def _judge_label(case: Case, run: AdRun, one: Appearance) -> Judged:
    numbers = catalogue().threshold("TH13").numbers
    seen = [(sight, sight.ad.label) for sight in one.sights]
    labelled = [
        (sight, label)
        for sight, label in seen
        if label is not None and label.text.strip() and sight.ad.window.box.contains_point(*label.box.centre)
    ]
    share = len(labelled) / len(seen)
    measures: dict[str, float | int | str | bool] = {"label_share": share}
    if not labelled:
        sight = one.first
        others = list(dict.fromkeys(label.text for label in sight.ad.other_labels))
        zh = f"只标“{'、'.join(others)}”，没有“广告”" if others else "没有标明“广告”"
        en = f"labelled {', '.join(others)}, not 广告" if others else "the ad has no label 广告"
        marked = tuple(screen_ref(sight.screen, label.box, label.text, label.text) for label in sight.ad.other_labels)
        return Judged("broken", text(zh, en), (_ad_ref(sight), *marked), measures)
    sight, label = labelled[0]
    refs = (_ad_ref(sight), screen_ref(sight.screen, label.box, "“广告”字样", "the word 广告"))
    if label.size_sp is not None:
        measures["label_sp"] = float(label.size_sp)
    if label.contrast is not None:
        measures["label_contrast"] = float(label.contrast)
    if label.size_sp is not None and label.size_sp < numbers["min_height_sp"]:
        return Judged(
            "broken",
            text(
                f"“广告”字高 {label.size_sp:.1f} sp，小于 {numbers['min_height_sp']:g} sp",
                f"the word 广告 is {label.size_sp:.1f} sp high, less than {numbers['min_height_sp']:g} sp",
            ),
            refs,
            measures,
        )
    if label.contrast is not None and label.contrast < numbers["min_contrast"]:
        return Judged(
            "broken",
            text(
                f"“广告”对比度 {label.contrast:.1f}，低于 {numbers['min_contrast']:g}",
                f"the contrast of the word 广告 is {label.contrast:.1f}, less than {numbers['min_contrast']:g}",
            ),
            refs,
            measures,
        )
    if share < numbers["visible_share_of_display_time"]:
        shown = {sight.screen.number for sight, _ in labelled}
        bare = next(sight for sight, _ in seen if sight.screen.number not in shown)
        return Judged(
            "unknown",
            text("“广告”字样只在一部分画面上看到", "the word 广告 was seen on some of the screens only"),
            (*refs, _ad_ref(bare)),
            measures,
        )
    return Judged("kept", text("标明“广告”", "labelled 广告"), refs, measures)


def _judge_mark(case: Case, run: AdRun, one: Appearance) -> Judged:
    began = one.first.screen.taken.taken_ms
    early = [sight for sight in one.sights if sight.screen.taken.taken_ms - began <= TOLERANCE_MS]
    marked = [(sight, mark) for sight in early for mark in sight.ad.close]
    if not marked:
        later = next(((sight, mark) for sight in one.sights for mark in sight.ad.close), None)
        if later is None:
            return Judged("broken", text("没有关闭标志", "the ad has no close mark"), (_ad_ref(one.first),))
        sight, mark = later
        after = (sight.screen.taken.taken_ms - began) / 1000
        return Judged(
            "broken",
            text(f"关闭标志 {after:.1f} 秒后才出现", f"the close mark comes {after:.1f} s after the ad"),
            (_ad_ref(one.first), _mark_ref(sight, mark)),
            {"mark_after_s": after},
        )
    for sight, mark in marked:
        if not _invisible(sight, mark):
            refs = (_ad_ref(sight), _mark_ref(sight, mark))
            return Judged("kept", text("有明显的关闭标志", "shows a close mark"), refs, _mark_measures(sight, mark))
    sight, mark = marked[0]
    fault = _invisible(sight, mark)
    assert fault is not None
    return Judged("broken", fault, (_ad_ref(sight), _mark_ref(sight, mark)), _mark_measures(sight, mark))


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
    if mark.contrast is not None and mark.contrast < numbers["min_contrast"]:
        return text(f"关闭标志对比度 {mark.contrast:.1f}", f"the contrast of the close mark is {mark.contrast:.1f}")
    return None


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


def _judge_click(case: Case, run: AdRun, one: Appearance) -> Judged:
    delayed = _delay(one)
    if delayed is not None:
        return delayed
    closing = judge_closing(case, one, run.appearances)
    return Judged(closing.result, closing.reason, (_ad_ref(one.first), *closing.evidence), closing.measures)


def _delay(one: Appearance) -> Judged | None:
    """TH10: a control that closes must work as soon as the ad is drawn."""
    began = one.first.screen.taken.taken_ms
    first = next(((sight, mark) for sight in one.sights for mark in sight.ad.close if mark.closable_now), None)
    if first is not None and first[0].screen.taken.taken_ms - began <= TOLERANCE_MS:
        return None
    waiting = next(((sight, mark) for sight in one.sights for mark in sight.ad.close if not mark.closable_now), None)
    if first is None and waiting is None:
        return None
    sight, mark = waiting or (one.first, None)
    refs = (_ad_ref(one.first), *((_mark_ref(sight, mark),) if mark else ()))
    if first is None:
        assert mark is not None
        said = f"（{mark.countdown_s} 秒）" if mark.countdown_s is not None else ""
        told = f" ({mark.countdown_s} s)" if mark.countdown_s is not None else ""
        return Judged(
            "broken", text(f"倒计时{said}结束前不能关闭", f"it cannot be closed before a countdown{told} ends"), refs
        )
    after = (first[0].screen.taken.taken_ms - began) / 1000
    return Judged(
        "broken",
        text(f"{after:.1f} 秒后才能关闭", f"it can be closed only after {after:.1f} s"),
        (*refs, _mark_ref(*first)),
        {"closable_after_s": after},
    )


def _ad_ref(sight: Sight) -> EvidenceRef:
    return screen_ref(sight.screen, sight.ad.window.box, "广告弹窗", "the ad pop-up")


def _mark_ref(sight: Sight, mark: CloseMark) -> EvidenceRef:
    return screen_ref(sight.screen, mark.box, "关闭标志", "the close mark")
