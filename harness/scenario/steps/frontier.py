"""What a search has still to try: the order of it, and what could still make the way shorter."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field

from harness.scenario.steps.graph import Graph, Place
from perception.screen.policy import ELSEWHERE_ROW, UNKNOWN_ROW, may_open_policy
from perception.screen.view import Control

DEPTH_WEIGHT = 0.7
"""What a tap more weighs against a word that promises less."""
DOUBT_WEIGHT = 4.0
LONG_SHOT_COST = 100.0
"""Controls that say they lead elsewhere come after all others."""
WALK_WEIGHT = 0.3
"""What a tap on the way to a control weighs: one at hand is tried before one that promises little more."""
LOOK_BONUS = 0.5
MOST_LONG_SHOTS = 8
NEAR = 12


@dataclass(order=True, frozen=True, slots=True)
class Try:
    """A control that is still to be tried, or, without one, the part of a page below the fold that is to be looked at.

    `again` after something else got in the way of the first try. `long_shot`: nothing says that it leads on.
    """

    cost: float
    order: int
    place: Place = field(compare=False)
    control: Control | None = field(compare=False)
    part: int = field(compare=False, default=0)
    again: bool = field(compare=False, default=False)
    long_shot: bool = field(compare=False, default=False)

    @property
    def unsaid(self) -> bool:
        """Whether its words say nothing of the way."""
        return self.control is not None and self.control.score <= UNKNOWN_ROW


@dataclass
class Frontier:
    """Tries by their cost; the graph tells how far each is from the main screen."""

    graph: Graph
    long_shots: int = 0
    """How many of them were taken."""
    _heap: list[Try] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)

    def __bool__(self) -> bool:
        return bool(self._heap)

    def put(
        self, place: Place, control: Control, *, part: int = 0, again: bool = False, long_shot: bool = False
    ) -> None:
        """A control to be tried."""
        cost = DEPTH_WEIGHT * self.graph.depth(place.number) + DOUBT_WEIGHT * (1.0 - control.score)
        long_shot = long_shot or control.score <= ELSEWHERE_ROW
        self._push(place, control, part, cost, again, long_shot)

    def put_look(self, place: Place, part: int, promise: float) -> None:
        """A page to be looked at below what is shown; `promise` is how likely the page is to lead on."""
        cost = DEPTH_WEIGHT * self.graph.depth(place.number) + DOUBT_WEIGHT * (1.0 - promise) - LOOK_BONUS
        self._push(place, None, part, cost, False, promise <= 0.0)

    def pop(self, here: Place | None) -> Try:
        """The best try, the way to it counted."""
        taps = self.graph.taps_to(here)
        near = heapq.nsmallest(NEAR, self._heap)

        def with_walk(one: Try) -> tuple[float, Try]:
            away = taps.get(one.place.number, self.graph.depth(one.place.number))
            return one.cost + WALK_WEIGHT * away, one

        chosen = min(near, key=with_walk)
        self._heap.remove(chosen)
        heapq.heapify(self._heap)
        chosen.place.waiting -= 1
        return chosen

    def least(self, attempt: Try) -> int:
        """The fewest taps of a way to the policy that goes on with a try.

        A control whose words name something else is at best the last but one.
        """
        further = 0 if attempt.control is None or may_open_policy(attempt.control.text) else 1
        return self.graph.depth(attempt.place.number) + 1 + further

    def left(self) -> list[Try]:
        """What was not tried."""
        return list(self._heap)

    def _push(self, place: Place, control: Control | None, part: int, cost: float, again: bool, far: bool) -> None:
        place.waiting += 1
        cost += LONG_SHOT_COST if far else 0.0
        heapq.heappush(self._heap, Try(cost, next(self._order), place, control, part, again, far))
