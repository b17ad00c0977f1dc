"""JUnit XML, held against what Jenkins' xunit plugin accepts (`junit-10.xsd`).

No package ships that schema but the source archive of pytest, so that its facts stand here: elements, attributes, the
form of times, and where text may stand.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from detectors.rules.finding import EvidenceRef, Findings, Text
from evidence.confirmations import Confirmation, add_confirmation
from evidence.recording import Recording
from reports.confirming import retried
from reports.junit import junit_xml
from tests.reports.decided import decide
from tests.reports.staged import IMEI, findings_of, staged

CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase", "system-out", "system-err"},
    "properties": {"property"},
    "property": set(),
    "testcase": {"skipped", "error", "failure", "system-out", "system-err"},
    "skipped": set(),
    "error": set(),
    "failure": set(),
    "system-out": set(),
}
MIXED = {"skipped", "error", "failure", "system-out", "system-err"}
"""Elements that hold text."""

TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")
"""What the time of a suite looks like."""

ATTRIBUTES = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, set()),
    "testsuite": (
        {"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package"},
        {"name", "tests", "failures", "errors"},
    ),
    "properties": (set(), set()),
    "property": ({"name", "value"}, {"name", "value"}),
    "testcase": ({"name", "time", "classname", "group"}, {"name"}),
    "skipped": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "failure": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return staged(tmp_path_factory.mktemp("staged") / "r")


def _checked(data: bytes) -> etree._Element:
    root = etree.fromstring(data)
    assert root.tag == "testsuites"
    for element in root.iter():
        tag = str(element.tag)
        allowed, needed = ATTRIBUTES[tag]
        assert set(map(str, element.attrib)) <= allowed and needed <= set(map(str, element.attrib))
        assert {str(child.tag) for child in element} <= CHILDREN[tag]
        if tag not in MIXED:
            assert not (element.text or "").strip() and not any((child.tail or "").strip() for child in element)
        if tag in ("testsuites", "testsuite"):
            assert TIME.fullmatch(element.get("time", ""))
    return root


def test_the_form_is_that_of_the_schema_and_counts_agree(recording: Recording) -> None:
    findings = findings_of(recording)
    root = _checked(junit_xml(recording, findings))
    suite = root[0]
    cases = suite.findall("testcase")
    assert len(cases) == len(findings.findings) == int(suite.get("tests", ""))
    for tag, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(suite.get(attribute, "")) == len(suite.findall(f"testcase/{tag}"))
    assert root.get("failures") == "2" and root.get("errors") == "1" and suite.get("skipped") == "3"


def test_each_verdict_is_told_as_ci_servers_understand_it(recording: Recording) -> None:
    root = _checked(junit_xml(recording, findings_of(recording)))
    told = {case.get("name", "").split()[0]: [str(child.tag) for child in case] for case in root.iter("testcase")}
    assert told["app-2019/3.1"][0] == "failure"
    assert told["app-2019/1.2"][0] == "error"
    assert told["app-2019/1.3"][0] == "skipped" and told["popup-2022/5.8b"][0] == "skipped"
    assert told["popup-2022/5.8c"][0] == "skipped", "what is informative never fails a build"
    assert told["app-2019/1.1a"] == told["popup-2022/5.8a"] == ["system-out"]


def test_hostile_words_stay_words(recording: Recording) -> None:
    evil = "</failure><script>\x00\x1b\ufffe\ud800 " + IMEI + "x" * 1_000_000
    findings = findings_of(recording)
    changed = tuple(
        finding.model_copy(
            update={
                "message": Text(zh=evil, en=evil),
                "reason": Text(zh=evil, en=evil),
                "evidence": (EvidenceRef(kind="event", id="1", label=Text(zh=evil, en=evil)),),
            }
        )
        for finding in findings.findings
    )
    data = junit_xml(recording, Findings(**{**findings.model_dump(), "findings": changed}))
    _checked(data)
    assert len(data) < 200_000 and b"<script>" not in data and IMEI.encode() not in data


def test_equal_findings_give_equal_bytes(recording: Recording) -> None:
    findings = findings_of(recording)
    assert junit_xml(recording, findings) == junit_xml(Recording.open(recording.folder), findings)


def test_values_are_shown_when_asked_for(recording: Recording, tmp_path: Path) -> None:
    findings = findings_of(recording)
    first = findings.findings[0]
    told = first.model_copy(update={"message": Text(zh=IMEI, en=IMEI), "reason": Text(zh=IMEI, en=IMEI)})
    changed = findings.model_copy(
        update={"findings": (told.model_copy(update={"verdict": "violation"}), *findings.findings[1:])}
    )
    assert IMEI.encode() in junit_xml(recording, changed, show_values=True)
    assert IMEI.encode() not in junit_xml(recording, changed)


def test_decisions_of_reviewers_count(tmp_path: Path) -> None:
    recording = staged(tmp_path / "r")
    findings = findings_of(recording)
    before = _checked(junit_xml(recording, findings))
    decide(recording, findings, "app-2019/1.3", "confirm", f"four taps, {IMEI}")
    decide(recording, findings, "app-2019/3.4", "reject", "there is a refusal <below>")
    root = _checked(junit_xml(recording, findings))
    assert root.get("failures") == before.get("failures")
    cases = {str(case.get("name")).split()[0]: case for case in root.iter("testcase")}
    confirmed, rejected = cases["app-2019/1.3"].find("failure"), cases["app-2019/3.4"].find("skipped")
    assert confirmed is not None and "Confirmed by Li Lei" in str(confirmed.get("message"))
    assert rejected is not None and "there is a refusal <below>" in str(rejected.get("message"))
    assert IMEI.encode() not in etree.tostring(root)


def test_a_second_run_is_told(tmp_path: Path) -> None:
    recording = staged(tmp_path / "r")
    findings = findings_of(recording)
    again = retried(recording.info.app.package, findings, findings)
    add_confirmation(recording.folder, Confirmation(at="2025-11-21T10:00:00+08:00", retried=again))
    root = _checked(junit_xml(recording, findings))
    case = next(case for case in root.iter("testcase") if case.get("name", "").startswith("app-2019/3.4"))
    assert "Confirmed" in str(case.find("failure").get("message"))  # type: ignore[union-attr]
    assert "second run: Confirmed" in str(case.findtext("system-out"))
