"""Finding the policy from the main screen with as few taps as can be.

Best first: places that usually lead to a policy (我的, 设置, 关于, 隐私 …) before others, near ones before far ones.
Screens are told apart by their fingerprint. Taps are counted as TH01 says: each tap on the way counts 1, scrolling in a
list 0. When the path found is longer than the rule allows, shorter ones are looked for until none is left or a bound is
reached.
"""

from __future__ import annotations

import heapq
import itertools
import time
from dataclasses import dataclass, field
from typing import Literal

from evidence.errors import EvidenceError
from evidence.events import PolicySearchEnded, PolicySearchStarted, Tap
from harness.errors import InfraError
from harness.scenario.drive import AppGone, Drive, Seen
from harness.scenario.reading import read_policy
from harness.scenario.steps.awake import has_controls
from harness.scenario.steps.graph import Graph, Move, Place, is_tab
from harness.scenario.steps.popups import clear_the_way
from harness.scenario.steps.walk import Walk, fingerprint
from perception.screen.policy import judge_policy_text, other_rows, policy_link_candidates
from perception.screen.view import Control

ALLOWED_TAPS = 4
"""TH01: more than four is a violation, so only then is it worth proving that no shorter way exists."""

LIKELY = 0.55
"""A page reached by so good a word (settings, about, privacy) is searched row by row, known words or not."""

POLICY_PAGES = 2

POLICY_NAMES = (
    "隐私政策",
    "隐私权政策",
    "隐私协议",
    "隐私声明",
    "个人信息保护政策",
    "privacy policy",
    "privacy notice",
)

Result = Literal["found", "exhausted", "depth", "taps", "time", "interrupted"]


@dataclass(order=True, frozen=True, slots=True)
class _Try:
    """A control that is still to be tried; `again` after something else got in the way of the first try."""

    cost: float
    order: int
    place: Place = field(compare=False)
    control: Control = field(compare=False)
    again: bool = field(compare=False, default=False)


