"""5.1: who gets personal information without consent."""

from __future__ import annotations

import hashlib
import json
import os

import pytest

from detectors.rules.finding import Finding, Verdict
from evidence.events import AppInstalled, AppOutcome
from evidence.traffic import DnsQuery, TlsFailed
from tests.detectors.first_launch import Part, nothing, run
from tests.recordings import ANDROID_ID, OPERATOR, POLICY_TEXT, Tape, consent, finding, view

RULE = "app-2019/5.1"
LEAK = json.dumps({"aid": ANDROID_ID}).encode()
HASHED = b"h=" + hashlib.md5(ANDROID_ID.encode()).hexdigest().encode()
VENDOR = "ulogs.umeng.com"


def sends(host: str, body: bytes = LEAK, **settings: object) -> Part:
    """A request to a host."""

    def send(tape: Tape) -> None:
        tape.flow(host, body=body, **settings)  # type: ignore[arg-type]

    return send


def judged(tape: Tape, **parts: Part) -> Finding:
    """The finding about a first launch with these parts."""
    return finding(run(tape, **parts).judge(), RULE)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [LEAK, HASHED])
@pytest.mark.parametrize("moment", ["before", "after_refuse", "after_relaunch"])
def test_a_vendor_without_consent_is_a_violation_hashed_as_well(tape: Tape, body: bytes, moment: str) -> None:
    found = judged(tape, **{moment: sends(VENDOR, body)})
    assert found.verdict is Verdict.VIOLATION and "友盟" in found.message.zh
    assert any(ref.kind == "flow" and ref.range for ref in found.evidence)


@pytest.mark.parametrize("host", [OPERATOR, f"log.{OPERATOR}", f"a.b.{OPERATOR.upper()}"])
def test_the_operators_own_hosts_are_no_third_party(tape: Tape, host: str) -> None:
    assert judged(tape, before=sends(host), after_refuse=sends(host)).verdict is Verdict.NOT_OBSERVED


@pytest.mark.parametrize(
    "told",
    [{"link_hosts": ("*.own-links.cn",)}, {"signers": ("CN=own-links.cn,O=Shop",)}, {"link_hosts": ("umeng.com",)}],
)
def test_the_manifest_and_the_certificate_tell_the_operators_hosts(
    tape: Tape, told: dict[str, tuple[str, ...]]
) -> None:
    tape.add(AppInstalled(package="com.example.shop", **told))
    wanted = Verdict.REVIEW if "umeng.com" in told.get("link_hosts", ()) else Verdict.NOT_OBSERVED
    assert judged(tape, before=sends("api.own-links.cn")).verdict is wanted


def test_a_host_that_only_looks_like_the_operators_is_unknown(tape: Tape) -> None:
    found = judged(tape, before=sends(f"{OPERATOR}.evil.example.net"))
    assert found.verdict is Verdict.REVIEW and found.measures["unknown_owners"] == "example.net"


def test_an_unknown_owner_is_named_as_unknown_and_is_for_a_person(tape: Tape) -> None:
    found = judged(tape, before=sends("s.stranger-data.net"))
    assert found.verdict is Verdict.REVIEW and found.reason
    assert "stranger-data.net" in found.reason.en and "unknown" in found.message.en
    assert any(ref.kind == "flow" for ref in found.evidence)


def test_a_domain_that_the_policy_names_among_third_parties_is_plainly_not_the_operators(tape: Tape) -> None:
    words = POLICY_TEXT + "\n第三方 SDK：陌生数据，由陌生公司提供，数据发送至 stranger-data.net\n"
    found = judged(tape, before=sends("s.stranger-data.net"), expect=lambda t: void(t.policy("consent", words)))
    assert found.verdict is Verdict.VIOLATION and "stranger-data.net" in found.message.en


def test_rented_machines_may_be_the_operators_own(tape: Tape) -> None:
    found = judged(tape, before=sends("x1.oss-cn-hangzhou.aliyuncs.com"))
    assert found.verdict is Verdict.REVIEW and found.measures["unknown_owners"] == "x1.oss-cn-hangzhou.aliyuncs.com"


@pytest.mark.parametrize("host", [VENDOR, "x1.oss-cn-hangzhou.aliyuncs.com", "s.stranger-data.net"])
def test_after_agreeing_a_receiver_that_the_policy_names_is_in_order(tape: Tape, host: str) -> None:
    words = POLICY_TEXT + "\n友盟统计 SDK，友盟同欣（北京）科技有限公司，Android ID，统计分析\n阿里云，存储\n"
    words += "陌生数据 SDK，数据发送至 stranger-data.net\n"
    found = judged(tape, after_agree=sends(host), expect=lambda t: void(t.policy("consent", words)))
    assert found.verdict is Verdict.NOT_OBSERVED and found.measures["hits_after_agreeing"] == 1


