"""The Markdown summary, held against what a renderer makes of it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from detectors.rules.finding import Findings
from evidence.confirmations import Confirmation, add_confirmation
from evidence.recording import Recording
from reports.confirming import retried
from reports.markdown import MAX_CHARACTERS, escaped, markdown_summary
from tests.reports.decided import decide
from tests.reports.spoiled import spoiled
from tests.reports.staged import IMEI, NAME, findings_of

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

OWN = {*("h2", "h3", "h4", "p", "strong", "em", "br", "blockquote", "details", "summary", "ul", "li")}
OWN |= {*("table", "thead", "tbody", "tr", "th", "td")}


def told(recording: Recording, findings: Findings, *, show: bool = False) -> str:
    return markdown_summary(recording, findings, show_values=show).decode()


def test_violations_come_first_with_law_threshold_and_evidence(shop: Recording) -> None:
    text = told(shop, findings_of(shop))
    assert text.startswith("## ❌ ") and "2 violations found, 1 inconclusive" in text.splitlines()[0]
    page = RENDERER.render(text)
    assert page.index("app-2019/3.1") < page.index("Other outcomes") < page.index("app-2019/1.2")
    assert "征得用户同意前就开始收集个人信息" in page and "identifiers were sent before consent" in page
    assert page.count("<table>") == 2 and page.count("<details>") == page.count("</details>") == 2
    assert "not in force" in page


def test_an_app_without_violations_is_told_so(shop: Recording) -> None:
    findings = findings_of(shop)
    kept = findings.model_copy(update={"findings": tuple(f for f in findings.findings if f.verdict == "pass")})
    assert told(shop, kept).startswith("## ✅ ") and "No violation found" in told(shop, kept)


def test_hostile_words_stay_words(shop: Recording) -> None:
    text = told(shop, spoiled(findings_of(shop)))
    page = RENDERER.render(text)
    assert set(re.findall(r"<(\w+)", page)) <= OWN
    assert "javascript" not in page and "href" not in page and IMEI not in page
    assert not re.search(r"[@#]\w", unescape(re.sub(r"<[^>]+>", "", page)))
    assert not any(line.startswith("/") for line in text.splitlines())


@given(st.text(max_size=60).map(lambda text: " ".join(text.split())))
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    page = RENDERER.render(escaped(text)).removeprefix("<p>").removesuffix("</p>\n")
    assert "<" not in page
    assert unescape(page).replace("\u200b", "") == text.replace("\u200b", "").replace("\0", "\ufffd")


@pytest.mark.parametrize("text", ["@admin", "#12", "https://evil.example/x", "www.evil.example", "GH-7", "o/r#1", "!3"])
def test_nothing_is_mentioned_or_linked(text: str) -> None:
    shown = RENDERER.renderInline(escaped(text))
    assert text not in unescape(shown) and unescape(shown).replace("\u200b", "") == text


def test_it_fits_a_comment_and_says_what_is_left_out(shop: Recording) -> None:
    findings = spoiled(findings_of(shop), "长" * 5000)
    many = findings.model_copy(update={"findings": findings.findings * 40})
    text = told(shop, many)
    assert len(text) <= MAX_CHARACTERS
    said = re.search(r"\*\*(\d+) findings are left out", text)
    assert said is not None
    shown = re.findall(r"^(?:#### |\| [^|]+ \| )(?:app|popup)-", text, re.MULTILINE)
    assert shown and int(said[1]) + len(shown) == len(many.findings)
    RENDERER.render(text)


def test_personal_values_are_masked_unless_asked_for(shop: Recording) -> None:
    findings = spoiled(findings_of(shop), f"sent {IMEI} of {NAME}")
    assert IMEI not in told(shop, findings) and NAME not in told(shop, findings)
    assert IMEI in told(shop, findings, show=True)


def test_equal_findings_give_equal_bytes(shop: Recording) -> None:
    assert told(shop, findings_of(shop)) == told(Recording.open(shop.folder), findings_of(shop))


def test_decisions_and_a_second_run_are_told(own_shop: Recording) -> None:
    recording = own_shop
    findings = findings_of(recording)
    decide(recording, findings, "app-2019/3.4", "reject", "it asks on the next page")
    again = retried(recording.info.app.package, findings, findings)
    add_confirmation(recording.folder, Confirmation(at="2025-11-21T10:00:00+08:00", retried=again))
    page = RENDERER.render(told(recording, findings))
    assert "1 violation found" in page and "Rejected" in page and "it asks on the next page" in page
    assert "Confirmed: " in page
