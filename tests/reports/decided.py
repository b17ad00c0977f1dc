"""Decisions about the findings of a recording, as a reviewer would add them."""

from __future__ import annotations

from detectors.rules.finding import Findings
from detectors.rules.fingerprint import fingerprint
from evidence.recording import Recording
from evidence.reviews import Act, Review, Said, add_review


def decide(recording: Recording, findings: Findings, rule: str, act: Act, text: str = "", by: str = "Li Lei") -> Review:
    """Add a decision about a rule's finding to the recording's reviews."""
    finding = findings.of(rule)
    return add_review(
        recording.folder,
        Review(
            at="2025-11-21T10:00:00+08:00",
            by=by,
            act=act,
            text=text,
            rule=rule,
            fingerprint=fingerprint(recording.info.app.package, finding),
            verdict=str(finding.verdict),
            said=Said(**finding.message.model_dump()),
        ),
    )
