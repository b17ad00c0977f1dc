"""A step that begins where another ended needs no new screen, unless there is something new to see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.geometry import Box
from harness.scenario.drive import STANDING_MS, Drive
from harness.scenario.model import LaunchApp
from harness.scenario.steps.app import launch
from tests.harness.scenario.scripted import APP, Button, Page, ScriptedPlatform, drive_for


@pytest.fixture
def drive(tmp_path: Path) -> Drive:
    phone = ScriptedPlatform({"main": Page(("首页",), (Button("我的", "mine"),)), "mine": Page(("设置",))})
    phone.launch(APP)
    return drive_for(phone, tmp_path)


def test_what_still_stands_there_is_not_taken_again(drive: Drive) -> None:
    first = drive.standing()

    assert drive.standing() is first
    assert drive.recent() is first


def _ages(drive: Drive) -> None:
    assert drive.last is not None
    drive.last = type(drive.last)(
        drive.last.taken.model_copy(update={"taken_ms": drive.clock.now_ms() - STANDING_MS}),
        drive.last.picture,
        drive.last.tree,
        drive.last.source,
    )


def _moves_by_itself(drive: Drive) -> None:
    assert isinstance(drive.platform, ScriptedPlatform)
    drive.platform.stack.append("mine")


def _is_tapped_where_nothing_is(drive: Drive) -> None:
    drive.tap(Box(0, 0, 10, 10), "step", "nothing", drive.last)


def _is_started_again(drive: Drive) -> None:
    launch(drive, LaunchApp())


@pytest.mark.parametrize("happens", [_ages, _moves_by_itself, _is_tapped_where_nothing_is, _is_started_again])
def test_what_may_have_changed_is_looked_at_again(drive: Drive, happens: Callable[[Drive], None]) -> None:
    first = drive.standing()

    happens(drive)

    assert drive.standing().number == first.number + 1
