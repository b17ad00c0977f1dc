"""5.8: label, close mark and one-click closing of ad pop-ups."""

from __future__ import annotations

import pytest

from detectors.rules.finding import Verdict
from evidence import events as ev
from evidence.geometry import Box
from perception.screen.view import Ad, View, Window
from tests.detectors.first_launch import run
from tests.recordings import APP, DIALOG, Tape, ad, finding, mark, seen, view

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
