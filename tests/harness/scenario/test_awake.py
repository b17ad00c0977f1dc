"""Apps that stand on a splash: it passes, it hangs, or it stays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from evidence.events import AppOutcome, KeyPressed, PolicySearchEnded
from evidence.recording import Recording
from harness.scenario.drive import AppGone
from harness.scenario.model import FindPolicy
from harness.scenario.steps import awake, policy
from tests.harness.scenario.scripted import APP, Button, Page, ScriptedPlatform, drive_for

SPLASH = {
    "main": Page(("智汇扫描", "文档扫描专家")),
    "home": Page(("首页",), (Button("我的", "me"),)),
    "me": Page(("我的",)),
}


@dataclass
class Splash(ScriptedPlatform):
    """An app whose splash passes when it gets an input, or that lets the input wait."""

    hangs: bool = False
    passes: bool = False

    def press_key(self, code: int) -> None:
        if self.hangs:
            self.trouble = ("anr", "it let an input wait")
        elif self.passes:
            self.stack.append("home")


def test_a_hung_app_is_known_by_an_input_that_waits(tmp_path: Path) -> None:
    platform = Splash(dict(SPLASH), hangs=True)
    drive = drive_for(platform, tmp_path / "r")
    platform.launch(APP)
    with pytest.raises(AppGone, match="anr"):
        policy.find(drive, FindPolicy())
    drive.writer.close()
    recording = Recording.open(tmp_path / "r")
    assert [event.outcome for event in recording.of(AppOutcome)] == ["anr"]
    assert [event.key for event in recording.of(KeyPressed)] == ["unknown"]
    assert not recording.of(PolicySearchEnded)


def test_a_splash_is_waited_for(tmp_path: Path) -> None:
    platform = Splash(dict(SPLASH), passes=True)
    drive = drive_for(platform, tmp_path / "r")
    platform.launch(APP)
    policy.find(drive, FindPolicy())
    drive.writer.close()
    assert Recording.open(tmp_path / "r").of(PolicySearchEnded)[0].result == "exhausted"


def test_a_screen_with_nothing_to_tap_leaves_the_search_unfinished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(awake, "WAKE_S", 0.0)
    platform = Splash(dict(SPLASH))
    drive = drive_for(platform, tmp_path / "r")
    platform.launch(APP)
    policy.find(drive, FindPolicy())
    drive.writer.close()
    ended = Recording.open(tmp_path / "r").of(PolicySearchEnded)[0]
    assert ended.result == "interrupted" and "nothing" in ended.reason
