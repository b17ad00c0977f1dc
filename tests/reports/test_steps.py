"""Steps in words: every word of a scenario has its own, and what was not carried out says so."""

from __future__ import annotations

import re
from pathlib import Path

from evidence import events as ev
from harness.scenario.language.vocabulary import STEPS
from harness.scenario.load import load_scenario
from reports.steps import LABELS, carried_out
from tests.recordings import Tape


def test_every_step_of_the_language_is_told_in_both_languages(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r")
    for number, kind in enumerate(STEPS, 1):
        tape.add(ev.StepStarted(step=str(number), kind=kind))
        tape.add(ev.StepEnded(step=str(number), status="ok"))
    for step, kind in zip(carried_out(tape.end()), STEPS, strict=True):
        assert re.search("[\u4e00-\u9fff]", step.text.zh), kind
        assert step.text.en and step.text.en.isascii()


def test_a_step_tells_its_choice_its_label_and_how_it_went(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r")
    tape.add(
        ev.StepStarted(step="1", kind="decideConsent", label="as a wary user", params={"choice": "refuse", "n": 3})
    )
    tape.add(ev.StepEnded(step="1", status="failed", reason="no pop-up"))
    tape.add(ev.StepStarted(step="2", kind="watch", params={"purpose": "first_launch", "seconds": None}))
    decided, watched = carried_out(tape.end(None))
    assert decided.text.zh == "在同意弹窗中作出选择：拒绝（as a wary user）"
    assert decided.text.en == "decide in the consent pop-up: refuse (as a wary user)"
    assert (decided.status, decided.reason.en) == ("failed", "no pop-up")
    assert watched.text.zh == "不触碰屏幕，观察：首次启动" and watched.status == "interrupted"
    assert watched.ended_ms >= watched.began_ms >= decided.ended_ms


def test_a_step_that_is_repeated_is_told_each_time(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r")
    for status in ("ok", "failed"):
        tape.add(ev.StepStarted(step="3.1", kind="tapOn", params={"text": "登录"}))
        tape.add(ev.StepEnded.model_validate({"step": "3.1", "status": status}))
    told = [(step.status, step.text.zh) for step in carried_out(tape.end())]
    assert told == [("ok", "点击：登录"), ("failed", "点击：登录")]


def test_why_a_step_failed_is_told_in_both_languages(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r")
    tape.add(ev.StepStarted(step="1", kind="expectConsent"))
    tape.add(ev.StepEnded(step="1", status="failed", reason="no consent pop-up is on the screen"))
    (step,) = carried_out(tape.end())
    assert (step.reason.zh, step.reason.en) == ("屏幕上没有同意弹窗", "no consent pop-up is on the screen")


def test_the_labels_of_our_own_scenarios_are_told_in_both_languages() -> None:
    files = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
    labels = {step.label for file in files for step in load_scenario(file).steps if step.label}
    assert len(labels) > 5 and labels == set(LABELS)
