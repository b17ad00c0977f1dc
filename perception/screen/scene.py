"""The nodes of a tree as they lie on the screen, in drawing order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from evidence.geometry import Box
from evidence.tree import Node, Tree
from perception.screen.fitting import scale_of, size_of
from perception.screen.lexicon import has_word
from perception.screen.picture import Picture

MAX_ITEMS = 6000
"""Visible nodes that are looked at; further ones are left out and the view says so."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A visible node: its box cut to the screen, its place in drawing order, the item that holds it (None: a root)."""

    node: Node
    box: Box
    order: int
    parent: Item | None
    last: int = 0

    @property
    def text(self) -> str:
        """What it says by itself."""
        return self.node.label.strip()

    @property
    def leaf(self) -> bool:
        """Whether no visible node lies in it."""
        return self.last == self.order

    def ancestors(self) -> Iterator[Item]:
        """The items around it, nearest first."""
        item = self.parent
        while item is not None:
            yield item
            item = item.parent


@dataclass(frozen=True, eq=False)
class Scene:
    """One screen for the eyes: items of all windows, the picture if there is one, and the sizes to measure with.

    Not slotted: it remembers what it derives.
    """

    items: tuple[Item, ...]
    picture: Picture | None
    width: int
    height: int
    density: int
    cut: bool = False

    @property
    def bounds(self) -> Box:
        """The whole screen."""
        return Box(0, 0, self.width, self.height)

    @property
    def area(self) -> int:
        """The screen in square px."""
        return max(1, self.width * self.height)

    def px(self, dp: float) -> int:
        """A length in dp as px."""
        return max(1, round(dp * self.density / 160))

    def dp(self, px: float) -> float:
        """A length in px as dp."""
        return px * 160 / self.density

    @cached_property
    def roots(self) -> tuple[Item, ...]:
        """One item a window, as the source lists them."""
        return tuple(item for item in self.items if item.parent is None)

    def inside(self, item: Item) -> tuple[Item, ...]:
        """The item and everything in it, in drawing order."""
        return self.items[item.order : item.last + 1]

    def said(self, item: Item) -> str:
        """What the item says: its own text, or the texts in it joined by a space."""
        if item.text:
            return item.text
        return " ".join(part.text for part in self.inside(item) if part.text)[:400]


def lay_out(tree: Tree | None, picture: Picture | None, density: int) -> Scene:
    """The scene of a tree and a picture; the picture's size is the screen's, else the largest window's.

    The tree is scaled to the picture, see `fitting`.
    """
    width, height = size_of(picture, tree)
    scale = scale_of(tree, width, height) if tree is not None and picture is not None else 1.0
    bounds = Box(0, 0, width, height)
    items: list[Item] = []
    cut = False
    for root in tree.windows if tree else ():
        cut |= _add(root, bounds, scale, items)
    return Scene(tuple(items), picture, width, height, max(80, min(1000, density)), cut)


def _add(root: Node, bounds: Box, scale: float, items: list[Item]) -> bool:
    """Append the visible nodes below a root; whether the limit was met."""
    first = len(items)
    stack: list[tuple[Node, Item | None]] = [(root, None)]
    while stack:
        node, parent = stack.pop()
        if len(items) >= MAX_ITEMS:
            _close(items, first)
            return True
        box = bounds.intersect(_scaled(node.bounds, scale))
        shown = node.visible and box.area > 0 and not is_system_drawn(node.package)
        item = Item(node, box, len(items), parent) if shown else None
        if item is not None:
            items.append(item)
        stack.extend((child, item or parent) for child in reversed(node.children))
    _close(items, first)
    return False


def _close(items: list[Item], first: int) -> None:
    """Set each item's `last`, now that all below it are known, and point parents at the finished items."""
    lasts = list(range(len(items)))
    for index in range(len(items) - 1, first - 1, -1):
        parent = items[index].parent
        if parent is not None:
            lasts[parent.order] = max(lasts[parent.order], lasts[index])
    for index in range(first, len(items)):
        parent = items[index].parent
        finished = items[parent.order] if parent is not None else None
        items[index] = replace(items[index], parent=finished, last=lasts[index])


@lru_cache(maxsize=1024)
def is_system_drawn(package: str) -> bool:
    """Whether a package draws the bars of the system or a keyboard, which belong to no app."""
    return bool(package) and has_word(package, "packages", "system") and not has_word(package, "packages", "prompt")


def _scaled(box: Box, scale: float) -> Box:
    if scale == 1.0:
        return box
    return Box(*(round(value * scale) for value in box.as_list()))
