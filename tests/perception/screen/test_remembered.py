"""Unchanged screens are looked at once, and remembering changes no view."""

from __future__ import annotations

from typing import Any

import pytest

from perception.screen import remembered
from perception.screen.look import look
from perception.screen.memory import Memory
from perception.screen.remembered import look_once
from perception.screen.view import View
from tests.perception.screen.drawing import APP, HEIGHT, WIDTH, Screen, node, page_screen

SYSTEM_UI = "com.android.systemui"


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each look that really took place; nothing was looked at before."""
    seen: list[object] = []

    def counted(*args: Any, **named: Any) -> View:
        seen.append(args)
        return look(*args, **named)

    monkeypatch.setattr(remembered, "look", counted)
    for name in ("_by_bytes", "_by_show", "_stages", "_shows"):
        monkeypatch.setattr(remembered, name, Memory(getattr(remembered, name).most))
    return seen


def once(screen: Screen, source: bytes = b"the source", density: int = 420, ocr: bool = False) -> View:
    """One look at a screen."""
    return look_once(
        screen.png(), source, screen.tree(), density=density, package=APP, app_package=APP, platform="android", ocr=ocr
    )


def test_the_same_bytes_are_looked_at_once(looks: list[object]) -> None:
    screen = page_screen()
    first, second = once(screen), once(screen)
    assert second is first and len(looks) == 1
    assert first == screen.view()


def test_whatever_differs_is_looked_at(looks: list[object]) -> None:
    screen = page_screen()
    once(screen)
    once(screen, density=320)
    once(screen, ocr=True)
    screen.write(700, 700, "新")
    once(screen)
    screen.windows.append(node("新", (0, 1000, 400, 1100), clickable=True))
    once(screen, source=b"another source")
    assert len(looks) == 5


def with_clock(time: str, height: int = 63) -> Screen:
    """A page below a window of the system that tells the time."""
    screen = page_screen()
    screen.fill((0, 0, WIDTH, height), "white")
    inside = node(time, screen.write(40, 8, time), package=SYSTEM_UI)
    screen.windows.append(node("", (0, 0, WIDTH, height), inside, package=SYSTEM_UI, cls="android.widget.FrameLayout"))
    return screen


def test_a_clock_that_went_on_is_nothing_new(looks: list[object]) -> None:
    first, second = (once(with_clock(time), source=time.encode()) for time in ("12:01", "12:02"))
    assert second is first and len(looks) == 1


def test_what_a_window_of_the_system_shows_that_is_no_bar_is_new(looks: list[object]) -> None:
    for time in ("12:01", "12:02"):
        once(with_clock(time, height=900), source=time.encode())
    assert len(looks) == 2


def test_a_view_that_tells_of_a_bar_is_shared_with_no_other(looks: list[object]) -> None:
    for time in ("12:01", "12:02"):
        screen = with_clock(time)
        screen.windows.append(node("", (0, 0, WIDTH, HEIGHT), node("跳过", (880, 4, 1000, 60), clickable=True)))
        once(screen, source=time.encode())
    assert len(looks) == 2


def test_the_number_kept_is_bounded(looks: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    for memory in (remembered._by_bytes, remembered._by_show):
        monkeypatch.setattr(memory, "most", 2)
    screen = Screen()
    for density in (300, 310, 320, 300):
        once(screen, density=density)
    assert len(looks) == 4
    once(screen, density=320)
    assert len(looks) == 4
