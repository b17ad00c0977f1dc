"""Which verdicts changed, and what of a violation that stands is another than before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from detectors.rules.finding import Finding, Verdict
from detectors.rules.fingerprint import pointed_at
from reports.reviewing import Reviewed, Standing

Kind = Literal["new", "fixed", "lost", "changed", "still", "same"]
"""`new` and `fixed` are violations that came and went; `lost` was decided and is not any more; `still` is violated in
both; `changed` is any other change of the verdict. What a reviewer confirmed is a violation, what one rejected none."""

ORDER: tuple[Kind, ...] = ("new", "lost", "changed", "fixed", "still", "same")
"""In which a reader wants them."""

_REJECTED: Literal["rejected"] = "rejected"
_DECIDED = (Verdict.VIOLATION, Verdict.PASS, Verdict.NOT_OBSERVED, _REJECTED)
_NUMBERS = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule in both runs; None where a run did not judge it. `moved`: it says something else than before."""

    rule: str
    kind: Kind
    before: Standing | None
    after: Standing | None
    moved: bool

    @property
    def informative(self) -> bool:
        """Whether the rule's instrument is not in force."""
        return any(one.finding.informative for one in (self.before, self.after) if one is not None)

    @property
    def told(self) -> bool:
        """Whether there is something to tell: another verdict or statement, or a reviewer's decision."""
        decided = any(one.decision is not None for one in (self.before, self.after) if one is not None)
        return self.kind != "same" or self.moved or decided


def compare_findings(before: Reviewed, after: Reviewed) -> tuple[RuleChange, ...]:
    """Every rule that either run judged, the gravest change first."""
    earlier = {one.finding.rule: one for one in before.standings}
    later = {one.finding.rule: one for one in after.standings}
    changes = [_change(rule, earlier.get(rule), later.get(rule)) for rule in dict.fromkeys((*later, *earlier))]
    return tuple(sorted(changes, key=lambda change: ORDER.index(change.kind)))


def _change(rule: str, before: Standing | None, after: Standing | None) -> RuleChange:
    moved = before is not None and after is not None and _said(before.finding) != _said(after.finding)
    return RuleChange(rule, _kind(before, after), before, after, moved)


def _kind(before: Standing | None, after: Standing | None) -> Kind:
    was, now = _counts(before), _counts(after)
    if was == now:
        return "still" if now is Verdict.VIOLATION else "same"
    if now is Verdict.VIOLATION:
        return "new"
    if was in _DECIDED and now not in (*_DECIDED, Verdict.NOT_APPLICABLE):
        return "lost"
    return "fixed" if was is Verdict.VIOLATION and now != _REJECTED else "changed"


def _counts(standing: Standing | None) -> Verdict | Literal["rejected"] | None:
    """What a finding counts as; None where the rule was not judged."""
    return None if standing is None else standing.verdict or _REJECTED


def _said(finding: Finding) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """What a finding says, without the numbers that differ from run to run: its words and what it points at."""
    return _NUMBERS.sub("0", finding.message.en), pointed_at(finding)
