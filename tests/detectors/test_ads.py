"""5.8: label, close mark and one-click closing of ad pop-ups."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.rules.finding import Verdict
from evidence import events as ev
from evidence.geometry import Box
from perception.screen.view import Ad, View, Window
from tests.detectors.first_launch import run
from tests.recordings import APP, DIALOG, Tape, ad, finding, mark, prompt, seen, view

LABEL, MARK, CLICK = "popup-2022/5.8a", "popup-2022/5.8b", "popup-2022/5.8c"
HOME = view("首页")
SMALL = Box(110, 1640, 190, 1680)


def shown(*ads: Ad, after: tuple[View, ...] = (HOME, HOME), package: str = APP, tapped: bool = True) -> object:
    """A part of the run in which ads are seen one after the other and the last is closed."""

    def part(tape: Tape) -> None:
        number = 0
        for one in ads:
            number = tape.screen(view("活动", ad=one))
            tape.wait(400)
        tape.closing(number, *after, package=package, tapped=tapped, reason="" if tapped else "no control was found")
        tape.watch("idle", HOME)

    return part


def verdicts(tape: Tape, part: object) -> dict[str, Verdict]:
    """The verdicts of the three rules."""
    findings = run(tape, popups=part).judge()  # type: ignore[arg-type]
    return {rule: finding(findings, rule).verdict for rule in (LABEL, MARK, CLICK)}


def test_a_proper_ad_passes(tape: Tape) -> None:
    assert set(verdicts(tape, shown(ad(), ad())).values()) == {Verdict.PASS}


def test_no_ad_is_not_applicable(tape: Tape) -> None:
    findings = run(tape).judge()
    for rule in (LABEL, MARK, CLICK):
        found = finding(findings, rule)
        assert found.verdict is Verdict.NOT_APPLICABLE and found.reason


def test_a_banner_is_no_popup(tape: Tape) -> None:
    banner = ad(labelled=False, close=())
    banner = Ad(Window(DIALOG, "banner", "ad", 0.9, APP), banner.label, (), ())
    assert set(verdicts(tape, lambda t: t.screen(view("首页", ad=banner)) and None).values()) == {
        Verdict.NOT_APPLICABLE
    }


@pytest.mark.parametrize(
    "one",
    [
        ad(labelled=False),
        ad(labelled=False, other=("推广",)),
        ad(label=seen("广告", SMALL, size_sp=5.0, contrast=6.0)),
        ad(label=seen("广告", SMALL, size_sp=10.0, contrast=1.4)),
        ad(label=seen("广告", Box(100, 2000, 180, 2040), size_sp=10.0, contrast=6.0)),
    ],
)
def test_a_label_that_is_missing_wrong_tiny_faint_or_outside(tape: Tape, one: Ad) -> None:
    assert verdicts(tape, shown(one))[LABEL] is Verdict.VIOLATION


def test_what_was_not_measured_is_not_held_against_the_label(tape: Tape) -> None:
    assert verdicts(tape, shown(ad(label=seen("广告", SMALL))))[LABEL] is Verdict.PASS


def test_sightings_of_one_ad_that_disagree_within_a_start_are_inconclusive(tape: Tape) -> None:
    assert verdicts(tape, shown(ad(), ad(labelled=False)))[LABEL] is Verdict.INCONCLUSIVE


def test_fresh_starts_that_disagree_are_inconclusive_with_both(tape: Tape) -> None:
    findings = run(
        tape,
        popups=lambda t: void(t.screen(view("活动", ad=ad()))),
        after_relaunch=lambda t: void(t.screen(view("活动", ad=ad(labelled=False)))),
    ).judge()
    found = finding(findings, LABEL)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "disagree" in found.reason.en
    assert len({ref.id for ref in found.evidence}) == 2


@pytest.mark.parametrize(
    "marks",
    [
        (),
        (mark(size_px=24),),
        (mark(opacity=0.0, contrast=None),),
        (mark(opacity=0.2, contrast=3.4),),
        (mark(contrast=1.5),),
    ],
)
def test_a_close_mark_that_is_missing_or_hard_to_see(tape: Tape, marks: tuple[object, ...]) -> None:
    assert verdicts(tape, shown(ad(close=marks)))[MARK] is Verdict.VIOLATION  # type: ignore[arg-type]


def test_a_mark_that_comes_late_breaks_both_rules(tape: Tape) -> None:
    def part(t: Tape) -> None:
        t.screen(view("活动", ad=ad(close=())))
        t.wait(8000)
        number = t.screen(view("活动", ad=ad()))
        t.closing(number, HOME, HOME)

    result = verdicts(tape, part)
    assert result[MARK] is Verdict.VIOLATION and result[CLICK] is Verdict.VIOLATION


def test_a_countdown_breaks_one_click_but_shows_a_mark(tape: Tape) -> None:
    def part(t: Tape) -> None:
        t.screen(view("活动", ad=ad(close=(mark(closable=False, countdown_s=5),))))
        t.wait(5000)
        number = t.screen(view("活动", ad=ad()))
        t.closing(number, HOME, HOME)

    result = verdicts(tape, part)
    assert result[MARK] is Verdict.PASS and result[CLICK] is Verdict.VIOLATION


def test_a_mark_within_a_second_of_the_first_frame_is_in_time(tape: Tape) -> None:
    result = verdicts(tape, shown(ad(close=()), ad()))
    assert result[MARK] is Verdict.PASS and result[CLICK] is Verdict.PASS


STILL = view("活动", ad=ad())
MENU = view("不感兴趣", popup=Window(Box(100, 1500, 980, 2300), "sheet", "other", 0.9, APP))


@pytest.mark.parametrize(
    ("after", "package", "verdict"),
    [
        ((STILL, STILL), APP, Verdict.VIOLATION),
        ((STILL, HOME), APP, Verdict.PASS),
        ((HOME, MENU), APP, Verdict.VIOLATION),
        ((HOME, HOME), "com.store.market", Verdict.VIOLATION),
        ((HOME, view("领券", popup=Window(DIALOG, "dialog", "coupon", 0.9, APP))), APP, Verdict.PASS),
    ],
)
def test_what_one_tap_does(tape: Tape, after: tuple[View, ...], package: str, verdict: Verdict) -> None:
    assert verdicts(tape, shown(ad(), after=after, package=package))[CLICK] is verdict


def test_an_ad_that_no_tap_closes_is_a_violation(tape: Tape) -> None:
    def part(t: Tape) -> None:
        number = t.screen(view("活动", ad=ad(close=())))
        t.closing(number, tapped=False, reason="no control that closes it was found")
        t.add(ev.KeyPressed(key="back"))
        t.screen(HOME)

    result = verdicts(tape, part)
    assert result[MARK] is Verdict.VIOLATION and result[CLICK] is Verdict.VIOLATION


def test_an_ad_that_comes_back_on_the_same_page_is_a_violation(tape: Tape) -> None:
    def part(t: Tape) -> None:
        for _ in range(2):
            number = t.screen(view("活动", ad=ad()))
            t.closing(number, HOME, HOME)
            t.wait(3000)
        t.watch("idle", HOME)

    findings = run(tape, popups=part).judge()
    found = finding(findings, CLICK)
    assert found.verdict is Verdict.VIOLATION and "comes back" in found.message.en


def test_an_ad_on_another_page_is_another_matter(tape: Tape) -> None:
    def part(t: Tape) -> None:
        number = t.screen(view("活动", ad=ad()))
        t.closing(number, HOME, HOME)
        t.tap("step")
        number = t.screen(view("活动", ad=ad()), activity=".Detail")
        t.closing(number, HOME, HOME)

    assert verdicts(tape, part)[CLICK] is Verdict.PASS


def test_an_ad_whose_closing_was_not_tried_is_inconclusive(tape: Tape) -> None:
    result = verdicts(tape, lambda t: void(t.screen(view("活动", ad=ad()))))
    assert result[LABEL] is Verdict.PASS and result[CLICK] is Verdict.INCONCLUSIVE


def test_an_ad_on_unstable_screens_only_is_inconclusive(tape: Tape) -> None:
    result = verdicts(tape, lambda t: void(t.screen(view("活动", ad=ad(labelled=False)), stable=False)))
    assert set(result.values()) == {Verdict.INCONCLUSIVE}


def test_a_run_that_broke_off_proves_no_absence_of_ads(tape: Tape) -> None:
    def crash(t: Tape) -> None:
        t.add(ev.AppOutcome(outcome="crash", launch=1))

    assert set(verdicts(tape, crash).values()) == {Verdict.INCONCLUSIVE}


def void(value: object) -> None:
    """For lambdas that must give nothing."""


def test_a_mark_that_stands_out_is_not_called_faint(tape: Tape) -> None:
    assert verdicts(tape, shown(ad(close=(mark(opacity=0.09, contrast=8.7),))))[MARK] is Verdict.PASS


@pytest.mark.parametrize(("apart_ms", "verdict"), [(1500, Verdict.INCONCLUSIVE), (4000, Verdict.VIOLATION)])
def test_what_comes_between_two_screens_may_have_come_in_time(tape: Tape, apart_ms: float, verdict: Verdict) -> None:
    def part(t: Tape) -> None:
        t.screen(view("活动", ad=ad(close=())))
        t.wait(apart_ms)
        number = t.screen(view("活动", ad=ad()))
        t.closing(number, HOME, HOME)

    result = verdicts(tape, part)
    assert result[MARK] is verdict and result[CLICK] is verdict


def test_a_pass_tells_how_often_it_was_tried_and_how_long_watched(tape: Tape) -> None:
    found = finding(run(tape, popups=shown(ad(), ad())).judge(), CLICK)  # type: ignore[arg-type]
    assert "tries: 1; watched after each for 32 s" in found.message.en


PROMPT = "com.android.permissioncontroller"


def closing_then(*after: tuple[View, str]) -> object:
    """An ad is put to the one-click test, after which screens of these packages are seen."""

    def part(tape: Tape) -> None:
        number = tape.screen(view("活动", ad=ad()))
        tape.wait(400)
        tap = tape.tap("close_popup", number, "×", Box(900, 710, 996, 806))
        numbers = []
        for one, package in after:
            tape.now += 600
            numbers.append(tape.screen(one, package=package))
        box = (DIALOG.x1, DIALOG.y1, DIALOG.x2, DIALOG.y2)
        tape.add(ev.ClosingTried(popup_screen=number, popup_box=box, tap=tap.id, trial=1, after=tuple(numbers)))
        tape.watch("idle", HOME)

    return part


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (((HOME, APP), (prompt("向您发送通知"), PROMPT)), Verdict.PASS),
        (((prompt("向您发送通知"), PROMPT),), Verdict.INCONCLUSIVE),
        (((HOME, "com.android.systemui"),), Verdict.INCONCLUSIVE),
        (((HOME, "com.android.market"),), Verdict.VIOLATION),
    ],
)
def test_a_prompt_of_the_system_after_the_closing_is_nothing_that_the_ad_opens(
    tape: Tape, after: tuple[tuple[View, str], ...], verdict: Verdict
) -> None:
    assert verdicts(tape, closing_then(*after))["popup-2022/5.8c"] is verdict


@pytest.mark.parametrize("first", [ad(close=()), ad(labelled=False, close=())])
def test_what_unstable_screens_show_keeps_the_others_from_proving_its_absence(tape: Tape, first: Ad) -> None:
    def animated(t: Tape) -> None:
        number = t.screen(view("活动", ad=first))
        for _ in range(4):
            t.wait(200)
            t.screen(view("活动", ad=ad()), stable=False)
        t.closing(number, HOME, HOME)
        t.watch("idle", HOME)

    found = verdicts(tape, animated)
    assert Verdict.VIOLATION not in found.values() and found["popup-2022/5.8b"] is Verdict.INCONCLUSIVE


def test_a_mark_that_moves_in_on_time_is_not_called_late(tape: Tape) -> None:
    def animated(t: Tape) -> None:
        t.screen(view("活动", ad=ad(close=())))
        for _ in range(8):
            t.wait(200)
            t.screen(view("活动", ad=ad()), stable=False)
        number = t.screen(view("活动", ad=ad()))
        t.closing(number, HOME, HOME)
        t.watch("idle", HOME)

    found = verdicts(tape, animated)
    assert found["popup-2022/5.8b"] is found["popup-2022/5.8c"] is Verdict.INCONCLUSIVE


def test_a_black_picture_proves_neither_a_missing_label_nor_a_missing_mark(tape: Tape) -> None:
    black = replace(view("活动", ad=ad(labelled=False, close=())), problems=("the picture is black",))

    def secure(t: Tape) -> None:
        number = t.screen(black)
        t.wait(400)
        t.closing(number, HOME, HOME)
        t.watch("idle", HOME)

    found = verdicts(tape, secure)
    assert found["popup-2022/5.8a"] is found["popup-2022/5.8b"] is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("faint", "clear", "verdict"),
    [(1, 9, Verdict.PASS), (2, 8, Verdict.INCONCLUSIVE), (10, 0, Verdict.VIOLATION)],
)
@pytest.mark.parametrize("faint_first", [True, False])
def test_a_label_counts_by_the_share_of_screens_on_which_it_can_be_read(
    tape: Tape, faint: int, clear: int, verdict: Verdict, *, faint_first: bool
) -> None:
    bad = ad(label=seen("广告", Box(110, 1640, 190, 1680), size_sp=10.0, contrast=2.2))
    ads = [bad] * faint + [ad()] * clear if faint_first else [ad()] * clear + [bad] * faint
    assert verdicts(tape, shown(*ads))["popup-2022/5.8a"] is verdict


@pytest.mark.parametrize("shift", [0, 2, 40])
def test_sightings_of_one_place_are_compared_wherever_it_lies(tape: Tape, shift: int) -> None:
    for one in (ad(close=()), ad(box=Box(90, 700 - shift, 990, 1700 - shift))):
        tape.phase("agree")
        tape.launch()
        number = tape.screen(view("活动", ad=one))
        tape.wait(400)
        tape.closing(number, HOME, HOME)
        tape.watch("first_launch", HOME)
    found = finding(tape.judge(), "popup-2022/5.8b")
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "disagree" in found.reason.en
