"""What an app says when a function of it asks for a permission, on the real stack."""

from __future__ import annotations

from pathlib import Path

import pytest

from consentinel.judging import judge_folder
from harness.appium.server import AppiumServer
from harness.config.apps import load_apps
from harness.config.devices import Device
from harness.run import run_scenario
from harness.scenario.load import load_scenario
from tests.e2e import specimens

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.mark.parametrize(("name", "verdict"), [("ask-bare", "violation"), ("sdks-late", "pass")])
def test_a_permission_comes_with_its_purpose(
    name: str, verdict: str, phone: Device, appium: AppiumServer, work: Path
) -> None:
    app = load_apps(specimens.ROOT / "apps.yaml")[name]
    scenario = load_scenario(specimens.ROOT / "scenarios" / "permissions.yaml")
    run = run_scenario(phone, app, scenario, out=work, watch_s=2, attempts=2, report=lambda line: None, appium=appium)
    recording, findings = judge_folder(run.recordings[-1])
    assert specimens.verdicts(findings)["app-2019/2.3a"] == verdict, recording.folder
