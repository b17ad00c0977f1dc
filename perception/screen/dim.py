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
_LEAST_SIDE = 40
"""Smaller pictures, in px, are no screens."""
_NEAR = 0.12
"""Width of the surroundings that count, as a share of the screen's width."""
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
    everywhere = value[outside]
    if everywhere.size < 0.05 * value.size or not inner.size:
        return None
    near = round(_NEAR * value.shape[1])
    close_by = np.zeros(value.shape, bool)
    close_by[max(0, y1 - near) : y2 + near, max(0, x1 - near) : x2 + near] = True
    # A tab bar may stay undimmed, so brightness is bounded near the rectangle and for most of the rest.
    ring = value[outside & close_by]
    if not ring.size:
        return None
    cap = max(int(np.percentile(ring, 99)), int(np.percentile(everywhere, 85)))
    return Ring(cap, int(np.percentile(inner, 85)), float(np.mean(inner > cap)))


def find_card(picture: Picture) -> Box | None:
    """The rectangle that stands undimmed before a dimmed page, centred or at the bottom. None without clear proof."""
    value, scale = picture.reduced
    height, width = value.shape
    if min(height, width) < _LEAST_SIDE:
        return None
    top, bottom = round(_BARS[0] * height), round((1 - _BARS[1]) * height)
    edge = max(2, round(0.03 * width))
    sides = np.concatenate([value[top : bottom // 2, :edge].ravel(), value[top : bottom // 2, -edge:].ravel()])
    cap = int(np.percentile(sides, 99))
    if not _DARKEST_PAGE <= cap <= _BRIGHTEST_DIMMED - 15:
        return None
    bright = (value > cap + _CLEAR_STEP).astype(np.uint8)
    bright[:top] = 0
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
    for x, y, w, h, filled in sorted(stats[1:].tolist(), key=lambda part: -part[cv2.CC_STAT_AREA])[:3]:
        centred = abs(2 * x + w - width) <= 0.06 * width
        if not (filled >= 0.75 * w * h and centred and 0.06 <= w * h / value.size <= 0.85 and w >= 0.35 * width):
            continue
        box = Box(round(x / scale), round(y / scale), round((x + w) / scale), round((y + h) / scale))
        ring = ring_around(picture, box)
        if ring is not None and ring.dims and ring.bright_share >= 0.3:
            return box
    return None
