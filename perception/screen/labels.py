"""Small labels that are only drawn: places of the shape of a label, found by their strokes and read one by one.

The line finder loses a third of the 广告 of 8 to 12 dp that stand on photographs, reading them loses next to none.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.components import components
from perception.screen.ocr import Reading, read_boxes, read_stacked
from perception.screen.picture import Picture

_PX_PER_DP = 2.0
_STROKE = 9
"""Strokes up to this many px, at that resolution, stand out; wider shapes are ground."""
_THRESHOLDS = (10, 32, 88)
_JOIN_DP = 3.5
"""Glyphs with at most this gap are one word."""
_BELOW_DP = 7.0
"""The same of glyphs one above the other, which are set as lines are."""
_GLYPH_DP = 17.0
"""Longest side of a connected part of a glyph; longer parts are frames and pictures. A screen without a tree may be
denser than it seems."""
_HEIGHT_DP = (6.0, 17.0)
_ASPECT = (1.3, 5.2)
_UPRIGHT, _MAX_UPRIGHT = (1.6, 2.7), 24
"""Length to width of two glyphs one above the other, and how many such places are read."""
_INK = (0.12, 0.75)
_PAD = 0.1
"""Strokes end where the glyphs do, so a box is widened by this share of its height."""
_MAX_PLACES = 60
_MAX_PX = 4_000_000
Mask = NDArray[np.uint8]


def read_labels(
    picture: Picture, region: Box, density: int, known: Sequence[Box] = (), *, window: Box | None = None
) -> tuple[Reading, ...]:
    """Everything of the shape of a label that can be read in a region, those nearest to the window's corners first.

    Places in the `known` boxes, as the words of a paragraph are, are not read.
    """
    window = window or region
    region = picture.bounds.intersect(region)
    if min(region.width, region.height) < 12:
        return ()
    places = [
        place
        for place in _places(picture, region, density)
        if not any(box.contains_point(*place.centre) for box in known)
    ]
    corners = [(x, y) for x in (window.x1, window.x2) for y in (window.y1, window.y2)]
    places.sort(key=lambda box: min(abs(box.centre[0] - x) + abs(box.centre[1] - y) for x, y in corners))
    return tuple(reading for reading in read_boxes(picture, places[:_MAX_PLACES], _PAD) if reading is not None)


def read_upright(picture: Picture, region: Box, density: int) -> tuple[Reading, ...]:
    """Labels whose two glyphs stand one above the other, as at the sides of pictures; those nearest to a side first."""
    region = picture.bounds.intersect(region)
    if min(region.width, region.height) < 12:
        return ()
    places = _places(picture, region, density, upright=True)
    places.sort(key=lambda box: min(box.x1 - region.x1, region.x2 - box.x2))
    return tuple(reading for reading in read_stacked(picture, places[:_MAX_UPRIGHT]) if reading is not None)


def _places(picture: Picture, region: Box, density: int, *, upright: bool = False) -> list[Box]:
    scale = min(1.0, _PX_PER_DP * 160 / density, (_MAX_PX / region.area) ** 0.5)
    size = (max(1, round(region.width * scale)), max(1, round(region.height * scale)))
    small = cv2.resize(picture.crop_grey(region), size, interpolation=cv2.INTER_AREA)
    dp = scale * density / 160
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (_STROKE, _STROKE))
    found = list[Box]()
    for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        stood_out = np.asarray(cv2.morphologyEx(small, operation, kernel), np.uint8)
        for threshold in _THRESHOLDS:
            for x1, y1, x2, y2 in _words((stood_out >= threshold).astype(np.uint8), dp, upright):
                left, top = region.x1 + int(x1 / scale), region.y1 + int(y1 / scale)
                found.append(Box(left, top, region.x1 + round(x2 / scale), region.y1 + round(y2 / scale)))
    return _distinct(found)


def _words(strokes: Mask, dp: float, upright: bool) -> list[tuple[int, int, int, int]]:
    """Groups of small strokes beside each other, or below each other, of the height and length of a label."""
    labels, stats = components(strokes)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= _GLYPH_DP * dp) & (stats[:, cv2.CC_STAT_HEIGHT] <= _GLYPH_DP * dp)
    small &= stats[:, cv2.CC_STAT_AREA] >= 2
    small[0] = False
    glyphs = small.astype(np.uint8)[labels]
    grown = max(1, round(_BELOW_DP * dp / 2)) if upright else 0
    if upright:
        # 广 is open below, so glyphs one above the other have hardly any strokes that face each other.
        joined = cv2.dilate(np.pad(glyphs, grown), np.ones((2 * grown + 1,) * 2, np.uint8))
    else:
        joined = cv2.morphologyEx(glyphs, cv2.MORPH_CLOSE, np.ones((3, max(3, round(_JOIN_DP * dp))), np.uint8))
    _, groups = components(np.asarray(joined, np.uint8))
    groups[:, 2:4] -= 2 * grown
    width, height = groups[1:, cv2.CC_STAT_WIDTH], groups[1:, cv2.CC_STAT_HEIGHT]
    across, along, aspect = (width, height, _UPRIGHT) if upright else (height, width, _ASPECT)
    fits = (across >= _HEIGHT_DP[0] * dp) & (across <= _HEIGHT_DP[1] * dp)
    fits &= (along >= aspect[0] * across) & (along <= aspect[1] * across)
    words = []
    for x, y, w, h, _ in groups[1:][fits].tolist():
        if _INK[0] <= float(glyphs[y : y + h, x : x + w].mean()) <= _INK[1]:
            words.append((x, y, x + w, y + h))
    return words


def _distinct(boxes: list[Box]) -> list[Box]:
    """Each place once, largest first; of two that share more than 0.7 of the larger one, the larger."""
    kept = list[tuple[Box, int]]()
    for box in sorted(dict.fromkeys(boxes), key=lambda box: (-box.area, box.y1, box.x1)):
        # Written out, and begun with the next larger ones: text pages have thousands of pairs.
        x1, y1, x2, y2, area = box.x1, box.y1, box.x2, box.y2, box.area
        for other, larger in reversed(kept):
            if 0.7 * larger > area:
                kept.append((box, area))
                break
            width, height = min(x2, other.x2) - max(x1, other.x1), min(y2, other.y2) - max(y1, other.y1)
            if max(0, width) * max(0, height) >= 0.7 * larger:
                break
        else:
            kept.append((box, area))
    return [box for box, _ in kept]
