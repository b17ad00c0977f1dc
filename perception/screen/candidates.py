"""What may close a window, before it is judged: merged so that what is at one place is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evidence.geometry import Box
from perception.screen.closewords import CLEAR, must_wait
from perception.screen.view import Source


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may close a window: where it is drawn, what it says, and where a tap counts.

    `aloud`: what it says is a name that is read aloud, not a text. `doubtful`: it counts only where nothing surer
    closes the window. `shown`: it can be seen; a node of the tree alone may be drawn nowhere.
    """

    box: Box
    text: str
    score: float
    source: Source
    enabled: bool
    tap: Box
    doubtful: bool = False
    aloud: bool = False
    shown: bool = True

    @property
    def clear(self) -> bool:
        """Whether it is seen and sure."""
        return self.shown and self.score >= CLEAR


def merge(candidates: Sequence[Candidate]) -> list[Candidate]:
    """One candidate a place: words before ids before marks; what two senses see is surer and says so."""
    kept = list[Candidate]()
    for candidate in sorted(candidates, key=lambda one: (not one.text, one.aloud, -one.score, one.box.area)):
        place = next((index for index, other in enumerate(kept) if _same_place(candidate.box, other.box)), None)
        if place is None:
            kept.append(candidate)
            continue
        other = kept[place]
        # Of nested nodes the outer tap area counts; the drawn part of the inner one says what it is.
        kept[place] = replace(
            other,
            score=other.score if must_wait(other.text) else max(other.score, candidate.score),
            source=other.source if other.source == candidate.source else "both",
            tap=other.tap if other.tap.area >= candidate.tap.area else candidate.tap,
            doubtful=other.doubtful and candidate.doubtful,
            shown=other.shown or candidate.shown,
        )
    return kept


def without_doubtful(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates without those that count only where no mark in a usual place and no word closes the window."""
    sure = [candidate for candidate in candidates if not candidate.doubtful and candidate.clear]
    return (
        sure + [one for one in candidates if one.doubtful or not one.clear]
        if not sure
        else [one for one in candidates if not one.doubtful]
    )


def _same_place(one: Box, other: Box) -> bool:
    return one.intersect(other).area >= 0.5 * min(one.area, other.area) > 0
