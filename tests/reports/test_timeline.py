"""What the time line says happened, and when."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from evidence import events as ev
from evidence.events import TapPurpose
from evidence.lives import Moment
from reports.timeline import PURPOSES, lifelines
from tests.recordings import Tape
from tests.reports.staged import staged


def test_every_purpose_of_a_tap_has_words() -> None:
    assert set(PURPOSES) == set(get_args(TapPurpose))


def test_each_life_has_its_line_with_the_boundary(tmp_path: Path) -> None:
    agree, refuse = lifelines(staged(tmp_path / "r"))
    assert (agree.title.en, refuse.title.en) == ("The user agrees", "The user refuses")
    assert agree.boundary is not None and refuse.boundary is not None
    assert agree.launched_ms is not None and agree.launched_ms < agree.boundary[0] < agree.boundary[1]
    assert refuse.boundary[1] - refuse.boundary[0] == 2000
    moments = [moment for _, moment in agree.flows]
    assert moments[:4] == [Moment.BEFORE] * 4 and Moment.BOUNDARY in moments and moments[-1] is Moment.AFTER_AGREE
    assert [moment for _, moment in refuse.flows] == [Moment.AFTER_REFUSE]
    assert len(agree.refused_tls) == 1 and not refuse.refused_tls
    assert [mark.kind for mark in agree.marks if mark.kind == "decision"] == ["decision"]


def test_an_unfinished_watch_is_told_apart(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r")
    tape.phase("agree")
    tape.add(ev.WatchStarted(watch=1, purpose="first_launch", planned_ms=10))
    tape.add(ev.WatchEnded(watch=1, completed=True))
    tape.add(ev.WatchStarted(watch=2, purpose="idle", planned_ms=10))
    tape.add(ev.WatchEnded(watch=2, completed=False, reason="crash"))
    tape.add(ev.WatchStarted(watch=3, purpose="idle", planned_ms=10))
    (line,) = lifelines(tape.end(None))
    assert [watch.kind for watch in line.watches] == ["watch", "broken", "broken"]
    assert line.watches[2].end_ms == line.length_ms


def test_troubles_prompts_and_policies_are_marked(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r")
    tape.phase("agree")
    tape.add(ev.AppOutcome(outcome="crash"))
    tape.add(ev.InfraProblem(error="SessionLost", message="gone"))
    tape.add(ev.SystemPrompt(screen=None, kind="permission", text="允许访问位置？"))
    tape.add(ev.PolicyOpened(origin="search", tap=None, screens=()))
    tape.add(ev.PolicySearchEnded(result="exhausted"))
    tape.add(ev.KeyPressed(key="back"))
    (line,) = lifelines(tape.end())
    assert [mark.kind for mark in line.marks] == ["trouble", "trouble", "prompt", "policy", "policy", "tap"]
    assert "允许访问位置？" in line.marks[2].text.zh


def test_the_axis_has_round_and_few_ticks(tmp_path: Path) -> None:
    for length in (1.0, 900.0, 30_000.0, 400_000.0, 9e9):
        tape = Tape(tmp_path / str(length))
        tape.phase("agree")
        tape.wait(length)
        (line,) = lifelines(tape.end())
        assert line.ticks[0] == 0 and 1 <= len(line.ticks) <= 13 and line.ticks[-1] <= line.length_ms


def test_a_recording_that_never_reached_the_app_has_no_line(tmp_path: Path) -> None:
    assert lifelines(Tape(tmp_path / "r").end(None)) == ()
