"""The page of a nightly in a real browser, from disk: what is shown, filtered and opened, and what an app cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from harness.toolchain.browser import locate_chromium
from reports.history.differences import Excuse
from reports.history.index import index_page
from reports.history.index.chart import HEIGHT, chart
from reports.history.night import night
from reports.history.store import Store
from tests.reports.history.nights import DRAFT, OTHER, RULE, Nights, facts, failure, said

AXE = Path(__file__).parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
EVIL = (
    "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    "\"'>{{7*7}}\u202eevil\x00"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=locate_chromium().path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three nights of some apps, one of which puts an attack into everything that it can supply."""
    folder = tmp_path_factory.mktemp("nights")
    report = folder / "night-2" / "runs" / "0001 shop" / "report.html"
    report.parent.mkdir(parents=True)
    report.write_text("<!doctype html><title>report of shop</title>")
    store = Store.open("sqlite://")
    nights = Nights(store, owners={"shop": "growth", "mail": "core", "evil": EVIL})
    for late in ("pass", "pass", "violation"):
        shop = facts(
            "shop",
            said(RULE, late, "imei"),
            said(OTHER, "violation"),
            said(DRAFT, late),
            app_version=f"{late} (1)",
            report=str(report),
        )
        evil = facts(
            "evil",
            said(RULE, "violation" if late == "violation" else "pass", text=EVIL),
            app_label=EVIL,
            app_version=EVIL,
            device=EVIL,
            system=EVIL,
            tools={EVIL: EVIL},
        )
        mail = facts("mail", said(RULE, "pass"), said(OTHER, "inconclusive"))
        latest = nights.night(shop, mail, evil, failed={"chat": failure(message=EVIL)}, folder=str(folder))
    told = night(
        store, latest, excused=lambda run, finding: Excuse(EVIL, EVIL, "2030-01-01") if finding.rule == OTHER else None
    )
    store.close()
    page = folder / "night-2" / "index.html"
    page.write_bytes(index_page(told, page.parent))
    return page


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(file.as_uri())
    yield page
    assert wrong == []
    assert "taken" not in page.title()
    context.close()


def test_what_is_new_stands_at_the_top(page: Page) -> None:
    assert page.locator("h1").inner_text() == "新增 2 项违规"
    tiles = page.locator(".tile").all_inner_texts()
    assert tiles == ["2 新增违规", "0 新出现无法判定", "0 违规消失", "0 仍然违规", "1 未能检测", "2 已豁免"]
    first = page.locator(".news tbody tr").first.inner_text()
    for words in ("新增违规", "Shop", "app-2019/3.1", "合规", "违规", "应用版本", "pass (1)", "violation (1)"):
        assert words in first
    page.locator("[data-set-lang=en]").click()
    assert page.locator("h1").inner_text() == "2 new violations"
    assert "app version" in page.locator(".news tbody tr").first.inner_text()


def test_a_cell_tells_more_and_leads_to_the_report(page: Page, file: Path) -> None:
    page.locator("#grid td.k-new").first.click()
    told = page.locator("dialog").inner_text()
    for words in ("Shop", "app-2019/3.1", "合规 → 违规", "app-2019/3.1 的结论", "指纹"):
        assert words in told
    assert page.locator("#d-link").get_attribute("href") == "runs/0001%20shop/report.html"
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    page.locator("#grid tbody th a").first.click()
    assert page.title() == "report of shop"
    page.goto(file.as_uri())


def test_the_keyboard_goes_through_the_matrix(page: Page) -> None:
    page.locator("#grid td[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    place = "e => [e.parentElement.rowIndex, e.cellIndex]"
    assert page.evaluate(f"({place})(document.activeElement)") == [2, 2]
    page.keyboard.press("Enter")
    assert "无法判定" in page.locator("dialog").inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate(f"({place})(document.activeElement)") == [2, 2]


def test_filters_narrow_the_matrix(page: Page) -> None:
    def shown() -> list[str]:
        return [row.get_attribute("data-app") or "" for row in page.locator("#grid tbody tr:visible").all()]

    page.locator("#f-app").fill("ShO")
    assert [name.split()[0] for name in shown()] == ["Shop"]
    page.locator("#f-app").fill("")
    page.locator("#f-owner").select_option("core")
    assert [name.split()[0] for name in shown()] == ["Mail"]
    page.locator("#f-owner").select_option("")
    page.locator("#f-worst").select_option("inconclusive")
    assert len(shown()) == 1
    page.locator("#f-worst").select_option("")
    page.locator("#f-changed").check()
    assert len(shown()) == 2
    assert page.locator("#f-count").inner_text() == "2 / 4"
    page.locator("#f-rule").fill("3.4")
    assert page.locator("#grid thead th:visible").all_inner_texts()[1:] == ["app-2019/3.4"]


def test_drafts_and_what_is_suppressed_are_shown_without_a_ring(page: Page) -> None:
    assert page.locator("#grid td.k-new").count() == 2
    assert page.locator("#grid td.excused").count() == 2
    assert "2030-01-01" in page.locator("section", has=page.locator("#h-excused")).inner_text()


def test_attacks_of_apps_stay_words(page: Page) -> None:
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2
    assert "[U+202E]evil" in page.locator("#grid tbody").inner_text()
    page.locator("#grid tr", has_text="taken").locator("td[data-d]").first.click()
    assert "</script><script>" in page.locator("dialog").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, file: Path, scheme: Literal["light", "dark"]) -> None:
    # The page lets no other script in.
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate(AXE.read_text("utf-8"))
    check = "async () => (await axe.run(document)).violations.map(v => [v.id, v.impact, v.nodes[0].html])"
    assert page.evaluate(check) == []
    page.locator("#grid td.k-new").first.click()
    assert page.evaluate(check.replace("document", "document.querySelector('dialog')")) == []
    context.close()


@pytest.mark.parametrize("width", [360, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hangs_over_at_any_width(browser: Browser, file: Path, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Heads stay in sight while the matrix is scrolled.
    page.evaluate("document.querySelector('.matrix').scrollTo(500, 500)")
    assert page.locator(".corner").bounding_box() is not None
    page.locator("#theme").click()
    assert page.evaluate("document.documentElement.dataset.theme") == ("light" if scheme == "dark" else "dark")
    context.close()


def test_300_apps_and_70_rules_are_one_small_file(tmp_path: Path) -> None:
    store = Store.open("sqlite://")
    rules = [f"law-{number}/1" for number in range(70)]
    nights = Nights(store)
    findings = tuple(said(rule, "pass") for rule in rules)
    told = night(store, nights.night(*(facts(f"app-{number}", *findings) for number in range(300))))
    store.close()
    page = index_page(told, tmp_path)
    assert page.count(b"<td") > 300 * 70
    assert len(page) < 2 * 2**20


def test_the_scale_of_a_chart_ends_at_a_round_number() -> None:
    drawn = chart(["a", "b", "c"], {"violation": [0, 7, 33]})
    assert [value for _, value in drawn.scale] == [0, 20, 40]
    assert [value for _, _, value in drawn.lines[0].dots] == [0, 7, 33]
    assert all(0 < y < HEIGHT for _, y, _ in drawn.lines[0].dots)
    assert chart(["a"], {"violation": [0]}).lines[0].dots[0][2] == 0
