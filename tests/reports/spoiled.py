"""Findings whose every text is hostile: what an app may have shown, sent or called itself."""

from __future__ import annotations

from detectors.rules.finding import EvidenceRef, Findings, Text
from tests.reports.staged import IMEI

EVIL = (
    '=HYPERLINK("http://evil.example","x") <script>alert(1)</script> @everyone #1 [click](http://evil.example) '
    "{0} | `code` ](x) \u202ereversed\x00\x1b[31m\ufffe\ud800 '\"& " + IMEI + "\n/close\n"
)


def spoiled(findings: Findings, text: str = EVIL) -> Findings:
    """The same verdicts with every sentence, measure and reference as an attacker would have them."""
    said = Text(zh=text, en=text)
    evidence = (
        EvidenceRef(kind="event", id="1", label=said),
        EvidenceRef(kind="flow", id="../../etc/passwd", label=said, place="header:" + text[:200], range=(0, 5)),
        EvidenceRef(kind="screen", id="99999", label=said, box=(-5, 7, 10**9, 3)),
        EvidenceRef(kind="policy", id="../recording.json", label=said),
    )
    changed = tuple(
        finding.model_copy(
            update={"message": said, "reason": said, "evidence": evidence, "measures": {"seen": text, "count": 3}}
        )
        for finding in findings.findings
    )
    return findings.model_copy(update={"findings": changed})
