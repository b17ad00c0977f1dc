"""Where something is drawn in a region that its known texts do not account for."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from evidence.geometry import Box
from perception.screen.picture import Picture

_STEP = 5
"""Least step in grey between neighbours that is no shade of a ground."""
_BLUR = 4
"""Px around a known text that its own edges may take."""
_AROUND = 72
"""Px above and below what is drawn that are looked at with it: lines are found by what surrounds them."""
_MOST = 0.7
"""Share of a region from which it is looked at as a whole."""


def unexplained(picture: Picture, region: Box, known: Sequence[Box]) -> tuple[Box, ...]:
    """The bands of a region, as wide as it is, in which more is drawn than the known texts; the region without any."""
    if not known:
        return (region,)
    grey = picture.crop_grey(region)
    drawn = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) >= _STEP, np.uint8)
    for box in known:
        part = region.intersect(box.padded(_BLUR))
        drawn[part.y1 - region.y1 : part.y2 - region.y1, part.x1 - region.x1 : part.x2 - region.x1] = 0
    rows = np.flatnonzero(drawn.any(axis=1))
    bands = list[Box]()
    for y in rows.tolist():
        top, bottom = region.y1 + y - _AROUND, region.y1 + y + _AROUND
        if bands and top <= bands[-1].y2:
            bands[-1] = Box(region.x1, bands[-1].y1, region.x2, min(region.y2, bottom))
        else:
            bands.append(Box(region.x1, max(region.y1, top), region.x2, min(region.y2, bottom)))
    return (region,) if sum(band.height for band in bands) >= _MOST * region.height else tuple(bands)
