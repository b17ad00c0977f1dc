"""Words on buttons that the tree has without a word, as pictures and drawn ones are."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from evidence.geometry import Box
from perception.screen.colours import ink
from perception.screen.ocr import read_boxes
from perception.screen.scene import Item, Scene
from perception.screen.view import SeenText

_LEAST_DP, _LARGEST_DP = (56, 20), (420, 72)
"""Width and height of buttons with a word on them."""
_MOST = 6
_EDGE = 0.12
"""Share of its height that is left out around a button: round corners are no part of its word."""


def read_buttons(scene: Scene, items: Iterable[Item]) -> tuple[SeenText, ...]:
    """What is drawn on nodes that take taps, hold nothing and say nothing; at most a few are read."""
    if scene.picture is None:
        return ()
    silent = [item.box for item in items if item.node.clickable and item.leaf and not item.text]
    boxes = [glyphs for box in silent if _like_button(scene, box) and (glyphs := glyphs_in(scene, box)) is not None]
    found = read_boxes(scene.picture, boxes[:_MOST], 0.1)
    return tuple(SeenText(one.box, one.text, "picture", one.score) for one in found if one is not None)


def glyphs_in(scene: Scene, box: Box) -> Box | None:
    """The part of a button that its word takes; None where nothing stands out."""
    inner = box.padded(-round(_EDGE * box.height))
    seen = ink(scene.picture.crop(inner)) if scene.picture is not None and inner.area > 0 else None
    if seen is None:
        return None
    rows, columns = np.flatnonzero(seen.mask.any(axis=1)), np.flatnonzero(seen.mask.any(axis=0))
    left, top = inner.x1, inner.y1
    return Box(left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1)


def _like_button(scene: Scene, box: Box) -> bool:
    width, height = scene.dp(box.width), scene.dp(box.height)
    wide = _LEAST_DP[0] <= width <= _LARGEST_DP[0] and width >= 1.2 * height
    return wide and _LEAST_DP[1] <= height <= _LARGEST_DP[1]
