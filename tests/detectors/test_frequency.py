"""4.4: how often an item is sent while nobody uses the app, and at any time."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from detectors import frequency
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Finding, Verdict
from evidence import events as ev
from tests.recordings import ANDROID_ID, OAID, OPERATOR, Tape, consent, finding, view

RULE = "app-2019/4.4"
PLACE = "39.912599,116.387101"
KNOWN = {"android_id": (ANDROID_ID,), "oaid": (OAID,), "location": (PLACE,)}
AID, AD = ANDROID_ID.encode(), OAID.encode()
WHERE = b'{"lat":39.912599,"lng":116.387101}'
Rests = Callable[[Tape], None]


def alone(
    tape: Tape, idle: Rests | None = None, background: Rests | None = None, after_agree: Rests | None = None
) -> Tape:
    """The user agrees and leaves the app alone, five minutes in front and ten in the background."""
    tape.watch("baseline", seconds=5)
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", view("欢迎", consent=consent()))
    tape.decide("agree")
    tape.watch("after_agree", view("首页"), during=after_agree)
    tape.watch("idle", view("首页"), seconds=300, during=idle)
    tape.watch("background", view("首页"), seconds=600, during=background)
    return tape


def every(seconds: float, times: int, body: bytes = AID, *hosts: str) -> Rests:
    """The same message again and again, to each host in turn."""

    def send(tape: Tape) -> None:
        for number in range(times):
            tape.flow((hosts or (OPERATOR,))[number % max(1, len(hosts))], body=body)
            tape.wait(seconds * 1000)

    return send


def judged(tape: Tape) -> Finding:
    """The finding."""
    return finding(tape.judge(), RULE)


@pytest.fixture
def tape(tape: Tape) -> Tape:
    return Tape(tape.folder.parent / "alone", identifiers=KNOWN)


@pytest.mark.parametrize(("times", "verdict"), [(3, Verdict.NOT_OBSERVED), (4, Verdict.VIOLATION)])
@pytest.mark.parametrize("where", ["idle", "background"])
def test_an_identifier_more_than_three_times_a_session(tape: Tape, where: str, times: int, verdict: Verdict) -> None:
    found = judged(alone(tape, **{where: every(20, times)}))
    assert found.verdict is verdict
    assert found.measures["sent_at_rest"] == f"android_id {times}"
    assert [(ref.id, ref.basis) for ref in found.thresholds] == [("TH07", "proposed")]


def test_both_rests_of_one_session_count_together(tape: Tape) -> None:
    found = judged(alone(tape, idle=every(20, 2), background=every(20, 2)))
    assert found.verdict is Verdict.VIOLATION
    assert "idle in the foreground and in the background" in found.message.en


def test_another_start_is_another_session(tape: Tape) -> None:
    alone(tape, idle=every(20, 2))
    tape.launch(fresh=False)
    tape.watch("idle", view("首页"), seconds=300, during=every(20, 2))
    assert judged(tape).verdict is Verdict.NOT_OBSERVED


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(59, Verdict.VIOLATION), (60, Verdict.NOT_OBSERVED), (61, Verdict.NOT_OBSERVED)]
)
def test_location_more_than_once_a_minute(tape: Tape, seconds: float, verdict: Verdict) -> None:
    found = judged(alone(tape, idle=every(seconds, 4, WHERE)))
    assert found.verdict is verdict


def test_one_message_that_names_an_item_many_times_is_one(tape: Tape) -> None:
    body = b"&".join([b"a=" + AID] * 9)
    assert judged(alone(tape, idle=every(20, 3, body))).verdict is Verdict.NOT_OBSERVED


def test_several_receivers_that_get_as_much_together_are_for_a_person(tape: Tape) -> None:
    found = judged(alone(tape, idle=every(20, 4, AID, OPERATOR, "ulogs.umeng.com")))
    assert found.verdict is Verdict.REVIEW and found.reason and "several receivers" in found.reason.en


def test_two_items_are_not_counted_together(tape: Tape) -> None:
    def both(t: Tape) -> None:
        every(20, 2)(t)
        every(20, 2, AD)(t)

    assert judged(alone(tape, idle=both)).verdict is Verdict.NOT_OBSERVED


def test_messages_without_an_identifier_may_be_frequent(tape: Tape) -> None:
    found = judged(alone(tape, idle=every(0.3, 200, b'{"session":"b2c7","state":"on"}')))
    assert found.verdict is Verdict.NOT_OBSERVED and found.measures["peak_within_10_s"] == 0


def test_what_is_sent_while_the_app_may_be_in_use_is_no_excess(tape: Tape) -> None:
    assert judged(alone(tape, after_agree=every(3, 9))).verdict is Verdict.NOT_OBSERVED


@pytest.mark.parametrize(("times", "verdict"), [(10, Verdict.NOT_OBSERVED), (11, Verdict.VIOLATION)])
def test_more_than_one_a_second_is_too_often_at_any_time(tape: Tape, times: int, verdict: Verdict) -> None:
    assert judged(alone(tape, after_agree=every(0.9, times))).verdict is verdict


def test_the_burst_with_which_an_sdk_starts_is_no_rate(tape: Tape) -> None:
    found = judged(alone(tape, after_agree=every(0.05, 7)))
    assert found.verdict is Verdict.NOT_OBSERVED and found.measures["peak_within_1_s"] == 7


def test_a_scenario_that_never_leaves_the_app_alone_decides_by_a_hit_only(tape: Tape) -> None:
    def first_launch(t: Tape, after_agree: Rests) -> Finding:
        t.phase("agree")
        t.launch()
        t.watch("first_launch", view("欢迎", consent=consent()))
        t.decide("agree")
        t.watch("after_agree", view("首页"), during=after_agree)
        return judged(t)

    found = first_launch(tape, every(3, 9))
    assert found.verdict is Verdict.NOT_APPLICABLE and found.reason and "data_collection" in found.reason.en
    other = Tape(tape.folder.parent / "busy", identifiers=KNOWN)
    assert first_launch(other, every(0.5, 30)).verdict is Verdict.VIOLATION


def test_a_watch_that_a_step_makes_by_the_way_is_none(tape: Tape) -> None:
    tape.phase("agree")
    tape.launch()
    tape.add(ev.StepStarted(step="8", kind="closePopups"))
    tape.watch("idle", view("首页"), seconds=60, during=every(3, 9))
    assert judged(tape).verdict is Verdict.NOT_APPLICABLE


def test_a_rest_that_the_scenario_did_not_reach_is_inconclusive(tape: Tape) -> None:
    tape.phase("agree")
    tape.launch()
    tape.add(ev.AppOutcome(outcome="crash", detail="NullPointerException", launch=1))
    tape.add(ev.StepStarted(step="9", kind="watch", params={"purpose": "idle", "seconds": 300}))
    tape.add(ev.StepEnded(step="9", status="skipped", reason="crash"))
    found = judged(tape)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason
    assert "crashed" in found.reason.en and "the idle watch was not made" in found.reason.en


def test_bytes_past_the_capture_and_refused_handshakes_are_inconclusive(tape: Tape) -> None:
    def unseen(t: Tape) -> None:
        t.bypass(9000)
        t.tls_failure("pinned.example.cn")

    found = judged(alone(tape, background=unseen))
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason
    assert "9000" in found.reason.en and "pinned.example.cn" in found.reason.en


def test_what_was_unseen_before_the_rests_does_not_matter_here(tape: Tape) -> None:
    found = judged(alone(tape, after_agree=lambda t: t.tls_failure("pinned.example.cn")))
    assert found.verdict is Verdict.NOT_OBSERVED


@pytest.mark.parametrize(("times", "verdict"), [(3, Verdict.NOT_OBSERVED), (4, Verdict.REVIEW)])
def test_unreadable_messages_are_leads_when_so_many_could_be_an_excess(
    tape: Tape, times: int, verdict: Verdict
) -> None:
    found = judged(alone(tape, idle=every(20, times, os.urandom(400))))
    assert found.verdict is verdict
    if verdict is Verdict.REVIEW:
        assert found.reason and OPERATOR in found.reason.en and "entropy" in found.reason.en


def test_the_numbers_are_the_catalogues() -> None:
    value = catalogue().threshold("TH07").value
    assert "more than 1 read per second" in value
    assert f"once per {frequency.LOCATION_MS // 1000} s" in value
    assert f"more than {frequency.MOST_A_SESSION} times per session" in value
    assert frequency.MOST_IN_RATE_MS == frequency.RATE_MS // 1000
