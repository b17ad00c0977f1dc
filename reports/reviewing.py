"""What findings count as once reviewers have decided: findings and reviews in, standings out. `findings.json` stays.

A decision counts while the finding has the same lasting name and the same verdict as when it was made; the latest one
does. What was decided on an earlier judging that said something else is kept and shown, and does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from detectors.rules.finding import Finding, Findings, Text, Verdict
from detectors.rules.fingerprint import fingerprint
from evidence.recording import Recording
from evidence.reviews import Act, Review, read_reviews
from reports.wording import VERDICTS

DECIDABLE = (Verdict.REVIEW, Verdict.VIOLATION)
"""What can be confirmed or rejected; anything else can be commented on."""

State = Literal["", "open", "confirmed", "rejected"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding with what reviewers said of it.

    `decision` is the one that counts; `borrowed` says that it was made on another recording of the same finding.
    `earlier` is a later or the only decision about the rule that was made on another judging; `history` is all that was
    said about the rule, the oldest first.
    """

    finding: Finding
    fingerprint: str
    decision: Review | None = None
    earlier: Review | None = None
    history: tuple[Review, ...] = ()
    borrowed: bool = False

    @property
    def state(self) -> State:
        """`open` is a finding that waits for a reviewer; empty one that needs none and has no decision."""
        if self.decision is not None:
            return "confirmed" if self.decision.act == "confirm" else "rejected"
        return "open" if self.finding.verdict is Verdict.REVIEW else ""

    @property
    def verdict(self) -> Verdict | None:
        """What it counts as: a violation when it was confirmed, nothing when it was rejected."""
        match self.state:
            case "confirmed":
                return Verdict.VIOLATION
            case "rejected":
                return None
            case _:
                return self.finding.verdict

    @property
    def said_otherwise(self) -> bool:
        """Whether the decision that counts was made on other words than the finding now has."""
        return self.decision is not None and self.decision.said.model_dump() != self.finding.message.model_dump()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """All findings of a recording as they stand, in their order; `apart` is about rules that were not judged."""

    standings: tuple[Standing, ...]
    apart: tuple[Review, ...] = ()

    def of(self, rule: str) -> Standing:
        """The standing of a rule's finding. Raises KeyError when it was not judged."""
        found = next((standing for standing in self.standings if standing.finding.rule == rule), None)
        if found is None:
            raise KeyError(f"{rule} was not judged")
        return found

    @property
    def ranked(self) -> tuple[Standing, ...]:
        """In the order, and so with the numbers, that reports give them; decisions move none.

        The gravest first, what is informative last; within a verdict in the catalogue's order.
        """
        order = list(VERDICTS)
        return tuple(
            sorted(self.standings, key=lambda one: (one.finding.informative, order.index(one.finding.verdict)))
        )

    @property
    def exit_status(self) -> int:
        """As `Findings.exit_status`, with what reviewers decided."""
        verdicts = {standing.verdict for standing in self.standings if not standing.finding.informative}
        if Verdict.VIOLATION in verdicts:
            return 1
        return 3 if Verdict.INCONCLUSIVE in verdicts else 0


def beside(one: tuple[Recording, Findings], other: tuple[Recording, Findings]) -> tuple[Reviewed, Reviewed]:
    """Two recordings as they stand; what was decided on one counts for the same finding of the other.

    A decision on the recording itself goes first. Raises EvidenceError.
    """
    known = [reviewed(*each) for each in (one, other)]
    return _lent(known[1], known[0]), _lent(known[0], known[1])


def _lent(giver: Reviewed, taker: Reviewed) -> Reviewed:
    made = {standing.fingerprint: standing for standing in giver.standings if standing.decision is not None}

    def with_it(standing: Standing) -> Standing:
        found = made.get(standing.fingerprint)
        if standing.decision is not None or found is None or found.finding.verdict is not standing.finding.verdict:
            return standing
        return replace(standing, decision=found.decision, borrowed=True)

    return replace(taker, standings=tuple(map(with_it, taker.standings)))


def weigh(app: str, findings: Findings, reviews: Iterable[Review]) -> Reviewed:
    """The findings about an app (its package or address) with what reviewers decided."""
    said: dict[str, list[Review]] = {}
    for review in reviews:
        said.setdefault(review.rule, []).append(review)
    standings = tuple(_standing(app, finding, tuple(said.pop(finding.rule, ()))) for finding in findings.findings)
    return Reviewed(standings, tuple(review for rest in said.values() for review in rest))


def reviewed(recording: Recording, findings: Findings) -> Reviewed:
    """The findings of a recording with the reviews that lie beside it. Raises EvidenceError."""
    return weigh(recording.info.app.package, findings, read_reviews(recording.folder).entries)


def _standing(app: str, finding: Finding, history: tuple[Review, ...]) -> Standing:
    name = fingerprint(app, finding)
    decision = earlier = None
    for review in history:
        if not review.decides:
            continue
        if review.fingerprint == name and review.verdict == finding.verdict:
            decision = review if review.act != "reopen" else None
            earlier = None
        else:
            earlier = review if review.act != "reopen" else None
    return Standing(finding, name, decision if finding.verdict in DECIDABLE else None, earlier, history)


_DID: dict[Act, Text] = {
    "confirm": Text(zh="确认", en="Confirmed"),
    "reject": Text(zh="驳回", en="Rejected"),
    "comment": Text(zh="备注", en="Comment"),
    "reopen": Text(zh="撤回决定", en="Decision taken back"),
}


def sentence(review: Review) -> Text:
    """Who said what and when, in one sentence; names and comments are the reviewers' own words."""
    did, at = _DID[review.act], review.at.replace("T", " ")
    return Text(
        zh=f"{did.zh}：{review.by}，{at}" + (f"：{review.text}" if review.text else ""),
        en=f"{did.en} by {review.by}, {at}" + (f": {review.text}" if review.text else ""),
    )


def on_earlier(review: Review) -> Text:
    """That a decision was made on an earlier judging, and what that one said."""
    known = VERDICTS[Verdict(review.verdict)] if review.verdict in set(Verdict) else None
    zh, en = (known.zh, known.en) if known is not None else (review.verdict, review.verdict)
    return Text(
        zh=f"决定针对的是先前的判定（{zh}）：{review.said.zh}",
        en=f"decided on an earlier judging ({en}): {review.said.en}",
    )


def account(standing: Standing) -> tuple[Text, ...]:
    """What a reader must know of the decisions about a finding; nothing where there are none."""
    lines: list[Text] = []
    if standing.decision is not None:
        said = sentence(standing.decision)
        other = Text(zh=f"{said.zh}（对另一份录制所作）", en=f"{said.en} (on the other recording)")
        lines.append(other if standing.borrowed else said)
        if standing.said_otherwise:
            lines.append(on_earlier(standing.decision))
    if standing.earlier is not None:
        was, said = on_earlier(standing.earlier), sentence(standing.earlier)
        lines.append(
            Text(zh=f"{said.zh}（{was.zh}；不再计入）", en=f"{said.en} ({was.en}; it does not count any more)")
        )
    return tuple(lines)
