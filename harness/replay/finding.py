"""Finding again, on a screen of today, what was tapped on a screen of then."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evidence.events import Tap
from evidence.geometry import Box
from evidence.tree import Node, Tree

_DIGITS = re.compile(r"\d+")
_NEAR = 0.05
"""Share of the screen's diagonal within which something stands at the same place."""
_ENOUGH_NAMED, _ENOUGH_NAMELESS = 4, 3
SAME_SCREEN = 0.3
"""Least share of the labels of then that are still there: with fewer, it is another screen."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The node that was tapped, where in it (shares of its width and height), and where on the screen (shares)."""

    node: Node
    inside: tuple[float, float]
    at: tuple[float, float]


def sought(tap: Tap, tree: Tree, width: int, height: int) -> Sought | None:
    """What a tap meant on the screen that it was made on; None where no node of the app's tree stands there."""
    here = [node for node in tree.walk() if node.visible and node.bounds.contains_point(tap.x, tap.y)]
    here = [node for node in here if node.bounds.area < 0.9 * width * height]
    if not here:
        return None
    exact = [node for node in here if tap.box is not None and node.bounds == Box(*tap.box)]
    named = [node for node in exact if node.label or node.id]
    node = min(named or exact or here, key=lambda node: (node.bounds.area, not node.clickable))
    box = node.bounds
    inside = ((tap.x - box.x1) / max(1, box.width), (tap.y - box.y1) / max(1, box.height))
    return Sought(node, inside, (tap.x / max(1, width), tap.y / max(1, height)))


def find_again(wanted: Sought, tree: Tree, width: int, height: int) -> Node | None:
    """The node of today's tree that is what was tapped then; None when nothing is alike enough."""
    here = [node for node in tree.walk() if node.visible and node.bounds.area]
    rated = [(_likeness(wanted, node, width, height), node) for node in here]
    enough = _ENOUGH_NAMED if wanted.node.label or wanted.node.id else _ENOUGH_NAMELESS
    alike = [(score, -_distance(wanted, node, width, height), node) for score, node in rated if score >= enough]
    return max(alike, key=lambda one: one[:2])[2] if alike else None


def share_left(then: Tree, now: Tree) -> float:
    """Which share of the labels of then are on the screen of today; 1 when there were none."""
    was = {_folded(node.label) for node in then.walk() if node.visible and node.label}
    left = {_folded(node.label) for node in now.walk() if node.visible and node.label}
    return len(was & left) / len(was) if was else 1.0


def _likeness(wanted: Sought, node: Node, width: int, height: int) -> int:
    then = wanted.node
    if then.label and node.label and _folded(then.label) != _folded(node.label) and then.id != node.id:
        return 0
    return (
        4 * bool(then.text and _folded(then.text) == _folded(node.text))
        + 4 * bool(then.id and then.id == node.id)
        + 3 * bool(then.description and _folded(then.description) == _folded(node.description))
        + (then.cls == node.cls)
        + (then.path == node.path)
        + (_distance(wanted, node, width, height) <= _NEAR)
    )


def _distance(wanted: Sought, node: Node, width: int, height: int) -> float:
    x, y = node.bounds.centre
    then = wanted.at
    return float((((x / max(1, width) - then[0]) ** 2 + (y / max(1, height) - then[1]) ** 2) / 2) ** 0.5)


def _folded(text: str) -> str:
    """A text without the numbers that count down or up."""
    return _DIGITS.sub("0", text.strip())
