"""Films are played from the recording; no byte of them is in the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from evidence.recording import Recording
from reports.html import html_report, linked_report
from tests.evidence.made import write_small
from tests.reports.filmed import NONE, filmed


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
