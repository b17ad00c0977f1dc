"""app-2019/2.3a: the purpose stands beside each permission prompt, or came just before it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detectors.rules.finding import Finding, Verdict
from evidence import events as ev
from perception.screen.view import View
from tests.detectors.first_launch import run
from tests.recordings import DIALOG, PROMPTS, Tape, finding, prompt, view

RULE = "app-2019/2.3a"
TOLD = "位置权限使用说明：用于为您推荐附近的门店"


def asked(tape: Tape, *shown: View, apart_ms: float = 400.0, tapped: bool = True, stable: bool = True) -> None:
    """Screens of the app, a tap on the last of them, and a prompt that is denied."""
    *pages, asking = shown
    number = None
    for page in pages:
        number = tape.screen(page)
    if tapped:
        tape.tap("search", number, "附近")
    tape.now += apart_ms - 300
    at = tape.screen(asking, package=PROMPTS, stable=stable)
    tape.add(ev.SystemPrompt(screen=at, kind="permission", text="要允许吗"))
    tape.tap("prompt", at, "不允许")
    tape.screen(view("首页"))


def judged(tape: Tape, part: Callable[[Tape], None]) -> Finding:
    return finding(run(tape, popups=part).judge(), RULE)


def test_a_web_apps_permissions_are_asked_where_nobody_sees_them(tape: Tape) -> None:
    found = finding(run(Tape(tape.folder.parent / "web", platform="web")).judge(), RULE)
    assert found.verdict is Verdict.NOT_APPLICABLE and found.reason and "on a phone" in found.reason.en


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        ((view("首页", "附近"), prompt()), Verdict.VIOLATION),
        ((view("首页", "附近"), prompt("获取此设备的位置信息", "首页", TOLD)), Verdict.PASS),
        ((view("首页", TOLD), prompt()), Verdict.PASS),
        ((view("位置权限使用说明", "用于展示附近的房源"), prompt()), Verdict.PASS),
        ((view("首页", "需要获取您的位置权限，请允许"), prompt()), Verdict.VIOLATION),
        ((view("首页", "为了正常使用，请授予位置权限"), prompt()), Verdict.VIOLATION),
        ((view("首页", TOLD), prompt("拍摄照片和录制视频")), Verdict.VIOLATION),
        ((view("首页", "扫码需要使用相机"), prompt("拍摄照片和录制视频")), Verdict.PASS),
        ((view("首页", "录制语音消息需要使用麦克风"), prompt("录制音频")), Verdict.PASS),
        ((view("首页", TOLD), view("地图", "加载中"), prompt()), Verdict.PASS),
    ],
)
def test_the_purpose_is_told_beside_the_prompt_or_just_before(
    tape: Tape, shown: tuple[View, ...], verdict: Verdict
) -> None:
    found = judged(tape, lambda t: asked(t, *shown))
    assert found.verdict is verdict
    assert found.thresholds[0].id == "TH20"
    boxes = [ref.box for ref in found.evidence if ref.kind == "screen"]
    assert boxes[0] is not None


def test_a_purpose_that_was_gone_for_three_seconds_does_not_count(tape: Tape) -> None:
    def part(t: Tape) -> None:
        t.screen(view("首页", TOLD))
        t.wait(1000)
        t.screen(view("首页", "附近"))
        t.wait(5000)
        asked(t, view("首页", "附近"), prompt())

    assert judged(tape, part).verdict is Verdict.VIOLATION


def test_a_purpose_last_seen_too_early_to_tell_is_inconclusive(tape: Tape) -> None:
    found = judged(tape, lambda t: asked(t, view("首页", TOLD), prompt(), apart_ms=9000))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reason and "last seen 9.0 s before" in found.reason.en


def test_nothing_seen_for_long_before_the_prompt_is_inconclusive(tape: Tape) -> None:
    found = judged(tape, lambda t: asked(t, view("首页", "附近"), prompt(), apart_ms=9000))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reason and "9.0 s before the request for location were not seen" in found.reason.en


def test_a_slow_phone_does_not_excuse_a_request_without_a_purpose(tape: Tape) -> None:
    found = judged(tape, lambda t: asked(t, view("首页", "附近"), prompt(), apart_ms=4500))
    assert found.verdict is Verdict.VIOLATION


def test_a_prompt_that_stands_there_when_a_slow_start_is_over_is_a_violation(tape: Tape) -> None:
    tape.phase("agree")
    tape.launch()
    tape.wait(9000)
    tape.watch("first_launch", prompt())
    assert finding(tape.judge(), RULE).verdict is Verdict.VIOLATION


def test_a_page_that_stood_there_during_a_watch_counts_until_the_prompt(tape: Tape) -> None:
    def part(t: Tape) -> None:
        def during(t: Tape) -> None:
            t.screen(view("首页", TOLD))
            t.wait(12_000)
            t.screen(prompt(), package=PROMPTS)

        t.watch("idle", during=during)

    assert judged(tape, part).verdict is Verdict.PASS


def test_requests_one_after_the_other_share_what_came_before_the_first(tape: Tape) -> None:
    def part(t: Tape) -> None:
        page = t.screen(view("首页", "相机权限用于扫码，麦克风权限用于录制语音消息"))
        t.tap("search", page, "开始")
        for asks in ("拍摄照片和录制视频", "录制音频"):
            at = t.screen(prompt(asks), package=PROMPTS)
            t.wait(2500)
            t.tap("prompt", at, "不允许")

    assert judged(tape, part).verdict is Verdict.PASS


def test_one_request_without_a_purpose_among_others_is_a_violation(tape: Tape) -> None:
    def part(t: Tape) -> None:
        asked(t, view("首页", TOLD), prompt())
        t.wait(9000)
        asked(t, view("我的", "头像"), prompt("访问您的通讯录"))

    found = judged(tape, part)
    assert found.verdict is Verdict.VIOLATION
    assert "contacts" in found.message.en and "location" not in found.message.en
    assert (found.measures["requests"], found.measures["untold"]) == (2, 1)


def test_a_policy_on_the_screen_before_tells_nobody(tape: Tape) -> None:
    from tests.recordings import POLICY_TEXT

    policy = view(*POLICY_TEXT.splitlines(), "我们收集您的位置信息，用于为您推荐附近的门店。")
    assert judged(tape, lambda t: asked(t, policy, prompt())).verdict is Verdict.VIOLATION


def test_unstable_screens_prove_neither(tape: Tape) -> None:
    found = judged(tape, lambda t: asked(t, view("首页", "附近"), prompt(), stable=False))
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "unstable" in found.reason.en


def test_a_request_for_notifications_collects_nothing(tape: Tape) -> None:
    found = judged(tape, lambda t: asked(t, view("首页"), prompt("向您发送通知")))
    assert found.verdict is Verdict.NOT_APPLICABLE
    assert found.evidence


def test_without_any_request_the_rule_does_not_apply_and_without_a_whole_run_nothing_is_known(tape: Tape) -> None:
    assert finding(run(tape).judge(), RULE).verdict is Verdict.NOT_APPLICABLE


def test_a_run_cut_short_without_a_request_is_inconclusive(tape: Tape) -> None:
    assert finding(run(tape).judge(None), RULE).verdict is Verdict.INCONCLUSIVE


def test_a_purpose_that_only_the_tree_knows_is_inconclusive_with_both_views(tape: Tape) -> None:
    from dataclasses import replace

    from perception.screen.permission import Purpose

    hidden = Purpose(DIALOG, TOLD, frozenset({"location"}), visible=False)
    run(tape, popups=lambda t: asked(t, view("首页"), prompt()))
    from detectors.judging import judge_case

    found = finding(judge_case(tape.end(), replace(tape.eyes, told=lambda screen, shown: (hidden,))), RULE)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert [ref.label.en for ref in found.evidence if ref.box == (90, 700, 990, 1700)][:2] == [
        f"the purpose told: {TOLD}",
        "what the picture shows there",
    ]
