"""What a detector says: findings with verdict, threshold, basis and evidence references."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Verdict(StrEnum):
    """The six honest verdicts, as docs/architecture.md defines them."""

    VIOLATION = "violation"
    PASS = "pass"
    NOT_OBSERVED = "not_observed"
    INCONCLUSIVE = "inconclusive"
    REVIEW = "review"
    NOT_APPLICABLE = "not_applicable"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Value):
    """One sentence in both languages."""

    zh: str
    en: str


class EvidenceRef(_Value):
    """A place in the recording that shows what is claimed.

    `id` is an event id, a screen number, a flow id or a file name, by `kind`. `box` is in px of the screen's picture;
    `range` is the byte range in `place` of the flow (url, header:NAME, body, ws:N).
    """

    kind: Literal["event", "screen", "flow", "tls", "device", "policy", "line"]
    id: str
    label: Text
    box: tuple[int, int, int, int] | None = None
    place: str = ""
    range: tuple[int, int] | None = None
    encodings: tuple[str, ...] = ()
    """The chain from the wire to the value, e.g. ("gzip", "json", "base64")."""
    identifier: str = ""
    """What of the phone the bytes hold (android_id, oaid …); packed bytes may hold several."""


class ThresholdRef(_Value):
    """The threshold that decided, with its basis (seed_text, found, practice_found, proposed)."""

    id: str
    name: str
    value: str
    basis: str
    source: str = ""


class Finding(_Value):
    """One statement about one rule in one recording.

    `message` says what was seen, `reason` why the verdict is not a plain one (needed for inconclusive, review and
    not_applicable). `measures` are named numbers or words that a reader may want, scores rounded to two digits.
    """

    rule: str
    verdict: Verdict
    detector: str
    detector_version: int
    message: Text
    reason: Text | None = None
    thresholds: tuple[ThresholdRef, ...] = ()
    measures: dict[str, float | int | str | bool] = Field(default_factory=dict)
    evidence: tuple[EvidenceRef, ...] = ()
    informative: bool = False
    """A hit on an instrument that is not in force: shown apart, never in the exit status."""


class Findings(_Value):
    """All that was judged on one recording, one finding per rule, in the order of the catalogue; `findings.json`."""

    format_version: int = 1
    run_id: str
    attempt: int
    catalogue_version: str
    findings: tuple[Finding, ...]

    def to_json(self) -> bytes:
        """The file's bytes, equal for equal findings everywhere; what UTF-8 cannot carry becomes a question mark."""
        value = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n"

    def of(self, rule: str) -> Finding:
        """The finding about a rule. Raises KeyError when it was not judged."""
        found = next((finding for finding in self.findings if finding.rule == rule), None)
        if found is None:
            raise KeyError(f"{rule} was not judged")
        return found

    @property
    def exit_status(self) -> int:
        """1 if a rule in force is violated; else 3 if one is inconclusive; else 0."""
        verdicts = {f.verdict for f in self.findings if not f.informative}
        if Verdict.VIOLATION in verdicts:
            return 1
        return 3 if Verdict.INCONCLUSIVE in verdicts else 0
