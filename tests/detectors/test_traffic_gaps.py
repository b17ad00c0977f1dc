"""What of the traffic was not seen leaves 3.1 and 3.2a inconclusive; what only looks like a gap does not."""

from __future__ import annotations

import json

import pytest

from detectors.judging import judge_case
from detectors.rules.finding import Verdict
from evidence import events as ev
from evidence.recording import Recording
from evidence.traffic import TlsFailed
from tests.detectors.first_launch import run
from tests.recordings import ANDROID_ID, Tape, finding, view

BEFORE, AFTER = "app-2019/3.1", "app-2019/3.2a"
LEAK = json.dumps({"aid": ANDROID_ID}).encode()
DROPPED = (
    "The client disconnected during the handshake. If this happens consistently, it may not trust the certificate."
)
UNUSED = "the app closed the connection after the handshake, without a request"
EMPTY = "the app closed the tunnel without a word"
REFUSED = "The client does not trust the proxy's certificate"


def test_refused_tls_is_inconclusive_and_names_the_host(tape: Tape) -> None:
    found = finding(run(tape, before=lambda t: t.tls_failure("pinned.example.cn")).judge(), BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "pinned.example.cn" in found.reason.en
    assert any(ref.kind == "tls" for ref in found.evidence)


def test_bytes_past_the_capture_are_inconclusive_and_name_the_amount(tape: Tape) -> None:
    found = finding(run(tape, before=lambda t: t.bypass(5000)).judge(), BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "5000" in found.reason.en


@pytest.mark.parametrize(("past", "verdict"), [(60_000, Verdict.NOT_OBSERVED), (300_000, Verdict.INCONCLUSIVE)])
def test_what_a_download_brings_excuses_no_more_than_its_acknowledgements(
    tape: Tape, past: int, verdict: Verdict
) -> None:
    def download(t: Tape) -> None:
        t.download(2_000_000)
        t.bypass(past)

    assert finding(run(tape, before=download).judge(), BEFORE).verdict is verdict


def test_the_packets_that_open_and_close_many_connections_are_no_bypass(tape: Tape) -> None:
    def many(t: Tape) -> None:
        for _ in range(40):
            t.flow(body=b"x" * 600)
            t.bypass(528)

    assert finding(run(tape, before=many).judge(), BEFORE).verdict is Verdict.NOT_OBSERVED


def test_over_loopback_all_that_the_phone_counts_went_past_the_capture(tape: Tape) -> None:
    def busy(t: Tape) -> None:
        for _ in range(20):
            t.flow(body=b"x" * 2000)

    def busy_with_bypass(t: Tape) -> None:
        busy(t)
        t.bypass(90)

    clean = run(Tape(tape.folder.parent / "clean", over_loopback=True), before=busy).judge()
    assert finding(clean, BEFORE).verdict is Verdict.NOT_OBSERVED
    past = run(Tape(tape.folder.parent / "past", over_loopback=True), before=busy_with_bypass).judge()
    found = finding(past, BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "90" in found.reason.en


def test_what_counts_no_bytes_must_be_bound_to_the_capture(tape: Tape) -> None:
    bound = run(Tape(tape.folder.parent / "bound", platform="web", counts=False, bound=True)).judge()
    assert finding(bound, BEFORE).verdict is Verdict.NOT_OBSERVED
    free = finding(run(Tape(tape.folder.parent / "free", platform="web", counts=False)).judge(), BEFORE)
    assert free.verdict is Verdict.INCONCLUSIVE and free.reason and "did not count" in free.reason.en


def test_bytes_past_the_capture_between_the_watch_and_the_tap_are_not_overlooked(tape: Tape) -> None:
    def expect(t: Tape) -> None:
        t.policy("consent")
        t.bypass(5000)

    found = finding(run(tape, expect=expect).judge(), BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "5000" in found.reason.en


def test_a_hit_stays_a_violation_when_coverage_is_incomplete(tape: Tape) -> None:
    def leak(t: Tape) -> None:
        t.flow(body=LEAK)
        t.bypass(5000)

    found = finding(run(tape, before=leak).judge(None), BEFORE)
    assert found.verdict is Verdict.VIOLATION and found.reason and "cut short" in found.reason.en


def test_traffic_that_is_cut_at_its_end_is_inconclusive(tape: Tape) -> None:
    """As of a recording that was copied from a full disk, though its events are whole."""
    run(tape).end()
    index = tape.folder / "traffic" / "index.jsonl"
    index.write_bytes(index.read_bytes()[:-10])
    found = finding(judge_case(Recording.open(tape.folder), tape.eyes), BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "index.jsonl" in found.reason.en


def test_traffic_whose_index_is_gone_is_inconclusive(tape: Tape) -> None:
    """As of a recording of a web page, where no counts of a phone are missed."""
    web = Tape(tape.folder.parent / "web", platform="web", counts=False, bound=True)
    run(web).end()
    (web.folder / "traffic" / "index.jsonl").unlink()
    found = finding(judge_case(Recording.open(web.folder), web.eyes), BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "index" in found.reason.en


def test_an_untrusted_certificate_is_inconclusive(tape: Tape) -> None:
    other = Tape(tape.folder.parent / "other", trusted=False)
    assert finding(run(other).judge(), BEFORE).verdict is Verdict.INCONCLUSIVE


def test_a_lost_capture_is_inconclusive(tape: Tape) -> None:
    def lose(t: Tape) -> None:
        t.add(ev.CaptureEnded(reason="killed by signal 9"))

    found = finding(run(tape, after_refuse=lose).judge(None), AFTER)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "signal 9" in found.reason.en


def test_refused_handshakes_late_in_a_long_run_open_at_their_own_line(tape: Tape) -> None:
    tape.now = 3_600_000.0
    lines = [TlsFailed(at_ms=3_600_000.0 + n, host="pinned.example", port=443, reason="unknown ca") for n in (1, 2)]
    for line in lines:
        tape.writer.add_traffic(line)
    assert len({line.id for line in tape.end().lines(TlsFailed)}) == 2


@pytest.mark.parametrize(
    ("reason", "read", "dropped", "verdict"),
    [
        (DROPPED, 1, 1, Verdict.NOT_OBSERVED),
        (DROPPED, 3, 2, Verdict.NOT_OBSERVED),
        (DROPPED, 0, 1, Verdict.INCONCLUSIVE),
        (DROPPED, 1, 2, Verdict.INCONCLUSIVE),
        (REFUSED, 3, 1, Verdict.INCONCLUSIVE),
        (UNUSED, 3, 1, Verdict.INCONCLUSIVE),
        (EMPTY, 3, 1, Verdict.NOT_OBSERVED),
        (EMPTY, 0, 1, Verdict.INCONCLUSIVE),
    ],
)
def test_a_connection_that_a_client_no_longer_needs_is_no_refusal(
    tape: Tape, reason: str, read: int, dropped: int, verdict: Verdict
) -> None:
    def race(t: Tape) -> None:
        for _ in range(read):
            t.flow("web.example.net", body=b"page=1")
        for number in range(dropped):
            t.writer.add_traffic(
                TlsFailed(at_ms=t.now + number, host="web.example.net", port=443, sni="web.example.net", reason=reason)
            )

    assert finding(run(tape, before=race).judge(), BEFORE).verdict is verdict


@pytest.mark.parametrize("last", ["connection closed early", UNUSED])
@pytest.mark.parametrize(("later_ms", "verdict"), [(100, Verdict.NOT_OBSERVED), (9000, Verdict.INCONCLUSIVE)])
def test_beside_a_connection_that_serves_all_requests_the_others_are_dropped(
    tape: Tape, later_ms: float, verdict: Verdict, last: str
) -> None:
    def race(t: Tape) -> None:
        for reason in (DROPPED, DROPPED, last):
            t.writer.add_traffic(
                TlsFailed(at_ms=t.now, host="web.example.net", port=443, sni="web.example.net", reason=reason)
            )
        t.wait(later_ms)
        t.flow("web.example.net", body=b"page=1", http_version="HTTP/2.0")

    assert finding(run(tape, before=race).judge(), BEFORE).verdict is verdict


def test_a_count_of_the_phone_that_goes_back_proves_nothing(tape: Tape) -> None:
    def restart(t: Tape) -> None:
        t.wire = [0, 0]

    tape.wire = [5_000_000, 5_000_000]
    found = finding(run(tape, before=restart).judge(), BEFORE)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "went back" in found.reason.en


@pytest.mark.parametrize(
    ("asks", "counts", "missing"),
    [
        (True, True, ""),
        (False, True, "last asked which guarded operations"),
        (True, False, "last count of its bytes"),
    ],
)
def test_use_of_the_app_after_the_phone_was_last_asked_is_no_coverage(
    tape: Tape, asks: bool, counts: bool, missing: str
) -> None:
    """As of a scenario that goes on after its last watch, in an app that asks for no consent."""
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", view("首页"))
    for _ in range(3):
        tape.tap("step")
        tape.wait(20_000)
        tape.screen(view("首页"))
    if asks:
        tape.operations()
    if counts:
        tape.count_bytes("end of the life")
    found = finding(tape.judge(), BEFORE)
    assert found.verdict is (Verdict.INCONCLUSIVE if missing else Verdict.NOT_OBSERVED)
    assert not missing or (found.reason and missing in found.reason.en)
