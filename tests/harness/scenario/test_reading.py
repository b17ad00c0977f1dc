"""Reading a long policy: page by page to its end, and nothing between two pages is missed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from evidence.events import PolicyOpened
from evidence.recording import Recording
from harness.scenario.reading import read_policy
from tests.harness.scenario.scripted import APP, Page, ScriptedPlatform, drive_for

LINES = tuple(
    f"第{number}条 我们收集使用您的个人信息，用于第{number}项功能，并采取安全措施加以保护。" for number in range(40)
)
SHOWN = 12


@dataclass
class Scrolls(ScriptedPlatform):
    """A page that moves by lines; `flies` is how much further each drag onwards carries it, in lines."""

    flies: list[int] = field(default_factory=list)
    top: int = 0
    drags: int = 0

    @property
    def page(self) -> Page:
        return Page(LINES[self.top : self.top + SHOWN])

    def source(self) -> bytes:
        return super().source().replace(b'clickable="false" enabled', b'scrollable="true" clickable="false" enabled', 1)

    def drag(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        self.drags += 1
        moved = (y1 - y2) * SHOWN // 2400
        moved += self.flies.pop(0) if self.flies and moved > 0 else 0
        self.top = min(max(0, self.top + moved), len(LINES) - SHOWN)


def read(platform: Scrolls, folder: Path, pages: int) -> tuple[str, PolicyOpened]:
    """The text that was read, and the event."""
    drive = drive_for(platform, folder)
    platform.launch(APP)
    read_policy(drive, origin="consent", tap=None, link_text="《隐私政策》", pages=pages, before=None)
    drive.writer.close()
    (opened,) = Recording.open(folder).of(PolicyOpened)
    assert opened.text_file is not None
    return (folder / "policy" / opened.text_file).read_text("utf-8"), opened


@pytest.mark.parametrize("flies", [[], [9], [0, 8, 0, 8]])
def test_a_page_that_flies_too_far_is_brought_back(flies: list[int], tmp_path: Path) -> None:
    text, opened = read(Scrolls({"main": Page()}, flies=flies), tmp_path / "r", 30)
    assert text.splitlines() == list(LINES)
    assert opened.whole is True


def test_a_gap_that_stays_is_told(tmp_path: Path) -> None:
    text, opened = read(Scrolls({"main": Page()}, flies=[25]), tmp_path / "r", 30)
    assert len(text.splitlines()) < len(LINES)
    assert opened.whole is False


def test_reading_that_stops_before_the_end_is_told(tmp_path: Path) -> None:
    text, opened = read(Scrolls({"main": Page()}), tmp_path / "r", 2)
    assert len(text.splitlines()) < len(LINES)
    assert opened.whole is False
