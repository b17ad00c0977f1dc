"""1.1a, 1.2 and 1.3: the policy is there, is shown at the first run, and is near."""

from __future__ import annotations

import pytest

from detectors.judging import judge_case
from detectors.rules.finding import Findings, Verdict
from evidence import events as ev
from evidence.recording import Recording
from tests.detectors.first_launch import nothing, run
from tests.recordings import DIALOG, Tape, consent, finding, view

PRESENT, PROMPT, REACH = "app-2019/1.1a", "app-2019/1.2", "app-2019/1.3"
HOME = view("首页")
DEAD = "页面不存在"


def test_a_kept_policy_passes_all_three(tape: Tape) -> None:
    findings = run(tape).judge()
    for rule in (PRESENT, PROMPT, REACH):
        assert finding(findings, rule).verdict is Verdict.PASS
    assert finding(findings, REACH).measures["taps_only"] == 3
    assert [ref.id for ref in finding(findings, PRESENT).evidence if ref.kind == "policy"]


def test_evidence_of_the_path_has_each_tap_with_its_box(tape: Tape) -> None:
    refs = [
        ref
        for ref in finding(run(tape).judge(), REACH).evidence
        if ref.label.en.startswith(("tap 1", "tap 2", "tap 3"))
    ]
    assert len(refs) == 3 and all(ref.kind == "screen" and ref.box for ref in refs[:2])


@pytest.mark.parametrize(
    ("taps", "proved", "operations", "verdict"),
    [
        (4, True, 0, Verdict.PASS),
        (4, True, 6, Verdict.REVIEW),
        (5, True, 0, Verdict.VIOLATION),
        (7, False, 0, Verdict.INCONCLUSIVE),
        (3, False, 0, Verdict.PASS),
    ],
)
def test_taps_are_counted_as_th01_says(tape: Tape, taps: int, proved: bool, operations: int, verdict: Verdict) -> None:
    found = finding(
        run(tape, search=lambda t: t.search(taps=taps, proved=proved, operations=operations)).judge(), REACH
    )
    assert found.verdict is verdict
    assert found.thresholds[0].id == "TH01" and found.thresholds[0].basis == "seed_text"


@pytest.mark.parametrize(
    ("result", "depth", "verdict"),
    [
        ("exhausted", 8, Verdict.VIOLATION),
        ("depth", 8, Verdict.VIOLATION),
        ("depth", 5, Verdict.INCONCLUSIVE),
        ("taps", 8, Verdict.INCONCLUSIVE),
        ("time", 8, Verdict.INCONCLUSIVE),
        ("interrupted", 8, Verdict.INCONCLUSIVE),
    ],
)
def test_only_an_exhaustive_search_proves_that_there_is_no_way(
    tape: Tape, result: str, depth: int, verdict: Verdict
) -> None:
    found = finding(run(tape, search=lambda t: t.search(result, depth=depth)).judge(), REACH)
    assert found.verdict is verdict
    assert (found.reason is not None) is (verdict is Verdict.INCONCLUSIVE)


def test_an_unstable_screen_on_the_way_is_no_proof_of_absence(tape: Tape) -> None:
    def search(t: Tape) -> None:
        moving = t.screen(view("设置"), stable=False)
        t.add(ev.PolicySearchStarted(screen=moving, max_depth=8, max_taps=9, max_ms=1.0))
        nodes = (ev.SearchNode(node=0, screen=moving, depth=0, expanded=True),)
        t.add(ev.PolicySearchEnded(result="exhausted", nodes=nodes))

    findings = run(tape, asks=view("首页"), expect=nothing, agrees=False, refuses=False, search=search).judge()
    for rule in (PRESENT, REACH):
        assert finding(findings, rule).verdict is Verdict.INCONCLUSIVE


def test_no_policy_anywhere_is_a_violation(tape: Tape) -> None:
    findings = run(
        tape, asks=view("首页"), expect=nothing, agrees=False, refuses=False, search=lambda t: t.search("exhausted")
    ).judge()
    for rule in (PRESENT, PROMPT, REACH):
        assert finding(findings, rule).verdict is Verdict.VIOLATION


