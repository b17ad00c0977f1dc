"""The report page, as bytes: honest, masked, escaped, the same for the same recording."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
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
from reports.html import BESIDE, html_report, linked_report
from tests.recordings import Tape
from tests.reports.staged import ANDROID_ID, IMEI, NAME, PHONE, findings_of, staged


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return staged(tmp_path_factory.mktemp("staged") / "r")


@pytest.fixture(scope="module")
def page(recording: Recording) -> str:
    return html_report(recording, findings_of(recording)).decode()


def block(page: str, id: str) -> Any:
    """A data block of a page."""
    return json.loads(page.partition(f'<script type="application/json" id="{id}">')[2].partition("</script>")[0])


def payload(page: str) -> Any:
    return block(page, "payload")


def card(page: str, rule: str) -> Any:
    return next(card for card in payload(page)["cards"] if card["rule"] == rule)


def marked(value: Any) -> Iterator[str]:
    """What is marked as a hit anywhere inside."""
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], int):
        if value[1] & 1:
            yield value[0]
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from marked(inner)


def all_at(tree: html.HtmlElement, path: str) -> list[Any]:
    found = tree.xpath(path)
    return found if isinstance(found, list) else [found]


def _only(findings: Findings, *verdicts: Verdict) -> Findings:
    kept = tuple(f for f in findings.findings if f.verdict in verdicts and not f.informative)
    return findings.model_copy(update={"findings": kept})


def test_no_known_value_is_in_the_page_in_any_form(recording: Recording, page: str) -> None:
    for value in (IMEI, ANDROID_ID, NAME, PHONE):
        assert value not in page
    needles = Needles.from_values(recording.identifiers)
    bare = re.sub(r'<script type="text/plain" id="p\d+">[A-Za-z0-9+/=]+', "", page)
    for at in range(0, len(bare), 20_000):
        place = Place("url", bare[max(0, at - 500) : at + 20_000].encode(), 0.0)
        assert hits_in(place, decode(place), needles) == ()


def test_values_are_shown_only_when_asked_for(recording: Recording, page: str) -> None:
    shown = html_report(recording, findings_of(recording), show_values=True).decode()
    assert IMEI in shown and NAME in shown
    assert payload(shown)["head"]["values_shown"] and not payload(page)["head"]["values_shown"]


def test_a_request_is_told_with_its_values_and_the_way_to_them(page: str) -> None:
    requests, chunk = payload(page)["requests"], block(page, "d0")
    found = {request["id"]: [find["kind"] for find in request.get("finds", ())] for request in chunk["requests"]}
    assert [len(kinds) for kinds in found.values()] == [min(count, 12) for count in requests["finds"]]
    kinds = {kind for kinds in found.values() for kind in kinds}
    assert {"imei", "android_id"} <= kinds
    hidden = next(r for r in chunk["requests"] if "android_id" in found[r["id"]])
    steps = [link["en"] for find in hidden["finds"] for step in find["steps"] for link in step["links"]]
    assert "Base64 decoded" in steps
    assert requests["words"][requests["host"][1]] == "log-api.pangolin-sdk-toutiao.com"
    assert [payload(page)["moments"][moment][0] for moment in requests["moment"][:4]] == ["before_consent"] * 4


def test_every_verdict_and_rule_is_told_gravest_first(page: str) -> None:
    told = payload(page)
    verdicts = [card["verdict"] for card in told["cards"]]
    assert verdicts == [
        "violation", "violation", "inconclusive", "review", "pass", "not_observed", "not_applicable", "violation"
    ]  # fmt: skip
    assert told["cards"][-1]["informative"], "what is informative is told last"
    assert told["head"]["headline"]["zh"].startswith("发现 2 项违规")
    plain = html.fromstring(page.partition("<noscript>")[2].partition("</noscript>")[0])
    assert len(all_at(plain, "//tbody/tr")) == len(verdicts), "without scripts the verdicts are there"


def test_a_finding_shows_its_proof(page: str) -> None:
    early = card(page, "app-2019/3.1")
    marks = list(marked(early["exhibits"]))
    assert len(marks) >= 6 and all("•" in mark for mark in marks)
    told = json.dumps(early, ensure_ascii=False)
    assert "Base64 decoded" in told and "gzip unpacked" in told
    assert "第三方 SDK" in told and "运营者 shop-example.cn" in told
    assert early["law_zh"] and early["law_en"] and early["instrument_title"]["zh"]
    popup, tap = card(page, "app-2019/3.4")["exhibits"]
    assert popup["screen"] == 2 and popup["box"] == [180, 1520, 900, 1640]
    assert tap["point"] and tap["screen"] == 2
    assert card(page, "app-2019/1.3")["thresholds"][0]["id"] == "TH01"


def test_a_finding_says_how_to_see_it_again(page: str) -> None:
    steps = [step["en"] for step in card(page, "app-2019/3.4")["steps"]]
    assert steps[0].startswith("On ") and "install" in steps[0]
    assert "Start the app." in steps and "Wait 8 s without touching the screen." in steps
    assert steps.index("Start the app.") < len(steps) - 1


def test_equal_pictures_are_kept_once_and_each_screen_has_one(recording: Recording, page: str) -> None:
    told = payload(page)
    pictures = [screen["picture"] for screen in told["screens"]]
    assert len(pictures) == len(recording.screens) and len(set(pictures)) == len(told["pictures"]) < len(pictures)
    for number in set(pictures):
        data = page.partition(f'<script type="text/plain" id="p{number}">')[2].partition("<")[0]
        assert base64.b64decode(data)[8:12] == b"WEBP"
    tree = block(page, f"t{told['screens'][1]['tree']}")
    assert "同意并继续" in {node[2] for node in tree["nodes"]}


def test_headlines_tell_what_matters(recording: Recording) -> None:
    whole = findings_of(recording)
    for verdicts, says in (
        ((Verdict.VIOLATION,), "2 violations found"),
        ((Verdict.INCONCLUSIVE, Verdict.PASS), "No violation found, 1 inconclusive"),
        ((Verdict.PASS, Verdict.NOT_OBSERVED), "No violation found"),
        ((), "No rule was checked"),
    ):
        assert payload(html_report(recording, _only(whole, *verdicts)).decode())["head"]["headline"]["en"] == says


def test_a_recording_that_was_cut_short_says_so(tmp_path: Path) -> None:
    def notices(recording: Recording) -> str:
        told = payload(html_report(recording, findings_of(recording)).decode())
        return " ".join(notice["en"] for notice in told["head"]["notices"])

    for cut, says in ((None, "was cut short"), ("interrupted", "did not complete")):
        assert says in notices(staged(tmp_path / str(cut), outcome=cut))
    with (tmp_path / "None" / "events.jsonl").open("a") as file:
        file.write('{"type": "ta')
    assert "events.jsonl:" in notices(Recording.open(tmp_path / "None"))


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
        for id in ("99999", "²", "", "../../etc/passwd", "x" * 5000, "9" * 5000)
    )
    whole = findings_of(recording)
    first = whole.findings[0].model_copy(update={"evidence": refs})
    page = html_report(recording, whole.model_copy(update={"findings": (first,)})).decode()
    (told,) = payload(page)["cards"]
    missing = [exhibit for exhibit in told["exhibits"] if "（缺失）" in exhibit["caption"]["zh"]]
    assert len(missing) >= 24 and told["more_exhibits"] == 2 and "root:" not in page


def test_the_page_asks_for_nothing_from_elsewhere(page: str) -> None:
    tree = html.fromstring(page.encode())
    assert not all_at(tree, "//link | //iframe | //object | //embed | //form | //base | //@src | //@srcset | //@href")
    assert not all_at(tree, "//@style")
    (policy,) = all_at(tree, "//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "file:" not in policy
    for kind, content in (("script", "//script[not(@type)]/text()"), ("style", "//style/text()")):
        (own,) = all_at(tree, content)
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_a_linked_page_has_its_pictures_and_contents_beside_it(recording: Recording) -> None:
    files = {
        place: content if isinstance(content, bytes) else b"".join(content)
        for place, content in linked_report(recording, findings_of(recording))
    }
    page = files.pop("report.html").decode()
    told = payload(page)
    assert 'id="p0"' not in page and all(picture["href"] in files for picture in told["pictures"])
    details = [request for request in block(page, "d0")["requests"] if request.get("href")]
    assert details and all(request["href"] in files for request in details)
    assert all(place.startswith(f"{BESIDE}/") for place in files)
    contents = b"".join(content for place, content in files.items() if place.endswith(".txt"))
    assert b'"v": 3' in contents and "•".encode() in contents
    for value in (IMEI, ANDROID_ID, NAME, PHONE):
        assert value.encode() not in contents
