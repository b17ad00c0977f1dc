"""What an app collects while nobody uses it, on the real stack, with the two long watches of the scenario cut short."""

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

RULES = ("app-2019/3.3", "app-2019/4.4", "app-2019/5.1", "appinfo-2016/7.4a")

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.mark.parametrize(
    ("name", "frequency"),
    [("heartbeat", "violation"), pytest.param("compliant", "not_observed", marks=pytest.mark.long)],
)
def test_what_is_sent_while_nobody_uses_the_app(
    name: str, frequency: str, phone: Device, appium: AppiumServer, work: Path
) -> None:
    shipped = (specimens.ROOT / "scenarios" / "data_collection.yaml").read_text("utf-8")
    file = work / "data_collection.yaml"
    file.write_text(shipped.replace("seconds: 300", "seconds: 8").replace("seconds: 600", "seconds: 8"), "utf-8")
    app = load_apps(specimens.ROOT / "apps.yaml")[name]
    run = run_scenario(
        phone, app, load_scenario(file), out=work, watch_s=2, attempts=2, report=lambda line: None, appium=appium
    )
    recording, findings = judge_folder(run.recordings[-1])
    given = {rule: verdict for rule, verdict in specimens.verdicts(findings).items() if rule in RULES}
    expected = dict.fromkeys(RULES, "not_observed") | {"app-2019/4.4": frequency}
    assert given == expected, recording.folder
