"""The shape of a button without a node: a filled or outlined rectangle, or a cell between hairlines, round a text."""

from __future__ import annotations

import cv2
import numpy as np

from evidence.geometry import Box
from perception.screen.picture import Picture, Pixels

_PX_PER_DP = 1.5
"""Resolution at which shapes are looked for."""
_REACH_DP = 34
"""How far above and below a text the edge of its button lies at most."""
_LARGEST_DP = 76
_STEPS = (3, 1)
"""Differences between neighbours in any colour part up to which a ground goes on: gradients do, edges do not.

The finer one is for buttons that hardly differ from what they stand on.
"""
_FILLED = 0.7
"""Share of its rectangle that a shape fills; a pill fills 0.8 and more."""


def button_around(picture: Picture, text: Box, within: Box, density: int) -> Box | None:
    """The button that a line of text stands on, inside a window; None when its ground is the window's own.

    All in px of the picture; the rectangle includes an outline.
    """
    reach = round(_REACH_DP * density / 160)
    bounds = picture.bounds.intersect(within)
    around = Box(text.x1 - picture.width, text.y1 - reach, text.x2 + picture.width, text.y2 + reach)
    region = bounds.intersect(around)
    if region.area == 0 or not region.contains(text):
        return None
    scale = min(1.0, _PX_PER_DP * 160 / density)
    size = (max(1, round(region.width * scale)), max(1, round(region.height * scale)))
    resized = cv2.resize(picture.crop(region), size, interpolation=cv2.INTER_AREA)
    small = np.ascontiguousarray(resized, np.uint8)
    for step in _STEPS:
        filled = _flooded(small, region, text, scale, step)
        if filled is not None and _like_button(picture, text, bounds, region, *filled, density):
            return filled[0]
    return None


def _like_button(picture: Picture, text: Box, bounds: Box, region: Box, box: Box, share: float, density: int) -> bool:
    """Whether a shape is closed within reach, well filled, no larger than buttons are, with the text in its middle."""
    open_above = box.y1 <= region.y1 and region.y1 > bounds.y1
    open_below = box.y2 >= region.y2 and region.y2 < bounds.y2
    if open_above or open_below or share < _FILLED or box.height > _LARGEST_DP * density / 160:
        return False
    if box.height < 1.15 * text.height or box.width < text.width or box.width >= 0.99 * picture.width:
        return False
    return abs(box.centre[1] - text.centre[1]) <= 0.22 * box.height and box.height < 0.95 * bounds.height


def _flooded(small: Pixels, region: Box, text: Box, scale: float, step: int) -> tuple[Box, float] | None:
    """What the ground around a text reaches in a region, and the share of its rectangle inside its outline."""
    height, width = small.shape[:2]
    gap = max(2, round(0.2 * text.height))
    x, y = text.centre
    seeds = ((text.x1 - gap, y), (text.x2 + gap, y), (x, text.y1 - 1), (x, text.y2))
    mask = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    for seed_x, seed_y in seeds:
        column, row = round((seed_x - region.x1) * scale), round((seed_y - region.y1) * scale)
        if 0 <= column < width and 0 <= row < height and not mask[row + 1, column + 1]:
            cv2.floodFill(small, mask, (column, row), (0, 0, 0), (step,) * 3, (step,) * 3, flags)
    inside = np.ascontiguousarray(mask[1:-1, 1:-1])
    contours = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[-2]
    if not contours:
        return None
    outline = max(contours, key=cv2.contourArea)
    left, top, wide, high = cv2.boundingRect(outline)
    # The outline and its blended edge are part of the button.
    box = Box(
        region.x1 + round((left - 1) / scale),
        region.y1 + round((top - 1) / scale),
        region.x1 + round((left + wide + 1) / scale),
        region.y1 + round((top + high + 1) / scale),
    )
    return region.intersect(box), float(cv2.contourArea(outline)) / max(1, (wide - 1) * (high - 1))
