"""Whose traffic it is, where the way into the capture tells."""

from __future__ import annotations

from pathlib import Path

from detectors.rules.finding import Verdict
from evidence.traffic import RawConnection, encode_bytes
from tests.detectors.first_launch import run
from tests.detectors.test_collection import BEFORE, LEAK, void
from tests.recordings import Tape, finding


def test_through_a_tunnel_of_the_app_alone_no_host_is_the_phones_own(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "recording", mode="wireguard", attribution="exact")
    tape.flow("cdn.example.net", body=b"{}")
    found = finding(run(tape, before=lambda t: void(t.flow("cdn.example.net", body=LEAK))).judge(), BEFORE)
    assert found.verdict is Verdict.VIOLATION
    assert found.measures["attribution"] == "exact"


def test_a_tunnel_that_takes_everybodys_traffic_is_judged_by_the_baseline(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "recording", mode="wireguard")
    tape.flow("sync.phone-vendor.cn", body=LEAK)
    found = finding(run(tape, before=lambda t: void(t.flow("sync.phone-vendor.cn", body=LEAK))).judge(), BEFORE)
    assert found.verdict is Verdict.NOT_OBSERVED
    assert found.measures["attribution"] == "inferred"


def test_what_had_no_name_before_the_launch_says_nothing_of_what_has_none_after(tape: Tape) -> None:
    """As of bytes that no protocol could be made of, so that nobody knows where they went."""

    def say(t: Tape, flow: str, said: bytes) -> None:
        t.writer.add_traffic(
            RawConnection(
                at_ms=t.now, flow=flow, host="", port=0, from_client=True, payload=encode_bytes(said), size=len(said)
            )
        )

    say(tape, "f900", b"\x01\x02\x03")
    assert finding(run(tape, before=lambda t: say(t, "f901", LEAK)).judge(), BEFORE).verdict is Verdict.VIOLATION
