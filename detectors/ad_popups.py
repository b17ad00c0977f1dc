"""popup-2022/5.8: pop-up advertisements are labelled 广告, show a close mark, and close with one click."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.case import Case
from detectors.close_marks import judge_mark, popup_ref, unproved_absence
from detectors.closing import judge_one_click, to_close
from detectors.references import screen_ref
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Finding, Text
from detectors.rulings import Judged, Ruled, Words, rule_on
from detectors.sightings import Appearance, Sight, ad_run
from detectors.verdicts import Verdicts, text
from perception.screen.view import SeenText

_LABEL = Verdicts("popup-2022/5.8a", "ad_label")
_MARK = Verdicts("popup-2022/5.8b", "ad_close_mark")
_CLICK = Verdicts("popup-2022/5.8c", "ad_one_click")


def ad_label(case: Case) -> Finding:
    """The word 广告 stands legibly inside each ad pop-up."""
    run = ad_run(case)
    judged = [(one, _judge_label(one)) for one in run.appearances]
    return rule_on(_LABEL, run, judged, _words(text("广告弹窗标明“广告”。", "Ad pop-ups are labelled 广告.")))


def ad_close_mark(case: Case) -> Finding:
    """Each ad pop-up shows a visible close mark from its first drawn frame on."""
    run = ad_run(case)
    judged = [(one, judge_mark(one)) for one in run.appearances]
    return rule_on(_MARK, run, judged, _words(text("广告弹窗有明显的关闭标志。", "Ad pop-ups show a close mark.")))


def ad_one_click(case: Case) -> Finding:
    """Each ad pop-up closes with one tap, at once, and stays away."""
    run = ad_run(case)
    judged = [(one, judge_one_click(case, run, one)) for one in to_close(run)]
    return rule_on(_CLICK, run, judged, _words(_closed(judged)))


def _closed(judged: Sequence[Ruled]) -> Text:
    """That one tap closes, with how often it was tried, and for how long at least it was then watched."""
    kept = [ruling.measures for _, ruling in judged if ruling.result == "kept"]
    watched = min((float(measures["watched_after_s"]) for measures in kept), default=0.0)
    return text(
        f"广告弹窗可一键关闭（试了 {len(kept)} 次，每次关闭后至少观察 {watched:.0f} 秒）。",
        f"Ad pop-ups close with one tap (tries: {len(kept)}; watched after each for {watched:.0f} s or more).",
    )


def _words(kept: Text) -> Words:
    return Words(
        kept=kept,
        open=text("看到了广告弹窗，但不能下结论。", "An ad pop-up was seen, but nothing can be concluded."),
        none=text("没有遇到广告弹窗。", "No ad pop-up was met."),
        absent=text("观察期间应用没有广告弹窗", "the app showed no ad pop-up while it was watched"),
    )


def _judge_label(one: Appearance) -> Judged:
    numbers = catalogue().threshold("TH13").numbers
    seen = [(sight, _label_inside(sight)) for sight in one.sights]
    labelled = [(sight, label) for sight, label in seen if label is not None]
    share = len(labelled) / len(seen)
    measures: dict[str, float | int | str | bool] = {"label_share": share}
    if not labelled:
        sight = one.first
        unproved = unproved_absence(one, next((other for other in one.moving if _label_inside(other)), None))
        if unproved is not None:
            return unproved
        stand_ins = sight.shown.ad.other_labels if sight.shown.ad else ()
        others = list(dict.fromkeys(label.text for label in stand_ins))
        zh = f"只标“{'、'.join(others)}”，没有“广告”" if others else "没有标明“广告”"
        en = f"labelled {', '.join(others)}, not 广告" if others else "the ad has no label 广告"
        marked = tuple(screen_ref(sight.screen, label.box, label.text, label.text) for label in stand_ins)
        return Judged("broken", text(zh, en), (popup_ref(sight), *marked), measures)
    faults = {sight.screen.number: fault for sight, label in labelled if (fault := _illegible(label))}
    legible = [(sight, label) for sight, label in labelled if sight.screen.number not in faults]
    sight, label = (legible or labelled)[0]
    refs = (popup_ref(sight), screen_ref(sight.screen, label.box, "“广告”字样", "the word 广告"))
    if label.size_sp is not None:
        measures["label_sp"] = float(label.size_sp)
    if label.contrast is not None:
        measures["label_contrast"] = float(label.contrast)
    if not legible:
        return Judged("broken", faults[sight.screen.number], refs, measures)
    if share >= numbers["visible_share_of_display_time"] > len(legible) / len(seen):
        faint = next(one for one, _ in labelled if one.screen.number in faults)
        return Judged(
            "unknown",
            text("“广告”字样只在一部分画面上清晰可辨", "the word 广告 can be read on some of the screens only"),
            (*refs, popup_ref(faint)),
            measures,
        )
    if share < numbers["visible_share_of_display_time"]:
        shown = {sight.screen.number for sight, _ in labelled}
        bare = next(sight for sight, _ in seen if sight.screen.number not in shown)
        return Judged(
            "unknown",
            text("“广告”字样只在一部分画面上看到", "the word 广告 was seen on some of the screens only"),
            (*refs, popup_ref(bare)),
            measures,
        )
    return Judged("kept", text("标明“广告”", "labelled 广告"), refs, measures)


def _label_inside(sight: Sight) -> SeenText | None:
    """The word 广告 inside the pop-up, or None."""
    label = sight.shown.ad.label if sight.shown.ad else None
    inside = label is not None and label.text.strip() and sight.window.box.contains_point(*label.box.centre)
    return label if inside else None


def _illegible(label: SeenText) -> Text | None:
    """Why the word is below the limits of TH13, or None; what was not measured is not held against it."""
    numbers = catalogue().threshold("TH13").numbers
    if label.size_sp is not None and label.size_sp < numbers["min_height_sp"]:
        return text(
            f"“广告”字高 {label.size_sp:.1f} sp，小于 {numbers['min_height_sp']:g} sp",
            f"the word 广告 is {label.size_sp:.1f} sp high, less than {numbers['min_height_sp']:g} sp",
        )
    if label.contrast is not None and label.contrast < numbers["min_contrast"]:
        return text(
            f"“广告”对比度 {label.contrast:.1f}，低于 {numbers['min_contrast']:g}",
            f"the contrast of the word 广告 is {label.contrast:.1f}, less than {numbers['min_contrast']:g}",
        )
    return None
