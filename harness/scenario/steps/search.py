"""Finding the policy from the main screen with as few taps as can be.

Best first: places that usually lead to a policy (我的, 设置, 关于, 隐私 …) before others, near ones before far ones.
Screens are told apart by their structure and, where the tree is silent, by their picture. Taps are counted as TH01
says: each tap on the way counts 1, scrolling in a list 0. When a way is found, shorter ones are looked for until none
is left, which proves it the shortest, or a bound is reached.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from evidence.errors import EvidenceError
from evidence.events import PolicySearchEnded, PolicySearchStarted, Tap
from harness.errors import InfraError
from harness.scenario.drive import AppGone, Drive, Seen
from harness.scenario.reading import read_policy
from harness.scenario.steps.awake import has_controls
from harness.scenario.steps.frontier import MOST_LONG_SHOTS, Frontier, Try
from harness.scenario.steps.graph import Graph, Move, Place
from harness.scenario.steps.tabs import first_tab, is_tab
from harness.scenario.steps.walk import Walk
from harness.screens import shows_same
from perception.screen.lexicon import names_policy
from perception.screen.policy import (
    has_own_words,
    judge_policy_text,
    may_open_policy,
    other_rows,
    policy_link_candidates,
)
from perception.screen.view import Control, View

ALLOWED_TAPS = 4
"""TH01: more than four is a violation, so only then are rows tried that say nothing of the policy."""

LIKELY = 0.45
"""A page reached by so good a word (settings, about, privacy …) is searched row by row, known words or not."""
ROOT_PROMISE = 0.15
LEAST_PROMISE = 0.2
FADING = 0.5
"""Part of a page's promise that is left to a page behind a control that says nothing."""

MOST_PARTS = 6
MOST_PARTS_OF_A_FEED = 2
"""How often a page is scrolled; one that shows nothing new but content is a feed without an end."""

POLICY_PAGES = 2

Result = Literal["found", "exhausted", "depth", "taps", "time", "interrupted"]


