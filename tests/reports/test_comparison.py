"""Two runs side by side: what a reader has to be told, and nothing that is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from detectors.rules.finding import EvidenceRef, Finding, Findings, Text, Verdict
from evidence.lives import Moment
from evidence.recording import Recording
from reports.comparison import compare, comparison_page
from reports.comparison.requests import compare_requests
from reports.comparison.screens import compare_screens
from reports.comparison.verdicts import compare_findings
from reports.reviewing import Reviewed, weigh
from tests.recordings import Tape
from tests.reports.decided import decide
from tests.reports.staged import DIALOG, HOME, IMEI, Drawn, findings_of, show, staged

RULE = "app-2019/3.1"


def _findings(verdict: Verdict, said: str = "1 value was sent", **told: str) -> Findings:
    finding = Finding(
        rule=told.get("rule", RULE),
        verdict=verdict,
        detector="d",
        detector_version=1,
        message=Text(zh=said, en=said),
        informative="rule" in told,
    )
    return Findings(run_id="r", attempt=1, catalogue_version="1", findings=(finding,))


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (Verdict.PASS, Verdict.VIOLATION, "new"),
        (Verdict.INCONCLUSIVE, Verdict.VIOLATION, "new"),
        (Verdict.VIOLATION, Verdict.PASS, "fixed"),
        (Verdict.VIOLATION, Verdict.NOT_OBSERVED, "fixed"),
        (Verdict.VIOLATION, Verdict.INCONCLUSIVE, "lost"),
        (Verdict.PASS, Verdict.INCONCLUSIVE, "lost"),
        (Verdict.PASS, Verdict.NOT_APPLICABLE, "changed"),
        (Verdict.INCONCLUSIVE, Verdict.PASS, "changed"),
        (Verdict.VIOLATION, Verdict.VIOLATION, "still"),
        (Verdict.REVIEW, Verdict.REVIEW, "same"),
    ],
)
def test_a_change_of_verdict_has_a_name(before: Verdict, after: Verdict, kind: str) -> None:
    (change,) = compare_findings(_weighed(before), _weighed(after))
    assert change.kind == kind


def _weighed(verdict: Verdict, said: str = "1 value was sent", **told: str) -> Reviewed:
    return weigh("app", _findings(verdict, said, **told), ())


def test_numbers_alone_are_no_other_statement() -> None:
    (same,) = compare_findings(_weighed(Verdict.VIOLATION, "3 values"), _weighed(Verdict.VIOLATION, "5 values"))
    (other,) = compare_findings(_weighed(Verdict.VIOLATION, "3 values"), _weighed(Verdict.VIOLATION, "3 names"))
    assert (same.moved, other.moved) == (False, True)


def test_a_rule_that_only_one_run_judged_is_told() -> None:
    changes = compare_findings(_weighed(Verdict.PASS), _weighed(Verdict.VIOLATION, rule="popup-2022/5.8a"))
    assert [(change.rule, change.kind) for change in changes] == [("popup-2022/5.8a", "new"), (RULE, "lost")]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return staged(tmp_path_factory.mktemp("before") / "r")


def test_the_same_run_twice_differs_in_nothing(before: Recording) -> None:
    findings = findings_of(before)
    compared = compare((before, findings), (before, findings))
    assert not compared.requests
    assert not compared.circumstances
    assert {pair.kind for pair in compared.screens} == {"same"}
    assert compared.exit_status == 0


def _short(folder: Path, *extra: Drawn) -> Recording:
    tape = Tape(folder)
    tape.phase("agree")
    tape.launch()
    tape.wait(1000)
    show(tape, *DIALOG)
    tape.flow(path="/v1/item/4711/view?x=1")
    tape.flow(path="/v1/item/4712/view?x=2")
    tape.wait(3000)
    show(tape, *HOME, *extra)
    return tape.end("completed")


def test_requests_are_told_by_moment_receiver_and_form_of_the_path(before: Recording, tmp_path: Path) -> None:
    changes = compare_requests(before, _short(tmp_path / "r"))
    come = [change for change in changes if change.kind == "come"]
    assert [(c.exchange.moment, c.exchange.path, c.after) for c in come] == [(Moment.BEFORE, "/v*/item/*/view", 2)]
    assert ("gone", "/v*/list") in {(change.kind, change.exchange.path) for change in changes}


def test_a_text_that_only_one_run_showed_is_named(tmp_path: Path) -> None:
    banner = Drawn((40, 1800, 1040, 1900), "限时红包")
    pairs = compare_screens(_short(tmp_path / "a"), _short(tmp_path / "b", banner))
    assert [pair.kind for pair in pairs] == ["same", "differs"]
    assert pairs[1].only_after == ("限时红包",)
    assert pairs[1].only_before == ()


def test_screens_that_one_run_did_not_come_to_are_told(before: Recording, tmp_path: Path) -> None:
    pairs = compare_screens(before, _short(tmp_path / "r"))
    assert {pair.path for pair in pairs if pair.kind == "gone"} == {"refuse"}


def _uncleared(folder: Path, *extra: Drawn, decide: bool = False, sent: str = "/v1/start") -> Recording:
    """A run that cleared nothing, as in the studio: no life begins in it."""
    tape = Tape(folder)
    tape.flow(path="/v1/early")
    tape.launch()
    tape.wait(1000)
    number = show(tape, *DIALOG)
    tape.flow(path=sent)
    if decide:
        tape.tap("agree", number)
        tape.wait(5000)
        tape.flow(path="/v1/agreed")
    tape.wait(3000)
    show(tape, *HOME, *extra)
    return tape.end("completed")


def test_screens_of_runs_that_cleared_nothing_are_compared(tmp_path: Path) -> None:
    banner = Drawn((40, 1800, 1040, 1900), "限时红包")
    before, after = _uncleared(tmp_path / "a"), _uncleared(tmp_path / "b", banner)
    assert [pair.kind for pair in compare_screens(before, before)] == ["same", "same"]
    pairs = compare_screens(before, after)
    assert [(pair.kind, pair.only_after) for pair in pairs] == [("same", ()), ("differs", ("限时红包",))]
    page = comparison_page((before, _findings(Verdict.PASS)), (after, _findings(Verdict.PASS))).decode()
    assert "清除数据之前" in page and "用户不作选择" not in page


def test_what_was_shown_before_the_first_life_is_compared_as_well(tmp_path: Path) -> None:
    def run(folder: Path, *extra: Drawn) -> Recording:
        tape = Tape(folder)
        tape.launch()
        show(tape, *HOME, *extra)
        tape.wait(1000)
        tape.phase("agree")
        tape.launch()
        show(tape, *DIALOG)
        return tape.end("completed")

    pairs = compare_screens(run(tmp_path / "a"), run(tmp_path / "b", Drawn((40, 1800, 1040, 1900), "限时红包")))
    assert [(pair.path, pair.kind) for pair in pairs] == [("", "differs"), ("agree", "same")]


def test_requests_of_runs_that_cleared_nothing_have_moments(tmp_path: Path) -> None:
    """Whether somebody had agreed in an earlier run is not known, unless the dialog was answered in this one."""
    before = _uncleared(tmp_path / "a")
    changes = compare_requests(before, _uncleared(tmp_path / "b", sent="/v1/other"))
    assert {(c.kind, c.exchange.moment, c.exchange.path) for c in changes} == {
        ("come", "after_launch", "/v*/other"),
        ("gone", "after_launch", "/v*/start"),
    }
    decided = compare_requests(_uncleared(tmp_path / "c", sent="/v1/other"), _uncleared(tmp_path / "d", decide=True))
    assert {(c.exchange.moment, c.exchange.path) for c in decided if c.kind == "come"} == {
        (Moment.BEFORE, "/v*/start"),
        (Moment.AFTER_AGREE, "/v*/agreed"),
    }
    early = compare_requests(_short(tmp_path / "e"), before)
    assert (Moment.NOT_LAUNCHED, "/v*/early") in {(c.exchange.moment, c.exchange.path) for c in early}


def test_the_page_is_masked_and_needs_no_network(before: Recording, tmp_path: Path) -> None:
    after = _short(tmp_path / "r", Drawn((40, 1800, 1040, 1900), f"<script>alert({IMEI})</script>"))
    page = comparison_page((before, findings_of(before)), (after, _findings(Verdict.VIOLATION))).decode()
    assert "default-src 'none'" in page
    assert IMEI not in page
    assert "<script>alert" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_the_exit_status_tells_of_what_is_new(before: Recording) -> None:
    def status(was: Verdict, now: Verdict, **told: str) -> int:
        return compare((before, _findings(was, **told)), (before, _findings(now, **told))).exit_status

    assert status(Verdict.PASS, Verdict.VIOLATION) == 1
    assert status(Verdict.VIOLATION, Verdict.VIOLATION) == 0
    assert status(Verdict.PASS, Verdict.INCONCLUSIVE) == 3
    assert status(Verdict.PASS, Verdict.VIOLATION, rule="popup-draft-2022/5.9b") == 0


def test_reviewers_decide_what_is_new(tmp_path: Path) -> None:
    """A rejected violation is none, and the same finding of the other run is not new by it."""
    found, passed = _findings(Verdict.VIOLATION), _findings(Verdict.PASS)
    before, after = _short(tmp_path / "a"), _short(tmp_path / "b")
    decide(before, found, RULE, "reject", "a test account")

    same = compare((before, found), (after, found))
    assert (same.rules[0].kind, same.exit_status) == ("same", 0)
    assert same.rules[0].after is not None and same.rules[0].after.borrowed
    assert compare((before, found), (after, passed)).rules[0].kind == "changed"
    other = found.model_copy(update={"findings": (_leaking(found.findings[0]),)})
    assert compare((before, found), (after, other)).exit_status == 1
    page = comparison_page((before, found), (after, other)).decode()
    assert "复核：驳回" in page and "a test account" in page

    decide(after, found, RULE, "confirm")
    both = compare((before, found), (after, found))
    assert (both.rules[0].kind, both.exit_status) == ("new", 1), "each has a decision of its own"


def _leaking(finding: Finding) -> Finding:
    ref = EvidenceRef(kind="flow", id="f1", label=finding.message, place="body", identifier="imei")
    return finding.model_copy(update={"evidence": (ref,)})
