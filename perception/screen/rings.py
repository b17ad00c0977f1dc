"""Progress rings, which stand where a close mark will be: round, and empty in the middle."""

from __future__ import annotations

import cv2
import numpy as np

from evidence.geometry import Box
from perception.screen.picture import Picture

_SIDE = 48
"""Side in px at which a ring is looked at."""
_STROKE = 11
_THRESHOLDS = (10, 24, 60)
_ROUND = 0.09
"""Spread of the distances of a ring's pixels from its middle, as a share of the radius."""
_AROUND = 0.55
"""Share of the directions in which a ring has pixels; progress leaves part of it open."""


def is_ring(picture: Picture, box: Box, density: int) -> bool:
    """Whether a box shows a ring, whole or open, and nothing in its middle, light on dark or dark on light."""
    around = box.padded(max(2, density // 80))
    grey = picture.crop_grey(around)
    if min(grey.shape) < 12 or not 0.7 <= grey.shape[1] / grey.shape[0] <= 1.4:
        return False
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_STROKE, _STROKE))
    for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        stood_out = np.asarray(cv2.morphologyEx(small, operation, shape), np.uint8)
        if any(_round(stood_out >= threshold) for threshold in _THRESHOLDS):
            return True
    return False


def _round(mask: np.ndarray) -> bool:
    """Whether any connected part of the mask is a ring around an empty middle."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    for index in range(1, count):
        if max(stats[index, 2], stats[index, 3]) < 0.4 * _SIDE:
            continue
        y, x = np.nonzero(labels == index)
        # The middle of an open ring is found by least squares on x² + y² = 2ax + 2by + c.
        matrix = np.stack([2.0 * x, 2.0 * y, np.ones(len(x))], axis=1)
        (a, b, c), *_ = np.linalg.lstsq(matrix, (x * x + y * y).astype(float), rcond=None)
        radius = float(np.sqrt(max(1.0, c + a * a + b * b)))
        away = np.hypot(x - a, y - b)
        sectors = np.unique((np.arctan2(y - b, x - a) * 18 / np.pi).astype(int))
        if not 0.2 * _SIDE <= radius <= 0.55 * _SIDE or float(away.std()) > _ROUND * radius + 0.6:
            continue
        rows, columns = np.ogrid[:_SIDE, :_SIDE]
        middle = np.hypot(columns - a, rows - b) <= 0.55 * radius
        if len(sectors) >= _AROUND * 36 and middle.any() and float(mask[middle].mean()) < 0.03:
            return True
    return False
