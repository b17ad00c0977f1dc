"""The step that searches the policy from the main screen."""

from __future__ import annotations

from harness.scenario.drive import Drive
from harness.scenario.model import FindPolicy
from harness.scenario.steps.search import PolicySearch


def find(drive: Drive, step: FindPolicy) -> None:
    """Search within the step's bounds; whatever the result, the whole graph is in the recording."""
    PolicySearch(drive, step.maxDepth, step.maxTaps, step.seconds).run()
