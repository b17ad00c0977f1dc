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
from evidence.events import PolicySearchEnded, PolicySearchStarted, SearchEdge, SearchNode, Tap
from evidence.geometry import Box
from harness.errors import InfraError
from harness.scenario.drive import AppGone, Drive, Seen
from harness.scenario.reading import read_policy
from harness.scenario.steps.popups import clear_the_way
from perception.screen.policy import judge_policy_text, other_rows, policy_link_candidates, screen_fingerprint
from perception.screen.view import Control

ALLOWED_TAPS = 4
"""TH01: more than four is a violation, so only then is it worth proving that no shorter way exists."""

CHANGE_TIMEOUT_S = 3.0

LIKELY = 0.55
"""A page reached by so good a word (settings, about, privacy) is searched row by row, known words or not."""

TAB_BAR_FROM = 0.85
"""Share of the screen's height from which on a named control is taken for a tab."""

POLICY_PAGES = 2


@dataclass(frozen=True, slots=True)
class Move:
    """One tap on the way: what was tapped on which node of the graph."""

    node: int
    control: Control
    tap: int


@dataclass
class Place:
    """A screen of the app in the graph: how it was reached, and what has not been tried there yet."""

    number: int
    fingerprint: str
    screen: int
    path: tuple[Move, ...]
    seen: Seen
    waiting: int = 0

    @property
    def depth(self) -> int:
        """Taps from the main screen."""
        return len(self.path)


Result = Literal["found", "exhausted", "depth", "taps", "time", "interrupted"]


