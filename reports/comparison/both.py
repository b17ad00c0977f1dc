"""Two judged recordings side by side."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.rules.finding import Findings
from evidence.recording import Recording
from reports.comparison.circumstances import Circumstance, compare_circumstances
from reports.comparison.requests import RequestChange, compare_requests
from reports.comparison.screens import Pair, compare_screens
from reports.comparison.verdicts import RuleChange, compare_findings
from reports.reviewing import beside


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences between an earlier and a later run, each list in the order in which a reader wants it."""

    rules: tuple[RuleChange, ...]
    requests: tuple[RequestChange, ...]
    screens: tuple[Pair, ...]
    circumstances: tuple[Circumstance, ...]

    @property
    def exit_status(self) -> int:
        """1 when a rule in force is newly violated; else 3 when one can no longer be judged; else 0."""
        kinds = {change.kind for change in self.rules if not change.informative}
        return 1 if "new" in kinds else 3 if "lost" in kinds else 0


def compare(before: tuple[Recording, Findings], after: tuple[Recording, Findings]) -> Comparison:
    """What differs from the first to the second, as reviewers decided. Raises EvidenceError."""
    return Comparison(
        rules=compare_findings(*beside(before, after)),
        requests=compare_requests(before[0], after[0]),
        screens=compare_screens(before[0], after[0]),
        circumstances=compare_circumstances(before, after),
    )
