"""3.1 and 3.2a: what leaves the phone before consent and after a refusal."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os

import pytest

from detectors.rules.finding import Verdict
from evidence import events as ev
from evidence.traffic import FlowAborted, FlowBegin, RawConnection, encode_bytes
from tests.detectors.first_launch import nothing, run
from tests.recordings import ANDROID_ID, APP, OAID, OPERATOR, PROMPTS, Tape, consent, finding, prompt, view

BEFORE, AFTER = "app-2019/3.1", "app-2019/3.2a"
LEAK = json.dumps({"aid": ANDROID_ID}).encode()


def void(value: object) -> None:
    """For lambdas that must give nothing."""


def test_innocent_traffic_is_not_observed_and_never_a_pass(tape: Tape) -> None:
    findings = run(tape, before=lambda t: void(t.flow(body=b'{"page":"home","order":"202511210000001"}'))).judge()
    assert finding(findings, BEFORE).verdict is Verdict.NOT_OBSERVED
    assert finding(findings, AFTER).verdict is Verdict.NOT_OBSERVED
    assert finding(findings, BEFORE).measures["attribution"] == "inferred"
    assert finding(findings, BEFORE).measures["looked_for"] == "android_id, oaid"
    assert findings.exit_status == 0


@pytest.mark.parametrize(
    ("body", "chain"),
    [
        (LEAK, ("json",)),
        (gzip.compress(LEAK, mtime=0), ("gzip", "json")),
        (b"d=" + base64.b64encode(LEAK), ("form", "base64", "json")),
        (hashlib.md5(ANDROID_ID.encode()).hexdigest().encode(), ()),
    ],
)
def test_an_identifier_before_consent_is_a_violation_that_opens_at_its_bytes(
    tape: Tape, body: bytes, chain: tuple[str, ...]
) -> None:
    found = finding(run(tape, before=lambda t: void(t.flow("log.umeng.com", body=body))).judge(), BEFORE)
    assert found.verdict is Verdict.VIOLATION
    ref = next(ref for ref in found.evidence if ref.kind == "flow")
    assert ref.place == "body" and ref.encodings == chain and ref.range is not None
    assert 0 <= ref.range[0] < ref.range[1] <= len(body)
    assert "友盟" in found.message.zh and "before agreeing" in ref.label.en


def test_what_is_sent_after_agreeing_does_not_count(tape: Tape) -> None:
    findings = run(tape, after_agree=lambda t: void(t.flow(body=LEAK))).judge()
    assert finding(findings, BEFORE).verdict is Verdict.NOT_OBSERVED
    assert finding(findings, AFTER).verdict is Verdict.NOT_OBSERVED


@pytest.mark.parametrize(
    ("offset_ms", "effect_ms", "verdict", "boundary"),
    [
        (-1.0, 400.0, Verdict.VIOLATION, 0),
        (0.0, 400.0, Verdict.NOT_OBSERVED, 1),
        (399.0, 400.0, Verdict.NOT_OBSERVED, 1),
        (401.0, 400.0, Verdict.NOT_OBSERVED, 0),
        (1999.0, 2500.0, Verdict.NOT_OBSERVED, 1),
        (2001.0, 2500.0, Verdict.NOT_OBSERVED, 0),
    ],
)
def test_the_tap_on_agree_is_the_boundary(
    tape: Tape, offset_ms: float, effect_ms: float, verdict: Verdict, boundary: int
) -> None:
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", view("欢迎", consent=consent()))
    tap = tape.decide("agree", effect_ms)
    tape.flow(body=LEAK, at_ms=tap.at_ms + offset_ms)
    tape.count_bytes("after")
    found = finding(tape.judge(), BEFORE)
    assert found.verdict is verdict
    assert found.measures["boundary_hits"] == boundary


@pytest.mark.parametrize(
    ("offset_ms", "verdict"), [(-1.0, Verdict.NOT_OBSERVED), (399.0, Verdict.NOT_OBSERVED), (401.0, Verdict.VIOLATION)]
)
def test_the_first_refusal_is_a_boundary_of_its_own(tape: Tape, offset_ms: float, verdict: Verdict) -> None:
    tape.phase("refuse")
    tape.launch()
    tape.watch("first_launch", view("欢迎", consent=consent()))
    tap = tape.decide("refuse")
    tape.flow(body=LEAK, at_ms=tap.at_ms + offset_ms)
    tape.tap("agree")
    tape.watch("after_refuse", view("首页"))
    tape.launch(fresh=False)
    tape.watch("relaunch", view("首页"))
    assert finding(tape.judge(), AFTER).verdict is verdict


def test_with_no_popup_everything_is_before_consent(tape: Tape) -> None:
    findings = run(
        tape,
        asks=view("首页"),
        expect=nothing,
        agrees=False,
        refuses=False,
        after_agree=lambda t: void(t.flow(body=LEAK)),
    ).judge()
    assert finding(findings, BEFORE).verdict is Verdict.VIOLATION
    assert finding(findings, AFTER).verdict is Verdict.NOT_APPLICABLE


def test_a_relaunch_after_the_refusal_counts(tape: Tape) -> None:
    leak = b"h=" + hashlib.sha256(OAID.encode()).hexdigest().encode()
    found = finding(run(tape, after_relaunch=lambda t: void(t.flow("s.example.net", body=leak))).judge(), AFTER)
    assert found.verdict is Verdict.VIOLATION
    assert found.measures["identifiers"] == "oaid"


def test_each_websocket_message_counts_at_its_own_time(tape: Tape) -> None:
    def socket(t: Tape) -> None:
        flow = t.flow("ws.example.net", "/socket", method="GET")
        t.wait(500)
        t.message(flow, b"welcome " + ANDROID_ID.encode(), from_client=False)
        t.message(flow, b'{"oaid":"' + OAID.encode() + b'"}', index=1)

    found = finding(run(tape, after_refuse=socket).judge(), AFTER)
    assert found.verdict is Verdict.VIOLATION
    assert [ref.place for ref in found.evidence if ref.kind == "flow"] == ["ws:1"]
    assert found.measures["identifiers"] == "oaid"


def test_what_is_sent_without_http_counts_as_well(tape: Tape) -> None:
    def push(t: Tape) -> None:
        said = b"\x00\x12LOGIN " + ANDROID_ID.encode()
        t.writer.add_traffic(
            RawConnection(
                at_ms=t.now,
                flow="f900",
                host="push.example.net",
                port=5222,
                from_client=True,
                payload=encode_bytes(said),
                size=len(said),
            )
        )

    found = finding(run(tape, before=push).judge(), BEFORE)
    assert found.verdict is Verdict.VIOLATION and "push.example.net" in found.message.en
    assert [(ref.id, ref.place) for ref in found.evidence if ref.kind == "flow"] == [("f900", "ws:1")]


def test_the_phones_own_hosts_are_left_out(tape: Tape) -> None:
    tape.flow("sync.phone-vendor.cn", body=LEAK)
    found = finding(run(tape, before=lambda t: void(t.flow("sync.phone-vendor.cn", body=LEAK))).judge(), BEFORE)
    assert found.verdict is Verdict.NOT_OBSERVED
    assert found.measures["system_hits"] == 1


def test_a_guarded_operation_before_consent_is_a_violation(tape: Tape) -> None:
    def operations(t: Tape) -> None:
        t.wait(3000)
        t.operations(FINE_LOCATION=1000.0, VIBRATE=500.0, WAKE_LOCK=10.0)

    found = finding(run(tape, before=operations).judge(), BEFORE)
    assert found.verdict is Verdict.VIOLATION and found.measures["operations"] == "FINE_LOCATION"


def test_an_operation_older_than_the_start_does_not_count(tape: Tape) -> None:
    found = finding(run(tape, before=lambda t: t.operations(CAMERA=60_000.0)).judge(), BEFORE)
    assert found.verdict is Verdict.NOT_OBSERVED


@pytest.mark.parametrize(
    ("permission", "verdict"),
    [
        ("android.permission.ACCESS_FINE_LOCATION", Verdict.VIOLATION),
        ("android.permission.POST_NOTIFICATIONS", Verdict.NOT_OBSERVED),
    ],
)
def test_a_permission_asked_for_before_consent(tape: Tape, permission: str, verdict: Verdict) -> None:
    def ask(t: Tape) -> None:
        number = t.screen(view("允许吗", package="com.android.permissioncontroller"))
        t.add(ev.SystemPrompt(screen=number, kind="permission", permissions=(permission,), text="允许"))

    found = finding(run(tape, before=ask).judge(), BEFORE)
    assert found.verdict is verdict


def test_unreadable_bodies_are_leads_for_a_person_with_host_size_and_entropy(tape: Tape) -> None:
    found = finding(run(tape, before=lambda t: void(t.flow("c.sdk.example", body=os.urandom(600)))).judge(), BEFORE)
    assert found.verdict is Verdict.REVIEW and found.reason
    assert found.measures["opaque_bytes"] == 600 and float(found.measures["opaque_entropy"]) > 7
    assert "c.sdk.example" in found.reason.en and "600 bytes" in found.reason.en and "entropy" in found.reason.en
    assert any(ref.kind == "flow" and ref.range == (0, 600) for ref in found.evidence)


def test_unreadable_bodies_are_named_when_coverage_is_incomplete_as_well(tape: Tape) -> None:
    def send(t: Tape) -> None:
        t.flow("c.sdk.example", body=os.urandom(600))
        t.tls_failure("pinned.example.cn")

    found = finding(run(tape, before=send).judge(), BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason
    assert "pinned.example.cn" in found.reason.en and "c.sdk.example" in found.reason.en


def test_a_known_identifier_decides_over_leads_and_gaps(tape: Tape) -> None:
    def send(t: Tape) -> None:
        t.flow("c.sdk.example", body=os.urandom(600))
        t.tls_failure("pinned.example.cn")
        t.flow(body=LEAK)

    assert finding(run(tape, before=send).judge(), BEFORE).verdict is Verdict.VIOLATION


def test_a_body_beyond_the_limits_is_inconclusive(tape: Tape) -> None:
    bomb = gzip.compress(b"\x00" * 20_000_000, mtime=0)
    found = finding(run(tape, before=lambda t: void(t.flow("big.example.net", body=bomb))).judge(), BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "big.example.net" in found.reason.en


def test_a_body_that_broke_off_unrecorded_is_inconclusive(tape: Tape) -> None:
    def breaks_off(t: Tape) -> None:
        head = (("Content-Length", "900"),)
        t.writer.add_traffic(
            FlowBegin(
                at_ms=t.now,
                flow="f901",
                method="POST",
                scheme="https",
                host="up.example",
                port=443,
                path="/",
                headers=head,
            )
        )
        t.writer.add_traffic(FlowAborted(at_ms=t.now + 5, flow="f901", reason="client disconnected"))

    found = finding(run(tape, before=breaks_off).judge(), BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "up.example" in found.reason.en


def test_an_unreadable_message_counts_where_it_was_sent(tape: Tape) -> None:
    def opens(t: Tape) -> None:
        t.flow("ws.example.net", "/socket", method="GET")

    def says(t: Tape) -> None:
        t.message("f1", os.urandom(600), index=1)

    findings = run(tape, before=opens, after_refuse=says).judge()
    assert finding(findings, BEFORE).measures["opaque_bytes"] == 0
    assert finding(findings, AFTER).measures["opaque_bytes"] == 600


def test_without_known_identifiers_nothing_can_be_said(tape: Tape) -> None:
    other = Tape(tape.folder.parent / "other", identifiers={"imei": ("000000000000000",)})
    found = finding(run(other).judge(), BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "identifier" in found.reason.en


def test_quitting_after_the_refusal_leaves_nothing_unseen(tape: Tape) -> None:
    def quit_app(t: Tape) -> None:
        t.add(ev.AppOutcome(outcome="exit", detail="left", launch=2))

    findings = run(tape, after_refuse=quit_app).judge()
    assert finding(findings, AFTER).verdict is Verdict.NOT_OBSERVED
    assert finding(findings, "popup-2022/5.8a").verdict is Verdict.NOT_APPLICABLE


def test_a_refusal_that_was_offered_but_not_made_is_inconclusive(tape: Tape) -> None:
    assert finding(run(tape, refuses=False).judge(), AFTER).verdict is Verdict.INCONCLUSIVE


def test_parties_are_told_apart(tape: Tape) -> None:
    def leak(t: Tape) -> None:
        t.flow(f"api.{OPERATOR}", body=LEAK)
        t.flow("stranger.example.org", body=LEAK)

    labels = [ref.label.en for ref in finding(run(tape, before=leak).judge(), BEFORE).evidence]
    assert any(OPERATOR in label for label in labels) and any("example.org" in label for label in labels)
    assert APP not in "".join(labels)


def test_a_log_in_page_that_may_be_skipped_offers_nothing_to_refuse(tape: Tape) -> None:
    page = view("手机号登录", "随便看看", consent=consent(kind="login", agree=None, refuse="随便看看"))
    assert finding(run(tape, asks=page, refuses=False).judge(), AFTER).verdict is Verdict.NOT_APPLICABLE


def test_what_only_looks_personal_is_for_a_person(tape: Tape) -> None:
    body = b'{"idcard":"11010519491231002X","page":1}'
    found = finding(run(tape, before=lambda t: void(t.flow(body=body))).judge(), BEFORE)
    assert found.verdict is Verdict.REVIEW and found.reason and "identity card number" in found.reason.en
    assert found.measures["suspects"] == 1
    (label,) = (ref.label for ref in found.evidence if "looks like" in ref.label.en)
    why = "named idcard: region, birth date and check digit are right"
    assert label.en.endswith(f"looks like identity card number ({why}; strong)")
    assert label.zh.endswith("像是身份证号（字段名“idcard”：地区码、出生日期和校验码均正确；依据较强）")


def test_a_bare_number_is_counted_and_no_more(tape: Tape) -> None:
    found = finding(run(tape, before=lambda t: void(t.flow(body=b'{"a":"13812345678"}'))).judge(), BEFORE)
    assert found.verdict is Verdict.NOT_OBSERVED
    assert (found.measures["suspects"], found.measures["weak_suspects"]) == (0, 1)


def test_what_looks_personal_never_hides_a_known_value(tape: Tape) -> None:
    body = b'{"idcard":"11010519491231002X","aid":"' + ANDROID_ID.encode() + b'"}'
    assert finding(run(tape, before=lambda t: void(t.flow(body=body))).judge(), BEFORE).verdict is Verdict.VIOLATION


@pytest.mark.parametrize(("rests", "verdict"), [(True, Verdict.VIOLATION), (False, Verdict.INCONCLUSIVE)])
def test_a_prompt_that_slides_in_counts_once_it_rests(tape: Tape, rests: bool, verdict: Verdict) -> None:
    def ask(t: Tape) -> None:
        number = t.screen(prompt(), stable=False, package=PROMPTS)
        said = "要允许演示应用获取此设备的位置信息吗？"
        t.add(ev.SystemPrompt(screen=number, kind="permission", text=said))
        if rests:
            t.screen(prompt(), package=PROMPTS)

    found = finding(run(tape, before=ask).judge(), BEFORE)
    assert found.verdict is verdict
    shown = {ref.id for ref in found.evidence if ref.kind == "screen" and "permission" in ref.label.en}
    assert shown == ({"2"} if rests else set())


def test_what_one_life_offers_to_refuse_was_not_refused_where_another_shows_nothing(tape: Tape) -> None:
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", view("欢迎", consent=consent()))
    tape.decide("agree")
    tape.watch("after_agree", view("首页"))
    tape.phase("refuse")
    tape.launch()
    tape.watch("first_launch", view("首页"))
    tape.watch("after_refuse", view("首页"))
    tape.launch(fresh=False)
    tape.watch("relaunch", view("首页"))
    found = finding(tape.judge(), AFTER)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "was not tapped" in found.reason.en
