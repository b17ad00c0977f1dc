"""Close marks that are only drawn: ×, ⊗ and ╳ found in the pixels, light on dark and dark on light."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.picture import Picture

MIN_SCORE = 0.72
"""Least agreement with a template; letters and plus signs stay below it."""
_PX_PER_DP = 1.5
"""Resolution at which marks are looked for: a mark of 8 dp has 12 px."""
_SMALLEST_DP, _LARGEST_DP = 6.0, 36.0
_THRESHOLDS = (8, 22, 60)
_MAX_COMPONENTS = 400
_SIDE = 16
Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Cross:
    """A drawn mark; `score` is its agreement with the best template, rounded to two digits."""

    box: Box
    score: float


def find_crosses(picture: Picture, region: Box, density: int) -> tuple[Cross, ...]:
    """Marks in a region, best first; marks that overlap are one."""
    region = picture.bounds.intersect(region)
    if min(region.width, region.height) < 8:
        return ()
    scale = min(1.0, _PX_PER_DP * 160 / density)
    grey = picture.crop_grey(region)
    size = (max(1, round(region.width * scale)), max(1, round(region.height * scale)))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    found = list[Cross]()
    for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        stood_out = np.asarray(cv2.morphologyEx(small, operation, kernel), np.uint8)
        for threshold in _THRESHOLDS:
            found += _in_mask((stood_out >= threshold).astype(np.uint8), region, scale, density)
    return _distinct(found)


def _in_mask(mask: Mask, region: Box, scale: float, density: int) -> list[Cross]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    per_dp = scale * density / 160
    low, high = _SMALLEST_DP * per_dp, _LARGEST_DP * per_dp
    sizes = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    fits = np.flatnonzero(
        (sizes.min(axis=1) >= low) & (sizes.max(axis=1) <= high) & (sizes.max(axis=1) <= 1.3 * sizes.min(axis=1))
    )
    found = list[Cross]()
    for index in fits[:_MAX_COMPONENTS]:
        x, y, w, h = (int(value) for value in stats[index + 1, :4])
        score = _likeness((labels[y : y + h, x : x + w] == index + 1).astype(np.uint8))
        if score >= MIN_SCORE:
            box = Box(
                region.x1 + int(x / scale),
                region.y1 + int(y / scale),
                region.x1 + round((x + w) / scale),
                region.y1 + round((y + h) / scale),
            )
            found.append(Cross(box, score))
    return found


def _likeness(mask: Mask) -> float:
    """Agreement of a component with the templates, as itself and without a ring around it."""
    best = 0.0
    for part in (mask, _without_ring(mask)):
        if part is None or min(part.shape) < 4:
            continue
        face = cv2.resize(part.astype(np.float32), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
        face = np.asarray(face - face.mean(), np.float32)
        norm = float(np.linalg.norm(face))
        if norm > 0:
            best = max(best, *(float((face * template).sum()) / norm for template in _templates()))
    return round(best, 2)


def _without_ring(mask: Mask) -> Mask | None:
    """The middle of a round component, where the strokes of ⊗ cross."""
    height, width = mask.shape
    dy, dx = round(0.22 * height), round(0.22 * width)
    middle = mask[dy : height - dy, dx : width - dx]
    corners = mask[[0, 0, -1, -1], [0, -1, 0, -1]]
    return middle if middle.size and middle.any() and not corners.any() else None


@cache
def _templates() -> tuple[NDArray[np.float32], ...]:
    """Crossing strokes of several widths, centred and of length one."""
    made = []
    for stroke in (8, 14, 20, 28):
        canvas = np.zeros((128, 128), np.uint8)
        inset = stroke // 3
        for start, end in (((inset, inset), (127 - inset, 127 - inset)), ((127 - inset, inset), (inset, 127 - inset))):
            cv2.line(canvas, start, end, 255, stroke)
        face = np.asarray(
            cv2.resize(canvas.astype(np.float32), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.float32
        )
        face = np.asarray(face - face.mean(), np.float32)
        made.append(face / np.linalg.norm(face))
    return tuple(made)


def _distinct(found: list[Cross]) -> tuple[Cross, ...]:
    kept = list[Cross]()
    for cross in sorted(found, key=lambda cross: (-cross.score, -cross.box.area, cross.box.y1, cross.box.x1)):
        if all(cross.box.intersect(other.box).area == 0 for other in kept):
            kept.append(cross)
    return tuple(kept)
