"""app-2019/1.4: the policy can be read, and is there in simplified Chinese."""

from __future__ import annotations

import pytest

from detectors.rules.finding import Finding, Verdict
from evidence import events as ev
from evidence.geometry import Box
from perception.screen.view import View, Window
from tests.detectors.first_launch import nothing, run
from tests.recordings import APP, PAGE, POLICY_TEXT, Tape, finding, legible, view

RULE = "app-2019/1.4"
TRADITIONAL = (
    "隱私權政策\n我們蒐集、使用您的個人資料，並向第三方共享。您可以查詢、更正、刪除您的個人資料，也可以註銷帳號。\n"
    "我們將資訊儲存於境內，並採取加密等安全措施。未成年人應由監護人陪同。聯絡我們：客服電子郵箱。\n" * 8
)
ENGLISH = (
    "Privacy Policy\nWe collect your personal information, and how we use it is told here: for each purpose. We share "
    "personal data with third parties. Your rights: withdraw consent and delete your data. We store and encrypt it. "
    "Children need a guardian. Contact us by email.\n" * 8
)


def judged(tape: Tape) -> Finding:
    return finding(run(tape).judge(), RULE)


def test_a_clear_policy_passes_with_its_measures_and_lines(tape: Tape) -> None:
    found = judged(tape)
    assert found.verdict is Verdict.PASS
    assert found.measures["size_sp"] == 14.0 and found.measures["simplified"] == 1.0
    assert found.thresholds[0].id == "TH08" and found.thresholds[0].basis == "proposed"
    assert any(ref.kind == "screen" and ref.box for ref in found.evidence)
    assert any(ref.kind == "policy" for ref in found.evidence)


@pytest.mark.parametrize(
    ("measure", "value", "verdict"),
    [
        ("size_sp", 12.0, Verdict.PASS),
        ("size_sp", 11.8, Verdict.PASS),
        ("size_sp", 11.6, Verdict.REVIEW),
        ("size_sp", 11.0, Verdict.VIOLATION),
        ("pitch", 1.3, Verdict.PASS),
        ("pitch", 1.25, Verdict.REVIEW),
        ("pitch", 1.2, Verdict.VIOLATION),
        ("pitch", None, Verdict.PASS),
        ("contrast", 4.5, Verdict.PASS),
        ("contrast", 4.4, Verdict.REVIEW),
        ("contrast", 3.5, Verdict.VIOLATION),
        ("sharpness", 0.15, Verdict.PASS),
        ("sharpness", 0.02, Verdict.VIOLATION),
        ("cut", 0.1, Verdict.PASS),
        ("cut", 0.8, Verdict.VIOLATION),
    ],
)
def test_each_measure_has_its_limit(tape: Tape, measure: str, value: float | None, verdict: Verdict) -> None:
    tape.page = legible(**{measure: value})
    found = judged(tape)
    assert found.verdict is verdict
    if verdict is Verdict.VIOLATION:
        assert found.measures[measure] == value
        assert any(ref.box == (40, 300, 1040, 330) for ref in found.evidence)


def test_large_text_needs_less_contrast(tape: Tape) -> None:
    tape.page = legible(size_sp=20.0, contrast=3.4)
    assert judged(tape).verdict is Verdict.PASS


@pytest.mark.parametrize("text", [TRADITIONAL, ENGLISH])
def test_a_policy_without_a_simplified_version_is_a_violation(tape: Tape, text: str) -> None:
    tape = run(tape, expect=lambda t: void(t.policy("consent", text)), search=lambda t: t.search("exhausted"))
    found = finding(tape.judge(), RULE)
    assert found.verdict is Verdict.VIOLATION
    assert any(ref.kind == "policy" for ref in found.evidence)


@pytest.mark.parametrize("text", [POLICY_TEXT + ENGLISH, POLICY_TEXT + "\nSDK: com.umeng.analytics " * 60])
def test_a_further_language_or_names_of_code_do_no_harm(tape: Tape, text: str) -> None:
    assert finding(run(tape, expect=lambda t: void(t.policy("consent", text))).judge(), RULE).verdict is Verdict.PASS


def test_a_simplified_version_elsewhere_is_enough(tape: Tape) -> None:
    tape = run(tape, expect=lambda t: void(t.policy("consent", TRADITIONAL)))
    assert finding(tape.judge(), RULE).verdict is Verdict.PASS


@pytest.mark.parametrize("share", ["unseen", "unlike"])
def test_tree_and_picture_that_contradict_each_other_are_both_shown(tape: Tape, share: str) -> None:
    tape.page = legible(**{share: 0.8}, disagreeing=Box(40, 400, 1040, 900))
    found = judged(tape)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reason and "contradict" in found.reason.en
    shown = [ref.label.en for ref in found.evidence if ref.box == (40, 400, 1040, 900)]
    assert {"the text in the tree", "what the picture shows there"} <= set(shown)


def test_a_policy_that_could_not_be_measured_is_inconclusive(tape: Tape) -> None:
    tape.page = legible(lines=0, size_sp=None)
    found = judged(tape)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "measured" in found.reason.en


def test_without_a_policy_the_rule_does_not_apply_once_the_app_was_searched(tape: Tape) -> None:
    searched = run(tape, expect=nothing, search=lambda t: t.search("exhausted"))
    assert finding(searched.judge(), RULE).verdict is Verdict.NOT_APPLICABLE


def test_without_a_search_nothing_is_known(tape: Tape) -> None:
    found = finding(run(tape, expect=nothing, search=nothing).judge(), RULE)
    assert found.verdict is Verdict.INCONCLUSIVE


def test_a_policy_behind_a_log_in_page_is_told(tape: Tape) -> None:
    login = Window(PAGE, "fullscreen", "login", 0.9, APP)

    def expect(t: Tape) -> None:
        tap = t.tap("open_policy")
        shown: View = view("手机号登录", "获取验证码", popup=login)
        number = t.screen(shown)
        t.add(ev.PolicyOpened(origin="consent", tap=tap.id, screens=(number,)))

    found = finding(run(tape, expect=expect, search=nothing).judge(), RULE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "log-in page" in found.reason.en


def void(value: object) -> None:
    """For lambdas that must give nothing."""
