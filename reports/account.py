"""What a report tells of each finding: its rule, what it counts as, and what was said of it after it was judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from detectors.rules.catalogue import Rule, catalogue
from detectors.rules.finding import Finding, Findings, Text, Verdict
from evidence.confirmations import Retried
from evidence.recording import Recording
from reports import confirming, reviewing
from reports.reviewing import Standing
from reports.wording import VERDICTS

REJECTED = Text(zh="已驳回", en="Rejected")

type Outcome = Verdict | None
"""What a finding counts as; None for one that a reviewer rejected."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding. `again` is what came of trying a violation again."""

    rule: Rule
    standing: Standing
    again: Retried | None

    @property
    def finding(self) -> Finding:
        """What was judged."""
        return self.standing.finding

    @property
    def title(self) -> Text:
        """The rule's name in short; a provision that is known in translation alone has its English one."""
        title = self.rule.title
        return Text(zh=title.zh or title.en, en=title.en)

    @property
    def law(self) -> str:
        """The provision word for word; where only a translation is at hand, that, and said so."""
        return self.rule.text_zh or f"（中文原文未收录，英文译本：{self.rule.text_en}）"

    @property
    def outcome(self) -> Outcome:
        """What it counts as once reviewers have decided."""
        return self.standing.verdict

    @property
    def word(self) -> Text:
        """The outcome in words."""
        return REJECTED if self.outcome is None else VERDICTS[self.outcome]

    @property
    def notes(self) -> tuple[Text, ...]:
        """What was said after it was judged: whether it was seen again, and what reviewers decided."""
        again = (confirming.sentence(self.again),) if self.again is not None else ()
        return (*again, *reviewing.account(self.standing))


def entries(recording: Recording, findings: Findings) -> tuple[Entry, ...]:
    """All findings in their order. Raises EvidenceError when what was said of them may not be read."""
    again = confirming.marks(recording, findings)
    return tuple(
        Entry(catalogue().rule(standing.finding.rule), standing, again.get(standing.finding.rule))
        for standing in reviewing.reviewed(recording, findings).standings
    )


def gravest_first(told: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """In the order in which a reader wants them; hits on what is not in force and what was rejected come last."""
    order = list(VERDICTS)

    def rank(entry: Entry) -> tuple[bool, int]:
        return entry.finding.informative, len(order) if entry.outcome is None else order.index(entry.outcome)

    return tuple(sorted(told, key=rank))


def tally(told: tuple[Entry, ...]) -> dict[Outcome, int]:
    """How many findings about rules in force count as what, in the reader's order, those that there are."""
    counted = Counter(entry.outcome for entry in told if not entry.finding.informative)
    return {outcome: counted[outcome] for outcome in (*VERDICTS, None) if counted[outcome]}


def headline(told: tuple[Entry, ...]) -> Text:
    """The sentence that a hurried reader takes away."""
    counted = tally(told)
    violated, undecided = counted.get(Verdict.VIOLATION, 0), counted.get(Verdict.INCONCLUSIVE, 0)
    if violated:
        return Text(
            zh=f"发现 {violated} 项违规" + (f"，另有 {undecided} 项无法判定" if undecided else ""),
            en=f"{violated} violation{'s' * (violated > 1)} found"
            + (f", {undecided} inconclusive" if undecided else ""),
        )
    if undecided:
        return Text(zh=f"未发现违规，{undecided} 项无法判定", en=f"No violation found, {undecided} inconclusive")
    if not counted:
        return Text(zh="没有检测任何条款", en="No rule was checked")
    return Text(zh="未发现违规", en="No violation found")
