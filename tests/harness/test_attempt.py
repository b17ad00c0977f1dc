"""An attempt from its start to its end, with the real capture and a platform in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from evidence.events import AppInstalled, AppOutcome, CaptureEnded, CaptureStarted, RunEnded
from evidence.recording import Recording
from harness.attempt import Plan, live_attempt, run_attempt
from harness.capture.authority import CertificateAuthority
from harness.config.apps import AppProfile
from harness.config.devices import CaptureBy, Device
from harness.errors import AppRefused
from harness.scenario.load import load_scenario
from tests.harness.scenario.scripted import APP, PACKAGE, Page, ScriptedPlatform


@dataclass
class RunningApp(ScriptedPlatform):
    """The app still runs from before; `led` is what stood in front when the traffic was led to the capture."""

    front: str = PACKAGE
    stack: list[str] = field(default_factory=lambda: ["main"])
    led: list[str] = field(default_factory=list)

    def route_to(self, host: str, port: int) -> None:
        self.led.append(self.front)


@dataclass
class Refusing(ScriptedPlatform):
    def install(self, app: AppProfile) -> AppInstalled:
        raise AppRefused("install_failure", "INSTALL_FAILED_NO_MATCHING_ABIS")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    file = tmp_path / "nothing.yaml"
    file.write_text("name: nothing\n---\n- launchApp\n")
    return Plan(
        run_id="test",
        device=Device(name="scripted", capture=CaptureBy(egress="sinkhole")),
        app=APP,
        scenario=load_scenario(file),
        scenario_sha256="",
        watch_s=1.0,
        baseline_s=0.0,
        report=lambda line: None,
    )


@pytest.fixture
def ca(tmp_path: Path) -> CertificateAuthority:
    return CertificateAuthority.load_or_create(tmp_path / "ca")


def test_what_runs_from_before_is_stopped_before_its_traffic_is_captured(
    plan: Plan, ca: CertificateAuthority, tmp_path: Path
) -> None:
    phone = RunningApp({"main": Page()})
    with live_attempt(plan, 1, tmp_path / "attempt-1", phone, ca):
        assert phone.front == ""
        assert phone.led == [""]
    assert phone.launches == 0


def test_an_app_that_cannot_be_installed_is_an_outcome_and_nothing_is_captured(
    plan: Plan, ca: CertificateAuthority, tmp_path: Path
) -> None:
    run_attempt(plan, 1, tmp_path / "attempt-1", Refusing({"main": Page()}), ca)
    recording = Recording.open(tmp_path / "attempt-1")
    (outcome,) = recording.of(AppOutcome)
    assert (outcome.outcome, outcome.detail) == ("install_failure", "INSTALL_FAILED_NO_MATCHING_ABIS")
    assert not recording.of(CaptureStarted)
    assert [event.reason for event in recording.of(CaptureEnded)] == ["stopped"]
    assert [event.outcome for event in recording.of(RunEnded)] == ["failed"]