@pytest.mark.parametrize("text", ["", DEAD, "会员服务\n" + "开通会员享受九折优惠，积分翻倍，生日礼包。\n" * 30])
def test_a_dead_empty_or_unrelated_target_is_a_violation(tape: Tape, text: str) -> None:
    def search(t: Tape) -> None:
        t.policy("search", text)
        t.search("exhausted")

    findings = run(tape, expect=lambda t: void(t.policy("consent", text)), search=search).judge()
    assert finding(findings, PRESENT).verdict is Verdict.VIOLATION
    assert finding(findings, PROMPT).verdict is Verdict.VIOLATION
    assert any(ref.kind == "policy" for ref in finding(findings, PRESENT).evidence)


def test_a_search_that_stopped_at_what_is_no_policy_proves_no_absence(tape: Tape) -> None:
    def search(t: Tape) -> None:
        tap = t.policy("search", DEAD)
        t.add(ev.PolicySearchEnded(result="found", path=(tap.id,), taps=1, operations=1, shortest_proved=True))

    findings = run(tape, expect=nothing, asks=view("首页"), agrees=False, search=search).judge()
    for rule in (PRESENT, REACH):
        assert finding(findings, rule).verdict is Verdict.INCONCLUSIVE


def test_a_policy_that_was_found_but_not_recorded_is_no_proof(tape: Tape) -> None:
    found = ev.PolicySearchEnded(result="found", taps=2, operations=2, shortest_proved=True)
    findings = run(tape, expect=nothing, search=lambda t: void(t.add(found))).judge()
    for rule in (PRESENT, REACH):
        assert finding(findings, rule).verdict is Verdict.INCONCLUSIVE


def test_a_policy_that_never_came_to_rest_is_no_proof(tape: Tape) -> None:
    def search(t: Tape) -> None:
        tap = t.policy("search", stable=False)
        t.add(ev.PolicySearchEnded(result="found", path=(tap.id,), taps=1, operations=1, shortest_proved=True))

    findings = run(tape, expect=lambda t: void(t.policy("consent", stable=False)), search=search).judge()
    for rule in (PRESENT, PROMPT, REACH):
        found = finding(findings, rule)
        assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "came to rest" in found.reason.en


def test_another_place_that_opens_it_mends_a_dead_link(tape: Tape) -> None:
    findings = run(tape, expect=lambda t: void(t.policy("consent", DEAD))).judge()
    assert finding(findings, PRESENT).verdict is Verdict.PASS
    assert finding(findings, PROMPT).verdict is Verdict.VIOLATION


def test_a_page_that_the_sinkhole_answered_proves_nothing(tape: Tape) -> None:
    def expect(t: Tape) -> None:
        at = t.now + 15
        t.flow("h5.shop-example.cn", "/privacy.html", at_ms=at, headers=(("Sec-Fetch-Dest", "document"),), method="GET")
        t.policy("consent", DEAD)

    findings = run(tape, expect=expect, search=lambda t: t.search("exhausted")).judge()
    for rule in (PRESENT, PROMPT):
        found = finding(findings, rule)
        assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "sinkhole" in found.reason.en


@pytest.mark.parametrize(
    ("host", "path", "doubted"),
    [
        ("api.shop-example.cn", "/agreement?type=privacy", True),
        ("api.shop-example.cn", "/logo.png", False),
        ("ulogs.umeng.com", "/seen", False),
    ],
)
def test_data_that_the_sinkhole_answered_may_be_what_the_page_shows(
    tape: Tape, host: str, path: str, *, doubted: bool
) -> None:
    def expect(t: Tape) -> None:
        t.flow(host, path, at_ms=t.now + 15, method="GET")
        t.policy("consent", DEAD)

    findings = run(tape, expect=expect, search=lambda t: t.search("exhausted")).judge()
    for rule in (PRESENT, PROMPT):
        verdict = finding(findings, rule).verdict
        assert verdict is (Verdict.INCONCLUSIVE if doubted else Verdict.VIOLATION), rule