@dataclass
class PolicySearch:
    """One search. `max_depth` and `max_taps` count taps, `seconds` bounds the whole."""

    drive: Drive
    max_depth: int
    max_taps: int
    seconds: float
    found: list[Move] = field(default_factory=list)
    deepest_cut: bool = False
    lost: list[Try] = field(default_factory=list)
    """What was not tried because its place could not be reached again."""
    _graph: Graph = field(default_factory=Graph)
    _frontier: Frontier = field(init=False)
    _promise: dict[int, float] = field(default_factory=dict)
    _known: dict[int, set[object]] = field(default_factory=dict)
    _queued_tabs: set[object] = field(default_factory=set)
    _walk: Walk = field(init=False)

    def __post_init__(self) -> None:
        self._frontier = Frontier(self._graph)
        self._walk = Walk(self.drive, self._graph, self.drive.clock.now_s() + self.seconds)

    def run(self) -> PolicySearchEnded:
        """Search, and note the graph whatever happens."""
        root = self._walk.look()
        self.drive.writer.add(
            PolicySearchStarted(
                screen=root.number, max_depth=self.max_depth, max_taps=self.max_taps, max_ms=self.seconds * 1000
            ),
            sync=True,
        )
        try:
            self._walk.here, self._walk.part = self._enter(root, None), 0
            if not self._frontier and not has_controls(root):
                return self._end("interrupted", "nothing on the main screen can be tapped")
            result = self._explore()
        except (AppGone, InfraError, EvidenceError, KeyboardInterrupt) as error:
            self._end("interrupted", str(error) or type(error).__name__)
            raise
        if result in ("exhausted", "depth") and self._covered(root):
            return self._end("interrupted", "a pop-up that could not be closed stood over the main screen")
        return self._end(result, f"{len(self.lost)} controls could not be reached again" if self.lost else "")

    def _covered(self, root: Seen) -> bool:
        """Whether a window hides the main screen: what was not found behind it may be there all the same."""
        popup = self.drive.glance(root).popup
        return popup is not None and popup.kind not in ("consent", "login")

    def _explore(self) -> Result:
        while self._frontier:
            if self._walk.taps >= self.max_taps:
                return self._bounded("taps")
            if self.drive.clock.now_s() > self._walk.deadline:
                return self._bounded("time")
            attempt = self._frontier.pop(self._walk.here)
            if not self._worth(attempt):
                continue
            self._frontier.long_shots += attempt.long_shot
            if not self._walk.to(attempt.place, attempt.part):
                self._lose(attempt)
            elif attempt.control is None:
                self._look_below(attempt)
            elif self._walk.part == attempt.part or has_own_words(attempt.control):
                self._follow(attempt, attempt.control)
            else:
                self._lose(attempt)
        if self.found:
            return "found"
        if self.lost:
            return "interrupted"
        return "depth" if self.deepest_cut else "exhausted"

    def _lose(self, attempt: Try) -> None:
        """Note what could not be tried; what promised nothing anyway is no loss."""
        if not attempt.long_shot:
            self.lost.append(attempt)

    def _bounded(self, bound: Literal["taps", "time"]) -> Result:
        return "found" if self.found else bound

    def _worth(self, attempt: Try) -> bool:
        """Whether a try may lead to a policy by a way that is shorter than the one that is known."""
        best = self._best()
        if best is None:
            return not attempt.long_shot or self._frontier.long_shots < MOST_LONG_SHOTS
        if attempt.long_shot or (attempt.unsaid and len(best) <= ALLOWED_TAPS):
            return False
        return self._frontier.least(attempt) < len(best)

    def _best(self) -> tuple[Move, ...] | None:
        """The shortest way to a policy so far; ways that were found to its source later count."""
        paths = [(*(self._graph.path(move.source) or ()), move) for move in self.found]
        return min(paths, key=len, default=None)

    def _enter(self, seen: Seen, via: Move | None) -> Place:
        """The place that a screen belongs to; a new one is queued with all that can be tapped on it."""
        mark = self._walk.mark(seen)
        known = self._graph.find(mark)
        if known is not None:
            return known[0]
        view = self._walk.read(seen)
        controls = self._ways_on(view, seen, via)
        tabs = {(c.text, c.box): c for c in controls if is_tab(c, seen.taken.height)}
        home = first_tab(seen.tree, tabs.values()) if via is not None else None
        place = self._graph.add(mark, seen, via.source if via else None, tabs, home)
        self._promise[place.number] = self._promised(via)
        if (self._graph.depth(via.source) + 1 if via else 0) >= self.max_depth:
            self.deepest_cut = True
            return place
        if via is not None:
            # The tap counts from now on: the costs of what it leads to depend on how deep the place lies.
            self._graph.note_tap(Move(via.source, place.number, via.control, via.tap, via.part))
        said = via.control.text if via is not None else ""
        # What says the same as the control before leads where it led, as a tab does; unless it names a policy.
        self._known[place.number] = {said} if said and not may_open_policy(said) else set()
        self._queue(place, controls, 0)
        self._queue_rows(place, view, seen, controls, 0)
        if _scrolls(seen):
            self._frontier.put_look(place, 0, self._promise[place.number])
        return place

    def _promised(self, via: Move | None) -> float:
        """How likely a page leads on, from the control that led to it."""
        if via is None:
            return ROOT_PROMISE
        if via.control.score >= LIKELY:
            return via.control.score
        return max(via.control.score, FADING * self._promise.get(via.source, 0.0))

    def _ways_on(self, view: View, seen: Seen, via: Move | None) -> tuple[Control, ...]:
        """What leads on from a screen, but for the arrow at the top left, for which there is the back key."""
        controls = policy_link_candidates(view, seen.tree, seen.picture)
        if via is None:
            return controls
        right, lower = 0.2 * seen.taken.width, 0.12 * seen.taken.height
        return tuple(c for c in controls if c.text or c.box.centre[0] > right or c.box.centre[1] > lower)

    def _queue(self, place: Place, controls: tuple[Control, ...], part: int) -> int:
        """Queue what was not queued before; how much that was."""
        known, count = frozenset(self._known[place.number]), 0
        for control in controls:
            tab = (control.text, control.box)
            key = control.text or control.box
            self._known[place.number].add(key)
            if key in known or (tab in place.tabs and tab in self._queued_tabs):
                continue
            if tab in place.tabs:
                self._queued_tabs.add(tab)
            self._frontier.put(place, control, part=part)
            count += 1
        return count

    def _queue_rows(self, place: Place, view: View, seen: Seen, controls: tuple[Control, ...], part: int) -> int:
        """Queue rows that say nothing of the way, on a page that promises enough; on others as long shots."""
        rows, known, count = other_rows(view, seen.tree, controls), frozenset(self._known[place.number]), 0
        likely = self._promise[place.number] >= LEAST_PROMISE and (place.number > 0 or not controls)
        for row in rows:
            self._known[place.number].add(row.text)
            if row.text in known:
                continue
            self._frontier.put(place, row, part=part, long_shot=not likely)
            count += likely
        return count

    def _look_below(self, attempt: Try) -> None:
        """Scroll a page on and queue what comes up."""
        place, before = attempt.place, self.drive.last
        if self._walk.part != attempt.part:
            if self._promise[place.number] >= LIKELY:
                self._lose(attempt)
            return
        last = place.parts[attempt.part]
        seen = self._walk.scroll(down=True)
        mark = self._walk.mark(seen)
        still = before is not None and shows_same(self.drive.platform.platform, before.source, seen.source)
        unmoved = still and (mark.face is None or mark.looks_like(last))
        if unmoved or mark.frame != last.frame:
            self._walk.locate(seen)
            return
        part = len(place.parts)
        place.parts.append(mark)
        self._walk.here, self._walk.part = place, part
        view = self._walk.read(seen)
        controls = policy_link_candidates(view, seen.tree, seen.picture)
        new = self._queue(place, controls, part) + self._queue_rows(place, view, seen, controls, part)
        most = MOST_PARTS if new else MOST_PARTS_OF_A_FEED
        if part < most:
            promise = self._promise[place.number] * (1.0 if new else FADING)
            self._frontier.put_look(place, part, promise)

    def _follow(self, attempt: Try, control: Control) -> None:
        """Tap, see where it leads, and look whether that is the policy."""
        place = attempt.place
        before = self.drive.last or place.seen
        tap = self._walk.tap(control)
        if tap is None:
            self._walk.here = None
            if attempt.again:
                self._lose(attempt)
            self._try_again(attempt, control)
            return
        self.drive.check_app()
        if not self.drive.in_front():
            self._graph.note_tap(Move(place.number, None, control, tap.id, attempt.part))
            self._walk.come_back()
            self._try_again(attempt, control)
            return
        seen = self._walk.look()
        move = Move(place.number, None, control, tap.id, attempt.part)
        known = len(self._graph.places)
        target = self._enter(seen, move)
        move = Move(place.number, target.number, control, tap.id, attempt.part)
        if target.number < known or self._graph.path(target.number) is None:
            self._graph.note_tap(move)
        self._walk.locate(seen)
        if target is place:
            if seen.number > before.number + 1:
                self._try_again(attempt, control)
        elif self._may_be_policy(seen, target, move) and self._is_policy(control, tap):
            self.found.append(move)

    def _try_again(self, attempt: Try, control: Control) -> None:
        """A window that came up at that moment may have taken the tap: once more, when it has gone."""
        if not attempt.again:
            self._frontier.put(attempt.place, control, part=attempt.part, again=True, long_shot=attempt.long_shot)

    def _may_be_policy(self, seen: Seen, target: Place, move: Move) -> bool:
        """A new page that reads like one or is named like one; a known page only when its name says so."""
        named = names_policy(move.control.text)
        if target.seen.number != seen.number:
            return named or any(found.target == target.number for found in self.found)
        return named or "协议" in move.control.text or judge_policy_text(self._walk.read(seen).all_text).is_policy

    def _is_policy(self, control: Control, tap: Tap) -> bool:
        judged = read_policy(
            self.drive, origin="search", tap=tap, link_text=control.text, pages=POLICY_PAGES, before=None
        )
        self._walk.here = None
        return judged.is_policy

    def _end(self, result: Result, reason: str) -> PolicySearchEnded:
        path = self._best()
        taps = len(path) if path is not None else None
        left = [*self._frontier.left(), *self.lost]
        untried = [self._frontier.least(attempt) for attempt in left if self._worth(attempt)]
        return self.drive.writer.add(
            PolicySearchEnded(
                result=result,
                reason=reason,
                path=tuple(move.tap for move in path or ()),
                taps=taps,
                operations=taps,
                shortest_proved=result == "found" and (taps is not None and (taps <= 1 or not untried)),
                none_within=min([*untried, taps]) - 1 if result == "found" and taps is not None else None,
                taps_spent=self._walk.taps,
                nodes=self._graph.nodes(),
                edges=self._graph.edges(),
            ),
            sync=True,
        )


def _scrolls(seen: Seen) -> bool:
    """Whether a page may go on below: its tree says so, or does not say what stands there."""
    if seen.tree is None:
        return True
    least = 0.25 * seen.taken.width * seen.taken.height
    nodes = [node for node in seen.tree.walk() if node.visible and node.bounds.area >= least]
    drawn = ("WebView", "SurfaceView", "TextureView")
    return any(node.scrollable or any(name in node.cls for name in drawn) for node in nodes)
