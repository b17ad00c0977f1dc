"""What decisions make of findings, and that exporters tell them."""

from __future__ import annotations

import pytest

from detectors.rules.finding import EvidenceRef, Finding, Findings, Text, Verdict
from detectors.rules.fingerprint import fingerprint
from evidence.reviews import Act, Review, Said
from reports.reviewing import Reviewed, weigh

APP = "com.example.shop"
RULE = "app-2019/1.3"


def _finding(
    verdict: Verdict = Verdict.REVIEW, said: str = "count the taps", *, found: str = "", rule: str = RULE
) -> Finding:
    evidence = (EvidenceRef(kind="flow", id="f1", label=Text(zh="值", en="value"), identifier=found),) if found else ()
    return Finding(
        rule=rule,
        verdict=verdict,
        detector="staged",
        detector_version=1,
        message=Text(zh=said, en=said),
        evidence=evidence,
    )


def _review(finding: Finding, act: Act, by: str = "Li Lei", text: str = "") -> Review:
    return Review(
        at="2025-11-21T10:00:00+08:00",
        by=by,
        act=act,
        text=text,
        rule=finding.rule,
        fingerprint=fingerprint(APP, finding),
        verdict=str(finding.verdict),
        said=Said(**finding.message.model_dump()),
    )


def _weighed(finding: Finding, *reviews: Review) -> Reviewed:
    findings = Findings(run_id="r", attempt=1, catalogue_version="c", findings=(finding,))
    return weigh(APP, findings, reviews)


@pytest.mark.parametrize(
    ("verdict", "acts", "state", "status"),
    [
        (Verdict.REVIEW, (), "open", 0),
        (Verdict.REVIEW, ("comment",), "open", 0),
        (Verdict.REVIEW, ("confirm",), "confirmed", 1),
        (Verdict.REVIEW, ("confirm", "comment"), "confirmed", 1),
        (Verdict.REVIEW, ("confirm", "reject"), "rejected", 0),
        (Verdict.REVIEW, ("confirm", "reopen"), "open", 0),
        (Verdict.VIOLATION, (), "", 1),
        (Verdict.VIOLATION, ("confirm",), "confirmed", 1),
        (Verdict.VIOLATION, ("reject",), "rejected", 0),
        (Verdict.VIOLATION, ("reject", "reopen"), "", 1),
        (Verdict.INCONCLUSIVE, ("comment",), "", 3),
        (Verdict.PASS, ("confirm",), "", 0),
    ],
)
def test_the_latest_decision_counts(verdict: Verdict, acts: tuple[Act, ...], state: str, status: int) -> None:
    finding = _finding(verdict)
    weighed = _weighed(finding, *(_review(finding, act) for act in acts))
    standing = weighed.of(RULE)
    assert (standing.state, weighed.exit_status) == (state, status)
    assert [review.act for review in standing.history] == list(acts)
    assert standing.finding is finding


def test_a_decision_outlives_other_words_and_says_so() -> None:
    weighed = _weighed(_finding(said="five taps"), _review(_finding(said="four taps"), "confirm"))
    standing = weighed.of(RULE)
    assert (standing.state, standing.said_otherwise, standing.earlier) == ("confirmed", True, None)


@pytest.mark.parametrize("then", [_finding(Verdict.VIOLATION), _finding(found="imei"), _finding(Verdict.PASS)])
def test_a_decision_on_another_finding_is_kept_and_does_not_count(then: Finding) -> None:
    decided = _review(_finding(), "reject", text="seen on the next screen")
    standing = _weighed(then, decided).of(RULE)
    assert standing.decision is None
    assert standing.verdict == then.verdict
    assert standing.earlier == decided


def test_a_new_decision_follows_an_earlier_one_and_counts() -> None:
    earlier, now = _finding(), _finding(found="imei")
    standing = _weighed(now, _review(earlier, "reject"), _review(now, "confirm")).of(RULE)
    assert (standing.state, standing.earlier) == ("confirmed", None)
    back = _weighed(earlier, _review(earlier, "reject"), _review(now, "confirm")).of(RULE)
    assert back.state == "rejected"
    assert back.earlier is not None and back.earlier.act == "confirm"


def test_an_informative_finding_never_counts() -> None:
    finding = _finding().model_copy(update={"informative": True})
    assert _weighed(finding, _review(finding, "confirm")).exit_status == 0


def test_what_was_said_about_a_rule_that_is_not_judged_is_kept() -> None:
    said = _review(_finding(rule="app-2019/3.1"), "comment", text="look again")
    weighed = _weighed(_finding(), said)
    assert weighed.apart == (said,)
    with pytest.raises(KeyError, match="was not judged"):
        weighed.of("app-2019/3.1")
