"""Every control of the page in a real browser: what a reader sees, by pointer and by keyboard."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.reports.decided import decide
from tests.reports.page.conftest import MANY, written
from tests.reports.page.reader import Reader
from tests.reports.staged import findings_of, staged


def test_one_language_at_a_time_and_colours_can_be_changed(browser: Browser, good: Path) -> None:
    with Reader(browser, good, language="zh-CN") as reader:
        page = reader.page
        expect(page.get_by_role("heading", level=1)).to_contain_text("发现 2 项违规")
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("2 violations found")
        assert page.locator("html").get_attribute("lang") == "en"
        page.get_by_role("button", name="Dark").click()
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        page.get_by_role("button", name="Light").click()
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
        page.get_by_role("button", name="Auto").click()
        assert page.evaluate("document.documentElement.dataset.theme") is None
        page.get_by_role("button", name="中文").click()
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        page.evaluate("window.print = () => { window.printed = true; }")
        page.get_by_role("button", name="打印").click()
        assert page.evaluate("window.printed")
        assert reader.problems == []


def test_findings_are_chosen_by_verdict_instrument_and_words(browser: Browser, good: Path) -> None:
    with Reader(browser, good) as reader:
        page = reader.page
        cards = page.locator("article.card")
        expect(cards).to_have_count(8)
        page.get_by_role("button", name="Violation", exact=True).click()
        expect(cards).to_have_count(3)
        page.get_by_role("button", name="Violation", exact=True).click()
        page.locator("tr.total").get_by_role("button").first.click()
        expect(cards).to_have_count(3)
        expect(page.get_by_role("button", name="Violation", exact=True)).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Violation", exact=True).click()
        page.get_by_label("Search words").fill("ad pop-up was seen")
        expect(cards).to_have_count(1)
        page.get_by_label("Search words").fill("no such words")
        expect(page.locator("#view-findings")).to_contain_text("Nothing matches")
        page.get_by_label("Search words").fill("")
        page.locator("#view-findings select").select_option(index=1)
        assert 0 < cards.count() < 8
        page.locator("#view-findings select").select_option(index=0)
        page.locator("table.verdicts a").first.click()
        assert page.evaluate("document.activeElement.id") == "f1"


def test_head_and_total_tell_the_same_numbers_before_and_after_review(browser: Browser, tmp_path: Path) -> None:
    recording = staged(tmp_path / "r")
    findings = findings_of(recording)
    decide(recording, findings, "app-2019/3.4", "reject", "a test build")
    decide(recording, findings, "app-2019/1.3", "confirm")
    with Reader(browser, written(tmp_path, recording, findings)) as reader:
        page = reader.page
        expect(page.get_by_role("heading", level=1)).to_have_text("2 violations found, 1 inconclusive")
        numbers = "row => [...row.cells].slice(1).map((cell) => cell.innerText)"
        heads, judged, stands = (
            page.locator(f"table.matrix {rows}").evaluate(numbers)
            for rows in ("thead tr", "tr.total >> nth=0", "tr.reviewed")
        )
        assert page.locator(".judged").inner_text() == "As judged, before review: " + ", ".join(
            f"{name} {count}" for name, count in zip(heads, judged, strict=True) if count != "·"
        )
        told = [chip.partition(" ") for chip in page.locator(".counts .chip").all_inner_texts()]
        chips = {name: count for count, _, name in told}
        chips["Rejected"] = chips.pop("rejected by a reviewer")
        assert chips == {name: count for name, count in zip(heads, stands, strict=True) if count != "·"}
        assert judged[:3] == ["2", "1", "1"] and stands[:3] == ["2", "1", "·"] and stands[-1] == "1"
        expect(page.locator("table.verdicts tbody tr", has_text="app-2019/3.4")).to_contain_text(
            "rejected by a reviewer"
        )
        # The head says what is wrong in a sentence each, and each leads to its card.
        worst = page.locator(".worst li")
        assert [line.split()[-1] for line in worst.all_inner_texts()] == ["app-2019/3.1", "app-2019/1.3"]
        expect(worst.nth(1)).to_contain_text("confirmed by a reviewer")
        worst.nth(1).get_by_role("link").click()
        expect(page.locator("article:focus")).to_contain_text("app-2019/1.3")


def test_a_card_shows_law_threshold_bytes_steps_and_pictures(browser: Browser, good: Path) -> None:
    with Reader(browser, good) as reader:
        page = reader.page
        early = page.locator("article", has_text="app-2019/3.1")
        expect(early.locator("blockquote[lang=zh-CN]")).to_be_visible()
        expect(early.locator("blockquote[lang=en]")).to_be_visible()
        expect(early.locator("mark").first).to_contain_text("•")
        expect(early.locator(".chain").filter(has_text="Base64 decoded").first).to_be_visible()
        expect(early.locator(".steps li").first).to_contain_text("install")
        popup = page.locator("article", has_text="app-2019/3.4")
        expect(popup.locator("rect.marked").first).to_be_attached()
        popup.get_by_role("button", name="Enlarge").first.click()
        expect(page.get_by_role("dialog").locator("img")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        popup.get_by_role("button", name="Show in the time line").first.click()
        expect(page.locator("#viewer-title")).to_contain_text("Screen 2")
        expect(page.locator(".viewer .finger")).to_have_count(1)
        reader.view("findings")
        early.get_by_role("button", name="Open the request").first.click()
        expect(page.locator(".inspector")).to_contain_text("The phone's values")


def test_a_range_filters_screens_requests_actions_and_findings(browser: Browser, good: Path) -> None:
    with Reader(browser, good) as reader:
        page = reader.page
        reader.view("travel")
        whole = (reader.count("film"), reader.count("requests"))
        box = page.locator(".plot").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 100)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 100, steps=4)
        page.mouse.move(box["x"] + box["width"] * 0.999, box["y"] + 100)
        page.mouse.up()
        expect(page.locator("rect.range")).to_be_attached()
        assert 0 < reader.count("film") < whole[0] and 0 < reader.count("requests") < whole[1]
        shown = page.locator("#beside-tab-cards").inner_text()
        assert 0 < int(shown.removeprefix("Findings ")) < 8
        page.get_by_role("button", name="Zoom to the range").click()
        expect(page.get_by_role("button", name="Show the whole")).to_be_enabled()
        page.get_by_role("button", name="Show the whole").click()
        reader.view("findings")
        assert page.locator("article.card").count() < 8
        reader.view("travel")
        page.locator("#film").press("Escape")
        expect(page.locator("rect.range")).to_have_count(0)
        assert (reader.count("film"), reader.count("requests")) == whole
        handle = page.get_by_role("slider", name="Start of the range")
        for _ in range(3):
            handle.press("Shift+ArrowRight")
        assert float(handle.get_attribute("aria-valuenow") or 0) > 1000
        assert reader.count("requests") < whole[1]
        end = page.get_by_role("slider", name="End of the range")
        end.press("PageDown")
        assert float(end.get_attribute("aria-valuenow") or 0) < float(end.get_attribute("aria-valuemax") or 0)
        page.get_by_role("button", name="Clear the range").click()
        assert reader.count("requests") == whole[1]
        assert reader.problems == []


def test_time_is_travelled_by_click_and_by_keys(browser: Browser, good: Path) -> None:
    with Reader(browser, good) as reader:
        page = reader.page
        reader.view("travel")
        title = page.locator("#viewer-title")
        box = page.locator(".plot").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] - 3, box["y"] + 60)
        expect(title).to_contain_text("Screen 5")
        page.get_by_role("slider", name="Moment").press("ArrowLeft")
        expect(title).to_contain_text("Screen 4")
        page.locator("#film").press("Home")
        expect(title).to_contain_text("Screen 1")
        page.locator("#film").press("ArrowRight")
        expect(title).to_contain_text("Screen 2")
        expect(reader.chosen("film")).to_have_count(1)


def test_tree_and_picture_point_at_each_other(browser: Browser, good: Path) -> None:
    with Reader(browser, good) as reader:
        page = reader.page
        reader.view("travel")
        page.locator("#film").press("ArrowRight")
        page.locator("#tree .row", has_text="同意并继续").click()
        marked = page.locator(".viewer rect.node")
        assert marked.get_attribute("x") == "180" and marked.get_attribute("y") == "1520"
        expect(page.locator(".nodefacts")).to_contain_text("[180, 1520, 900, 1640]")
        frame = page.locator(".viewer .frame img").bounding_box()
        assert frame is not None
        page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] * 150 / 2400)
        expect(reader.chosen("tree")).to_contain_text("商城")
        page.locator("#tree").press("ArrowDown")
        expect(reader.chosen("tree")).not_to_contain_text("商城")
        page.get_by_label("Filter nodes").fill("同意")
        assert 0 < reader.count("tree") < 5
        page.get_by_label("Filter nodes").fill("nothing of this")
        expect(page.locator("#tree")).to_contain_text("Nothing matches")


def test_requests_are_filtered_and_opened(browser: Browser, good: Path) -> None:
    with Reader(browser, good) as reader:
        page = reader.page
        reader.view("travel")
        whole = reader.count("requests")
        page.get_by_label("Only with the phone's values").check()
        with_values = reader.count("requests")
        assert 0 < with_values < whole
        page.locator(".requests select").first.select_option("vendor")
        assert reader.count("requests") == 1
        page.locator("#requests .row").click()
        inspector = page.locator(".inspector")
        expect(inspector).to_contain_text("Base64 decoded")
        expect(inspector.locator("mark").first).to_contain_text("•")
        expect(inspector).to_contain_text("android_id")
        inspector.get_by_role("button", name="Close").press("Escape")
        expect(inspector).to_have_count(0)
        page.locator(".requests select").first.select_option("")
        page.get_by_label("Only with the phone's values").uncheck()
        page.locator(".requests select").last.select_option("at_boundary")
        assert reader.count("requests") == 1
        page.locator(".requests select").last.select_option("")
        page.locator(".requests input[type=search]").fill("page=7")
        assert reader.count("requests") == 1
        page.locator("#requests").press("ArrowDown")
        expect(inspector).to_contain_text("page=7")
        inspector.get_by_role("button", name="Close").click()
        page.get_by_role("tab", name="actions").click()
        assert reader.count("marks") > 2
        page.locator("#marks .row", has_text="同意并继续").click()
        expect(page.locator("#viewer-title")).to_contain_text("Screen 2")
        page.get_by_role("tab", name="actions").press("ArrowRight")
        expect(page.get_by_role("tab", name="Findings 8")).to_be_focused()
        page.locator(".short a").first.click()
        expect(page.locator("#f1")).to_be_visible()


def test_long_lists_hold_few_rows_and_reach_their_end(browser: Browser, searched: Path) -> None:
    with Reader(browser, searched) as reader:
        page = reader.page
        reader.view("travel")
        assert reader.count("requests") == MANY and reader.count("film") == 43
        assert page.locator("#requests .row").count() < 60 and page.locator("#film .row").count() < 40
        page.locator("#requests").press("End")
        expect(reader.chosen("requests")).to_contain_text(f"page={MANY - 1}")
        page.locator("#requests").press("PageUp")
        expect(reader.chosen("requests")).to_contain_text(f"page={MANY - 11}")
        page.locator("#film").press("End")
        expect(reader.chosen("film").locator("img")).to_be_visible()
        assert page.locator("#requests .row").count() < 60


def test_the_search_is_a_graph_that_leads_to_screens(browser: Browser, searched: Path) -> None:
    with Reader(browser, searched) as reader:
        page = reader.page
        reader.view("search")
        expect(page.locator(".station")).to_have_count(3)
        expect(page.locator(".edge.onway")).to_have_count(2)
        expect(page.locator(".way li").first).to_contain_text("我的")
        expect(page.locator(".station").first).to_contain_text("Screen 1 · 1")
        page.locator(".station").nth(2).click()
        expect(page.locator("#viewer-title")).to_contain_text("Screen 3")
        reader.view("recording")
        expect(page.locator("#view-recording")).to_contain_text("com.example.shop")


def test_an_address_with_a_finding_opens_it(browser: Browser, good: Path) -> None:
    with Reader(browser, good) as reader:
        reader.view("travel")
        reader.page.evaluate("location.hash = '#f2'")
        expect(reader.page.locator("#f2")).to_be_in_viewport()


def test_without_scripts_the_verdicts_are_there(browser: Browser, good: Path) -> None:
    with Reader(browser, good, scripts=False) as reader:
        expect(reader.page.locator("main.plain")).to_contain_text("发现 2 项违规")
        expect(reader.page.locator("main.plain tbody tr")).to_have_count(8)


def test_paper_has_cards_and_time_line_but_no_controls(browser: Browser, good: Path) -> None:
    with Reader(browser, good) as reader:
        page = reader.page
        reader.view("travel")
        page.emulate_media(media="print")
        for selector, seen in (("article.card", True), (".paper svg", True), ("#view-recording table", True)):
            assert _visible(page, selector) is seen
        for selector in (".tabs", ".tools", ".filters", "#film", ".link.controls"):
            assert not _visible(page, selector)
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def _visible(page: Page, selector: str) -> bool:
    return any(node.is_visible() for node in page.locator(selector).all())
