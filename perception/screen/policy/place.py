"""Finding a control again on a screen that may have moved a little since."""

from __future__ import annotations

from evidence.geometry import Box
from evidence.tree import Tree
from perception.screen.scene import lay_out
from perception.screen.view import Control


def find_again(control: Control, tree: Tree | None, density: int) -> Box | None:
    """Where a control stands now: the node nearest to its old place that says the same; None when none does.

    A control that has no words of its own in the tree (an icon, a drawn text, part of a paragraph) is where it was.
    """
    if not has_own_words(control):
        return control.box
    scene = lay_out(tree, None, density)
    x, y = control.box.centre
    best, nearest = None, float("inf")
    for item in scene.items:
        if not item.text and not item.node.clickable:
            continue
        if scene.said(item) != control.text:
            continue
        px, py = item.box.centre
        away = abs(px - x) + abs(py - y) + (0 if item.node.clickable else 1)
        if away < nearest:
            best, nearest = item.box, away
    return best


def has_own_words(control: Control) -> bool:
    """Whether a control can be told by what its node says, wherever it stands."""
    return control.node_path is not None and bool(control.text) and not control.text.startswith("#")
