"""The main job on the real stack: drive, capture, judge; the verdicts are those that the manifests promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from consentinel.judging import judge_folder
from harness.appium.server import AppiumServer
from harness.config.devices import Device
from tests.e2e import specimens
from tests.e2e.mutations import mutate

SPECIMENS = (
    "compliant",
    pytest.param("early-base64", marks=pytest.mark.long),
    pytest.param("refusal-websocket", marks=pytest.mark.long),
)
"""One that keeps every rule, and two that break traffic and advertisement rules before and after the choice."""

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.mark.parametrize("name", SPECIMENS)
def test_verdicts_are_the_manifests(name: str, phone: Device, appium: AppiumServer, work: Path) -> None:
    recording, findings = specimens.run_specimen(phone, name, work, appium)
    assert specimens.verdicts(findings) == specimens.truth(name), recording.folder
    _, mutated = judge_folder(mutate(recording.folder, work / f"{name}-mutated"))
    assert specimens.verdicts(mutated) == specimens.truth(name), "renaming, moving and recolouring keep the verdicts"
