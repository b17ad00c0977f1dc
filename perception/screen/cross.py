"""Close marks that are only drawn: ×, ⊗ and ╳ found in the pixels, light on dark and dark on light."""

from __future__ import annotations

from collections.abc import Sequence
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
_SMALLEST_DP = 6.0
LARGEST_DP = 36.0
"""Side of the largest mark."""
_THRESHOLDS = (8, 22, 60)
_KERNELS = (9, 21)
"""Strokes up to so many px stand out; the larger one is for the heavy strokes of ✖."""
_NARROWEST = 1.9
"""Height to width of the narrowest mark, the ╳ of some fonts."""
_NARROW_SCORE = 0.85
"""The same for narrow marks, as letters are."""
_FAINT_SCORE = 0.58
"""Least agreement with a whole mark where it is searched for among the strokes of a photograph or a text."""
_FAINT_DP = (8.0, 10.0, 12.5, 15.5, 19.5, 24.5, 30.0)
_CLIP = 48
"""Brighter strokes count no more than this, or clutter would outweigh the mark."""
_MAX_COMPONENTS = 400
_SIDE = 16
Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Cross:
    """A drawn mark; `score` is its agreement with the best template, rounded to two digits."""

    box: Box
    score: float


def find_crosses(picture: Picture, region: Box, density: int, likely: Sequence[Box] = ()) -> tuple[Cross, ...]:
    """Marks in a region, best first; marks that overlap are one.

    A mark that touches other strokes is no shape of its own: it is found in the `likely` places alone, searched
    when no clear mark lies in any of them.
    """
    region = picture.bounds.intersect(region)
    if min(region.width, region.height) < 8:
        return ()
    scale = min(1.0, _PX_PER_DP * 160 / density)
    small = _shrunk(picture, region, scale)
    found = list[Cross]()
    for kernel in _KERNELS:
        for stood_out in _strokes(small, kernel):
            for threshold in _THRESHOLDS:
                found += _in_mask((stood_out >= threshold).astype(np.uint8), region, scale, density)
    clear = [cross for cross in found if any(place.contains_point(*cross.box.centre) for place in likely)]
    if not clear:
        for place in likely:
            found += _among_strokes(picture, region.intersect(place), scale, density)
    return _distinct(found)


def _shrunk(picture: Picture, region: Box, scale: float) -> Mask:
    size = (max(1, round(region.width * scale)), max(1, round(region.height * scale)))
    return np.asarray(cv2.resize(picture.crop_grey(region), size, interpolation=cv2.INTER_AREA), np.uint8)


def _strokes(grey: Mask, kernel: int) -> tuple[Mask, Mask]:
    """How much each pixel is brighter, and darker, than the ground around strokes of at most the kernel's width."""
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (kernel, kernel))
    light, dark = (cv2.morphologyEx(grey, how, shape) for how in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT))
    return np.asarray(light, np.uint8), np.asarray(dark, np.uint8)


def _among_strokes(picture: Picture, place: Box, scale: float, density: int) -> list[Cross]:
    """The best mark in a small place by correlation with whole marks of many sizes."""
    per_dp = scale * density / 160
    if min(place.width, place.height) * scale < _FAINT_DP[0] * per_dp + 4:
        return []
    best: Cross | None = None
    for stood_out in _strokes(_shrunk(picture, place, scale), _KERNELS[0]):
        clipped = np.minimum(stood_out, _CLIP).astype(np.float32)
        for size in (round(dp * per_dp) for dp in _FAINT_DP):
            for template in _whole_marks(size):
                side = template.shape[0]
                if min(clipped.shape) < side:
                    continue
                fit = cv2.matchTemplate(clipped, template, cv2.TM_CCOEFF_NORMED)
                _, score, _, (x, y) = cv2.minMaxLoc(np.where(np.isfinite(fit), fit, 0.0))
                if score >= _FAINT_SCORE and (best is None or score > best.score):
                    inset = (side - size) / 2
                    box = Box(
                        place.x1 + int((x + inset) / scale),
                        place.y1 + int((y + inset) / scale),
                        place.x1 + round((x + side - inset) / scale),
                        place.y1 + round((y + side - inset) / scale),
                    )
                    best = Cross(box, round(float(score), 2))
    return [best] if best is not None else []


@cache
def _whole_marks(size: int) -> tuple[NDArray[np.float32], ...]:
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


def _in_mask(mask: Mask, region: Box, scale: float, density: int) -> list[Cross]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    per_dp = scale * density / 160
    low, high = _SMALLEST_DP * per_dp, LARGEST_DP * per_dp
    sizes = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    width, height = sizes[:, 0], sizes[:, 1]
    shaped = (width <= 1.3 * height) & (height <= _NARROWEST * width)
    fits = np.flatnonzero((sizes.min(axis=1) >= low) & (sizes.max(axis=1) <= high) & shaped)[:_MAX_COMPONENTS]
    places = [tuple(int(value) for value in stats[index + 1, :4]) for index in fits]
    parts = [
        (labels[y : y + h, x : x + w] == index + 1).astype(np.uint8)
        for index, (x, y, w, h) in zip(fits, places, strict=True)
    ]
    found = list[Cross]()
    for (x, y, w, h), score in zip(places, _likeness(parts), strict=True):
        if score >= (MIN_SCORE if h <= 1.3 * w else _NARROW_SCORE):
            box = Box(
                region.x1 + int(x / scale),
                region.y1 + int(y / scale),
                region.x1 + round((x + w) / scale),
                region.y1 + round((y + h) / scale),
            )
            found.append(Cross(box, score))
    return found


def _likeness(masks: Sequence[Mask]) -> list[float]:
    """Agreement of components with the templates, each as itself and without a ring around it."""
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
    """Crossing strokes of several widths, centred and of length one, a column each."""
    made = []
    for stroke in (8, 14, 20, 28, 40):
        canvas = np.zeros((128, 128), np.uint8)
        inset = stroke // 3
        for start, end in (((inset, inset), (127 - inset, 127 - inset)), ((127 - inset, inset), (inset, 127 - inset))):
            cv2.line(canvas, start, end, 255, stroke)
        face = np.asarray(
            cv2.resize(canvas.astype(np.float32), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.float32
        )
        face = np.asarray(face - face.mean(), np.float32)
        made.append((face / np.linalg.norm(face)).ravel())
    return np.stack(made, axis=1)


def _distinct(found: list[Cross]) -> tuple[Cross, ...]:
    kept = list[Cross]()
    for cross in sorted(found, key=lambda cross: (-cross.score, -cross.box.area, cross.box.y1, cross.box.x1)):
        if all(cross.box.intersect(other.box).area == 0 for other in kept):
            kept.append(cross)
    return tuple(kept)