@dataclass
class PolicySearch:
    """One search. `max_depth` and `max_taps` count taps, `seconds` bounds the whole."""

    drive: Drive
    max_depth: int
    max_taps: int
    seconds: float
    found: list[Move] = field(default_factory=list)
    deepest_cut: bool = False
    lost: int = 0
    """Controls that were not tried because their place could not be reached again."""
    _graph: Graph = field(default_factory=Graph)
    _heap: list[_Try] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)
    _queued_tabs: set[object] = field(default_factory=set)
    _walk: Walk = field(init=False)

    def __post_init__(self) -> None:
        self._walk = Walk(self.drive, self._graph, time.monotonic() + self.seconds)

    def run(self) -> PolicySearchEnded:
        """Search, and note the graph whatever happens."""
        root = clear_the_way(self.drive)
        self.drive.writer.add(
            PolicySearchStarted(
                screen=root.number, max_depth=self.max_depth, max_taps=self.max_taps, max_ms=self.seconds * 1000
            ),
            sync=True,
        )
        try:
            self._walk.here = self._enter(root, None)
            if not self._heap and not has_controls(root):
                return self._end("interrupted", "nothing on the main screen can be tapped")
            result = self._explore()
        except (AppGone, InfraError, EvidenceError, KeyboardInterrupt) as error:
            self._end("interrupted", str(error) or type(error).__name__)
            raise
        return self._end(result, f"{self.lost} controls could not be reached again" if self.lost else "")

    def _explore(self) -> Result:
        while self._heap:
            if self._walk.taps >= self.max_taps:
                return self._bounded("taps")
            if time.monotonic() > self._walk.deadline:
                return self._bounded("time")
            attempt = heapq.heappop(self._heap)
            attempt.place.waiting -= 1
            if not self._worth(attempt.place):
                continue
            if self._walk.to(attempt.place):
                self._follow(attempt)
            else:
                self.lost += 1
            best = self._best()
            if best is not None and len(best) <= ALLOWED_TAPS:
                return "found"
        if self.found:
            return "found"
        if self.lost:
            return "interrupted"
        return "depth" if self.deepest_cut else "exhausted"

    def _bounded(self, bound: Literal["taps", "time"]) -> Result:
        return "found" if self.found else bound

    def _worth(self, place: Place) -> bool:
        """Once a long way is known, only places from which a short enough one is possible are of interest."""
        return not self.found or self._graph.depth(place.number) < ALLOWED_TAPS

    def _best(self) -> tuple[Move, ...] | None:
        """The shortest way to a policy so far; ways that were found to its source later count."""
        paths = [(*(self._graph.path(move.source) or ()), move) for move in self.found]
        return min(paths, key=len, default=None)

    def _enter(self, seen: Seen, via: Move | None) -> Place:
        """The place that a screen belongs to; a new one is queued with all that can be tapped on it."""
        mark = fingerprint(seen)
        known = self._graph.find(mark)
        if known is not None:
            return known
        view = self.drive.read(seen)
        controls = policy_link_candidates(view, seen.tree)
        if (via is None and not controls) or (via is not None and via.control.score >= LIKELY):
            controls += other_rows(view, seen.tree, controls)
        tabs = {(c.text, c.box): c for c in controls if is_tab(c, seen.taken.height)}
        place = self._graph.add(mark, seen, via.source if via else None, tabs)
        depth = self._graph.depth(via.source) + 1 if via else 0
        if depth >= self.max_depth:
            self.deepest_cut = True
            return place
        for control in controls:
            tab = (control.text, control.box)
            if tab in tabs and tab in self._queued_tabs:
                continue
            self._queued_tabs.add(tab)
            self._queue(place, control, depth)
        return place

    def _queue(self, place: Place, control: Control, depth: int, *, again: bool = False) -> None:
        place.waiting += 1
        cost = depth + 4.0 * (1.0 - control.score)
        heapq.heappush(self._heap, _Try(cost, next(self._order), place, control, again))

    def _follow(self, attempt: _Try) -> None:
        """Tap, see where it leads, and look whether that is the policy."""
        place, control = attempt.place, attempt.control
        before = self.drive.last or place.seen
        tap = self._walk.tap(control)
        self.drive.check_app()
        if not self.drive.in_front():
            self._graph.note_tap(Move(place.number, None, control, tap.id))
            self._walk.come_back()
            self._try_again(attempt)
            return
        seen = clear_the_way(self.drive)
        target = self._enter(seen, Move(place.number, None, control, tap.id))
        move = Move(place.number, target.number, control, tap.id)
        self._graph.note_tap(move)
        self._walk.here = target
        if target is place:
            if seen.number > before.number + 1:
                self._try_again(attempt)
        elif self._may_be_policy(seen, target, move) and self._is_policy(control, tap):
            self.found.append(move)

    def _try_again(self, attempt: _Try) -> None:
        """A window that came up at that moment may have taken the tap: once more, when it has gone."""
        if not attempt.again:
            self._queue(attempt.place, attempt.control, self._graph.depth(attempt.place.number), again=True)

    def _may_be_policy(self, seen: Seen, target: Place, move: Move) -> bool:
        """A new page that reads like one or is named like one; a known page only when its name says so."""
        text = move.control.text.lower()
        named = any(word in text for word in POLICY_NAMES)
        if target.seen.number != seen.number:
            return named or any(found.target == target.number for found in self.found)
        return named or "协议" in text or judge_policy_text(self.drive.read(seen).all_text).is_policy

    def _is_policy(self, control: Control, tap: Tap) -> bool:
        judged = read_policy(
            self.drive, origin="search", tap=tap, link_text=control.text, pages=POLICY_PAGES, before=None
        )
        self._walk.here = None
        return judged.is_policy

    def _end(self, result: Result, reason: str) -> PolicySearchEnded:
        path = self._best()
        taps = len(path) if path is not None else None
        nothing_left = not self.lost and not any(self._worth(attempt.place) for attempt in self._heap)
        return self.drive.writer.add(
            PolicySearchEnded(
                result=result,
                reason=reason,
                path=tuple(move.tap for move in path or ()),
                taps=taps,
                operations=taps,
                shortest_proved=result == "found" and (taps is not None and (taps <= 1 or nothing_left)),
                nodes=self._graph.nodes(),
                edges=self._graph.edges(),
            ),
            sync=True,
        )
