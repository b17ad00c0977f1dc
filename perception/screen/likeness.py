"""How much a shape is like a close mark: two strokes of equal length that cross in their middles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 16
_FINE = 128
"""Side in px at which templates are drawn."""
_WEAKEST_ARM = 0.4
"""Least strength of the weakest of the four arms, as a share of their mean; a chevron has two arms only."""
_CLEAR_GAPS = 0.6
"""Most of the arms' strength that the gaps between them may have."""
Mask = NDArray[np.uint8]


def likeness(masks: Sequence[Mask]) -> list[float]:
    """Agreement of components with the templates, each as itself and without a ring around it; 0 to 1."""
    best = [0.0] * len(masks)
    wholes = [(index, mask) for index, mask in enumerate(masks) if min(mask.shape) >= 4]
    middles = ((index, _without_ring(mask)) for index, mask in enumerate(masks))
    parts = [*wholes, *((index, middle) for index, middle in middles if middle is not None and min(middle.shape) >= 4)]
    if not parts:
        return best
    faces = np.stack(
        [cv2.resize(part.astype(np.float32), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).ravel() for _, part in parts]
    )
    faces -= faces.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(faces, axis=1)
    scores = (faces @ _templates()).max(axis=1) / np.where(norms > 0, norms, np.inf)
    for (index, _), score in zip(parts, scores, strict=True):
        best[index] = max(best[index], round(float(score), 2))
    return best


@cache
def whole_marks(size: int) -> tuple[NDArray[np.float32], ...]:
    """Marks of a size in px with some ground around them, in a thin and a common stroke."""
    marks = []
    for share in (11, 7):
        ground, fine = max(2, size // 6), 8
        canvas = np.zeros(((size + 2 * ground) * fine,) * 2, np.uint8)
        low, high = ground * fine, (size + ground) * fine
        for start, end in (((low, low), (high, high)), ((high, low), (low, high))):
            cv2.line(canvas, start, end, 255, max(fine, round(size * fine / share)))
        side = size + 2 * ground
        marks.append(np.asarray(cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA), np.float32))
    return tuple(marks)


def has_four_arms(strokes: NDArray[np.float32], template: NDArray[np.float32]) -> bool:
    """Whether a place of the template's size shows all four arms of the mark, and less between them."""
    side = template.shape[0]
    inked = template >= 0.5 * float(template.max())
    rows = np.flatnonzero(inked.any(axis=1))
    low, high, half = int(rows[0]), int(rows[-1]) + 1, side / 2
    down, right = np.ogrid[:side, :side]
    lower, farther = down >= half, right >= half
    arms = [float(strokes[inked & (lower == a) & (farther == b)].mean()) for a in (False, True) for b in (False, True)]
    empty = template <= 0.1 * float(template.max())
    inside = (down >= low) & (down < high) & (right >= low) & (right < high)
    gaps = float(strokes[empty & inside].mean()) if (empty & inside).any() else 0.0
    mean = sum(arms) / 4
    return min(arms) >= _WEAKEST_ARM * mean and gaps <= _CLEAR_GAPS * mean


def _without_ring(mask: Mask) -> Mask | None:
    """The middle of a round component, where the strokes of ⊗ cross."""
    if mask[0, 0] or mask[0, -1] or mask[-1, 0] or mask[-1, -1]:
        return None
    height, width = mask.shape
    dy, dx = round(0.22 * height), round(0.22 * width)
    middle = mask[dy : height - dy, dx : width - dx]
    return middle if middle.size and middle.any() else None


@cache
def _templates() -> NDArray[np.float32]:
    """Crossing strokes of several widths, with round and straight ends, centred and of length one, as columns."""
    made = []
    for canvas in (*map(_round_ended, (8, 14, 20, 28, 40)), *map(_straight_ended, (20, 28, 36, 44))):
        face = np.asarray(
            cv2.resize(canvas.astype(np.float32), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.float32
        )
        face = np.asarray(face - face.mean(), np.float32)
        made.append((face / np.linalg.norm(face)).ravel())
    return np.stack(made, axis=1)


def _round_ended(stroke: int) -> Mask:
    canvas, inset = np.zeros((_FINE, _FINE), np.uint8), stroke // 3
    low, high = inset, _FINE - 1 - inset
    for start, end in (((low, low), (high, high)), ((high, low), (low, high))):
        cv2.line(canvas, start, end, 255, stroke)
    return canvas


def _straight_ended(stroke: int) -> Mask:
    """The cross of icon fonts and ✖: its strokes end at right angles, so their corners touch the box."""
    canvas, half, last = np.zeros((_FINE, _FINE), np.uint8), stroke / 8**0.5, _FINE - 1
    bar = [(0.0, 2 * half), (2 * half, 0.0), (last, last - 2 * half), (last - 2 * half, last)]
    for corners in (bar, [(last - x, y) for x, y in bar]):
        cv2.fillPoly(canvas, [np.round(corners).astype(np.int32)], 255)
    return canvas
