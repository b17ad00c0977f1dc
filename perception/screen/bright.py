"""Pop-ups of any shape and picture that the brightness alone shows: all that is bright lies in the middle."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.dim import BARS, Ring, ring_around
from perception.screen.picture import Picture

_LEVELS = (50, 75, 100, 125, 150, 175, 200)
"""Brightnesses above which nothing of a dimmed page may be; the lowest that fits tells most of the pop-up's shape."""
_JOINED = 7
_MARK = 0.1
"""Share of the width up to which a bright thing outside may be a close mark."""
_WIDTH, _AREA, _HEIGHT = (0.4, 0.98), 0.04, 0.72
"""Width of a pop-up, its least area and its largest height, as shares of the screen's."""
_UPPER, _LOWER = 0.1, 0.88
"""Shares of the height between which it stands; pages begin above, and start screens end below."""
_MIDDLE = (0.33, 0.7)
"""Shares of the height between which its middle lies; what forms are made of lies higher."""
_OFF_CENTRE = 0.06
_FILLED = 0.3
_STRAIGHT = 0.9
_LEAST_BRIGHT = 0.12
_CLEAR = 40
"""How much brighter than the page the brightest of a pop-up is."""
_FLAT = 3
_LIT, _GLYPHS, _REACH = 215, 3, 0.25
"""Brightness of words that are not dimmed, how many glyphs tell, and how far off, as a share of the width, they are."""


def find_bright(picture: Picture) -> tuple[Box, bool] | None:
    """What stands bright before a dimmed page, and whether it is a rectangle; None when something else is as bright.

    A page with one bright picture on a plain dark ground, as a player's, is none: of a dimmed page something is seen.
    """
    value, scale = picture.reduced
    height, width = value.shape
    top, bottom = round(BARS[0] * height), round((1 - BARS[1]) * height)
    for level in _LEVELS:
        found = _main(value, level, top, bottom)
        if found is None:
            continue
        small, filled = found
        half = max(abs(width / 2 - small.x1), abs(small.x2 - width / 2))
        wide, high = 2 * half / width, small.height / height
        centred = abs(small.x1 + small.x2 - width) <= 2 * _OFF_CENTRE * width
        between = small.y1 >= _UPPER * height and small.y2 <= _LOWER * height and high <= _HEIGHT
        between = between and _MIDDLE[0] * height <= small.centre[1] <= _MIDDLE[1] * height
        if not (centred and between and _WIDTH[0] <= wide <= _WIDTH[1] and wide * high >= _AREA):
            continue
        even = Box(round(width / 2 - half), small.y1, round(width / 2 + half), small.y2)
        box = picture.bounds.intersect(Box(*(round(side / scale) for side in even.as_list())))
        ring = ring_around(picture, box)
        lit = ring is None or is_lit_elsewhere(picture, box, ring)
        if ring is not None and not lit and _stands_before(ring, level) and filled >= _FILLED:
            return box, filled >= _STRAIGHT
    return None


def _stands_before(ring: Ring, level: int) -> bool:
    """Whether a page can be seen around, all of it darker by far."""
    seen = ring.far_cap >= ring.far_ground + _FLAT
    return seen and ring.far_cap <= level and ring.bright_share >= _LEAST_BRIGHT and ring.peak >= ring.far_cap + _CLEAR


def is_lit_elsewhere(picture: Picture, box: Box, ring: Ring) -> bool:
    """Whether words far from a box are as bright as in front: then the page is not dimmed, but dark, as a player's."""
    value, scale = picture.reduced
    height, width = value.shape
    away = round(_REACH * width)
    lit = (value >= max(_LIT, ring.far_cap + _FLAT)).astype(np.uint8)
    lit[: round(BARS[0] * height)] = 0
    lit[round((1 - BARS[1]) * height) :] = 0
    lit[max(0, round(box.y1 * scale) - away) : round(box.y2 * scale) + away] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(lit, connectivity=8)
    return int((stats[1:, cv2.CC_STAT_AREA] >= 3).sum()) >= _GLYPHS


def _main(value: NDArray[np.uint8], level: int, top: int, bottom: int) -> tuple[Box, float] | None:
    """The box around all that is brighter than a level but for marks, and how much of it is so."""
    bright = (value > level).astype(np.uint8)
    bright[:top] = 0
    bright[bottom:] = 0
    joined = np.asarray(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((_JOINED, _JOINED), np.uint8)), np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    parts = stats[1:]
    largest = _MARK * value.shape[1]
    parts = parts[(parts[:, cv2.CC_STAT_WIDTH] > largest) | (parts[:, cv2.CC_STAT_HEIGHT] > largest)]
    if not len(parts):
        return None
    x1, y1 = int(parts[:, 0].min()), int(parts[:, 1].min())
    x2, y2 = int((parts[:, 0] + parts[:, 2]).max()), int((parts[:, 1] + parts[:, 3]).max())
    box = Box(x1, y1, x2, y2)
    return box, float(parts[:, cv2.CC_STAT_AREA].sum()) / max(1, box.area)
