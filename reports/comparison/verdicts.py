"""Which verdicts changed, and what of a violation that stands is another than before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from detectors.rules.finding import Finding, Findings, Verdict
from detectors.rules.fingerprint import pointed_at

Kind = Literal["new", "fixed", "lost", "changed", "still", "same"]
"""`new` and `fixed` are violations that came and went; `lost` was decided and is not any more; `still` is violated in
both; `changed` is any other change of the verdict."""

ORDER: tuple[Kind, ...] = ("new", "lost", "changed", "fixed", "still", "same")
"""In which a reader wants them."""

_DECIDED = (Verdict.VIOLATION, Verdict.PASS, Verdict.NOT_OBSERVED)
_NUMBERS = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule in both runs; None where a run did not judge it. `moved`: it says something else than before."""

    rule: str
    kind: Kind
    before: Finding | None
    after: Finding | None
    moved: bool

    @property
    def informative(self) -> bool:
        """Whether the rule's instrument is not in force."""
        return any(finding.informative for finding in (self.before, self.after) if finding is not None)


def compare_findings(before: Findings, after: Findings) -> tuple[RuleChange, ...]:
    """Every rule that either run judged, the gravest change first."""
    earlier = {finding.rule: finding for finding in before.findings}
    later = {finding.rule: finding for finding in after.findings}
    changes = [_change(rule, earlier.get(rule), later.get(rule)) for rule in dict.fromkeys((*later, *earlier))]
    return tuple(sorted(changes, key=lambda change: ORDER.index(change.kind)))


def _change(rule: str, before: Finding | None, after: Finding | None) -> RuleChange:
    moved = before is not None and after is not None and _said(before) != _said(after)
    return RuleChange(rule, _kind(before, after), before, after, moved)


def _kind(before: Finding | None, after: Finding | None) -> Kind:
    was = before.verdict if before is not None else None
    now = after.verdict if after is not None else None
    if was == now:
        return "still" if now is Verdict.VIOLATION else "same"
    if now is Verdict.VIOLATION:
        return "new"
    if was in _DECIDED and now not in _DECIDED and now is not Verdict.NOT_APPLICABLE:
        return "lost"
    return "fixed" if was is Verdict.VIOLATION else "changed"


def _said(finding: Finding) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """What a finding says, without the numbers that differ from run to run: its words and what it points at."""
    return _NUMBERS.sub("0", finding.message.en), pointed_at(finding)
