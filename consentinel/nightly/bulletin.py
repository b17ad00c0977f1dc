"""What a receiver is told of a nightly: the part of it that is theirs, gravest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from detectors.rules.finding import Text
from reports.history.differences import Change, Kind
from reports.history.night import Night, Outcome, status
from reports.history.words import KINDS, NOT_JUDGED, marked, rule_title

TOLD: tuple[Kind, ...] = ("new", "lost", "fixed", "still")
"""The changes that messages list, or count in the case of `still`."""


@dataclass(frozen=True, slots=True)
class Item:
    """One change of one app's rule."""

    kind: Kind
    outcome: Outcome
    change: Change

    @property
    def title(self) -> Text:
        """The rule in short."""
        return rule_title(self.change.rule)

    @property
    def message(self) -> Text:
        """What is seen now, or was seen when it is gone."""
        said = self.change.after or self.change.before
        return Text(zh=said.zh, en=said.en) if said is not None else Text(zh="", en="")

    @property
    def marks(self) -> tuple[Text, ...]:
        """Whether what is seen now was seen again in a second run, and what a reviewer decided of it."""
        return marked(self.change.after)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A receiver's part of a nightly; `page` is an address, or empty, `rejected` counts what reviewers rejected."""

    label: str
    status: int
    items: tuple[Item, ...]
    not_judged: tuple[Outcome, ...]
    apps: int
    suppressed: int
    rejected: int
    against: str
    page: str

    def count(self, kind: Kind) -> int:
        """How many changes of a kind there are."""
        return sum(item.kind == kind for item in self.items)

    def headline(self) -> Text:
        """The sentence that a hurried reader takes away."""
        told = [(KINDS[kind], self.count(kind)) for kind in TOLD if self.count(kind)]
        told += [(NOT_JUDGED, len(self.not_judged))] if self.not_judged else []
        if not told:
            return Text(zh=f"没有新增问题（{self.apps} 个应用）", en=f"Nothing new ({self.apps} apps)")
        return Text(
            zh="，".join(f"{words.zh} {count}" for words, count in told),
            en=", ".join(f"{words.en}: {count}" for words, count in told),
        )


def bulletin(told: Night, concerns: Callable[[str], bool], pages: str = "") -> Bulletin:
    """The part of a nightly that is about the apps of some owners."""
    outcomes = [outcome for outcome in told.outcomes if concerns(outcome.task.piece.owner)]
    compared = [(outcome, one) for outcome in outcomes if (one := told.compared_of(outcome)) is not None]
    items = [
        Item(change.kind, outcome, change)
        for outcome, one in compared
        for change in one.changes
        if change.counts and change.kind in TOLD
    ]
    missing = tuple(outcome for outcome in outcomes if outcome.run is None)
    folder = told.nightly.folder.rstrip("/").rpartition("/")[2]
    return Bulletin(
        label=told.nightly.label,
        status=status([one for _, one in compared], len(missing)),
        items=tuple(sorted(items, key=lambda item: TOLD.index(item.kind))),
        not_judged=missing,
        apps=len({outcome.task.piece.name for outcome in outcomes}),
        suppressed=sum(change.excuse is not None for _, one in compared for change in one.changes),
        rejected=sum(said.counts == "" for outcome, said in told.decided if outcome in outcomes),
        against=told.baseline or told.since,
        page=f"{pages.rstrip('/')}/{quote(folder)}/index.html" if pages else "",
    )
