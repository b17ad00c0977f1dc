"""`review`: what reviewers decide about a recording's findings, from the terminal and from the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from consentinel.judging import stored_findings
from consentinel.terminal import plain
from consentinel.verdicts import short_title, verdict_of
from detectors.rules.finding import Findings
from evidence.errors import EvidenceError
from evidence.lines import reason_of
from evidence.recording import read_info
from evidence.reviews import Act, Review, Reviews, Said, add_review, read_reviews, reviews_file
from reports.reviewing import DECIDABLE, Reviewed, Standing, on_earlier, sentence, weigh


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer wants to say; `seen` is the name and verdict of the finding that was looked at, where known."""

    rule: str
    act: Act
    text: str
    by: str
    seen: tuple[str, str] | None = None


class JudgedAnew(EvidenceError):
    """The finding is not any more what the reviewer saw."""


def app_of(folder: Path) -> str:
    """The package or address of the app that a recording is about. Raises EvidenceError."""
    try:
        return read_info(folder).app.package
    except OSError as error:
        raise EvidenceError(f"{error.filename or folder}: {error.strerror or error}") from error


def standing_now(folder: Path) -> tuple[Findings, Reviews, Reviewed]:
    """The findings of a recording, its reviews, and what comes of both. Raises EvidenceError."""
    app, findings, reviews = app_of(folder), stored_findings(folder), read_reviews(folder)
    return findings, reviews, weigh(app, findings, reviews.entries)


def decide(folder: Path, wanted: Decision) -> Review:
    """Add a decision to the recording's reviews. Raises EvidenceError; JudgedAnew when something else was seen."""
    findings, _, known = standing_now(folder)
    standing = _standing_of(wanted.rule, known, folder)
    finding = standing.finding
    if wanted.seen is not None and wanted.seen != (standing.fingerprint, str(finding.verdict)):
        raise JudgedAnew(f"{finding.rule} was judged anew since you saw it: look at it again")
    if wanted.act in ("confirm", "reject") and finding.verdict not in DECIDABLE:
        raise EvidenceError(
            f"{finding.rule} is '{finding.verdict}': only a violation or what is to be reviewed can be confirmed or "
            "rejected; a comment can be added"
        )
    if wanted.act == "reopen" and standing.decision is None:
        raise EvidenceError(f"{finding.rule} has no decision that could be taken back")
    if wanted.act == "comment" and not wanted.text.strip():
        raise EvidenceError("a comment needs words")
    try:
        review = Review(
            at=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
            by=wanted.by,
            act=wanted.act,
            text=wanted.text,
            rule=finding.rule,
            fingerprint=standing.fingerprint,
            verdict=str(finding.verdict),
            said=Said(zh=finding.message.zh, en=finding.message.en),
            detector=finding.detector,
            detector_version=finding.detector_version,
            catalogue_version=findings.catalogue_version,
        )
    except ValidationError as error:
        raise EvidenceError(f"the review cannot be kept: {reason_of(error)}") from None
    return add_review(folder, review)


def _standing_of(rule: str, known: Reviewed, folder: Path) -> Standing:
    try:
        return known.of(rule)
    except KeyError:
        near = ", ".join(s.finding.rule for s in known.standings if rule in s.finding.rule)
        raise EvidenceError(
            f"{folder} has no finding about '{rule[:100]}'"
            + (f": did you mean {near}?" if near else f": `consentinel judge {folder}` tells of all rules")
        ) from None


def decide_and_tell(folder: Path, wanted: Decision, console: Console, *, zh: bool) -> int:
    """Add a decision and say what was kept, and where."""
    review = decide(folder, wanted)
    said = sentence(review)
    console.print(plain(f"{review.rule}: {said.zh if zh else said.en}"), soft_wrap=True, highlight=False)
    console.print(Text(f"kept in {reviews_file(folder)}"), soft_wrap=True, highlight=False)
    return 0


def show_reviews(folder: Path, rule: str, console: Console, *, zh: bool) -> int:
    """List what waits for a reviewer and what was said, of all rules or of one."""
    _, reviews, known = standing_now(folder)
    standings = [_standing_of(rule, known, folder)] if rule else known.standings
    table = Table(title=plain(folder), title_justify="left", box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("rule", ratio=2)
    table.add_column("verdict", no_wrap=True)
    table.add_column("what was said", ratio=4)
    for standing in standings:
        if rule or standing.history or standing.finding.verdict in DECIDABLE:
            title = Text(f"{standing.finding.rule} {short_title(standing.finding.rule, zh)}")
            table.add_row(title, verdict_of(standing, zh=zh), _told(standing, zh=zh))
    for review in known.apart:
        if not rule:
            table.add_row(plain(review.rule), Text("not judged"), _line(review, zh=zh))
    if table.row_count:
        console.print(table)
    else:
        console.print("no violation, nothing to review, and nobody has said anything")
    for damage in reviews.damage:
        console.print(plain(f"{damage.file} line {damage.line}: {damage.reason}", "yellow"), soft_wrap=True)
    return 0


def _told(standing: Standing, *, zh: bool) -> Text:
    message = standing.finding.message
    lines = [plain((message.zh if zh else message.en)[:240])]
    for review in standing.history:
        lines.append(_line(review, zh=zh))
        if review is standing.earlier or (review is standing.decision and standing.said_otherwise):
            was = on_earlier(review)
            lines.append(plain(f"  {(was.zh if zh else was.en)[:400]}", "yellow"))
    if standing.state == "open":
        lines.append(Text("等待复核" if zh else "waits for a reviewer", style="magenta"))
    return Text("\n").join(lines)


def _line(review: Review, *, zh: bool) -> Text:
    said = sentence(review)
    return plain(said.zh if zh else said.en)
