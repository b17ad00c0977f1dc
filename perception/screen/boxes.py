"""Small boxes that are drawn before a label without a node: squares and rings, filled or empty, lone check marks."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.colours import dominant, ink
from perception.screen.picture import Pixels
from perception.screen.scene import Scene
from perception.screen.texts import line_rows
from perception.screen.view import SeenText

SMALLEST_DP, LARGEST_DP = 8, 44
_REACH_DP = 28
"""How far before its label a box ends at most."""
_MOST_LINES = 4
_FAINT, _CLEAR, _ALIKE = 30, 110, 70
"""Sums of the differences of the colour parts: from which a pale outline is drawn, from which a clear one is, and up to
which something has the colour of the label."""

Mask = NDArray[np.uint8]


def box_before(scene: Scene, text: SeenText) -> Box | None:
    """The box before a label's first line or beside the middle of its lines; None where nothing like one is drawn.

    The text may begin with the box (a reading took it in) or leave room before its first glyph (it is centred).
    """
    if scene.picture is None:
        return None
    first, last = _lines(scene, text)
    line = first[1] - first[0]
    room = scene.px(14)
    area = scene.bounds.intersect(
        Box(
            text.box.x1 - scene.px(LARGEST_DP // 2 + _REACH_DP),
            text.box.y1 + first[0] - room,
            min(text.box.x2, text.box.x1 + max(text.box.width * 2 // 3, scene.px(60))),
            text.box.y1 + last[1] + room,
        )
    )
    if area.width < scene.px(10) or area.height < 8:
        return None
    levels = {text.box.y1 + (first[0] + first[1]) // 2, text.box.y1 + (first[0] + last[1]) // 2}
    rows = (text.box.y1 + first[0] - area.y1, text.box.y1 + first[1] - area.y1)
    for mask in _masks(scene, text, area):
        start = _first_ink(mask, rows, text.box.x1 - area.x1, line)
        found = list[Box]()
        for inner in _shapes(mask):
            box = Box(area.x1 + inner.x1, area.y1 + inner.y1, area.x1 + inner.x2, area.y1 + inner.y2)
            level = min(abs(box.centre[1] - y) for y in levels) <= 0.8 * line
            gap = _next_ink(mask, rows, inner.x2, area.width)
            # In the label's own area it comes first and stands apart, which glyphs do not.
            outside = box.x2 <= text.box.x1 + 0.3 * line
            places = outside or (inner.x1 <= start + 2 and gap >= 0.25 * line)
            near = gap <= scene.px(_REACH_DP)
            sized = 0.45 * line <= min(box.width, box.height) and max(box.width, box.height) <= max(
                2.2 * line, scene.px(24)
            )
            if level and places and near and sized and box_shaped(scene, box):
                found.append(box)
        if found:
            return max(found, key=lambda box: box.x1)
    return None


def box_shaped(scene: Scene, box: Box) -> bool:
    """Whether a rectangle has the size and the proportions of a tick box."""
    low, high = scene.px(SMALLEST_DP), scene.px(LARGEST_DP)
    return low <= box.width <= high and low <= box.height <= high and 0.7 <= box.width / box.height <= 1.42


def is_check(mask: Mask) -> bool:
    """Whether a component is a check mark without a box: a short stroke down to the right, a long one up from there."""
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return False
    rows, columns = rows - rows.min(), columns - columns.min()
    height, width = int(rows.max()) + 1, int(columns.max()) + 1
    if min(height, width) < 8 or not 1.0 <= width / height <= 1.7 or not 0.06 <= len(rows) / (width * height) <= 0.5:
        return False
    foot = float(np.median(columns[rows >= 0.93 * (height - 1)])) / width
    left = float(np.median(rows[columns <= 0.05 * width])) / height
    right = float(np.median(rows[columns >= 0.95 * (width - 1)])) / height
    return bool(0.2 <= foot <= 0.55 and 0.3 <= left <= 0.8 and right <= 0.3)


def _lines(scene: Scene, text: SeenText) -> tuple[tuple[int, int], tuple[int, int]]:
    """Rows of the first and of the last line of a label relative to its box; of at most a few lines."""
    assert scene.picture is not None
    seen = ink(scene.picture.crop(text.box))
    tall = (0, min(text.box.height, scene.px(20)))
    rows = line_rows(seen.mask) if seen is not None else []
    if not rows or rows[0][1] - rows[0][0] > scene.px(34):
        return tall, tall
    return rows[0], rows[-1] if len(rows) <= _MOST_LINES else rows[0]


def _masks(scene: Scene, text: SeenText, area: Box) -> Iterator[Mask]:
    """What is drawn in an area: against its ground, clearly so, and in the label's own colour (before photographs)."""
    assert scene.picture is not None
    pixels = scene.picture.crop(area)
    ground = dominant(pixels)
    if ground is None:
        return
    away = _distance(pixels, ground)
    yield (away > _FAINT).astype(np.uint8)
    yield (away > _CLEAR).astype(np.uint8)
    seen = ink(scene.picture.crop(text.box))
    if seen is not None:
        for colour in (seen.colour, (255, 255, 255)):
            yield (_distance(pixels, colour) < _ALIKE).astype(np.uint8)


def _distance(pixels: Pixels, colour: tuple[int, int, int]) -> NDArray[np.int16]:
    return np.asarray(np.abs(pixels.astype(np.int16) - np.array(colour, np.int16)).sum(axis=2), np.int16)


def _shapes(mask: Mask) -> Iterator[Box]:
    """Convex outlines and check marks that lie whole in a mask; glyphs are neither."""
    closed = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    for contour in cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[-2]:
        x, y, w, h = cv2.boundingRect(contour)
        if min(w, h) < 8 or x == 0 or y == 0 or x + w >= mask.shape[1] or y + h >= mask.shape[0]:
            continue  # what the area cuts off is larger than it looks here
        filled = cv2.contourArea(contour)
        convex = filled >= 0.68 * w * h and filled >= 0.9 * cv2.contourArea(cv2.convexHull(contour))
        if convex or is_check(mask[y : y + h, x : x + w]):
            yield Box(x, y, x + w, y + h)


def _first_ink(mask: Mask, rows: tuple[int, int], left: int, line: int) -> int:
    """The first column of a label's box in which something stands on its first line, edges left out."""
    trim = line // 6
    part = mask[max(0, rows[0] + trim) : max(1, rows[1] - trim), max(0, left) :]
    columns = np.flatnonzero(part.any(axis=0))
    return max(0, left) + int(columns[0]) if len(columns) else mask.shape[1]


def _next_ink(mask: Mask, rows: tuple[int, int], after: int, width: int) -> int:
    """How far behind a column something stands on the first line."""
    part = mask[max(0, rows[0]) : max(1, rows[1]), after + 1 :]
    columns = np.flatnonzero(part.any(axis=0))
    return int(columns[0]) if len(columns) else width
