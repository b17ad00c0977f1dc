"""Walking an app's graph: standing on a known place again, whatever comes in between."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.events import Tap
from evidence.geometry import Box
from harness.scenario.drive import Drive, Seen
from harness.scenario.model import Relaunch
from harness.scenario.steps.app import relaunch
from harness.scenario.steps.graph import ANYWHERE, Graph, Place, Way
from harness.scenario.steps.popups import clear_the_way
from perception.screen.policy import (
    Mark,
    find_again,
    front,
    policy_link_candidates,
    reads_poorly,
    screen_mark,
    with_drawn_texts,
)
from perception.screen.view import Control, View

CHANGE_TIMEOUT_S = 3.0

MOST_HOPS = 24
"""Steps to one place, detours by advertisements included."""

MOST_RESTARTS = 2
STARTING_LOOKS = 5
"""Looks at a started app until a known place stands there: a splash goes away by itself."""

LEADS_ON = 0.3
"""A window with a control that promises as much is a menu or a drawer, and stays."""
_IN_THE_WAY = ("ad", "coupon", "update", "rating", "permission", "purpose", "notification")

SWIPE_FROM, SWIPE_TO = 0.78, 0.26
SWIPE_MS = 700
"""So slow that a list hardly runs on when the finger leaves it."""


@dataclass
class Walk:
    """Where the search stands. `here` is None when that is not known, `part` how far it is scrolled."""

    drive: Drive
    graph: Graph
    deadline: float
    here: Place | None = None
    part: int = 0
    taps: int = 0
    """Taps so far, those that only led back to a place included."""

    def to(self, place: Place, part: int = 0) -> bool:
        """Stand on a place again: by taps that led there, by the back key, or from a new start of the app.

        The place is scrolled to a part of it if it can be; `part` of the walk tells.
        """
        restarts = 0
        for _ in range(MOST_HOPS):
            if self.drive.clock.now_s() > self.deadline and self.here is not place:
                return False
            here = self.here or self._look_around()
            if here is place:
                self.scroll_to(part)
                if self.here is place:
                    return True
                continue
            way = self.graph.next_way(here, place) if here is not None else None
            if here is not None and way is not None:
                self._take(here, way)
            elif restarts == MOST_RESTARTS:
                return False
            else:
                restarts += 1
                self._restart()
        return False

    def look(self) -> Seen:
        """The screen that stands there, with windows closed that do not lead on."""
        return clear_the_way(self.drive, self._wanted)

    def read(self, seen: Seen) -> View:
        """What stands on a screen; texts that only its picture shows are read where the tree is silent."""
        view = self.drive.read(seen)
        return with_drawn_texts(view, seen.tree, seen.picture) if reads_poorly(view, seen.tree) else view

    def mark(self, seen: Seen) -> Mark:
        """What tells a screen from others; drawn texts are read only when the picture alone does not decide."""
        mark = screen_mark(seen.tree, seen.picture)
        if self.graph.find(mark) is None and self.graph.may_be_known(mark):
            return screen_mark(seen.tree, seen.picture, self.read(seen))
        return mark

    def locate(self, seen: Seen) -> Place | None:
        """The known place that a screen shows."""
        found = self.graph.find(self.mark(seen))
        self.here, self.part = found if found is not None else (None, ANYWHERE)
        return self.here

    def tap(self, control: Control) -> Tap | None:
        """Tap a control of the place that stands there and wait until something comes of it; None when it is gone."""
        before = self.drive.last
        box = find_again(control, before.tree, before.taken.density) if before else control.box
        if box is None:
            return None
        self.taps += 1
        self.drive.report(f"policy search: tap {self.taps} on {control.text or 'an unnamed control'}")
        tap = self.drive.tap(box, "search", control.text, before)
        self.drive.wait_change(before.tree if before else None, CHANGE_TIMEOUT_S)
        return tap

    def scroll_to(self, part: int) -> bool:
        """Show a part of the place that stands there; True when it is shown."""
        place = self.here
        for _ in range(2 * len(place.parts) + 2 if place is not None else 0):
            if self.here is not place or self.part == part:
                break
            self.scroll(down=self.part != ANYWHERE and self.part < part)
        return self.here is place and self.part == part

    def scroll(self, *, down: bool) -> Seen:
        """Move the page by half a screen and see which part of which place is shown."""
        before = self.drive.last or self.look()
        area = self._scrolled_area(before)
        x, upper, lower = area.centre[0], area.y1 + area.height * SWIPE_TO, area.y1 + area.height * SWIPE_FROM
        start, end = (lower, upper) if down else (upper, lower)
        self.drive.swipe((x, int(start)), (x, int(end)), SWIPE_MS, seen=before)
        self.drive.wait_change(before.tree, 1.0)
        seen = self.look()
        self.locate(seen)
        return seen

    def come_back(self) -> None:
        """Return to the app after it was left."""
        self.here = None
        self.drive.back()
        self.drive.wait_change(None, 1.0)
        if not self.drive.in_front():
            self.drive.platform.launch(self.drive.app)
            self.drive.wait_change(None, CHANGE_TIMEOUT_S)

    def _scrolled_area(self, seen: Seen) -> Box:
        """What a finger moves: the largest list on the screen, or the screen itself."""
        whole = front(self.drive.glance(seen)) or Box(0, 0, seen.taken.width, seen.taken.height)
        nodes = seen.tree.walk() if seen.tree is not None else ()
        lists = [node.bounds.intersect(whole) for node in nodes if node.scrollable and node.visible]
        largest = max(lists, key=lambda box: box.area, default=whole)
        return largest if largest.area >= 0.2 * whole.area else whole

    def _wanted(self, seen: Seen, view: View) -> bool:
        """Whether a window leads on: a drawer, a menu, a sheet with settings."""
        if view.popup is None or view.popup.kind in _IN_THE_WAY:
            return False
        return any(control.score >= LEADS_ON for control in policy_link_candidates(view, seen.tree))

    def _look_around(self) -> Place | None:
        """Where the app stands; from a place that is not known the back key may lead to one that is."""
        for _ in range(2):
            if not self.drive.in_front():
                return None
            if self.locate(self.look()) is not None:
                return self.here
            self._back()
        return self.locate(self.look()) if self.drive.in_front() else None

    def _take(self, here: Place, way: Way) -> None:
        if way.control is None:
            self._back()
        else:
            self.scroll_to(way.part)
            if self.here is not here or self.tap(way.control) is None:
                self.graph.blame(here.number, way)
                self.here = None
                return
        self.drive.check_app()
        if not self.drive.in_front():
            if way.control is None:
                self.graph.note_back(here.number, None)
            self.graph.blame(here.number, way)
            self.come_back()
            return
        arrived = self.locate(self.look())
        if way.control is None and arrived is not None:
            self.graph.note_back(here.number, arrived.number)
        if arrived is None or arrived.number != way.to:
            self.graph.blame(here.number, way)

    def _back(self) -> None:
        before = self.drive.last
        self.drive.back()
        self.drive.wait_change(before.tree if before else None, CHANGE_TIMEOUT_S)

    def _restart(self) -> None:
        relaunch(self.drive, Relaunch())
        for _ in range(STARTING_LOOKS):
            self.drive.wait_change(None, CHANGE_TIMEOUT_S)
            if self.locate(self.look()) is not None:
                return
