"""The lasting name of a finding: equal whenever the same thing is found about the same app again."""

from __future__ import annotations

import hashlib
import re

from detectors.rules.finding import EvidenceRef, Finding

_NUMBERS = re.compile(r"\d+(\.\d+)?")


def fingerprint(app: str, finding: Finding) -> str:
    """32 hex digits for an app (its package or address), a rule, and the identifiers found with their places.

    Verdict, wording, scores, ids, times and the choice of pictures have no part in it: it outlives a new judging, a
    newer detector and another run, and changes when another identifier is found or an old one in another place.
    """
    found = [f"{identifier} {place}" for _, identifier, place in pointed_at(finding) if identifier]
    parts = [app, finding.rule, *dict.fromkeys(found)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def pointed_at(finding: Finding) -> tuple[tuple[str, str, str], ...]:
    """What the evidence points at, without the numbers that differ from run to run: kind, identifier, place."""
    return tuple(sorted({_pointed(ref) for ref in finding.evidence}))


def _pointed(ref: EvidenceRef) -> tuple[str, str, str]:
    return ref.kind, ref.identifier, _NUMBERS.sub("0", ref.place)
