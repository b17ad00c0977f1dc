"""The report page, as bytes: honest, masked, escaped, the same for the same recording."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from detectors.rules.finding import EvidenceRef, Findings, Text, Verdict
from evidence.recording import Recording
from perception.traffic.decode import decode
from perception.traffic.find import hits_in
from perception.traffic.needles import Needles
from perception.traffic.place import Place
from reports.html import html_report
from tests.recordings import Tape
from tests.reports.decided import decide
from tests.reports.staged import ANDROID_ID, IMEI, NAME, PHONE, findings_of, staged


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return staged(tmp_path_factory.mktemp("staged") / "r")


@pytest.fixture(scope="module")
def page(recording: Recording) -> str:
    return html_report(recording, findings_of(recording)).decode()


def _all(tree: Any, path: str) -> list[Any]:
    found = tree.xpath(path)
    return found if isinstance(found, list) else [found]


def _only(findings: Findings, *verdicts: Verdict) -> Findings:
    kept = tuple(f for f in findings.findings if f.verdict in verdicts and not f.informative)
    return findings.model_copy(update={"findings": kept})


def test_no_known_value_is_in_the_page_in_any_form(recording: Recording, page: str) -> None:
    for value in (IMEI, ANDROID_ID, NAME, PHONE):
        assert value not in page
    needles = Needles.from_values(recording.identifiers)
    bare = re.sub(r"data:image/webp;base64,[A-Za-z0-9+/=]+", "", page)
    for at in range(0, len(bare), 20_000):
        place = Place("url", bare[max(0, at - 500) : at + 20_000].encode(), 0.0)
        assert hits_in(place, decode(place), needles) == ()


def test_values_are_shown_only_when_asked_for(recording: Recording) -> None:
    shown = html_report(recording, findings_of(recording), show_values=True).decode()
    assert IMEI in shown and NAME in shown and "Personal values are shown" in shown


def test_every_verdict_and_rule_is_told_gravest_first(recording: Recording, page: str) -> None:
    tree = html.fromstring(page.encode())
    rows = [row.text_content() for row in _all(tree, "//table[@class='verdicts']/tbody/tr")]
    assert len(rows) == 7 and "违规" in rows[0] and "违规" in rows[1] and "无法判定" in rows[2]
    assert "发现 2 项违规" in _all(tree, "//h1")[0].text_content()
    assert not any("popup-2022/5.8c" in row for row in rows), "what is informative is told apart"
    apart = _all(tree, "//h2[@id='informative']/following-sibling::article")
    assert len(apart) == 1 and "popup-2022/5.8c" in apart[0].text_content()
    for link in _all(tree, "//a/@href"):
        assert _all(tree, f"//*[@id='{link[1:]}']")


def test_a_finding_shows_its_proof(page: str) -> None:
    tree = html.fromstring(page.encode())
    card = _all(tree, "//article[contains(., 'app-2019/3.1')]")[0]
    marks = [mark.text_content() for mark in _all(card, ".//mark")]
    assert len(marks) >= 6 and all("•" in mark for mark in marks)
    assert "Base64 decoded" in card.text_content() and "gzip unpacked" in card.text_content()
    assert "第三方 SDK" in card.text_content() and "运营者 shop-example.cn" in card.text_content()
    assert _all(tree, "//article[contains(., 'app-2019/3.4')]//img[starts-with(@src, 'data:image/webp')]")
    threshold = _all(tree, "//article[contains(., 'app-2019/1.3')]//details//li")[0].text_content()
    assert "TH01" in threshold


def test_headlines_tell_what_matters(recording: Recording) -> None:
    whole = findings_of(recording)
    for verdicts, says in (
        ((Verdict.VIOLATION,), "2 violations found"),
        ((Verdict.INCONCLUSIVE, Verdict.PASS), "No violation found, 1 inconclusive"),
        ((Verdict.PASS, Verdict.NOT_OBSERVED), "No violation found"),
        ((), "No rule was checked"),
    ):
        assert says in html_report(recording, _only(whole, *verdicts)).decode()


def test_a_recording_that_was_cut_short_says_so(tmp_path: Path) -> None:
    for cut, says in ((None, "was cut short"), ("interrupted", "did not complete")):
        recording = staged(tmp_path / str(cut), outcome=cut)
        assert says in html_report(recording, findings_of(recording)).decode()
    with (tmp_path / "None" / "events.jsonl").open("a") as file:
        file.write('{"type": "ta')
    recording = Recording.open(tmp_path / "None")
    assert "events.jsonl:" in html_report(recording, findings_of(recording)).decode()


def test_a_recording_with_nothing_in_it_has_a_page(tmp_path: Path) -> None:
    recording = Tape(tmp_path / "r", identifiers={}).end(None)
    empty = Findings(run_id="r", attempt=1, catalogue_version="x", findings=())
    assert b"No rule was checked" in html_report(recording, empty)


def test_the_same_recording_gives_the_same_page_anywhere(recording: Recording, page: str, tmp_path: Path) -> None:
    shutil.copytree(recording.folder, tmp_path / "moved")
    moved = Recording.open(tmp_path / "moved")
    assert html_report(moved, findings_of(moved)).decode() == page


def test_evidence_that_leads_nowhere_is_still_named(recording: Recording) -> None:
    kinds = ("event", "screen", "flow", "tls", "device", "policy", "line")
    refs = tuple(
        EvidenceRef(kind=kind, id=id, label=Text(zh="标签", en="label"), place="ws:9", range=(5, 9), box=(9, 9, 1, 1))
        for kind in kinds
        for id in ("99999", "²", "", "../../etc/passwd", "x" * 5000)
    )
    whole = findings_of(recording)
    first = whole.findings[0].model_copy(update={"evidence": refs})
    page = html_report(recording, whole.model_copy(update={"findings": (first,)})).decode()
    assert page.count("（缺失）") >= 12 and "root:" not in page


def test_the_page_asks_for_nothing_from_elsewhere(page: str) -> None:
    tree = html.fromstring(page.encode())
    assert not _all(tree, "//link | //iframe | //object | //embed | //form | //base | //*[@srcset]")
    assert all(src.startswith("data:image/webp;base64,") for src in _all(tree, "//@src"))
    assert all(href.startswith("#") for href in _all(tree, "//@href"))
    policy = _all(tree, "//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'") and "unsafe-inline" not in policy.partition("script-src")[2]


def test_a_card_tells_what_reviewers_decided(tmp_path: Path) -> None:
    recording = staged(tmp_path / "r")
    findings = findings_of(recording)
    before = html.fromstring(html_report(recording, findings))
    assert not _all(before, "//*[contains(@class, 'decided')]")
    decide(recording, findings, "app-2019/3.4", "reject", f"<b>below</b> {IMEI}", by="<i>Li</i>")
    decide(recording, findings, "app-2019/1.3", "confirm")
    page = html_report(recording, findings).decode()
    told = [
        block.text_content() for block in _all(html.fromstring(page.encode()), "//div[starts-with(@class, 'decided')]")
    ]
    assert any("Rejected by <i>Li</i>" in text and "<b>below</b> 86••" in text for text in told)
    assert IMEI not in page
    assert "发现 2 项违规" in page and "rejected by a reviewer" in page
