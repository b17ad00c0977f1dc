"""Films are played from the recording; no byte of them is in the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from detectors.rules.finding import Findings
from evidence import events as ev
from evidence.clock import Clock
from evidence.recording import Recording
from evidence.writer import RecordingWriter
from reports.html import html_report, linked_report
from tests.evidence.made import info, write_small
from virtualphone.shell.film import Film

NONE = Findings(run_id="test", attempt=1, catalogue_version="1", findings=())
_RED = bytes([200, 0, 0]) * (64 * 128)


def filmed(folder: Path, *, lost: str = "") -> Recording:
    """A recording of two screens with a film of 2.5 s that begins at 1 s; or with one that is lost."""
    writer = RecordingWriter(folder, info(), Clock.start())
    writer.add(ev.RunStarted())
    for at_ms in (1200.0, 2600.0):
        number, _, _ = writer.screen_files(None, None)
        writer.add(
            ev.ScreenTaken(
                screen=number, platform="android", picture=None, source=None, stable=True, unstable_reason="",
                package="a", activity="b", width=64, height=128, density=160, taken_ms=at_ms,
            )
        )  # fmt: skip
    name = writer.video_begins()
    if not lost:
        film = Film(64, 128, 1_000_000)
        film.show(_RED, 0)
        writer.video_path(name).write_bytes(film.end(2500))
    writer.video_ended(name, 1000.0, 3500.0, lost)
    writer.add(ev.RunEnded(outcome="completed"))
    writer.close()
    return Recording.open(folder)


def test_only_a_page_with_films_may_play_any(tmp_path: Path) -> None:
    write_small(tmp_path / "plain")
    plain = Recording.open(tmp_path / "plain")
    recording = filmed(tmp_path / "r")
    page = html_report(recording, NONE)

    assert b"media-src 'self' file:" in page and b"attempt-1/video" not in page
    assert b'"places":["video/000001.mp4","r/video/000001.mp4"]' in page
    assert b"media-src" not in html_report(plain, NONE)
    beside = dict(linked_report(recording, NONE))
    assert not any("video" in name for name in beside)


@pytest.mark.parametrize("place", ["r/report.html", "report.html"])
def test_the_film_shows_the_moment_of_the_screen_and_the_screens_follow_it(
    browser: Browser, tmp_path: Path, place: str
) -> None:
    recording = filmed(tmp_path / "r")
    (tmp_path / place).write_bytes(html_report(recording, NONE))
    page = browser.new_page()
    page.goto((tmp_path / place).as_uri())
    page.get_by_role("tab").nth(1).click()
    page.locator("details.player summary").click()
    video = page.locator("details.player video")
    video.evaluate(
        "v => new Promise(done => v.readyState > 1 ? done() : v.addEventListener('loadeddata', () => done()))"
    )

    assert video.evaluate("v => [v.videoWidth, Math.floor(v.duration), Math.round(v.currentTime * 10)]") == [64, 2, 2]
    title = page.locator("#viewer-title")
    expect(title).to_contain_text("1.2 s")
    video.evaluate("v => { v.currentTime = 1.5; return v.play(); }")
    expect(title).to_contain_text("2.6 s")
    page.close()


def test_what_is_not_there_is_told(browser: Browser, tmp_path: Path) -> None:
    recording = filmed(tmp_path / "a" / "r")
    (tmp_path / "elsewhere.html").write_bytes(html_report(recording, NONE))
    lost = filmed(tmp_path / "b" / "r", lost="the phone is <b>gone</b>")
    (tmp_path / "lost.html").write_bytes(html_report(lost, NONE))
    page = browser.new_page()
    for name, told in (("elsewhere", "video/000001.mp4"), ("lost", "the phone is <b>gone</b>")):
        page.goto((tmp_path / f"{name}.html").as_uri())
        page.get_by_role("tab").nth(1).click()
        page.locator("details.player summary").click()
        page.locator("details.player", has_text=told).wait_for()
        assert page.locator("details.player video").count() == 0
    page.close()
