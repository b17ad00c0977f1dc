"""Walking an app's graph: standing on a known place again, whatever comes in between."""

from __future__ import annotations

import time
from dataclasses import dataclass

from evidence.events import Tap
from harness.scenario.drive import Drive, Seen
from harness.scenario.steps.graph import Graph, Place, Way
from harness.scenario.steps.popups import clear_the_way
from perception.screen.policy import screen_fingerprint
from perception.screen.view import Control

CHANGE_TIMEOUT_S = 3.0

MOST_HOPS = 24
"""Steps to one place, detours by advertisements included."""

MOST_RESTARTS = 2
STARTING_LOOKS = 5
"""Looks at a started app until a known place stands there: a splash goes away by itself."""


@dataclass
class Walk:
    """Where the search stands. `here` is None when that is not known."""

    drive: Drive
    graph: Graph
    deadline: float
    here: Place | None = None
    taps: int = 0
    """Taps so far, those that only led back to a place included."""

    def to(self, place: Place) -> bool:
        """Stand on a place again: by taps that led there, by the back key, or from a new start of the app."""
        restarts = 0
        for _ in range(MOST_HOPS):
            if time.monotonic() > self.deadline and self.here is not place:
                return False
            here = self.here or self._look_around()
            if here is place:
                return True
            way = self.graph.next_way(here, place) if here is not None else None
            if here is not None and way is not None:
                self._take(here, way)
            elif restarts == MOST_RESTARTS:
                return False
            else:
                restarts += 1
                self._restart()
        return False

    def locate(self, seen: Seen) -> Place | None:
        """The known place that a screen shows."""
        self.here = self.graph.find(fingerprint(seen))
        return self.here

    def tap(self, control: Control) -> Tap:
        """Tap a control of the place that stands there, and wait until something has come of it."""
        self.taps += 1
        self.drive.report(f"policy search: tap {self.taps} on {control.text or 'an unnamed control'}")
        before = self.drive.last
        tap = self.drive.tap(control.box, "search", control.text, before)
        self.drive.wait_change(before.tree if before else None, CHANGE_TIMEOUT_S)
        return tap

    def come_back(self) -> None:
        """Return to the app after it was left."""
        self.here = None
        self.drive.back()
        self.drive.wait_change(None, 1.0)
        if not self.drive.in_front():
            self.drive.platform.launch(self.drive.app)
            self.drive.wait_change(None, CHANGE_TIMEOUT_S)

    def _look_around(self) -> Place | None:
        """Where the app stands; from a place that is not known the back key may lead to one that is."""
        for _ in range(2):
            if not self.drive.in_front():
                return None
            if self.locate(clear_the_way(self.drive)) is not None:
                return self.here
            self._back()
        return self.locate(clear_the_way(self.drive)) if self.drive.in_front() else None

    def _take(self, here: Place, way: Way) -> None:
        if way.control is None:
            self._back()
        else:
            self.tap(way.control)
        self.drive.check_app()
        if not self.drive.in_front():
            if way.control is None:
                self.graph.note_back(here.number, None)
            self.graph.blame(here.number, way)
            self.come_back()
            return
        arrived = self.locate(clear_the_way(self.drive))
        if way.control is None and arrived is not None:
            self.graph.note_back(here.number, arrived.number)
        if arrived is None or arrived.number != way.to:
            self.graph.blame(here.number, way)

    def _back(self) -> None:
        before = self.drive.last
        self.drive.back()
        self.drive.wait_change(before.tree if before else None, CHANGE_TIMEOUT_S)

    def _restart(self) -> None:
        self.drive.platform.stop(self.drive.app)
        self.drive.platform.launch(self.drive.app)
        for _ in range(STARTING_LOOKS):
            self.drive.wait_change(None, CHANGE_TIMEOUT_S)
            if self.locate(clear_the_way(self.drive)) is not None:
                return


def fingerprint(seen: Seen) -> str:
    """What tells a screen from others; a screen without a tree is like no other."""
    return screen_fingerprint(seen.tree) if seen.tree else f"screen-{seen.number}"
