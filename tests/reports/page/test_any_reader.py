"""The page on any screen, in both languages, for any app and for any person; nothing is asked of anybody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.reports.page.reader import Reader
from tools.setup.places import PAGE_FOLDER

WIDTHS = (360, 820, 1440)
_AXE = PAGE_FOLDER / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize(
    ("which", "language"),
    [("good", "zh-CN"), ("good", "en-US"), ("hostile", "zh-CN"), ("hostile", "en-US"), ("searched", "en-US")],
)
def test_the_page_fits_and_nothing_goes_wrong(
    browser: Browser, request: pytest.FixtureRequest, which: str, language: str
) -> None:
    with Reader(browser, request.getfixturevalue(which), width=WIDTHS[-1], language=language) as reader:
        page = reader.page
        for name in reader.views:
            reader.view(name)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        assert page.title() == "shop · consentinel"
        assert reader.problems == []
        assert len(reader.fetched) == 1 and reader.fetched[0].startswith("file:")


def test_hostile_words_are_shown_as_words(browser: Browser, hostile: Path) -> None:
    assert hostile.stat().st_size < 3_000_000
    with Reader(browser, hostile) as reader:
        page = reader.page
        said = page.locator("article .said").first.inner_text()
        assert "<script>" in said and "⟨U+202E⟩" in said and "characters⟩" in said
        assert page.locator("#app script, #app iframe, #app img[src=x]").count() == 0
        reader.view("travel")
        reader.page.locator("#requests .row").first.click()
        expect(page.locator(".inspector")).to_contain_text("<script>")
        assert page.evaluate("[...document.scripts].filter((script) => !script.type).length") == 1
        assert page.title() == "shop · consentinel"


def test_the_content_policy_stops_what_got_in(browser: Browser, good: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    attack = (
        "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
        "<p style='position:fixed'>taken</p>"
    )
    broken.write_text(good.read_text("utf-8").replace('<div id="app">', f'{attack}<div id="app">', 1), "utf-8")
    with Reader(browser, broken) as reader:
        assert reader.page.title() == "shop · consentinel"
        assert sum("Content Security Policy" in problem for problem in reader.problems) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_serious_fault(browser: Browser, good: Path, searched: Path, dark: bool) -> None:
    for path in (good,) if dark else (good, searched):
        with Reader(browser, path, dark=dark, language="zh-CN" if dark else "en-US") as reader:
            page = reader.page
            page.evaluate(_AXE.read_text("utf-8"))
            for name in reader.views:
                reader.view(name)
                if name == "travel":
                    page.locator("#requests .row").first.click()
                    page.locator("#tree .row").first.click()
                assert _faults(page.evaluate("axe.run(document, {resultTypes: ['violations']})")) == [], name


def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser, good: Path) -> None:
    with Reader(browser, good) as reader:
        page = reader.page
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
        reader.view("travel")
        reached = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            name, outline = page.evaluate(
                "[document.activeElement.id || document.activeElement.getAttribute('aria-label') || "
                "document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]"
            )
            reached.add(name)
            assert outline != "none", name
            if name == "requests":
                break
        wanted = {"film", "tree", "requests", "Start of the range", "End of the range", "Moment", "beside-tab-requests"}
        assert wanted <= reached


def _faults(found: Any) -> list[str]:
    return [
        f"{fault['id']}: {node['html'][:160]} {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"][:3]
    ]
