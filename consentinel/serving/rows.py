"""One recording as a list tells it: what was tried, and how its findings stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from detectors.rules.finding import Findings, Verdict
from evidence.errors import EvidenceError
from evidence.events import RunEnded
from evidence.recording import read_info
from evidence.reviews import read_reviews
from reports.reviewing import Reviewed, weigh

MAX_FINDINGS_BYTES = 64 * 1024 * 1024
_TAIL = 64 * 1024
"""Bytes at the end of an event log in which its last line is looked for."""

_MAX_TEXT = 300

type Signature = tuple[int, ...]
"""Times (ns) and sizes of the files that a row is read from."""


class Stood(NamedTuple):
    """A finding in short: its verdict, what it `counts` as (empty when a reviewer rejected it), its review's state."""

    rule: str
    verdict: str
    counts: str
    informative: bool
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """One recording; `place` is its folder under the served one, `group` that of its run.

    `started` is ISO 8601 and `began_s` the same in s since 1970, `ended` the outcome of the attempt (empty when it was
    cut short), `problem` why it, or its findings, cannot be read. `copy` says that it
    lies in a sealed bag, `last` that no later attempt of the run is there.
    """

    id: str
    place: str
    group: str
    signature: Signature
    run_id: str = ""
    attempt: int = 0
    app: str = ""
    label: str = ""
    package: str = ""
    device: str = ""
    scenario: str = ""
    started: str = ""
    began_s: float = 0.0
    ended: str = ""
    judged: bool = False
    copy: bool = False
    last: bool = True
    problem: str = ""
    findings: tuple[Stood, ...] = ()

    @property
    def status(self) -> str:
        """The verdict that a hurried reader takes away: violation, inconclusive, review, pass, or empty."""
        counted = {finding.counts for finding in self.findings if not finding.informative}
        known = (Verdict.VIOLATION, Verdict.INCONCLUSIVE, Verdict.REVIEW)
        return next((str(verdict) for verdict in known if verdict in counted), "pass" if self.judged else "")

    @property
    def waiting(self) -> int:
        """How many findings in force wait for a reviewer."""
        return sum(finding.state == "open" and not finding.informative for finding in self.findings)

    def count(self, verdict: str) -> int:
        """How many findings in force count as this verdict."""
        return sum(finding.counts == verdict and not finding.informative for finding in self.findings)


class _LastLine(BaseModel):
    model_config = ConfigDict(extra="ignore")
    type: str
    outcome: str = ""


def read_row(folder: Path, place: str, id: str, signature: Signature) -> Row:
    """Read a recording's head, findings and reviews; what cannot be read is said in the row."""
    copy = folder.name == "data" and (folder.parent / "bagit.txt").is_file()
    group = place.rpartition("/")[0] if folder.name.startswith("attempt-") else place
    try:
        info = read_info(folder)
    except EvidenceError as error:
        return Row(id, place, group, signature, problem=str(error), copy=copy)
    except OSError as error:
        return Row(id, place, group, signature, problem=f"recording.json: {error.strerror or error}", copy=copy)
    known, problem = _standing(folder, info.app.package)
    return Row(
        id=id,
        place=place,
        group=group,
        signature=signature,
        run_id=_short(info.run_id),
        attempt=info.attempt,
        app=_short(info.app.name),
        label=_short(info.app.label),
        package=_short(info.app.package),
        device=_short(info.device.name),
        scenario=_short(info.scenario.name),
        started=_short(info.started),
        began_s=info.started_epoch_s if math.isfinite(info.started_epoch_s) else 0.0,
        ended=_ended(folder / "events.jsonl"),
        judged=known is not None,
        copy=copy,
        problem=problem,
        findings=tuple(
            Stood(s.finding.rule, s.finding.verdict, s.verdict or "", s.finding.informative, s.state)
            for s in (known.standings if known is not None else ())
        ),
    )


def _short(text: str) -> str:
    """What a list needs of a text; halves of characters, which no file of the cache can hold, become question marks."""
    return text[:_MAX_TEXT].encode("utf-8", "replace").decode()


def _standing(folder: Path, app: str) -> tuple[Reviewed | None, str]:
    """How the findings stand, or nothing when there are none; and what cannot be read."""
    path = folder / "findings.json"
    try:
        if not path.is_file():
            return None, ""
        if path.stat().st_size > MAX_FINDINGS_BYTES:
            return None, f"findings.json is larger than {MAX_FINDINGS_BYTES} bytes"
        findings = Findings.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None, "findings.json cannot be read: judge the recording again"
    try:
        return weigh(app, findings, read_reviews(folder).entries), ""
    except EvidenceError as error:
        return weigh(app, findings, ()), str(error)


def _ended(path: Path) -> str:
    """The outcome that the last event tells, or nothing."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            lines = file.read(_TAIL).splitlines()
        last = _LastLine.model_validate_json(lines[-1])
    except (OSError, IndexError, ValidationError):
        return ""
    return (last.outcome or "ended") if last.type == RunEnded.model_fields["type"].default else ""