def test_after_agreeing_a_receiver_that_the_policy_does_not_name_is_for_a_person(tape: Tape) -> None:
    words = "\n".join(line for line in POLICY_TEXT.splitlines() if "友盟" not in line)
    found = judged(tape, after_agree=sends(VENDOR), expect=lambda t: void(t.policy("consent", words)), search=nothing)
    assert found.verdict is Verdict.REVIEW and found.reason and "友盟" in found.reason.zh


def test_behind_a_wall_that_was_not_passed_nothing_was_seen(tape: Tape) -> None:
    def wall(tape: Tape) -> None:
        tape.add(AppOutcome(outcome="login_wall", detail="手机号登录"))

    found = judged(tape, after_agree=wall)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "demands a log-in" in found.reason.en


def test_without_a_policy_there_is_nothing_to_look_a_receiver_up_in(tape: Tape) -> None:
    found = judged(tape, after_agree=sends(VENDOR), expect=nothing, search=nothing)
    assert found.verdict is Verdict.REVIEW and found.reason and "no privacy policy was read" in found.reason.en


def test_at_the_boundary_a_third_party_is_told_and_does_not_count(tape: Tape) -> None:
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", view("欢迎", consent=consent()))
    tap = tape.decide("agree")
    tape.flow(VENDOR, body=LEAK, at_ms=tap.at_ms + 100)
    tape.watch("after_agree", view("首页"))
    found = finding(tape.judge(), RULE)
    assert found.verdict is Verdict.NOT_OBSERVED and found.measures["boundary_hits"] == 1


def test_nothing_personal_to_a_vendor_is_nothing(tape: Tape) -> None:
    innocent = b'{"order":"202511210000001","id":"00000000-0000-0000-0000-000000000000"}'
    assert judged(tape, before=sends(VENDOR, innocent)).verdict is Verdict.NOT_OBSERVED


def test_what_a_vendor_gets_unreadably_is_a_lead_and_what_the_operator_gets_is_none_here(tape: Tape) -> None:
    secret = os.urandom(500)
    other = Tape(tape.folder.parent / "own")
    assert judged(tape, before=sends(VENDOR, secret)).verdict is Verdict.REVIEW
    assert judged(other, before=sends(OPERATOR, secret)).verdict is Verdict.NOT_OBSERVED


def test_missing_coverage_is_inconclusive_with_hosts_and_amounts(tape: Tape) -> None:
    def unseen(t: Tape) -> None:
        t.bypass(5000)
        t.tls_failure("pinned.example.cn")

    found = judged(tape, before=unseen)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason
    assert "5000" in found.reason.en and "pinned.example.cn" in found.reason.en


def test_gaps_come_before_leads_and_a_hit_before_both(tape: Tape) -> None:
    def unsure(t: Tape) -> None:
        t.tls_failure("pinned.example.cn")
        t.flow("s.stranger-data.net", body=LEAK)

    def sure(t: Tape) -> None:
        unsure(t)
        t.flow(VENDOR, body=LEAK)

    found = judged(tape, before=unsure)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "stranger-data.net" in found.reason.en
    found = judged(Tape(tape.folder.parent / "sure"), before=sure)
    assert found.verdict is Verdict.VIOLATION and found.reason and "pinned.example.cn" in found.reason.en


def test_plain_http_is_pointed_out_in_message_measures_and_evidence(tape: Tape) -> None:
    found = judged(tape, before=sends(VENDOR, scheme="http"))
    assert "unencrypted" in found.message.en and "明文" in found.message.zh
    assert (found.measures["cleartext_hits"], found.measures["cleartext_receivers"]) == (1, VENDOR)
    assert any("unencrypted" in ref.label.en for ref in found.evidence)
    quiet = judged(Tape(tape.folder.parent / "tls"), before=sends(VENDOR))
    assert "unencrypted" not in quiet.message.en and quiet.measures["cleartext_hits"] == 0


def test_a_name_that_was_looked_up_can_carry_an_identifier(tape: Tape) -> None:
    def asks(t: Tape) -> None:
        t.writer.add_traffic(DnsQuery(at_ms=t.now, name=f"{ANDROID_ID}.t.umeng.com", record="A"))

    found = judged(tape, before=asks)
    assert found.verdict is Verdict.VIOLATION
    ref = next(ref for ref in found.evidence if ref.kind == "line")
    assert ref.place == "dns" and ref.range == (0, len(ANDROID_ID)) and ANDROID_ID not in ref.id


def test_the_name_of_a_refused_handshake_can_carry_an_identifier(tape: Tape) -> None:
    def greets(t: Tape) -> None:
        name = f"{ANDROID_ID}.t.umeng.com"
        t.writer.add_traffic(TlsFailed(at_ms=t.now, host="192.0.2.1", port=443, sni=name, reason="unknown ca"))

    found = judged(tape, before=greets)
    assert found.verdict is Verdict.VIOLATION
    assert any(ref.kind == "tls" and ref.place == "sni" for ref in found.evidence)


def void(value: object) -> None:
    """For lambdas that must give nothing."""
