"""A recording is driven again on the real stack, and nothing is judged otherwise."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from consentinel.replaying import ReplayOrder, replay
from evidence.events import AppLaunched, Replayed
from evidence.recording import Recording
from harness.appium.server import AppiumServer
from harness.config.devices import Device
from tests.e2e import specimens

pytestmark = [pytest.mark.e2e, pytest.mark.long, pytest.mark.timeout(900)]


def test_a_search_that_started_the_app_afresh_is_repeated_whole(
    phone: Device, appium: AppiumServer, work: Path
) -> None:
    then, _ = specimens.run_specimen(phone, "four-taps", work, appium, 2.0, scenario_name="policy_reach")
    assert len(then.of(AppLaunched)) > 1
    entry = {
        "name": phone.name,
        "adb": {"server_port": phone.adb.server_port, "connect": phone.adb.connect},
        "capture": {"egress": "sinkhole"},
    }
    devices, out, told = work / "devices.yaml", work / "again", io.StringIO()
    devices.write_text(yaml.safe_dump({"devices": [entry]}), "utf-8")
    order = ReplayOrder(then.folder, "", devices, specimens.ROOT / "apps.yaml", out)
    assert replay(order, Console(file=told, width=200), zh=False) == 0, told.getvalue()
    (folder,) = (path.parent for path in out.glob("*/attempt-*/recording.json"))
    now = Recording.open(folder)
    assert {event.by for event in now.of(Replayed)} <= {"element", "position"}
    assert len(now.of(AppLaunched)) == len(then.of(AppLaunched))
