"""The studio in a real browser: point, see the step, edit, run from a step, save."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.consentinel.studio.served import a_desk, served


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    desk = a_desk(tmp_path)
    desk.start().result()
    with served(desk) as address, sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(address)
        page.locator("html[data-revision]").wait_for()
        yield page
        browser.close()
    assert said == []


def _click(page: Page, x: int, y: int) -> None:
    box = page.locator("#picture").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + x / 1080 * box["width"], box["y"] + y / 2400 * box["height"])


def test_a_scenario_is_pointed_together_edited_run_and_saved(page: Page, tmp_path: Path) -> None:
    text = page.locator("#text")
    expect(text).to_have_value("name: flow\n---\n- clearState\n- launchApp\n")
    _click(page, 540, 490)
    expect(text).to_have_value("name: flow\n---\n- clearState\n- launchApp\n- tapOn: 我的\n")
    page.get_by_role("button", name="back").click()
    expect(text).to_have_value("name: flow\n---\n- clearState\n- launchApp\n- tapOn: 我的\n- back\n")

    text.fill("name: flow\n---\n- clearState\n- lunchApp\n")
    expect(page.locator("#problem")).to_contain_text("did you mean 'launchApp'")
    text.fill("name: flow\n---\n- back\n- tapOn: 商品\n- assertVisible: 商品页面\n")
    expect(page.locator("#problem")).to_have_text("")
    text.evaluate("element => element.setSelectionRange(25, 25)")
    page.locator("#from").click()
    expect(page.locator("#gutter li.ok")).to_have_count(2)
    page.locator("#save").click()
    expect(page.locator("#message")).to_contain_text("flow.yaml")
    assert "商品页面" in (tmp_path / "flow.yaml").read_text("utf-8")


def test_another_selector_of_what_was_tapped_can_be_asserted(page: Page) -> None:
    _click(page, 540, 490)
    expect(page.locator("#text")).to_have_value(re.compile("- tapOn: 我的\n$"))
    page.locator("#selectors button").nth(1).click()
    expect(page.locator("#text")).to_have_value(re.compile("- assertVisible:\n    text: 我的\n    index: 0\n$"))


def test_a_mode_that_asserts_touches_nothing(page: Page) -> None:
    page.get_by_text("assert not visible").click()
    _click(page, 540, 490)
    expect(page.locator("#text")).to_have_value(re.compile("- assertNotVisible: 我的\n$"))
    _click(page, 540, 2200)
    expect(page.locator("#message")).to_have_text("what stands there cannot be told from other nodes")


def test_an_edit_just_before_a_click_is_kept(page: Page) -> None:
    text = page.locator("#text")
    text.fill("name: flow\n---\n- scroll\n")
    _click(page, 540, 490)
    expect(text).to_have_value("name: flow\n---\n- scroll\n- tapOn: 我的\n")


def test_what_stands_under_the_pointer_is_told_as_text(page: Page) -> None:
    box = page.locator("#picture").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 370 / 2400 * box["height"])
    expect(page.locator("#hint")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#hint img").count() == 0


def test_the_page_speaks_chinese(page: Page) -> None:
    page.locator("#language").click()
    expect(page.locator("#save")).to_have_text("保存")
