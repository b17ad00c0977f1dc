"""3.4: consent is a clear choice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.rules.finding import Verdict
from evidence import events as ev
from evidence.geometry import Box
from perception.screen.view import Consent, TickBox
from tests.detectors.first_launch import nothing, run
from tests.recordings import POLICY_TEXT, Tape, consent, finding, view

RULE = "app-2019/3.4"
BOX = TickBox(Box(200, 1400, 250, 1450), True, 0.9, "我已阅读并同意《隐私政策》", True)


def test_two_choices_and_no_tick_pass(tape: Tape) -> None:
    assert finding(run(tape).judge(), RULE).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        (consent(agree="我知道了", refuse=None, only_acknowledge=True), "only_acknowledge"),
        (consent(refuse=None), "no_refusal"),
        (consent(agree="继续使用", refuse=None, implied="继续使用即表示同意《隐私政策》"), "implied"),
        (consent(kind="login", agree="登录", refuse=None, implied="登录即代表同意《隐私政策》"), "implied"),
    ],
)
def test_forms_that_are_no_consent(tape: Tape, form: Consent, fault: str) -> None:
    found = finding(run(tape, asks=view("欢迎", consent=form), refuses=False).judge(), RULE)
    assert found.verdict is Verdict.VIOLATION and fault in str(found.measures["faults"])
    assert found.evidence and all(ref.kind == "screen" and ref.box for ref in found.evidence)
    assert found.thresholds[0].id == "TH25"


def test_a_ticked_consent_box_is_a_violation_shown_with_its_box(tape: Tape) -> None:
    found = finding(run(tape, asks=view("欢迎", consent=consent(), checks=(BOX,))).judge(), RULE)
    assert found.verdict is Verdict.VIOLATION
    assert found.evidence[0].box == (200, 1400, 250, 1450)


def test_a_ticked_box_about_something_else_is_none(tape: Tape) -> None:
    other = TickBox(BOX.box, True, 0.9, "在 WLAN 环境下自动更新", False)
    found = finding(run(tape, asks=view("欢迎", consent=consent(), checks=(other,))).judge(), RULE)
    assert found.verdict is Verdict.PASS


def test_a_box_that_the_harness_ticked_is_none(tape: Tape) -> None:
    def tick(t: Tape) -> None:
        t.policy("consent")
        t.tap("step", box=BOX.box)
        t.screen(view("欢迎", consent=consent(), checks=(BOX,)))

    assert finding(run(tape, expect=tick).judge(), RULE).verdict is Verdict.PASS


def test_a_refusal_that_is_drawn_a_moment_later_counts(tape: Tape) -> None:
    def early(t: Tape) -> None:
        t.screen(view("欢迎", consent=consent(refuse=None)))

    found = finding(run(tape, before=early).judge(), RULE)
    assert found.verdict is Verdict.PASS


def test_a_login_page_with_an_empty_box_needs_no_refusal(tape: Tape) -> None:
    login = view("登录", consent=consent(kind="login", agree="登录", refuse=None))
    assert finding(run(tape, asks=login, agrees=False, refuses=False).judge(), RULE).verdict is Verdict.PASS


def test_nothing_asked_in_a_whole_run_is_not_applicable(tape: Tape) -> None:
    found = finding(run(tape, asks=view("首页"), expect=nothing, agrees=False, refuses=False).judge(), RULE)
    assert found.verdict is Verdict.NOT_APPLICABLE and found.reason


@pytest.mark.parametrize("outcome", ["crash", "anr"])
def test_a_run_that_broke_off_is_inconclusive(tape: Tape, outcome: str) -> None:
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", view("欢迎", consent=consent()), completed=False)
    tape.add(ev.AppOutcome.model_validate({"outcome": outcome, "launch": 1}))
    found = finding(tape.judge("failed"), RULE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason


def test_unstable_screens_are_no_proof(tape: Tape) -> None:
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", view("欢迎", consent=consent(refuse=None)), stable=False)
    found = finding(tape.judge(), RULE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "unstable" in found.reason.en


def test_a_notice_that_makes_going_on_the_consent_is_a_violation(tape: Tape) -> None:
    said = view("首页", "继续使用即代表您已阅读并同意《用户协议》和《隐私政策》")
    found = finding(run(tape, asks=said, refuses=False).judge(), RULE)
    assert found.verdict is Verdict.VIOLATION and found.measures["faults"] == "implied"


def test_a_form_whose_picture_is_black_is_no_pass(tape: Tape) -> None:
    black = replace(view("欢迎", consent=consent()), problems=("the picture is black, as of a secure screen",))
    found = finding(run(tape, asks=black).judge(), RULE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "picture" in found.reason.en


USE = "如您继续使用我们的产品与服务，即表示您同意我们按照本政策处理您的相关信息。"


def test_what_a_policy_says_of_itself_is_no_notice(tape: Tape) -> None:
    def read(t: Tape) -> None:
        t.policy("consent", f"隐私政策\n{USE}\n{POLICY_TEXT}")

    assert finding(run(tape, expect=read).judge(), RULE).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("点击开通即表示同意《会员服务协议》", Verdict.NOT_APPLICABLE),
        ("继续使用即表示同意《隐私政策》", Verdict.VIOLATION),
    ],
)
def test_a_notice_about_another_contract_is_no_consent_to_the_policy(tape: Tape, line: str, verdict: Verdict) -> None:
    def member(t: Tape) -> None:
        t.screen(view("会员中心", line))

    told = run(tape, asks=view("首页"), expect=nothing, agrees=False, refuses=False, after_agree=member)
    assert finding(told.judge(), RULE).verdict is verdict


def test_a_refusal_on_an_unstable_screen_keeps_the_others_from_proving_that_there_is_none(tape: Tape) -> None:
    def moving(t: Tape) -> None:
        t.screen(view("欢迎", consent=consent()), stable=False)
        t.policy("consent")

    found = finding(run(tape, asks=view("欢迎", consent=consent(refuse=None)), expect=moving).judge(), RULE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "no choice to refuse" in found.reason.en


def test_lives_that_disagree_about_the_refusal_are_inconclusive(tape: Tape) -> None:
    for refuse in (None, "不同意"):
        tape.phase("agree" if refuse is None else "refuse")
        tape.launch()
        tape.watch("first_launch", view("欢迎", consent=consent(refuse=refuse)))
        tape.decide("agree" if refuse is None else "refuse")
        tape.watch("after_agree" if refuse is None else "after_refuse", view("首页"))
    assert finding(tape.judge(), RULE).verdict is Verdict.INCONCLUSIVE
