"""Pure functions from a recording to findings, one module per family of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detectors.rules.finding import Findings
    from evidence.recording import Recording


def judge(recording: Recording) -> Findings:
    """Judge a recording: one finding for each rule that has a detector, in the catalogue's order.

    Equal recordings give equal findings, in any folder, on any machine.
    """
    # Imported when called, so that reading the catalogue does not load the eyes.
    from detectors.judging import judge_case
    from detectors.seeing import SHIPPED_EYES

    return judge_case(recording, SHIPPED_EYES)
