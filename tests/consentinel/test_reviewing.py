"""`review`: deciding from the terminal, and what judging makes of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from consentinel.cli import app
from consentinel.cli.options import console
from consentinel.judging import write_file
from consentinel.reviewing import Decision, JudgedAnew, decide, standing_now
from evidence.errors import EvidenceError
from evidence.recording import Recording
from evidence.reviews import read_reviews
from tests.reports.staged import findings_of, staged

REVIEWED, VIOLATED, KEPT = "app-2019/1.3", "app-2019/3.4", "app-2019/1.1a"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording with findings of every verdict."""
    folder = tmp_path_factory.mktemp("judged") / "attempt-1"
    write_file(folder / "findings.json", findings_of(staged(folder)).to_json())
    return folder


@pytest.fixture
def folder(judged: Path, tmp_path: Path) -> Path:
    return shutil.copytree(judged, tmp_path / "attempt-1")


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no line is broken: the console has asked for its width long ago."""
    monkeypatch.setattr(console, "width", 200)


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["review", *words], env={"COLUMNS": "200", "LANG": "C.UTF-8"})
    return done.exit_code, " ".join(done.output.split())


def test_decisions_are_kept_and_listed(folder: Path) -> None:
    before = (folder / "findings.json").read_bytes()
    status, told = _run(str(folder))
    assert status == 0
    assert REVIEWED in told and "waits for a reviewer" in told and KEPT not in told
    status, told = _run(str(folder), REVIEWED, "--confirm", "--by", "Li Lei", "--comment", "five taps")
    assert (status, "kept in" in told) == (0, True)
    assert _run(str(folder), VIOLATED, "--reject", "--by", "韩梅梅")[0] == 0
    status, told = _run(str(folder), "--lang", "zh")
    assert "确认：Li Lei" in told and "five taps" in told and "驳回：韩梅梅" in told and "等待复核" not in told
    assert (folder / "findings.json").read_bytes() == before
    assert [review.act for review in read_reviews(folder).entries] == ["confirm", "reject"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((REVIEWED, "--confirm"), "say who decides"),
        ((REVIEWED, "--confirm", "--reject", "--by", "x"), "at a time"),
        (("--confirm", "--by", "x"), "name the rule"),
        (("app-9999/1", "--confirm", "--by", "x"), "has no finding about"),
        (("3.4", "--confirm", "--by", "x"), "did you mean app-2019/3.4"),
        (("app-9999/1",), "has no finding about"),
        ((KEPT, "--confirm", "--by", "x"), "is 'pass'"),
        ((REVIEWED, "--reopen", "--by", "x"), "no decision"),
        ((REVIEWED, "--comment", " ", "--by", "x"), "needs words"),
        ((REVIEWED, "--confirm", "--by", "x" * 81), "by: String should have at most 80 characters"),
        ((REVIEWED, "--comment", "\x1b[2J", "--by", "x"), "control characters"),
    ],
)
def test_what_cannot_be_decided_is_said_in_one_line(folder: Path, words: tuple[str, ...], said: str) -> None:
    status, told = _run(str(folder), *words)
    assert (status, said in told) == (2, True), told
    assert not read_reviews(folder).entries


def test_a_folder_without_findings_is_told(tmp_path: Path) -> None:
    assert _run(str(tmp_path))[0] == 2
    staged(tmp_path / "r")
    status, told = _run(str(tmp_path / "r"))
    assert (status, "consentinel judge" in told) == (2, True)


def test_a_decision_on_what_is_not_there_any_more_is_refused(folder: Path) -> None:
    standing = standing_now(folder)[2].of(REVIEWED)
    seen = (standing.fingerprint, "review")
    decide(folder, Decision(REVIEWED, "confirm", "", "Li Lei", seen))
    with pytest.raises(JudgedAnew, match="judged anew"):
        decide(folder, Decision(REVIEWED, "confirm", "", "Li Lei", (standing.fingerprint, "violation")))
    findings = findings_of(Recording.open(folder))
    without = findings.model_copy(update={"findings": tuple(f for f in findings.findings if f.rule != REVIEWED)})
    write_file(folder / "findings.json", without.to_json())
    with pytest.raises(EvidenceError, match="has no finding"):
        decide(folder, Decision(REVIEWED, "confirm", "", "Li Lei", seen))
    assert "not judged" in _run(str(folder))[1]
