"""The consent boundary, with exchanges that straddle the tap: a request counts when it began, a message when sent."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from detectors.rules.finding import Finding, Verdict
from evidence import events as ev
from evidence.traffic import DnsQuery, FlowAborted, FlowBegin, FlowEnd, FlowRequest, encode_bytes
from tests.recordings import ANDROID_ID, OAID, POLICY_TEXT, Tape, consent, finding, view

BEFORE, AFTER, THIRD = "app-2019/3.1", "app-2019/3.2a", "app-2019/5.1"
LEAK = json.dumps({"aid": ANDROID_ID}).encode()
HOST = "ulogs.umeng.com"
EFFECT_MS = 600.0


@dataclass
class Straddled:
    """A first launch up to the decision; times are ms from the tap that was sent, its effect follows 600 ms later."""

    tape: Tape
    choice: ev.TapPurpose = "agree"
    tap_ms: float = 0.0

    def __post_init__(self) -> None:
        self.tape.phase(self.choice)
        self.tape.launch()
        self.tape.watch("first_launch", view("欢迎", consent=consent()))
        self.tape.policy("consent", POLICY_TEXT + "\n友盟统计 SDK，统计分析\n")
        self.tap_ms = self.tape.decide(self.choice, EFFECT_MS).at_ms

    def exchange(self, began: float, complete: float | None, *, path: str = "/v1", body: bytes = LEAK) -> None:
        """A request whose head came at `began` and whose body was complete at `complete`, if it ever was."""
        write, start = self.tape.writer.add_traffic, self.tap_ms + began
        head = (("Content-Length", str(len(body))),)
        write(
            FlowBegin(
                at_ms=start, flow="s1", method="POST", scheme="https", host=HOST, port=443, path=path, headers=head
            )
        )
        if complete is None:
            write(FlowAborted(at_ms=start + 5000, flow="s1", reason="client disconnected"))
            return
        end = self.tap_ms + complete
        write(FlowRequest(at_ms=end, flow="s1", body=encode_bytes(body), size=len(body)))
        write(FlowEnd(at_ms=end + 20, flow="s1", status=200, synthetic=True))

    def socket(self, *messages: tuple[float, bytes]) -> None:
        """A WebSocket that was opened before the tap, with messages around it."""
        flow = self.tape.flow(HOST, "/socket", method="GET", at_ms=self.tap_ms - 5000)
        now = self.tape.now
        for index, (offset, payload) in enumerate(messages):
            self.tape.now = self.tap_ms + offset
            self.tape.message(flow, payload, index=index)
        self.tape.now = now

    def judge(self, rule: str) -> Finding:
        """The finding, once the life has gone on to its end."""
        if self.choice == "agree":
            self.tape.watch("after_agree", view("首页"))
        else:
            self.tape.watch("after_refuse", view("首页"))
            self.tape.launch(fresh=False)
            self.tape.watch("relaunch", view("首页"))
        return finding(self.tape.judge(), rule)


@pytest.mark.parametrize("rule", [BEFORE, THIRD])
@pytest.mark.parametrize(
    ("began", "complete", "verdict", "boundary"),
    [
        (-3000, -2000, Verdict.VIOLATION, 0),
        (-1, 0, Verdict.VIOLATION, 0),
        (-1, 300, Verdict.VIOLATION, 0),
        (-1, 4000, Verdict.VIOLATION, 0),
        (0, 300, Verdict.NOT_OBSERVED, 1),
        (300, 4000, Verdict.NOT_OBSERVED, 1),
        (EFFECT_MS, 4000, Verdict.NOT_OBSERVED, 1),
        (EFFECT_MS + 1, 4000, Verdict.NOT_OBSERVED, 0),
    ],
)
def test_a_request_counts_when_it_began_whenever_its_body_was_complete(
    tape: Tape, rule: str, began: float, complete: float, verdict: Verdict, boundary: int
) -> None:
    straddled = Straddled(tape)
    straddled.exchange(began, complete)
    found = straddled.judge(rule)
    assert found.verdict is verdict
    assert found.measures["boundary_hits"] == boundary
    assert ("boundary" in found.message.en) == bool(boundary)


def test_a_request_that_began_before_the_tap_is_shown_as_such(tape: Tape) -> None:
    straddled = Straddled(tape)
    straddled.exchange(-700, 4000)
    (ref,) = [ref for ref in straddled.judge(BEFORE).evidence if ref.kind == "flow"]
    assert "0.7 s before agreeing" in ref.label.en


def test_a_request_whose_body_never_came_counts_by_its_head(tape: Tape) -> None:
    straddled = Straddled(tape)
    straddled.exchange(-1, None, path=f"/r?aid={ANDROID_ID}")
    assert straddled.judge(BEFORE).verdict is Verdict.VIOLATION


def test_a_request_whose_body_never_came_hides_what_it_held(tape: Tape) -> None:
    straddled = Straddled(tape)
    straddled.exchange(-1, None)
    found = straddled.judge(BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and HOST in found.reason.en


@pytest.mark.parametrize(
    ("offset", "verdict", "boundary"),
    [
        (-1, Verdict.VIOLATION, 0),
        (0, Verdict.NOT_OBSERVED, 1),
        (EFFECT_MS, Verdict.NOT_OBSERVED, 1),
        (EFFECT_MS + 1, Verdict.NOT_OBSERVED, 0),
    ],
)
def test_a_message_of_an_older_socket_counts_when_it_was_sent(
    tape: Tape, offset: float, verdict: Verdict, boundary: int
) -> None:
    straddled = Straddled(tape)
    straddled.socket((-4000, b"hello"), (offset, LEAK), (9000, LEAK))
    found = straddled.judge(BEFORE)
    assert found.verdict is verdict and found.measures["boundary_hits"] == boundary


@pytest.mark.parametrize(
    ("offset", "before", "after"),
    [
        (-1, Verdict.VIOLATION, Verdict.NOT_OBSERVED),
        (300, Verdict.NOT_OBSERVED, Verdict.NOT_OBSERVED),
        (EFFECT_MS + 1, Verdict.NOT_OBSERVED, Verdict.VIOLATION),
    ],
)
def test_each_message_around_a_refusal_falls_on_its_own_side(
    tape: Tape, offset: float, before: Verdict, after: Verdict
) -> None:
    straddled = Straddled(tape, "refuse")
    straddled.socket((-4000, b"hello"), (offset, LEAK))
    assert straddled.judge(BEFORE).verdict is before
    again = Straddled(Tape(tape.folder.parent / "again"), "refuse")
    again.socket((-4000, b"hello"), (offset, LEAK))
    assert again.judge(AFTER).verdict is after


def test_messages_on_both_sides_of_a_refusal_break_both_rules(tape: Tape) -> None:
    straddled = Straddled(tape, "refuse")
    straddled.socket((-10, LEAK), (300, LEAK), (2500, json.dumps({"oaid": OAID}).encode()))
    straddled.tape.watch("after_refuse", view("首页"))
    straddled.tape.launch(fresh=False)
    straddled.tape.watch("relaunch", view("首页"))
    findings = straddled.tape.judge()
    first, second, third = (finding(findings, rule) for rule in (BEFORE, AFTER, THIRD))
    assert (first.measures["identifiers"], second.measures["identifiers"]) == ("android_id", "oaid")
    assert (first.measures["hits"], first.measures["boundary_hits"], third.measures["third_party_hits"]) == (1, 1, 2)


@pytest.mark.parametrize(("offset", "verdict"), [(-1, Verdict.VIOLATION), (1, Verdict.NOT_OBSERVED)])
def test_a_name_counts_when_it_was_looked_up(tape: Tape, offset: float, verdict: Verdict) -> None:
    straddled = Straddled(tape)
    name = f"{ANDROID_ID}.t.umeng.com"
    straddled.tape.writer.add_traffic(DnsQuery(at_ms=straddled.tap_ms + offset, name=name, record="A"))
    assert straddled.judge(BEFORE).verdict is verdict


def test_an_effect_that_was_never_seen_ends_the_boundary_after_two_seconds(tape: Tape) -> None:
    tape.phase("refuse")
    tape.launch()
    tape.watch("first_launch", view("欢迎", consent=consent()))
    tap = tape.tap("refuse")
    tape.wait(3000)
    for offset in (1999, 2001):
        tape.flow(HOST, body=LEAK, at_ms=tap.at_ms + offset)
    tape.watch("after_refuse", view("首页"))
    tape.launch(fresh=False)
    tape.watch("relaunch", view("首页"))
    found = finding(tape.judge(), AFTER)
    assert (found.measures["hits"], found.measures["boundary_hits"]) == (1, 1)
