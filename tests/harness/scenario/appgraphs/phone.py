"""A phone in memory that shows an app of the generator; it answers at once and counts what is done to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from evidence.events import Outcome
from evidence.tree import Tree, parse_source
from harness.config.apps import AppProfile
from harness.platforms.base import Foreground, RawScreen
from harness.scenario.drive import Drive, Seen
from perception.screen.view import View
from tests.harness.scenario.appgraphs import layout
from tests.harness.scenario.appgraphs.app import HARM, OUT, App, Element, Page
from tests.harness.scenario.appgraphs.drawing import DENSITY, HEIGHT, WIDTH, Sheet
from tests.harness.scenario.scripted import Page as ScriptedPage
from tests.harness.scenario.scripted import ScriptedPlatform

ELSEWHERE = "com.android.browser"
SAME_S = 0.2
"""How long a wait takes that ends with nothing changed; a real one takes its whole time."""
HOME = "com.android.launcher"
PROFILE = AppProfile(name="graph", package=layout.PACKAGE)


@dataclass
class Standing:
    """A page that is open, and how far it was scrolled, in px."""

    name: str
    scroll: int = 0


@dataclass
class GraphPhone(ScriptedPlatform):
    """Shows `app`. `taps` counts every touch.

    `harm` names the dangerous controls that were touched, `left` is how often a touch led out of the app.
    """

    pages: dict[str, ScriptedPage] = field(default_factory=dict)
    app: App = field(kw_only=True)
    opened: list[Standing] = field(default_factory=list)
    visits: dict[str, int] = field(default_factory=dict)
    covered: bool = False
    harm: list[str] = field(default_factory=list)
    left: int = 0
    pictures: dict[tuple[str, int, str, int, bool], bytes] = field(default_factory=dict)
    backs: int = 0
    swipes: int = 0
    stops: int = 0

    @property
    def here(self) -> Page:
        """The page in front."""
        return self.app.pages[self.opened[-1].name]

    def source(self) -> bytes:
        if self.front != layout.PACKAGE:
            return layout.source("")
        top = self.opened[-1]
        below = ""
        if self.here.form == "drawer" and len(self.opened) > 1:
            below = layout.nodes(self.app, self.app.pages[self.opened[-2].name], self.opened[-2].scroll)
            return layout.source(below + layout.drawer(layout.nodes(self.app, self.here, top.scroll)))
        cover = layout.advertisement() if self.covered else ""
        return layout.source(layout.nodes(self.app, self.here, top.scroll) + cover)

    def screen(self) -> RawScreen:
        return RawScreen(
            picture=self._picture(),
            source=self.source(),
            stable=True,
            unstable_reason="",
            package=self.front,
            activity=".Main",
            width=WIDTH,
            height=HEIGHT,
            density=DENSITY,
            taken_ms=self.clock.now_ms(),
            platform="android",
        )

    def _picture(self) -> bytes:
        if self.front != layout.PACKAGE:
            return _blank()
        top = self.opened[-1]
        below = self.opened[-2] if self.here.form == "drawer" and len(self.opened) > 1 else None
        key = (top.name, top.scroll, below.name if below else "", below.scroll if below else 0, self.covered)
        if key not in self.pictures:
            under = self.app.pages[below.name] if below else None
            self.pictures[key] = layout.picture(self.app, self.here, top.scroll, under, key[3], self.covered)
        return self.pictures[key]

    def tap(self, x: int, y: int) -> None:
        self.taps += 1
        if self.front != layout.PACKAGE:
            return
        if self.covered:
            self._tap_cover(x, y)
            return
        top = self.opened[-1]
        if self.here.form == "drawer" and x >= layout.DRAWER:
            self.back()
            self.backs -= 1
            return
        for one in reversed(layout.placed(self.app, self.here, top.scroll)):
            x1, y1, x2, y2 = one.hit
            if x1 <= x < x2 and y1 <= y < y2:
                self._follow(one.element, one.fixed)
                return
        if x < 100 and y < 100 and self.here.left is None and not self.here.tabs:
            self._pop()

    def _tap_cover(self, x: int, y: int) -> None:
        x1, y1, x2, y2 = layout.CLOSE
        if x1 <= x < x2 and y1 <= y < y2:
            self.covered = False
        elif 90 <= x < 630 and 450 <= y < 1150:
            self.covered = False
            self._leave()

    def _follow(self, element: Element, fixed: bool) -> None:
        if element.to == HARM:
            self.harm.append(element.text)
        elif element.to == OUT:
            self._leave()
        elif element.to is not None:
            tab = fixed and self.here.tabs and any(one.to == element.to for one in self.app.tabs)
            self._open(element.to, instead=tab)

    def _open(self, name: str, *, instead: bool) -> None:
        if instead:
            self.opened.clear()
        elif self.here.form == "drawer":
            self.opened.pop()
        self.opened.append(Standing(name))
        self.visits[name] = self.visits.get(name, 0) + 1
        every = self.app.ads.get(name)
        self.covered = every is not None and self.visits[name] % every == 0

    def _leave(self) -> None:
        self.left += 1
        self.front = ELSEWHERE

    def back(self) -> None:
        self.backs += 1
        if self.front != layout.PACKAGE:
            self.front = layout.PACKAGE if self.front == ELSEWHERE else self.front
        elif self.covered:
            self.covered = False
        else:
            self._pop()

    def _pop(self) -> None:
        if len(self.opened) > 1:
            self.opened.pop()
        elif self.app.back_leaves or self.opened[0].name == self.app.start:
            self.front = HOME
            if not self.app.stays:
                self.opened = []
        else:
            self._open(self.app.start, instead=True)

    def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        self.swipes += 1
        if self.front != layout.PACKAGE or self.covered:
            return
        top, page = self.opened[-1], self.here
        most = 900 if page.policy else max(0, layout.height_of(page) - layout.room(self.app, page))
        top.scroll = max(0, min(most, top.scroll + y1 - y2))

    def launch(self, app: AppProfile) -> None:
        self.launches += 1
        if not self.opened:
            self.opened = [Standing(self.app.start)]
        self.front = layout.PACKAGE

    def stop(self, app: AppProfile) -> None:
        self.stops += 1
        self.opened, self.front, self.covered = [], "", False

    def foreground(self) -> Foreground:
        return Foreground(self.front, ".Main")

    def outcome(self, app: AppProfile) -> tuple[Outcome, str] | None:
        return None


@lru_cache(maxsize=1)
def _blank() -> bytes:
    return Sheet("#303030").png()


class InstantDrive(Drive):
    """A drive on a phone that answers at once: whatever will change has changed. It looks at no screen twice."""

    def wait_change(self, before: Tree | None, timeout_s: float) -> Literal["changed", "same"]:
        if before is None:
            return "changed"
        if parse_source("android", self.platform.source()).signature != before.signature:
            return "changed"
        self.clock.sleep(SAME_S)
        return "same"

    def _look(self, seen: Seen, *, ocr: bool) -> View:
        key = (hash(seen.picture), hash(seen.source), ocr)
        if key not in _LOOKED:
            while len(_LOOKED) >= 600:
                _LOOKED.pop(next(iter(_LOOKED)))
            _LOOKED[key] = super()._look(seen, ocr=ocr)
        return _LOOKED[key]


_LOOKED: dict[tuple[int, int, bool], View] = {}
