"""popup-2022/5.6d: nothing disturbs the closing of a pop-up, whether it advertises or not."""

from __future__ import annotations

from detectors.case import Case
from detectors.close_marks import judge_mark, mark_ref, popup_ref
from detectors.closing import judge_one_click, to_close
from detectors.rules.finding import Finding
from detectors.rulings import Judged, Words, rule_on
from detectors.sightings import Appearance, PopupRun, push_run
from detectors.verdicts import Verdicts, text

_OBSTRUCTED = Verdicts("popup-2022/5.6d", "popup_closing")

_WORDS = Words(
    kept=text("未发现干扰关闭弹窗的情形。", "Nothing was seen that disturbs the closing of pop-ups."),
    open=text("看到了弹窗，但不能下结论。", "A pop-up was seen, but nothing can be concluded."),
    none=text("没有遇到推送信息的弹窗。", "No pop-up that pushes information was met."),
    absent=text("观察期间应用没有推送信息的弹窗", "the app showed no such pop-up while it was watched"),
)


def popup_closing(case: Case) -> Finding:
    """Each pop-up has a visible mark that works at once, closes with one tap, opens nothing and stays away."""
    run = push_run(case)
    judged = [(one, _judge(case, run, one)) for one in to_close(run)]
    return rule_on(_OBSTRUCTED, run, judged, _WORDS)


def _judge(case: Case, run: PopupRun, one: Appearance) -> Judged:
    contradicted = _only_told(one)
    if contradicted is not None:
        return contradicted
    mark, click = judge_mark(one), judge_one_click(case, run, one)
    for ruling in (mark, click):
        if ruling.result == "broken":
            return ruling
    if mark.result == "unknown":
        return mark
    return Judged(click.result, click.reason, (*mark.evidence, *click.evidence), {**mark.measures, **click.measures})


def _only_told(one: Appearance) -> Judged | None:
    """A mark that the tree has and the picture does not show: hidden by the app, or missed by the eyes."""
    marks = [(sight, mark) for sight in one.sights for mark in sight.close]
    if not marks or one.tried is None or one.tried.tap is not None:
        return None
    if any(mark.source != "tree" or sight.screen.taken.picture is None for sight, mark in marks):
        return None
    sight, mark = marks[0]
    return Judged(
        "unknown",
        text(
            "界面树里有关闭控件，但画面上看不到",
            "the tree has a control that closes, but the picture does not show it",
        ),
        (popup_ref(sight), mark_ref(sight, mark)),
    )
