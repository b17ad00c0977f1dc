"""A dimmed background, as the picture shows it: nothing outside a rectangle is as bright as what lies in it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from evidence.geometry import Box
from perception.screen.picture import Picture

_BARS = (0.05, 0.065)
"""Shares of the height at the top and bottom that bars of the system may keep undimmed."""
_BRIGHTEST_DIMMED = 200
_CLEAR_STEP = 25
"""How much brighter than the brightest of the ring the inside must be."""
_DARKEST_PAGE = 55
"""A ring darker than this may as well be a dark page, so the picture alone proves nothing."""


@dataclass(frozen=True, slots=True)
class Ring:
    """What surrounds a rectangle: nearly all of it stays below `cap`; `inside` is how bright the rectangle is.

    `bright_share` is the share of the rectangle that is brighter than `cap`.
    """

    cap: int
    inside: int
    bright_share: float

    @property
    def dims(self) -> bool:
        """Whether the surroundings are dimmed against the rectangle."""
        return self.cap <= _BRIGHTEST_DIMMED and self.inside >= self.cap + _CLEAR_STEP


def ring_around(picture: Picture, box: Box) -> Ring | None:
    """The surroundings of a box; None when less than a twentieth of the screen lies outside it."""
    value, scale = picture.reduced
    height = value.shape[0]
    outside = np.zeros(value.shape, bool)
    outside[round(_BARS[0] * height) : round((1 - _BARS[1]) * height)] = True
    x1, y1, x2, y2 = (round(v * scale) for v in box.as_list())
    # Edges are blended and shadows fall on them, so a few px on both sides are left out.
    outside[max(0, y1 - 3) : y2 + 3, max(0, x1 - 3) : x2 + 3] = False
    inner = value[max(0, y1 + 2) : max(0, y2 - 2), max(0, x1 + 2) : max(0, x2 - 2)]
    ring = value[outside]
    if ring.size < 0.05 * value.size or not inner.size:
        return None
    cap = int(np.percentile(ring, 99))
    return Ring(cap, int(np.percentile(inner, 85)), float(np.mean(inner > cap)))


def find_card(picture: Picture) -> Box | None:
    """The rectangle that stands undimmed before a dimmed page, centred or at the bottom. None without clear proof."""
    value, scale = picture.reduced
    height, width = value.shape
    top, bottom = round(_BARS[0] * height), round((1 - _BARS[1]) * height)
    edge = max(2, round(0.03 * width))
    sides = np.concatenate([value[top : bottom // 2, :edge].ravel(), value[top : bottom // 2, -edge:].ravel()])
    cap = int(np.percentile(sides, 99))
    if not _DARKEST_PAGE <= cap <= _BRIGHTEST_DIMMED - 15:
        return None
    bright = (value > cap + _CLEAR_STEP).astype(np.uint8)
    bright[:top] = 0
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
    if count < 2:
        return None
    x, y, w, h, filled = (int(v) for v in stats[1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())])
    box = Box(round(x / scale), round(y / scale), round((x + w) / scale), round((y + h) / scale))
    share = w * h / value.size
    centred = abs(2 * x + w - width) <= 0.06 * width
    solid = filled >= 0.75 * w * h
    if not (solid and centred and 0.04 <= share <= 0.85 and w >= 0.35 * width):
        return None
    ring = ring_around(picture, box)
    return box if ring is not None and ring.dims and ring.bright_share >= 0.3 else None
