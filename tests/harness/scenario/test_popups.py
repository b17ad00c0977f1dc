"""Pop-ups in fresh starts: closed, touched beside their controls, and under a phone that is moved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence.events import AppLaunched, ClosingTried, MotionEnded, MotionStarted, PopupProbed, Tap, WatchStarted
from evidence.geometry import Box
from evidence.recording import Recording
from harness.motions import GRAVITY
from harness.scenario import drive as driving
from harness.scenario.model import ClearState, ClosePopups, LaunchApp, MovePhone, ProbePopups, Step
from harness.scenario.runner import run_steps
from perception.screen.view import Ad, CloseMark, SeenText, View, Window
from tests.harness.scenario.scripted import HEIGHT, WIDTH, Button, Page, ScriptedPlatform, drive_for

CARD = Box(140, 600, 940, 1700)
MARK = Box(860, 620, 920, 680)
LABEL = Box(160, 1640, 260, 1680)


@pytest.fixture(autouse=True)
def eyes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with the word 广告 shows an ad on a card, whose × is the row 关闭."""

    def look(picture: bytes | None, source: bytes | None, tree: Any, **_: Any) -> View:
        texts = [node.text for node in tree.walk() if node.text] if tree else []
        page = View(WIDTH, HEIGHT, 420, (), (), None, None, None, ())
        if "广告" not in texts:
            return page
        window = Window(CARD, "dialog", "ad", 0.9, "com.example.scripted")
        row = next(node.bounds for node in tree.walk() if node.text == "关闭")
        close = (CloseMark(row, "关闭", 0.9, True, "both", 60),)
        ad = Ad(window, SeenText(LABEL, "广告", "both"), (), close)
        return replace(page, windows=(window,), popup=window, ad=ad, closes=close)

    monkeypatch.setattr(driving, "look_once", look)


def platform(**more: Any) -> ScriptedPlatform:
    """An app that shows an ad at each start; its × leads to the page below."""
    pages = {"ad": Page(("广告",), (Button("关闭", "main"),)), "main": Page(("首页",), (Button("我的", "main"),))}
    return ScriptedPlatform(pages, start="ad", **more)


def record(phone: ScriptedPlatform, folder: Path, *steps: Step) -> Recording:
    """The recording of a life with these steps."""
    run_steps(drive_for(phone, folder / "r", watch_s=0.3), [ClearState(), LaunchApp(), *steps])
    return Recording.open(folder / "r")


def test_each_try_is_a_fresh_start(tmp_path: Path) -> None:
    recording = record(platform(), tmp_path, ClosePopups(tries=3, repop=0.2))
    assert [event.trial for event in recording.of(ClosingTried)] == [1, 2, 3]
    assert len(recording.of(AppLaunched)) == 3
    assert [event.planned_ms for event in recording.of(WatchStarted)] == [200.0] * 3


def test_without_another_popup_the_tries_end(tmp_path: Path) -> None:
    phone = platform()
    started = phone.launch

    def once(app: Any) -> None:
        started(app)
        phone.start = "main"

    phone.launch = once  # type: ignore[method-assign]
    recording = record(phone, tmp_path, ClosePopups(tries=3, repop=0.1, wait=0.2))
    assert len(recording.of(ClosingTried)) == 1


def test_spots_are_touched_one_a_start_and_never_on_a_control(tmp_path: Path) -> None:
    recording = record(platform(), tmp_path, ProbePopups(wait=0.5))
    probes = recording.of(PopupProbed)
    assert [event.spot for event in probes] == ["blank", "beside_mark", "picture", "label"]
    assert len(recording.of(AppLaunched)) == 5
    taps = {event.id: event for event in recording.of(Tap)}
    points = {event.spot: taps[event.tap] for event in probes if event.tap is not None}
    assert not CARD.contains_point(points["blank"].x, points["blank"].y)
    assert CARD.contains_point(points["picture"].x, points["picture"].y)
    assert LABEL.contains_point(points["label"].x, points["label"].y)
    assert all(len(event.after) == 2 for event in probes if event.tap is not None)


def test_an_app_without_popups_is_not_touched(tmp_path: Path) -> None:
    phone = platform()
    phone.start = "main"
    recording = record(phone, tmp_path, ProbePopups(wait=0.2), MovePhone(wait=0.2))
    assert not recording.of(Tap) and not phone.motions
    (probe,) = recording.of(PopupProbed)
    (motion,) = recording.of(MotionStarted)
    assert probe.reason == motion.reason == "no pop-up came after a fresh start"


def test_the_phone_is_moved_from_gentle_to_hard(tmp_path: Path) -> None:
    phone = platform()
    recording = record(phone, tmp_path, MovePhone(wait=0.5))
    started = recording.of(MotionStarted)
    assert [event.motion for event in started] == ["still", "pick_up", "walking", "vehicle", "below", "above"]
    assert all(
        GRAVITY < event.acceleration < 15 and event.rotation < 35 and event.seconds < 3 for event in started[1:-1]
    )
    assert started[-1].acceleration >= 15 and started[-1].rotation >= 35 and started[-1].seconds >= 3
    assert len(phone.motions) == len(recording.of(MotionEnded)) == 6
    assert len(recording.of(AppLaunched)) == 2, "the pop-up still stands there, so that no fresh start is needed"


def test_after_a_jump_the_next_motion_gets_a_fresh_start(tmp_path: Path) -> None:
    recording = record(platform(shaken_to=13.0), tmp_path, MovePhone(wait=0.5))
    launched = len(recording.of(AppLaunched))
    assert launched == 3
    below = next(event for event in recording.of(MotionStarted) if event.motion == "below")
    ended = next(event for event in recording.of(MotionEnded) if event.started == below.id)
    assert {recording.screens[number].taken.package for number in ended.after} == {"com.android.market"}


def test_a_phone_that_cannot_be_moved_says_why(tmp_path: Path) -> None:
    phone = platform(stuck="the phone has no emulator console")
    (event,) = record(phone, tmp_path, MovePhone(wait=0.5)).of(MotionStarted)
    assert (event.injected, event.reason) == (False, "the phone has no emulator console")
    assert event.popup_screen is not None and not phone.motions