def test_a_link_that_was_not_opened_leaves_the_question(tape: Tape) -> None:
    findings = run(tape, expect=nothing, search=lambda t: t.search("exhausted")).judge()
    assert finding(findings, PRESENT).verdict is Verdict.INCONCLUSIVE
    assert finding(findings, PROMPT).verdict is Verdict.INCONCLUSIVE


def test_a_window_with_the_text_itself_needs_no_link(tape: Tape) -> None:
    asks = view("隐私政策", consent=consent(links=(), shows_text=True))
    assert finding(run(tape, asks=asks, expect=nothing).judge(), PROMPT).verdict is Verdict.PASS


@pytest.mark.parametrize("weak", [consent(names_policy=False), consent(links=())])
def test_a_window_without_name_or_link_does_not_prompt(tape: Tape, weak: object) -> None:
    asks = view("欢迎", consent=weak)  # type: ignore[arg-type]
    assert finding(run(tape, asks=asks, expect=nothing).judge(), PROMPT).verdict is Verdict.VIOLATION


def test_a_login_page_counts_as_the_first_screen(tape: Tape) -> None:
    login = view("登录", consent=consent(kind="login", refuse=None))
    assert finding(run(tape, asks=login, refuses=False).judge(), PROMPT).verdict is Verdict.PASS


def test_a_login_page_behind_the_main_screen_does_not_count(tape: Tape) -> None:
    login = view("登录", consent=consent(kind="login", refuse=None))
    findings = run(
        tape,
        asks=login,
        before=lambda t: void(t.screen(view("首页", "分类", "消息", "我的", "推荐", "附近"))),
        refuses=False,
    ).judge()
    assert finding(findings, PROMPT).verdict is Verdict.VIOLATION


def test_a_prompt_on_an_unstable_screen_is_no_proof(tape: Tape) -> None:
    tape.phase("agree")
    tape.launch()
    asking = view("欢迎", consent=consent())
    tape.watch("first_launch", asking, stable=False)
    found = finding(tape.judge(), PROMPT)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "unstable" in found.reason.en


def test_an_interrupted_first_watch_is_inconclusive(tape: Tape) -> None:
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", view("首页"), completed=False)
    tape.add(ev.AppOutcome(outcome="crash", detail="FATAL EXCEPTION: main", launch=1))
    findings = tape.judge("failed")
    found = finding(findings, PROMPT)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "crashed" in found.reason.en
    assert findings.exit_status == 3


def test_a_short_watch_of_a_splash_is_inconclusive_and_a_full_one_a_violation(tape: Tape) -> None:
    from perception.screen.view import Window

    splash = view("加载中", popup=Window(DIALOG, "splash", "other", 0.9, "com.example.shop"))
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", splash, seconds=5)
    assert finding(tape.judge(), PROMPT).verdict is Verdict.INCONCLUSIVE


def test_waiting_thirty_seconds_without_a_prompt_is_a_violation(tape: Tape) -> None:
    from perception.screen.view import Window

    splash = view("加载中", popup=Window(DIALOG, "splash", "other", 0.9, "com.example.shop"))
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", splash, seconds=30)
    assert finding(tape.judge(), PROMPT).verdict is Verdict.VIOLATION


def void(value: object) -> None:
    """For lambdas that must give nothing."""


@pytest.mark.parametrize(
    ("taps", "proved", "within", "verdict", "said"),
    [
        (3, True, 2, Verdict.PASS, "proved to be the shortest"),
        (3, False, 1, Verdict.PASS, "the shortest found"),
        (6, True, 5, Verdict.VIOLATION, "proved to be the shortest"),
        (6, False, 4, Verdict.VIOLATION, "none of 4 or fewer exists"),
        (6, False, 3, Verdict.INCONCLUSIVE, "6 taps"),
    ],
)
def test_what_is_proved_of_the_way_is_said(
    tape: Tape, taps: int, proved: bool, within: int, verdict: Verdict, said: str
) -> None:
    def search(t: Tape) -> None:
        tap = t.policy("search")
        ended = ev.PolicySearchEnded(
            result="found",
            path=(tap.id,),
            taps=taps,
            operations=taps,
            shortest_proved=proved,
            none_within=within,
            taps_spent=9,
        )
        t.add(ended)

    found = finding(run(tape, search=search).judge(), REACH)
    assert found.verdict is verdict and said in found.message.en
    assert found.measures["taps_spent"] == 9


