"""The graph of an app's screens that a search has seen, and the way from one to another."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from evidence.events import SearchEdge, SearchNode
from evidence.geometry import Box
from harness.scenario.drive import Seen
from perception.screen.policy import Mark
from perception.screen.view import Control

ANYWHERE = -1
"""The part of a place that is shown when it was scrolled to where it never was before."""

KNOWN_COST = 1.0
GUESSED_BACK_COST = 1.2
"""The back key has not been tried here, but another activity lies below."""
UNLIKELY_BACK_COST = 3.0
"""The back key has not been tried here, and tabs of one activity often leave the app with it."""
HOME_COST = 1.6
"""The first tab has not been tried here: it shows the main screen of most apps, which the back key would leave."""
BLAME_COST = 3.0
"""Added each time that a way led elsewhere: an advertisement in between, a list that moved."""
MOST_BLAME = 3 * BLAME_COST
"""A way that led elsewhere so often is none."""

type Tab = tuple[str, Box]


@dataclass
class Place:
    """A screen of the app: what was seen when it was first reached, and how many of its controls are untried.

    `parts` are the marks of what it shows when it is scrolled, the top first. `home` may lead to the main screen.
    """

    number: int
    parts: list[Mark]
    seen: Seen
    first_from: int | None
    tabs: dict[Tab, Control]
    home: Control | None = None
    waiting: int = 0

    @property
    def activity(self) -> str:
        """The activity that shows it."""
        return self.seen.taken.activity


@dataclass(frozen=True, slots=True)
class Move:
    """One tap of the search and the place it led to; None outside the app. `part` is how far down the control is."""

    source: int
    target: int | None
    control: Control
    tap: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """A way on that can be taken again: a tap on a control, or the back key when there is none."""

    control: Control | None
    to: int
    part: int = 0


@dataclass
class Graph:
    """Places by the order they were found, the main screen first; all taps; where the back key led."""

    places: list[Place] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    _taps: dict[int, dict[tuple[str, Box, int], Way]] = field(default_factory=dict)
    _tabs: dict[Tab, int] = field(default_factory=dict)
    _backs: dict[int, int | None] = field(default_factory=dict)
    _blame: dict[tuple[int, int, bool], float] = field(default_factory=dict)
    _paths: dict[int, tuple[Move, ...]] = field(default_factory=dict)

    def find(self, mark: Mark) -> tuple[Place, int] | None:
        """The place with that mark and which part of it is shown, if it is known."""
        for place in self.places:
            parts = [part for part, known in enumerate(place.parts) if known.same_as(mark)]
            if parts:
                return place, max(parts, key=lambda part: (len(place.parts[part].listed & mark.listed), -part))
        near = [place for place in self.places if place.parts[0].nearly(mark)]
        if len(near) == 1:
            return near[0], 0
        alike = [place for place in self.places if len(place.parts) > 1 and place.parts[0].same_page(mark)]
        return (alike[0], ANYWHERE) if len(alike) == 1 else None

    def may_be_known(self, mark: Mark) -> bool:
        """Whether only the picture keeps a screen apart from places that are known."""
        return mark.face is not None and any(
            known.face is not None and known.frame == mark.frame for place in self.places for known in place.parts
        )

    def add(
        self, mark: Mark, seen: Seen, first_from: int | None, tabs: dict[Tab, Control], home: Control | None = None
    ) -> Place:
        """A place that was not known; `first_from` is the place from which a tap led to it."""
        place = Place(len(self.places), [mark], seen, first_from, tabs, home)
        self.places.append(place)
        return place

    def note_tap(self, move: Move) -> None:
        """A tap was tried; later routes use it when it led somewhere else in the app."""
        self.moves.append(move)
        self._paths = {}
        if move.target is None or move.target == move.source:
            return
        control = move.control
        way = Way(control, move.target, move.part)
        self._taps.setdefault(move.source, {})[control.text, control.box, move.part] = way
        tab = (control.text, control.box)
        if tab in self.places[move.source].tabs:
            self._tabs[tab] = move.target

    def note_back(self, source: int, target: int | None) -> None:
        """The back key led from one place to another, or out of the app."""
        self._backs[source] = target

    def blame(self, source: int, way: Way) -> None:
        """A way did not lead where it led before; another is preferred from now on."""
        key = (source, way.to, way.control is None)
        self._blame[key] = self._blame.get(key, 0.0) + BLAME_COST

    def next_way(self, here: Place, target: Place) -> Way | None:
        """The first step of the cheapest way between two places; None when no way is known."""
        reached = set[int]()
        queue: list[tuple[float, int, int, Way | None]] = [(0.0, 0, here.number, None)]
        pushed = 0
        while queue:
            cost, _, number, first = heapq.heappop(queue)
            if number == target.number:
                return first
            if number in reached:
                continue
            reached.add(number)
            for way, price in self._ways(self.places[number]):
                if way.to not in reached:
                    pushed += 1
                    heapq.heappush(queue, (cost + price, pushed, way.to, first or way))
        return None

    def taps_to(self, here: Place | None) -> dict[int, int]:
        """Taps of the cheapest ways from a place to all that can be reached; without a place, from the main screen."""
        start = here.number if here is not None else 0
        taps: dict[int, int] = {}
        queue: list[tuple[float, int, int]] = [(0.0, 0, start)] if self.places else []
        while queue:
            cost, count, number = heapq.heappop(queue)
            if number in taps:
                continue
            taps[number] = count
            for way, price in self._ways(self.places[number]):
                if way.to not in taps:
                    heapq.heappush(queue, (cost + price, count + (way.control is not None), way.to))
        return taps

    def path(self, place: int) -> tuple[Move, ...] | None:
        """The fewest taps from the main screen to a place, of the taps that were made; None when none lead there."""
        if not self._paths:
            self._paths = self._all_paths()
        return self._paths.get(place)

    def depth(self, place: int) -> int:
        """Taps from the main screen."""
        return len(self.path(place) or ())

    def nodes(self) -> tuple[SearchNode, ...]:
        """The places as the recording keeps them."""
        return tuple(
            SearchNode(node=p.number, screen=p.seen.number, depth=self.depth(p.number), expanded=p.waiting == 0)
            for p in self.places
        )

    def edges(self) -> tuple[SearchEdge, ...]:
        """The taps as the recording keeps them."""
        return tuple(
            SearchEdge(source=move.source, target=move.target, tap=move.tap, label=move.control.text[:100])
            for move in self.moves
        )

    def _all_paths(self) -> dict[int, tuple[Move, ...]]:
        from_place: dict[int, list[Move]] = {}
        for move in self.moves:
            from_place.setdefault(move.source, []).append(move)
        paths: dict[int, tuple[Move, ...]] = {0: ()}
        level = [0]
        while level:
            following = list[int]()
            for source in level:
                for move in from_place.get(source, ()):
                    if move.target is not None and move.target not in paths:
                        paths[move.target] = (*paths[source], move)
                        following.append(move.target)
            level = following
        return paths

    def _ways(self, place: Place) -> Iterator[tuple[Way, float]]:
        for way in self._taps.get(place.number, {}).values():
            yield from self._priced(place, way, KNOWN_COST)
        for tab, control in place.tabs.items():
            target = self._tabs.get(tab)
            if target is not None and target != place.number:
                yield from self._priced(place, Way(control, target), KNOWN_COST)
        back = self._back(place)
        if back is not None:
            yield from self._priced(place, *back)
        if place.home is not None and (place.number, 0, False) not in self._blame:
            yield Way(place.home, 0), HOME_COST

    def _back(self, place: Place) -> tuple[Way, float] | None:
        if place.number in self._backs:
            target = self._backs[place.number]
            return (Way(None, target), KNOWN_COST) if target is not None and target != place.number else None
        if place.first_from is None:
            return None
        other_activity = self.places[place.first_from].activity != place.activity
        return Way(None, place.first_from), GUESSED_BACK_COST if other_activity else UNLIKELY_BACK_COST

    def _priced(self, place: Place, way: Way, price: float) -> Iterator[tuple[Way, float]]:
        blame = self._blame.get((place.number, way.to, way.control is None), 0.0)
        if blame < MOST_BLAME:
            yield way, price + blame
