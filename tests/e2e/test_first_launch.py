"""The main job on the real stack: drive, capture, judge; the verdicts are those that the manifests promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentinel.judging import judge_folder
from harness.appium.server import AppiumServer
from harness.config.devices import AppiumAt, Device
from tests.e2e import specimens
from tests.e2e.mutations import mutate

IN_CI = ("compliant", "early-base64", "refusal-websocket")
"""One that keeps every rule, and two that break traffic and advertisement rules before and after the choice."""

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def phone(work: Path) -> Iterator[Device]:
    with specimens.virtual_phone(work) as device:
        yield device


@pytest.fixture(scope="module")
def appium(work: Path) -> Iterator[AppiumServer]:
    with AppiumServer(AppiumAt(), work / "appium.log") as server:
        yield server


@pytest.mark.parametrize("name", IN_CI)
def test_verdicts_are_the_manifests(name: str, phone: Device, appium: AppiumServer, work: Path) -> None:
    recording, findings = specimens.run_specimen(phone, name, work, appium)
    assert specimens.verdicts(findings) == specimens.truth(name), recording.folder
    _, mutated = judge_folder(mutate(recording.folder, work / f"{name}-mutated"))
    assert specimens.verdicts(mutated) == specimens.truth(name), "renaming, moving and recolouring keep the verdicts"