UNTRUSTED = "网页无法打开\nnet::ERR_CERT_AUTHORITY_INVALID\n位于 https://h5.shop-example.cn/privacy.html 的网页无法加载"


def test_a_page_that_does_not_trust_the_capture_proves_no_dead_link(tape: Tape) -> None:
    def open_dead(t: Tape, origin: str) -> None:
        tap = t.tap("open_policy" if origin == "consent" else "search", None, "《隐私政策》")
        t.tls_failure("h5.shop-example.cn")
        number = t.screen(view(*UNTRUSTED.splitlines()), activity=".Web")
        opened = {"origin": origin, "tap": tap.id, "screens": (number,), "text_file": t.writer.policy_file(UNTRUSTED)}
        t.add(ev.PolicyOpened.model_validate(opened))

    def search(t: Tape) -> None:
        open_dead(t, "search")
        t.search("exhausted")

    findings = run(tape, expect=lambda t: open_dead(t, "consent"), search=search).judge()
    for rule in (PRESENT, PROMPT, REACH):
        found = finding(findings, rule)
        assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "TLS" in found.reason.en, rule


def broken(tape: Tape, needle: str) -> Findings:
    """The findings when the first line of the events that holds a word cannot be read."""
    tape.end()
    path = tape.folder / "events.jsonl"
    lines = path.read_text("utf-8").splitlines()
    number = next(i for i, line in enumerate(lines) if needle in line)
    lines[number] = lines[number][:30]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return judge_case(Recording.open(tape.folder), tape.eyes)


def test_lines_that_cannot_be_read_may_hold_the_prompt(tape: Tape) -> None:
    tape.phase("agree")
    tape.launch()
    page = view(*(f"文字{number}" for number in range(8)))
    tape.watch("first_launch", page, page)
    found = finding(broken(tape, '"screen"'), PROMPT)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "cannot be read" in found.reason.en


def test_lines_that_cannot_be_read_may_hold_what_a_search_found(tape: Tape) -> None:
    run(tape, asks=HOME, expect=nothing, agrees=False, refuses=False, search=lambda t: t.search("exhausted"))
    findings = broken(tape, '"relaunch"')
    assert finding(findings, PRESENT).verdict is finding(findings, REACH).verdict is Verdict.INCONCLUSIVE


def test_a_search_before_a_wall_says_nothing_of_what_lies_behind(tape: Tape) -> None:
    def walled(t: Tape) -> None:
        t.add(ev.AppOutcome(outcome="login_wall", detail="log-in page", launch=1))
        t.search("exhausted")

    findings = run(tape, asks=HOME, expect=nothing, agrees=False, refuses=False, search=walled).judge()
    for rule in (PRESENT, REACH):
        found = finding(findings, rule)
        assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "log-in" in found.reason.en


def test_a_search_that_opened_the_policy_has_not_found_none(tape: Tape) -> None:
    def missed(t: Tape) -> None:
        t.policy("search")
        t.search("exhausted")

    assert finding(run(tape, search=missed).judge(), REACH).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("prompts_first", [True, False])
def test_first_starts_that_disagree_are_inconclusive(tape: Tape, *, prompts_first: bool) -> None:
    page = view(*(f"文字{number}" for number in range(8)))
    for prompts in (prompts_first, not prompts_first):
        tape.phase("agree")
        tape.launch()
        if prompts:
            tape.watch("first_launch", view("欢迎", consent=consent()))
            tape.policy("consent")
            tape.decide("agree")
        else:
            tape.watch("first_launch", page, page)
    found = finding(tape.judge(), PROMPT)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "fresh data" in found.reason.en
