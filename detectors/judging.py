"""Judging a recording: every detector once, in the catalogue's order."""

from __future__ import annotations

from detectors.case import Case
from detectors.registry import detectors
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Findings
from detectors.seeing import Eyes
from evidence.recording import Recording


def judge_case(recording: Recording, eyes: Eyes) -> Findings:
    """The findings of a recording as these eyes see it."""
    case = Case(recording, eyes)
    return Findings(
        run_id=recording.info.run_id,
        attempt=recording.info.attempt,
        catalogue_version=catalogue().version,
        findings=tuple(detector(case) for _, detector in detectors()),
    )
