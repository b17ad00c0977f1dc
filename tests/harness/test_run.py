"""Attempts: on what device each is made, and what is left of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from harness import run as module
from harness.appium.server import AppiumServer
from harness.attempt import Plan
from harness.config.apps import AppProfile
from harness.config.devices import Device
from harness.errors import DeviceBusy, InfraError, PhoneOffline, SessionLost
from harness.run import Run, run_where_free
from harness.scenario.load import load_scenario
from tests.evidence.made import write_small

APP = AppProfile(name="shop", package="com.example.shop")


class Farm:
    """Devices in the order in which they are lent; those named `off` do not answer, those named `lost` get lost."""

    def __init__(self, *names: str) -> None:
        self._names = list(names)
        self.told: list[list[str]] = []

    @contextmanager
    def lend(self, failed: Collection[str]) -> Iterator[Device]:
        self.told.append(list(failed))
        if not self._names:
            raise DeviceBusy("all are in use")
        yield Device(name=self._names.pop(0), udid="x")


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    @contextmanager
    def session(device: Device, appium: object, report: object) -> Iterator[Device]:
        if device.name.startswith("off"):
            raise PhoneOffline(f"{device.name} is offline")
        yield device

    def attempt(plan: Plan, number: int, folder: Path, platform: Device, ca: object) -> None:
        write_small(folder)
        if platform.name.startswith("lost"):
            raise SessionLost("gone")

    monkeypatch.setattr(module, "device_session", session)
    monkeypatch.setattr(module, "run_attempt", attempt)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    file = tmp_path / "a.yaml"
    file.write_text("name: a\n---\n- clearState\n- launchApp\n")
    return file


def go(farm: Farm, scenario: Path, attempts: int) -> Run:
    class Appium:
        log = scenario.parent / "appium.log"

    def appium(device: Device) -> AppiumServer:
        return cast(AppiumServer, Appium())

    settings: dict[str, Any] = {"out": scenario.parent / "runs", "watch_s": 1, "report": lambda line: None}
    return run_where_free(farm.lend, APP, load_scenario(scenario), attempts=attempts, appium=appium, **settings)


def test_the_next_attempt_knows_on_which_device_the_equipment_failed(scenario: Path) -> None:
    farm = Farm("lost-1", "off-2", "good")
    run = go(farm, scenario, 3)
    assert farm.told == [[], ["lost-1"], ["lost-1", "off-2"]]
    assert run.failure is None
    assert [folder.name for folder in run.recordings] == ["attempt-1", "attempt-3"]
    assert [(x.number, x.device, type(x.failure)) for x in run.attempts] == [
        (1, "lost-1", SessionLost),
        (2, "off-2", PhoneOffline),
        (3, "good", type(None)),
    ]


def test_what_was_recorded_is_kept_when_every_attempt_fails(scenario: Path) -> None:
    run = go(Farm("lost-1", "lost-2", "good"), scenario, 2)
    assert isinstance(run.failure, SessionLost)
    assert len(run.recordings) == 2


def test_without_any_recording_the_last_failure_is_raised(scenario: Path) -> None:
    with pytest.raises(InfraError, match="all are in use"):
        go(Farm("off"), scenario, 2)
