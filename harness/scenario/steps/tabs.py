"""The bar of tabs at the bottom of an app."""

from __future__ import annotations

from collections.abc import Iterable

from evidence.tree import Tree
from perception.screen.view import Control

TAB_BAR_FROM = 0.85
"""Share of the screen's height from which on a control of the app's bar is taken for a tab."""
_SLACK = 4
"""px by which the edges of tabs in one bar differ at most."""
_ALIKE = 2.0
"""How many times as wide as another a tab is at most."""


def is_tab(control: Control, height: int) -> bool:
    """Whether a control stands in a tab bar: on many screens, leading to the same places from each."""
    return control.node_path is not None and control.box.y1 >= height * TAB_BAR_FROM


def first_tab(tree: Tree | None, tabs: Iterable[Control]) -> Control | None:
    """The leftmost tab of the bar that these stand in, which leads to the main screen of most apps.

    None when it is one of them, or the tree shows none.
    """
    known = min(tabs, key=lambda tab: tab.box.x1, default=None)
    if tree is None or known is None:
        return None
    box = known.box
    beside = [
        node
        for node in tree.walk()
        if node.visible
        and node.clickable
        and node.bounds.x2 <= box.x1 + _SLACK
        and abs(node.bounds.y1 - box.y1) <= _SLACK
        and abs(node.bounds.y2 - box.y2) <= _SLACK
        and box.width <= _ALIKE * node.bounds.width <= _ALIKE**2 * box.width
    ]
    first = min(beside, key=lambda node: node.bounds.x1, default=None)
    if first is None:
        return None
    return Control(first.bounds, next((node.label for node in first.walk() if node.label), ""), "tree", first.path)
