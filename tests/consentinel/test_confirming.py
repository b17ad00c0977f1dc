"""`run --confirm` with phones that are not there: a second run, its marks, and what the user reads."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import consentinel.running
import harness.run
from consentinel.cli import app
from evidence.confirmations import read_confirmations
from harness.attempt import Plan
from harness.errors import PhoneOffline
from tests.consentinel.pytest_plugin import fake_phones
from tests.consentinel.pytest_plugin.fake_phones import FakeAppium


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an apps file and a devices file, and state of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    fake_phones.install(monkeypatch)
    monkeypatch.setattr(fake_phones, "DRIVE_S", 0)
    monkeypatch.setattr(consentinel.running, "AppiumServer", FakeAppium)
    monkeypatch.setattr(consentinel.running, "RUN_WRITES", ("junit",))
    apps = [{"name": name, "package": "com.example.shop"} for name in ("fine", "leaky", "unseen")]
    (tmp_path / "apps.yaml").write_text(yaml.safe_dump({"apps": apps}))
    (tmp_path / "devices.yaml").write_text(yaml.safe_dump({"devices": [{"name": "one", "udid": "serial-one"}]}))
    return tmp_path


def call(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["run", *words, "--lang", "en"])
    return done.exit_code, done.output


def recordings(work: Path) -> list[Path]:
    """The recordings in the order in which they were made."""
    heads = sorted(work.glob("runs/*/attempt-*/recording.json"), key=lambda head: head.stat().st_mtime_ns)
    return [head.parent for head in heads]


def mark_of(recording: Path, rule: str = "app-2019/3.1") -> str:
    return next(one.mark for one in read_confirmations(recording)[0].retried if one.rule == rule)


def test_a_violation_that_is_seen_again_is_confirmed(work: Path) -> None:
    status, output = call("--app", "leaky", "--confirm")
    assert status == 1
    first, second = recordings(work)
    confirmation = read_confirmations(first)[0]
    assert {one.mark for one in confirmation.retried} == {"confirmed"}
    assert (first / confirmation.folder).resolve() == second.resolve()
    assert read_confirmations(second) == ()
    assert "app-2019/3.1 Confirmed: seen again in the second run, all of it" in output
    assert "Confirmed" in (first.parent / "junit.xml").read_text()
    assert (second.parent / "junit.xml").is_file()


def test_one_that_is_not_seen_again_is_told_and_still_counts(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fake_phones.fake_run_attempt

    def once(plan: Plan, *rest: object) -> None:
        leaks = not recordings(work)
        real(plan if leaks else _renamed(plan, "fine"), *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(harness.run, "run_attempt", once)
    status, output = call("--app", "leaky", "--confirm")
    assert status == 1, "what was seen was seen"
    first, _ = recordings(work)
    assert mark_of(first) == "not_confirmed"
    assert "Not confirmed: second run: not observed" in output


def test_equipment_that_fails_in_the_second_run_confirms_nothing(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fake_phones.fake_run_attempt

    def once(plan: Plan, *rest: object) -> None:
        if recordings(work):
            raise PhoneOffline("serial-one is offline")
        real(plan, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(harness.run, "run_attempt", once)
    status, output = call("--app", "leaky", "--confirm")
    assert status == 1
    (first,) = recordings(work)
    told = read_confirmations(first)[0]
    assert {one.mark for one in told.retried} == {"not_retried"} and told.folder == ""
    assert "Could not be tried again: the equipment failed in the second run: serial-one is offline" in output


def test_without_violations_or_without_asking_there_is_no_second_run(work: Path) -> None:
    assert call("--app", "unseen", "--confirm")[0] == 3
    assert call("--app", "leaky")[0] == 1
    assert len(recordings(work)) == 2
    assert not list(work.glob("runs/*/*/confirmations.jsonl"))


def test_findings_stay_what_the_first_recording_shows(work: Path) -> None:
    call("--app", "leaky", "--confirm")
    first, _ = recordings(work)
    before = (first / "findings.json").read_bytes()
    assert CliRunner().invoke(app, ["judge", str(first)]).exit_code == 1
    assert (first / "findings.json").read_bytes() == before
    done = CliRunner().invoke(app, ["report", str(first), "--format", "sarif", "--out", str(work / "out")])
    assert done.exit_code == 0, done.output
    results = json.loads((work / "out" / "findings.sarif").read_bytes())["runs"][0]["results"]
    assert "confirmed" in {one["properties"].get("confirmation") for one in results}


def _renamed(plan: Plan, name: str) -> Plan:
    return replace(plan, app=plan.app.model_copy(update={"name": name}))
