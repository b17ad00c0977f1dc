"""Steps are events, whatever befalls the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.events import (
    AppOpsSeen,
    AppOutcome,
    KeyPressed,
    Outcome,
    StepEnded,
    StepStarted,
    Tap,
    WatchEnded,
    WatchStarted,
)
from evidence.lives import lives
from evidence.recording import Recording
from evidence.traffic import BytesCounted
from harness.config.apps import AppProfile
from harness.errors import CaptureLost
from harness.scenario.model import (
    Back,
    ClearState,
    DecideConsent,
    InputText,
    LaunchApp,
    Step,
    StillInFront,
    TapOn,
    Watch,
)
from harness.scenario.runner import run_steps
from tests.harness.scenario.scripted import Button, Page, ScriptedPlatform, drive_for

PAGES = {"main": Page(("首页",), (Button("我的", "me"),)), "me": Page(("我的",))}


def test_each_step_has_a_start_an_end_and_screens(tmp_path: Path) -> None:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r")
    steps: list[Step] = [ClearState(), LaunchApp(), TapOn(text="我的"), Back()]
    assert run_steps(drive, steps)
    recording = Recording.open(tmp_path / "r")
    ends = recording.of(StepEnded)
    assert [end.status for end in ends] == ["ok"] * 4
    assert ends[2].after is not None


def test_a_crash_ends_the_life_but_not_the_scenario(tmp_path: Path) -> None:
    platform = ScriptedPlatform(PAGES)
    drive = drive_for(platform, tmp_path / "r", watch_s=0.6)
    platform.trouble = ("crash", "java.lang.NullPointerException")
    steps: list[Step] = [
        ClearState(),
        LaunchApp(),
        Watch(purpose="first_launch"),
        Back(),
        ClearState(),
        LaunchApp(),
    ]
    assert not run_steps(drive, steps)
    recording = Recording.open(tmp_path / "r")
    assert [e.outcome for e in recording.of(AppOutcome)] == ["crash"]
    assert [end.status for end in recording.of(StepEnded)] == ["ok", "ok", "interrupted", "skipped", "ok", "ok"]
    (watch,) = recording.of(WatchEnded)
    assert not watch.completed
    assert watch.reason == "crash: java.lang.NullPointerException"


def test_a_lost_capture_stops_everything_and_is_noted(tmp_path: Path) -> None:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r", watch_s=0.6)

    class Lost:
        def check(self) -> None:
            raise CaptureLost("mitmdump was killed by signal 9")

    drive.capture = Lost()
    with pytest.raises(CaptureLost):
        run_steps(drive, [ClearState(), LaunchApp(), Watch(purpose="first_launch")])
    recording = Recording.open(tmp_path / "r")
    assert recording.of(StepEnded)[-1].status == "interrupted"
    assert not recording.of(WatchEnded)[-1].completed


def test_a_life_knows_what_its_user_will_choose(tmp_path: Path) -> None:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r")
    steps: list[Step] = [
        ClearState(),
        DecideConsent(choice="agree", optional=True),
        ClearState(),
        DecideConsent(choice="refuse", optional=True),
    ]
    run_steps(drive, steps)
    assert [life.path for life in lives(Recording.open(tmp_path / "r"))] == ["agree", "refuse"]


def test_a_missing_node_is_told_with_its_selector(tmp_path: Path) -> None:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r")
    run_steps(drive, [ClearState(), LaunchApp(), TapOn(text="购物车", seconds=0.2)])
    end = Recording.open(tmp_path / "r").of(StepEnded)[-1]
    assert (end.status, end.reason) == ("failed", "no node with text '购物车' within 0.2 s")


def test_what_is_typed_stays_out_of_the_recording(tmp_path: Path) -> None:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r")
    run_steps(drive, [ClearState(), LaunchApp(), InputText(text="s3cret-passw0rd")])
    assert "s3cret" not in (tmp_path / "r" / "events.jsonl").read_text()


def test_a_watch_in_the_background_leaves_the_app_first(tmp_path: Path) -> None:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r", watch_s=0.2)
    assert run_steps(drive, [ClearState(), LaunchApp(), Watch(purpose="background")])
    recording = Recording.open(tmp_path / "r")
    (home,) = recording.of(KeyPressed)
    (watch,) = recording.of(WatchStarted)
    assert home.key == "home" and home.id < watch.id and watch.purpose == "background"
    assert recording.of(WatchEnded)[0].completed


def test_a_step_that_was_skipped_still_says_what_it_was_for(tmp_path: Path) -> None:
    platform = ScriptedPlatform(PAGES)
    drive = drive_for(platform, tmp_path / "r", watch_s=0.2)
    platform.trouble = ("crash", "java.lang.NullPointerException")
    run_steps(drive, [ClearState(), LaunchApp(), Watch(purpose="first_launch"), Watch(purpose="idle", seconds=300)])
    skipped = Recording.open(tmp_path / "r").of(StepStarted)[-1]
    assert (skipped.kind, skipped.params) == ("watch", {"purpose": "idle", "seconds": 300.0})


class LeavesWhenAsked(ScriptedPlatform):
    """An app that ends itself after its front was seen and before its process is asked for."""

    def outcome(self, app: AppProfile) -> tuple[Outcome, str] | None:
        self.front = "com.android.launcher3"
        return "exit", "its process ended"


def test_an_app_that_leaves_while_its_front_is_watched_has_left_and_is_watched_on(tmp_path: Path) -> None:
    drive = drive_for(LeavesWhenAsked(PAGES), tmp_path / "r", watch_s=0.6)
    steps: list[Step] = [ClearState(), LaunchApp(), StillInFront(seconds=10), Watch(purpose="after_refuse")]
    assert run_steps(drive, steps)
    recording = Recording.open(tmp_path / "r")
    (left,) = recording.of(AppOutcome)
    assert (left.outcome, left.detail) == ("exit", "after the decision com.android.launcher3 is in front")
    assert [watch.completed for watch in recording.of(WatchEnded)] == [True]


def test_the_phone_is_asked_at_the_end_of_each_life_what_the_app_did(tmp_path: Path) -> None:
    drive = drive_for(ScriptedPlatform(PAGES), tmp_path / "r")
    drive.uid = 10123
    assert run_steps(drive, [ClearState(), LaunchApp(), TapOn(text="我的"), ClearState(), LaunchApp()])
    recording = Recording.open(tmp_path / "r")
    first, second = lives(recording)
    (asked,) = first.of(AppOpsSeen)
    assert asked.moment == "end of the life" and asked.at_ms > first.of(Tap)[-1].at_ms and not second.of(AppOpsSeen)
    assert [line.moment for line in recording.lines(BytesCounted)] == ["cleared", "end of the life", "cleared"]
