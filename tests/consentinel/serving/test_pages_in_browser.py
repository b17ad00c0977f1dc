"""The pages of `serve` in a real browser: filter, open, decide, by mouse and by keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from consentinel.judging import write_file
from detectors.rules.finding import Verdict
from evidence.reviews import read_reviews
from tests.consentinel.serving.runs import HOSTILE, REVIEWED, VIOLATED, a_room, served, small_run, staged_run
from tests.reports.filmed import NONE, filmed

AXE = Path(__file__).parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("serving") / "runs"
    staged_run(root)
    write_file(filmed(root / "20250101-filmed" / "attempt-1").folder / "findings.json", NONE.to_json())
    for number in range(3):
        small_run(root, f"small-{number}", verdicts={VIOLATED: Verdict.VIOLATION}, label=HOSTILE)
    return root


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    with served(a_room(root, root.parent / "cache")) as address:
        yield address


@pytest.fixture
def said() -> list[str]:
    """Errors of the console and dialogs: none may be there at the end."""
    return []


@pytest.fixture
def page(browser: Browser, address: str, said: list[str]) -> Iterator[Page]:
    """The list, opened."""
    context = browser.new_context(viewport={"width": 1280, "height": 850}, locale="en-US")
    page = context.new_page()
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(address)
    yield page
    context.close()
    assert said == []


def test_a_run_is_found_and_a_finding_decided(page: Page, root: Path) -> None:
    expect(page).not_to_have_url("token")
    expect(page.get_by_role("row")).to_have_count(6)
    page.get_by_label("Rule").fill(REVIEWED)
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.locator("a.app").click()
    report = page.frame_locator("iframe.report")
    expect(report.locator("h1")).to_contain_text("violations found")

    card = page.locator(f'article[data-rule="{REVIEWED}"]')
    card.get_by_role("button", name="Confirm").click()
    expect(page.locator("#said")).to_have_text("Say first who reviews.")
    expect(page.get_by_label("Reviewer")).to_be_focused()
    page.get_by_label("Reviewer").fill("Li Lei")
    card.get_by_label("why, or a comment").fill("<img src=x onerror=alert(3)>")
    card.get_by_role("button", name="Confirm").click()
    expect(card).to_contain_text("reviewer: confirmed")
    expect(card).to_contain_text("Confirmed by Li Lei")
    expect(card).to_be_focused()
    assert [(entry.act, entry.by) for entry in read_reviews(next(root.glob("2025*/attempt-1"))).entries] == [
        ("confirm", "Li Lei")
    ]
    page.reload()
    expect(page.get_by_label("Reviewer")).to_have_value("Li Lei")
    expect(page.locator(f'article[data-rule="{REVIEWED}"]')).to_contain_text("reviewer: confirmed")
    expect(report.locator("body")).to_contain_text("Li Lei")


def test_the_report_shows_the_finding_and_reaches_nothing(page: Page, said: list[str]) -> None:
    page.locator('tr:has-text("20251121") a.app').click()
    page.locator(f'article[data-rule="{VIOLATED}"] h3 a').click()
    expect(page.frame_locator("iframe.report").locator("h1")).to_be_visible()
    frame = page.locator("iframe.report").element_handle().content_frame()
    assert frame is not None
    frame.wait_for_function("location.hash !== ''")
    expect(frame.locator(frame.evaluate("location.hash"))).to_contain_text(VIOLATED)
    reached = frame.evaluate(
        """async () => {
          const tried = async (work) => { try { return String(await work()); } catch (error) { return 'no'; } };
          return [
            await tried(() => document.cookie), await tried(() => parent.document.title),
            await tried(() => fetch('/').then((answer) => answer.status)), origin,
          ];
        }"""
    )
    assert reached == ["no", "no", "no", "null"]
    assert said and all("violates" in line or "Blocked" in line or "origin" in line for line in said), said
    said.clear()


def test_a_film_plays_in_the_report_and_is_not_shown_where_values_are_masked(
    page: Page, root: Path, said: list[str], tmp_path: Path
) -> None:
    page.locator('tr:has-text("20250101") a.app').click()
    report = page.frame_locator("iframe.report")
    report.get_by_role("tab").nth(1).click()
    report.locator("details.player summary").click()
    expect(report.locator("details.player")).to_contain_text("serve --show-values")
    assert said and all("NotSameOrigin" in line for line in said), said
    said.clear()

    with served(a_room(root, tmp_path / "cache", show_values=True)) as shown:
        page.goto(shown)
        page.locator('tr:has-text("20250101") a.app').click()
        report.get_by_role("tab").nth(1).click()
        report.locator("details.player summary").click()
        video = report.locator("details.player video")
        video.evaluate(
            "v => new Promise(done => v.readyState > 1 ? done() : v.addEventListener('loadeddata', () => done()))"
        )
        assert video.evaluate("v => [v.videoWidth, Math.round(v.currentTime * 10)]") == [64, 2]
        title = report.locator("#viewer-title")
        expect(title).to_contain_text("1.2 s")
        video.evaluate("v => { v.currentTime = 1.5; return v.play(); }")
        expect(title).to_contain_text("2.6 s")
        # What else the server has is as far away as before.
        frame = page.locator("iframe.report").element_handle().content_frame()
        assert frame is not None
        reach = "fetch(location.href).then(() => 'yes', () => 'no')"
        assert frame.evaluate(reach) == "no"
        said.clear()


def test_hostile_words_stay_words_and_the_keyboard_suffices(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.locator("a.app", has_text="<script>alert(1)</script>").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("<img src=x onerror=alert(2)>")
    page.keyboard.press("j")
    expect(page.locator("article.card").first).to_be_focused()
    page.locator("article.card summary", has_text="Review").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Reject")).to_be_visible()


def test_chinese_and_dark_are_kept(page: Page) -> None:
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("link", name="Dark").click()
    page.get_by_role("link", name="中文").click()
    expect(page.locator("h1")).to_contain_text("运行记录")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.locator("a.app").first.click()
    expect(page.get_by_label("复核人")).to_be_visible()
    expect(page.get_by_role("link", name="浅色")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    for link in ("a.brand", 'tr:has-text("20251121") a.app'):
        page.locator(link).click()
        page.locator("h1").wait_for()
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run(document, { iframes: false })")
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []


@pytest.mark.parametrize("width", [390, 820])
def test_nothing_is_wider_than_a_small_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator('tr:has-text("20251121") a.app').click()
    expect(page.locator("article.card").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
