"""What trying a violation again makes of it, and that the marks survive what a disk and another judging do."""

from __future__ import annotations

from pathlib import Path

import pytest

from detectors.rules.catalogue import catalogue
from detectors.rules.finding import EvidenceRef, Finding, Findings, Text, Verdict
from detectors.rules.fingerprint import fingerprint
from evidence.confirmations import Confirmation, add_confirmation, read_confirmations
from reports.confirming import marks, not_retried, retried, sentence
from tests.reports.staged import findings_of, staged

APP = "com.example.shop"
RULE = "app-2019/3.1"


def sent(*places: tuple[str, str], verdict: Verdict = Verdict.VIOLATION, id: str = "f1") -> Finding:
    return Finding(
        rule=RULE,
        verdict=verdict,
        detector="d",
        detector_version=1,
        message=Text(zh="所见", en="seen"),
        reason=Text(zh="原因", en="because") if verdict is not Verdict.VIOLATION else None,
        evidence=tuple(
            EvidenceRef(kind="flow", id=id, label=Text(zh="", en=""), identifier=identifier, place=place)
            for identifier, place in places
        ),
    )


def judged(*findings: Finding) -> Findings:
    return Findings(run_id="r", attempt=1, catalogue_version=catalogue().version, findings=findings)


@pytest.mark.parametrize(
    ("first", "second", "mark", "told"),
    [
        (sent(("imei", "body")), sent(("imei", "body"), id="f9"), "confirmed", "all of it"),
        (sent(("imei", "body"), ("oaid", "url")), sent(("imei", "body")), "confirmed", "1 of 2 places not again"),
        (sent(("imei", "ws:3")), sent(("imei", "ws:7")), "confirmed", "all of it"),
        (sent(("imei", "body")), sent(("oaid", "body")), "not_confirmed", "by something else"),
        (sent(("imei", "body")), sent(), "not_confirmed", "by something else"),
        (sent(), sent(), "confirmed", "seen again in the second run. seen"),
        (sent(("imei", "body")), sent(verdict=Verdict.NOT_OBSERVED), "not_confirmed", "not observed"),
        (sent(("imei", "body")), sent(verdict=Verdict.PASS), "not_confirmed", "pass"),
        (sent(("imei", "body")), sent(verdict=Verdict.REVIEW), "not_confirmed", "review"),
        (sent(("imei", "body")), sent(verdict=Verdict.INCONCLUSIVE), "not_retried", "because"),
        (sent(("imei", "body")), sent(verdict=Verdict.NOT_APPLICABLE), "not_retried", "because"),
    ],
)
def test_a_violation_is_confirmed_by_the_same_thing_alone(
    first: Finding, second: Finding, mark: str, told: str
) -> None:
    one = retried(APP, judged(first), judged(second))[0]
    assert one.mark == mark and told in sentence(one).en
    assert one.fingerprint == fingerprint(APP, first)


def test_a_rule_that_the_second_run_did_not_judge_could_not_be_tried_again() -> None:
    assert [one.mark for one in retried(APP, judged(sent()), judged())] == ["not_retried"]


def test_only_violations_are_tried_again() -> None:
    kept = sent(verdict=Verdict.REVIEW)
    assert retried(APP, judged(kept), judged(kept)) == ()


def test_the_latest_mark_counts_and_one_about_something_else_does_not(tmp_path: Path) -> None:
    recording = staged(tmp_path / "r")
    findings = findings_of(recording)
    app = recording.info.app.package
    broken = not_retried(app, findings, Text(zh="断线", en="the phone was lost"))
    add_confirmation(recording.folder, Confirmation(at="2025-11-21T10:00:00+08:00", retried=broken))
    assert {one.mark for one in marks(recording, findings).values()} == {"not_retried"}
    again = retried(app, findings, findings)
    add_confirmation(recording.folder, Confirmation(at="2025-11-21T11:00:00+08:00", retried=again))
    assert {one.mark for one in marks(recording, findings).values()} == {"confirmed"}
    assert len(read_confirmations(recording.folder)) == 2
    other = findings.of(RULE).model_copy(update={"evidence": sent(("oaid", "url")).evidence})
    assert marks(recording, judged(other)) == {}, "the violation was another one"
