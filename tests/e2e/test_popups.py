"""What pop-ups do, on the real stack: the verdicts are those that the manifests promise for the scenario popups."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.appium.server import AppiumServer
from harness.config.devices import Device
from tests.e2e import specimens

SPECIMENS = ("shake-easy", "shake-fair", "push-nameless")
"""One that jumps at a gentle motion, one that keeps every rule, and one that hides its sender."""

pytestmark = [pytest.mark.e2e, pytest.mark.long, pytest.mark.timeout(900)]


@pytest.mark.parametrize("name", SPECIMENS)
def test_verdicts_are_the_manifests(name: str, phone: Device, appium: AppiumServer, work: Path) -> None:
    recording, findings = specimens.run_specimen(phone, name, work, appium, scenario_name="popups")
    promised = specimens.truth(name, "popups")
    given = {rule: verdict for rule, verdict in specimens.verdicts(findings).items() if rule in promised}
    assert given == promised, recording.folder
