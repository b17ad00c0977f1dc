"""What the time line says happened, and when."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from detectors.rules.told import OUTCOMES
from evidence import events as ev
from evidence.events import Outcome, TapPurpose, WatchPurpose
from harness.scenario.steps.basic import KEY_CODES
from reports.timeline import marks, watches
from reports.wording import KEYS, PURPOSES, SEARCHES, WATCHES
from tests.recordings import Tape
from tests.reports.staged import staged


def test_whatever_a_recording_names_has_words() -> None:
    assert set(PURPOSES) == set(get_args(TapPurpose))
    assert set(WATCHES) == set(get_args(WatchPurpose))
    assert set(OUTCOMES) == set(get_args(Outcome))
    assert set(SEARCHES) == set(get_args(ev.PolicySearchEnded.model_fields["result"].annotation))
    assert set(KEYS) == {*KEY_CODES, "text"}


def test_the_decisions_are_marked_with_the_place_that_was_tapped(tmp_path: Path) -> None:
    recording = staged(tmp_path / "r")
    taps = recording.of(ev.Tap)
    decisions = [mark for mark in marks(recording) if mark.kind == "decision"]
    assert [mark.at_ms for mark in decisions] == [tap.at_ms for tap in taps]
    assert [mark.point for mark in decisions] == [(tap.x, tap.y) for tap in taps]
    assert decisions[0].screen == 2 and "同意并继续" in decisions[0].text.zh


def test_an_unfinished_watch_is_told_apart(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r")
    tape.phase("agree")
    tape.add(ev.WatchStarted(watch=1, purpose="first_launch", planned_ms=10))
    tape.add(ev.WatchEnded(watch=1, completed=True))
    tape.add(ev.WatchStarted(watch=2, purpose="idle", planned_ms=10))
    tape.add(ev.WatchEnded(watch=2, completed=False, reason="crash"))
    tape.add(ev.WatchStarted(watch=3, purpose="idle", planned_ms=10))
    recording = tape.end(None)
    told = watches(recording)
    assert [watch.whole for watch in told] == [True, False, False]
    assert told[0].text.zh == "观察（首次启动）完成" and told[1].text.zh == "观察（前台静置）中断"
    assert told[2].end_ms == recording.events[-1].at_ms


def test_troubles_prompts_and_policies_are_marked(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r")
    tape.phase("agree")
    tape.add(ev.AppOutcome(outcome="crash"))
    tape.add(ev.InfraProblem(error="SessionLost", message="gone"))
    tape.add(ev.SystemPrompt(screen=None, kind="permission", text="允许访问位置？"))
    tape.add(ev.PolicyOpened(origin="search", tap=None, screens=()))
    tape.add(ev.PolicySearchEnded(result="exhausted"))
    tape.add(ev.KeyPressed(key="back"))
    told = marks(tape.end())
    assert [mark.kind for mark in told] == ["trouble", "trouble", "prompt", "policy", "policy", "tap"]
    assert "允许访问位置？" in told[2].text.zh
    assert [told[n].text.zh for n in (0, 4, 5)] == ["应用崩溃", "查找隐私政策结束：全部找过，没有找到", "按键：返回键"]


def test_a_recording_in_which_nothing_happened_has_no_marks(tmp_path: Path) -> None:
    recording = Tape(tmp_path / "r").end(None)
    assert marks(recording) == () and watches(recording) == ()
