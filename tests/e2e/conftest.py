"""What the tests of whole runs share: a folder, a virtual phone and an Appium server for each module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.appium.server import AppiumServer
from harness.config.devices import AppiumAt, Device
from tests.e2e import specimens


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