@dataclass
class PolicySearch:
    """One search. `max_depth` and `max_taps` count taps, `seconds` bounds the whole."""

    drive: Drive
    max_depth: int
    max_taps: int
    seconds: float
    places: dict[str, Place] = field(default_factory=dict)
    edges: list[SearchEdge] = field(default_factory=list)
    found: tuple[Move, ...] | None = None
    spent: int = 0
    deepest_cut: bool = False
    lost: int = 0
    """Controls that were not tried because their place could not be reached again."""
    _heap: list[tuple[float, int, Place, Control]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)
    _tabs: set[tuple[str, Box]] = field(default_factory=set)
    _here: Place | None = None
    _deadline: float = 0.0

    def run(self) -> PolicySearchEnded:
        """Search, and note the graph whatever happens."""
        self._deadline = time.monotonic() + self.seconds
        root = clear_the_way(self.drive)
        self.drive.writer.add(
            PolicySearchStarted(
                screen=root.number, max_depth=self.max_depth, max_taps=self.max_taps, max_ms=self.seconds * 1000
            ),
            sync=True,
        )
        try:
            self._here = self._enter(root, ())
            result = self._explore()
        except (AppGone, InfraError, EvidenceError, KeyboardInterrupt) as error:
            self._end("interrupted", str(error) or type(error).__name__)
            raise
        return self._end(result, f"{self.lost} controls could not be reached again" if self.lost else "")

    def _explore(self) -> Result:
        while self._heap:
            if self.spent >= self.max_taps:
                return self._bounded("taps")
            if time.monotonic() > self._deadline:
                return self._bounded("time")
            _, _, place, control = heapq.heappop(self._heap)
            place.waiting -= 1
            if not self._worth(place):
                continue
            if self._go_to(place):
                self._follow(place, control)
            else:
                self.lost += 1
            if self.found is not None and len(self.found) <= ALLOWED_TAPS:
                return "found"
        if self.found is not None:
            return "found"
        if self.lost:
            return "interrupted"
        return "depth" if self.deepest_cut else "exhausted"

    def _bounded(self, bound: Literal["taps", "time"]) -> Result:
        return "found" if self.found is not None else bound

    def _worth(self, place: Place) -> bool:
        """Once a long way is known, only places from which a short enough one is possible are of interest."""
        return self.found is None or place.depth < ALLOWED_TAPS

    def _enter(self, seen: Seen, path: tuple[Move, ...]) -> Place:
        """The place that a screen belongs to; a new one is queued with all that can be tapped on it."""
        fingerprint = screen_fingerprint(seen.tree) if seen.tree else f"screen-{seen.number}"
        known = self.places.get(fingerprint)
        if known is not None:
            if len(path) < known.depth:
                known.path = path
            return known
        place = Place(len(self.places), fingerprint, seen.number, path, seen)
        self.places[fingerprint] = place
        if len(path) >= self.max_depth:
            self.deepest_cut = True
            return place
        view = self.drive.read(seen)
        controls = policy_link_candidates(view, seen.tree)
        if path and path[-1].control.score >= LIKELY:
            controls += other_rows(view, seen.tree, controls)
        for control in controls:
            if self._known_tab(control, seen):
                continue
            place.waiting += 1
            cost = len(path) + 4.0 * (1.0 - control.score)
            heapq.heappush(self._heap, (cost, next(self._order), place, control))
        return place

    def _known_tab(self, control: Control, seen: Seen) -> bool:
        """A tab bar stands on many screens and leads to the same places from each: its tabs are tried once."""
        if not control.text or control.box.y1 < seen.taken.height * TAB_BAR_FROM:
            return False
        tab = (control.text, control.box)
        known = tab in self._tabs
        self._tabs.add(tab)
        return known

    def _follow(self, place: Place, control: Control) -> None:
        """Tap, see where it leads, and look whether that is the policy."""
        before = self.drive.last or place.seen
        tap = self._tap(control, before)
        self.drive.wait_change(before.tree, CHANGE_TIMEOUT_S)
        self.drive.check_app()
        move = Move(place.number, control, tap.id)
        if not self.drive.in_front():
            self._edge(place, None, tap, control)
            self._return_to_app()
            return
        seen = clear_the_way(self.drive)
        target = self._enter(seen, (*place.path, move))
        self._edge(place, target.number, tap, control)
        self._here = target
        if target is not place and target.screen == seen.number and self._is_policy(seen, control, tap):
            path = (*place.path, move)
            if self.found is None or len(path) < len(self.found):
                self.found = path
            self._here = None

    def _is_policy(self, seen: Seen, control: Control, tap: Tap) -> bool:
        named = any(word in control.text for word in ("隐私", "个人信息保护", "Privacy", "privacy"))
        on_screen = judge_policy_text(self.drive.read(seen).all_text)
        if not on_screen.is_policy and not ((named and "政策" in control.text) or "协议" in control.text):
            return False
        judged = read_policy(
            self.drive, origin="search", tap=tap, link_text=control.text, pages=POLICY_PAGES, before=None
        )
        self._here = None
        return judged.is_policy

    def _go_to(self, place: Place) -> bool:
        """Stand on a place again: it is here, one step back, or a new start and the same taps."""
        if self._here is place:
            return True
        if self._here is not None and self._here.path[:-1] == place.path and self._here.depth:
            self.drive.back()
            self.drive.wait_change(self.drive.last.tree if self.drive.last else None, CHANGE_TIMEOUT_S)
            if self._stands_on(place):
                return True
        for _ in range(2):
            if self._stands_on_after_backs(place):
                return True
            if self._replay(place):
                return True
        return False

    def _stands_on_after_backs(self, place: Place) -> bool:
        """A policy that was read may lie some steps of back above the place."""
        if self._here is not None:
            return False
        for _ in range(2):
            self.drive.back()
            self.drive.wait_change(self.drive.last.tree if self.drive.last else None, CHANGE_TIMEOUT_S)
            if not self.drive.in_front():
                return False
            if self._stands_on(place):
                return True
        return False

    def _replay(self, place: Place) -> bool:
        self.drive.platform.stop(self.drive.app)
        self.drive.platform.launch(self.drive.app)
        root = next(iter(self.places.values()))
        for _ in range(5):
            self.drive.wait_change(None, CHANGE_TIMEOUT_S)
            if self._stands_on(root):
                break
        else:
            return False
        for move in place.path:
            before = self.drive.last or place.seen
            self._tap(move.control, before)
            self.drive.wait_change(before.tree, CHANGE_TIMEOUT_S)
            clear_the_way(self.drive)
        return self._stands_on(place)

    def _stands_on(self, place: Place) -> bool:
        seen = clear_the_way(self.drive)
        if seen.tree is None or screen_fingerprint(seen.tree) != place.fingerprint:
            self._here = None
            return False
        self._here = place
        return True

    def _return_to_app(self) -> None:
        self.drive.back()
        self.drive.wait_change(None, 1.0)
        if not self.drive.in_front():
            self.drive.platform.launch(self.drive.app)
            self.drive.wait_change(None, CHANGE_TIMEOUT_S)
        self._here = None

    def _tap(self, control: Control, seen: Seen) -> Tap:
        self.spent += 1
        self.drive.report(f"policy search: tap {self.spent} on {control.text or 'an unnamed control'}")
        return self.drive.tap(control.box, "search", control.text, seen)

    def _edge(self, place: Place, target: int | None, tap: Tap, control: Control) -> None:
        self.edges.append(SearchEdge(source=place.number, target=target, tap=tap.id, label=control.text[:100]))

    def _end(self, result: Result, reason: str) -> PolicySearchEnded:
        taps = len(self.found) if self.found is not None else None
        exhausted = not self.lost and not any(self._worth(place) for _, _, place, _ in self._heap)
        return self.drive.writer.add(
            PolicySearchEnded(
                result=result,
                reason=reason,
                path=tuple(move.tap for move in self.found or ()),
                taps=taps,
                operations=taps,
                shortest_proved=result == "found" and (taps is not None and (taps <= 1 or exhausted)),
                nodes=tuple(
                    SearchNode(node=p.number, screen=p.screen, depth=p.depth, expanded=p.waiting == 0)
                    for p in self.places.values()
                ),
                edges=tuple(self.edges),
            ),
            sync=True,
        )
