"""The report page in a real browser, from disk, without network: what a reader sees, and what an app cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from detectors.rules.finding import EvidenceRef, Finding, Findings, Text
from evidence import events as ev
from evidence.recording import Recording
from harness.toolchain.browser import locate_chromium
from reports.html import html_report
from tests.recordings import Tape
from tests.reports.staged import DIALOG, findings_of, show, staged

WIDTHS = (360, 820, 1440)
EVIL = (
    "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    "\"'><svg onload=document.title='taken'> {{ 7*7 }} \u202e\u2066evil\u2069 \x00\x07\ud800 "
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=locate_chromium().path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    recording = staged(folder / "r")
    return _written(folder, recording, findings_of(recording))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page about an app that puts an attack, or a megabyte, into everything that it can supply."""
    folder = tmp_path_factory.mktemp("hostile")
    tape = Tape(folder / "r", identifiers={"android_id": (EVIL,), "oaid": ("x" * 1_000_000,)})
    tape.phase("agree")
    tape.launch()
    screen = show(tape, *DIALOG)
    long = "很" * 300_000 + "long" * 200_000
    for text in (EVIL, long):
        tape.tap("agree", screen, text)
        tape.add(ev.AppOutcome(outcome="crash", detail=text))
        tape.add(ev.InfraProblem(error=text, message=text))
        tape.add(ev.SystemPrompt(screen=screen, kind="permission", text=text))
        tape.add(ev.KeyPressed(key=text))
        tape.flow(text[:5000], "/" + text, text.encode("utf-8", "surrogatepass"), headers=(("X", text),))
        tape.tls_failure(text[:5000])
    tape.add(ev.RunEnded(outcome="failed", reason=EVIL + long))
    recording = tape.end(None)
    words = Text(zh=EVIL + long, en=EVIL + long)
    refs = [
        EvidenceRef(kind="flow", id=flow.id, label=words, place=place, range=(2, 40), encodings=(EVIL,))
        for flow in recording.flows
        for place in ("url", "body", "header:x", EVIL)
    ]
    refs += [EvidenceRef(kind="event", id=str(event.id), label=words) for event in recording.events]
    refs.append(EvidenceRef(kind="screen", id="1", label=words, box=(-(10**6), -5, 10**6, 10**6)))
    refs += [EvidenceRef(kind=kind, id=EVIL, label=words) for kind in ("screen", "policy", "device", "tls", "line")]
    whole = findings_of_hostile(words, tuple(refs))
    return _written(folder, recording, whole)


def findings_of_hostile(words: Text, refs: tuple[EvidenceRef, ...]) -> Findings:
    finding = Finding.model_validate(
        {
            "rule": "app-2019/3.1",
            "verdict": "violation",
            "detector": EVIL,
            "detector_version": 1,
            "message": words,
            "reason": words,
            "measures": {EVIL: EVIL},
            "evidence": refs,
        }
    )
    return Findings(run_id=EVIL, attempt=1, catalogue_version=EVIL, findings=(finding,))


def _written(folder: Path, recording: Recording, findings: Findings) -> Path:
    path = folder / "report.html"
    path.write_bytes(html_report(recording, findings))
    return path


class Reader:
    """A page with all that went wrong on it."""

    def __init__(self, browser: Browser, path: Path, *, width: int, language: str, dark: bool = False) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 800},
            locale=language,
            color_scheme="dark" if dark else "light",
            offline=True,
        )
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", self._failed)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(message.text)

    def _failed(self, error: Error) -> None:
        self.problems.append(str(error))


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("which", ["good", "hostile"])
def test_the_page_fits_and_nothing_goes_wrong(
    browser: Browser, request: pytest.FixtureRequest, which: str, width: int, language: str
) -> None:
    reader = Reader(browser, request.getfixturevalue(which), width=width, language=language)
    wide, title = reader.page.evaluate("[document.documentElement.scrollWidth, document.title]")
    assert wide <= width
    assert title == "shop · consentinel"
    assert reader.problems == []
    assert [url for url in reader.requests if not url.startswith(("data:", "file:"))] == []
    assert len([url for url in reader.requests if url.startswith("file:")]) == 1
    reader.context.close()


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_one_language_is_seen_at_a_time_and_can_be_changed(browser: Browser, good: Path, language: str) -> None:
    reader = Reader(browser, good, width=1000, language=language)
    page = reader.page
    chinese, english = page.get_by_text("发现 2 项违规"), page.get_by_text("2 violations found")
    assert chinese.is_visible() == (language == "zh-CN") and english.is_visible() == (language == "en-US")
    page.get_by_role("button", name="English").click()
    assert english.is_visible() and not chinese.is_visible()
    assert (
        page.get_by_text("点击同意", exact=True).count()
        and not page.locator("svg text:visible", has_text="点击").count()
    )
    page.get_by_role("button", name="中文").click()
    assert chinese.is_visible() and not english.is_visible()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    reader.context.close()


def test_pictures_are_drawn_and_grow_by_keyboard(browser: Browser, good: Path) -> None:
    reader = Reader(browser, good, width=1000, language="zh-CN")
    assert reader.page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    figure = reader.page.locator("figure[data-zoom]").first
    small = figure.evaluate("node => node.clientWidth")
    figure.focus()
    reader.page.keyboard.press("Enter")
    assert figure.evaluate("node => node.clientWidth") > small
    reader.context.close()


def test_the_content_policy_stops_a_script_that_got_in(browser: Browser, good: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    attack = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    broken.write_text(good.read_text("utf-8").replace("<main>", f"<main>{attack}", 1), "utf-8")
    reader = Reader(browser, broken, width=1000, language="en-US")
    assert reader.page.title() == "shop · consentinel"
    assert any("Content Security Policy" in problem for problem in reader.problems)
    reader.context.close()


def test_hostile_words_are_shown_as_words(browser: Browser, hostile: Path) -> None:
    assert hostile.stat().st_size < 8_000_000
    reader = Reader(browser, hostile, width=1000, language="en-US")
    assert reader.page.locator("article script, article svg, article iframe, table script").count() == 0
    assert "<script>" in reader.page.locator("article .said").first.inner_text()
    assert reader.page.locator("script").count() == 1
    reader.context.close()


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_their_ground(browser: Browser, good: Path, dark: bool) -> None:
    reader = Reader(browser, good, width=1000, language="en-US", dark=dark)
    ratios = reader.page.evaluate(
        """() => {
          const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
          const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
          const ground = (node) => {
            for (; node; node = node.parentElement) {
              const colour = parse(getComputedStyle(node).backgroundColor);
              if (colour.length === 3 || colour[3] > 0.9) return colour;
            }
            return [255, 255, 255];
          };
          return [...document.querySelectorAll("h1, h2, h3, p, td, th, dt, dd, .chip, mark, a, summary, .soft")]
            .filter((node) => node.checkVisibility() && node.textContent.trim())
            .map((node) => {
              const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
              return [(a + 0.05) / (b + 0.05), node.className || node.tagName];
            });
        }"""
    )
    assert len(ratios) > 50
    assert [name for ratio, name in ratios if ratio < 4.5] == []
    reader.context.close()
