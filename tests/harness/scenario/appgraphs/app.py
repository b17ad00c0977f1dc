"""An app as a graph of screens: what stands on each and where each control leads."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

ElementKind = Literal["row", "card", "text", "switch", "button", "link", "icon", "cell"]
PageKind = Literal["native", "web", "canvas"]
Form = Literal["page", "drawer", "dialog"]

OUT = "out"
"""The target of a control that leaves the app."""
HARM = "harm"
"""The target of a control that costs, destroys, calls or logs out: a search that taps it has failed."""


@dataclass(frozen=True, slots=True)
class Element:
    """A control or a text of a page; `to` None leads nowhere. An icon has a `glyph`, and no name when `text` is empty.

    `name` is the id or the description that only the tree shows.
    """

    text: str
    to: str | None = None
    kind: ElementKind = "row"
    glyph: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A screen: `body` scrolls when it is longer than the screen, `top` are icons of the title bar, right to left.

    A `web` page has no tree below its title bar, a `canvas` page no tree at all. `feed` goes on for ever with cards.
    """

    name: str
    title: str
    body: tuple[Element, ...] = ()
    top: tuple[Element, ...] = ()
    left: Element | None = None
    kind: PageKind = "native"
    form: Form = "page"
    tabs: bool = False
    feed: str = ""
    policy: bool = False


@dataclass(frozen=True, slots=True)
class App:
    """Pages by name, the tabs that stand on pages with `tabs`, and how the app behaves.

    `ads` are pages on which an advertisement covers every n-th visit. `back_leaves`: the back key leaves the app from
    every tab; else it leads to the first tab. `stays`: an app that was left so shows the same page when it is started
    again, as from Android 12 on.
    """

    seed: int
    pages: dict[str, Page]
    tabs: tuple[Element, ...]
    start: str
    ads: dict[str, int] = field(default_factory=dict)
    back_leaves: bool = True
    stays: bool = False
    named_ids: bool = True

    def controls(self, name: str) -> tuple[Element, ...]:
        """All that can be tapped on a page and leads on within the app, as a crawler finds it."""
        page = self.pages[name]
        found = [*page.body, *((page.left,) if page.left else ()), *page.top, *(self.tabs if page.tabs else ())]
        if page.feed:
            found.append(Element("", page.feed, "card"))
        return tuple(e for e in found if e.kind not in ("text", "switch") and e.to not in (OUT, HARM))

    def depths(self) -> dict[str, int]:
        """The fewest taps from the start to each page that can be reached."""
        depths, queue = {self.start: 0}, deque([self.start])
        while queue:
            name = queue.popleft()
            for element in self.controls(name):
                if element.to is not None and element.to not in depths:
                    depths[element.to] = depths[name] + 1
                    queue.append(element.to)
        return depths

    def shortest(self) -> int | None:
        """The fewest taps from the start to the policy."""
        return min((d for name, d in self.depths().items() if self.pages[name].policy), default=None)

    def way(self) -> tuple[str, ...]:
        """The pages of one shortest way, for a person."""
        depths = self.depths()
        name = min((n for n in depths if self.pages[n].policy), key=depths.__getitem__, default=None)
        names: list[str] = []
        while name is not None and name != self.start:
            names.append(name)
            name = next(
                p for p in depths if depths[p] == depths[name] - 1 and any(e.to == name for e in self.controls(p))
            )
        return tuple(reversed(names))
