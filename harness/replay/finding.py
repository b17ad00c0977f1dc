"""Finding again, on a screen of today, what was tapped on a screen of then."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.events import Tap
from evidence.geometry import Box
from evidence.tree import Node, Tree

_DIGITS = re.compile(r"\d+")
_NEAR = 0.05
"""Share of the screen's diagonal within which something stands at the same place."""
_ENOUGH_NAMELESS = 3
"""What nothing is written on must agree in three things: class, path, place, an id that others have too."""
_ANY_DIALOG = "android:id/"
"""Ids of the system: they say where a button stands in a dialog, not what it does."""
_WHOLE_SCREEN = 0.9
SAME_SCREEN = 0.3
"""Least share of the labels of then that are still there: with fewer, it is another screen."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The node that was tapped, where in it (shares of its width and height), and where on the screen (shares).

    `whole`: the node itself was meant, and not a place in it. `only_id` and `only_form`: no other node of that screen
    had its id, or its text with other numbers.
    """

    node: Node
    inside: tuple[float, float]
    at: tuple[float, float]
    whole: bool
    only_id: bool
    only_form: bool


def sought(tap: Tap, tree: Tree, width: int, height: int) -> Sought | None:
    """What a tap meant on the screen that it was made on; None where no node of the app's tree stands there."""
    here = _at(tree, tap.x, tap.y, width, height)
    if not here:
        return None
    exact = [node for node in here if tap.box is not None and node.bounds == Box(*tap.box)]
    named = [node for node in exact if node.label or node.id]
    node = min(named or exact or here, key=lambda node: (node.bounds.area, not node.clickable))
    box = node.bounds
    return Sought(
        node,
        inside=((tap.x - box.x1) / max(1, box.width), (tap.y - box.y1) / max(1, box.height)),
        at=(tap.x / max(1, width), tap.y / max(1, height)),
        whole=bool(exact),
        only_id=_only_id(node, _shown(tree)),
        only_form=_only_form(node, _shown(tree)),
    )


def find_again(wanted: Sought, tree: Tree, width: int, height: int, *, renamed: bool = True) -> Node | None:
    """The node of today's tree that is what was tapped then; None when nothing is alike enough.

    With `renamed` also one that says something else, when its id is its own then and now.
    """
    here = _shown(tree)
    only_id = wanted.only_id and _only_id(wanted.node, here)
    only_form = wanted.only_form and _only_form(wanted.node, here)
    said = _said(wanted.node)
    alike = list[tuple[tuple[bool, int, float], Node]]()
    for node in here:
        says, own_id = _said(node), bool(node.id) and node.id == wanted.node.id
        same = says == said or (only_form and _folded(says) == _folded(said))
        distance = _distance(wanted, node, width, height)
        score = 4 * (bool(said) and same) + (4 if only_id else 1) * own_id
        score += (wanted.node.cls == node.cls) + (wanted.node.path == node.path) + (distance <= _NEAR)
        if said:
            fits = same or (renamed and own_id and only_id)
        else:
            fits = score >= _ENOUGH_NAMELESS and (own_id or not wanted.node.id)
        if fits:
            alike.append(((bool(said) and says == said, score, -distance), node))
    return max(alike, key=lambda one: one[0])[1] if alike else None


def stands_instead(wanted: Sought, tree: Tree, x: int, y: int, width: int, height: int) -> str:
    """What is written now where a node was tapped that said something else; empty when it only gained or lost text."""
    said = _folded(_said(wanted.node))
    here = sorted(_at(tree, x, y, width, height), key=lambda node: node.bounds.area)
    says = next((_said(node) for node in here if node.label or node.clickable), "")
    grown = _folded(says).startswith(said) or said.startswith(_folded(says))
    return says if wanted.whole and said and not grown else ""


def share_left(then: Tree, now: Tree) -> float:
    """Which share of the labels of then are on the screen of today; 1 when there were none."""
    was = {_folded(node.label) for node in then.walk() if node.visible and node.label}
    left = {_folded(node.label) for node in now.walk() if node.visible and node.label}
    return len(was & left) / len(was) if was else 1.0


def _shown(tree: Tree) -> list[Node]:
    return [node for node in tree.walk() if node.visible and node.bounds.area]


def _at(tree: Tree, x: int, y: int, width: int, height: int) -> list[Node]:
    """The nodes at a point, without those that fill the screen."""
    here = [node for node in tree.walk() if node.visible and node.bounds.contains_point(x, y)]
    return [node for node in here if node.bounds.area < _WHOLE_SCREEN * width * height]


def _said(node: Node) -> str:
    """What is written on a node, or else in it: a row is known by its texts."""
    return node.label.strip() or " ".join(one.label.strip() for one in node.walk() if one.visible and one.label)


def _only_id(node: Node, among: Sequence[Node]) -> bool:
    named = bool(node.id) and not node.id.startswith(_ANY_DIALOG)
    return named and sum(one.id == node.id for one in among) == 1


def _only_form(node: Node, among: Sequence[Node]) -> bool:
    """Whether all that says the same but for its numbers says the very same: else the numbers tell which is which."""
    form = _folded(_said(node))
    return len({said for one in among if _folded(said := _said(one)) == form}) == 1


def _distance(wanted: Sought, node: Node, width: int, height: int) -> float:
    x, y = node.bounds.centre
    then = wanted.at
    return float((((x / max(1, width) - then[0]) ** 2 + (y / max(1, height) - then[1]) ** 2) / 2) ** 0.5)


def _folded(text: str) -> str:
    """A text without the numbers that count down or up."""
    return _DIGITS.sub("0", text.strip())
