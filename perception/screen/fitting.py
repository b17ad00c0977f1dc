"""How the bounds of a tree become px of the picture."""

from __future__ import annotations

from evidence.tree import Tree
from perception.screen.picture import Picture

MAX_LENGTH = 20_000
"""Longest side, in px, that a tree without a picture may say the screen has."""

_NEAR = 0.015
"""Share by which two lengths may differ through rounding."""
_BARS = 0.84
"""Smallest share of the screen's height (or width, turned) that a tree takes up which leaves out bars of the system."""
_STATUS_BAR = 0.08
"""Share of the screen above which a window of the app may begin."""


def size_of(picture: Picture | None, tree: Tree | None) -> tuple[int, int]:
    """Width and height of the screen: the picture's, else as far as the tree says or reaches."""
    if picture is not None:
        return picture.width, picture.height
    if tree is None:
        return 0, 0
    boxes = [root.bounds for root in tree.windows]
    wide = max((tree.width, *(box.x2 for box in boxes)))
    high = max((tree.height, *(box.y2 for box in boxes)))
    return min(wide, MAX_LENGTH), min(high, MAX_LENGTH)


def scale_of(tree: Tree, width: int, height: int) -> float:
    """The factor from the tree's unit to px of a picture of this size.

    iOS tells points. Android tells px, but a picture may have been made smaller than the phone's screen, and a tree may
    leave out the navigation bar or be that of a dialog alone: only a tree that fills the picture in another size is
    scaled.
    """
    wide, high = extent(tree)
    if not wide or not high or not width or not height:
        return _scale_of_dialog(tree, width) if tree.platform == "android" and width else 1.0
    if tree.platform != "android":
        return width / wide
    near = abs(wide - width) <= _NEAR * width or abs(high - height) <= _NEAR * height
    if near and _fits(wide, width) and _fits(high, height):
        return 1.0
    for factor in (width / wide, height / high):
        if _fits(wide * factor, width) and _fits(high * factor, height):
            return factor
    return 1.0


def _scale_of_dialog(tree: Tree, width: int) -> float:
    """The same for the tree of a dialog alone, which stands in the middle: scaled when it would not fit the picture."""
    widest = max((root.bounds for root in tree.windows), key=lambda box: box.width, default=None)
    if widest is None or widest.x2 <= (1 + _NEAR) * width:
        return 1.0
    return width / (widest.x1 + widest.x2)


def extent(tree: Tree) -> tuple[int, int]:
    """How far the tree reaches from the corner of the screen, in its own unit; zeroes when it begins elsewhere."""
    if tree.width and tree.height and tree.platform != "android":
        return tree.width, tree.height
    roots = [root.bounds for root in tree.windows if root.bounds.area]
    if tree.platform == "android" and not any(box.x1 <= 0 and box.y1 <= _STATUS_BAR * box.y2 for box in roots):
        return tree.width, tree.height
    return (
        max((tree.width, *(box.x2 for box in roots))),
        max((tree.height, *(box.y2 for box in roots))),
    )


def _fits(length: float, screen: int) -> bool:
    return _BARS * screen <= length <= (1 + _NEAR) * screen
