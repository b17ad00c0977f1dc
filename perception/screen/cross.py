"""Close marks that are only drawn: ×, ⊗ and ╳ found in the pixels, light on dark and dark on light."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.components import components
from perception.screen.likeness import Mask, has_four_arms, likeness, whole_marks
from perception.screen.picture import Picture

MIN_SCORE = 0.72
"""Least agreement with a template; letters and plus signs stay below it."""
_PX_PER_DP = 1.5
"""Resolution at which marks are looked for: a mark of 8 dp has 12 px."""
_SMALLEST_DP = 5.4
LARGEST_DP = 44.0
"""Side of the largest mark."""
_KERNELS = {(9, cv2.MORPH_ELLIPSE): (8, 22, 60), (21, cv2.MORPH_RECT): (8, 22)}
"""Strokes up to so many px stand out, by so much; the larger kernel is for the heavy strokes of ✖."""
_LEAST_PLACE = 16
"""Shorter side in px, at that resolution, of a place that is searched."""
_LEVEL_STEP = 14
"""Steps of brightness at which a likely place is cut into what is brighter and what is darker."""
_LEVEL_SCORE = 0.78
"""Least agreement of a shape that was cut out so, and how many levels must show it."""
_LEVELS = 2
_BAND_PX_PER_DP, _BAND, _BAND_SCORE = 3.0, 10, 0.88
"""Resolution, half the width of a band of brightness, and least agreement of a mark that is cut out by such bands."""
_NARROWEST = 1.9
"""Height to width of the narrowest mark, the ╳ of some fonts."""
_NARROW_SCORE = 0.85
"""The same for narrow marks, as letters are."""
_FAINT_SCORE = 0.62
"""Least agreement with a whole mark where it is searched for among the strokes of a photograph or a text."""
_FAINT_DP = (8.0, 10.0, 12.5, 15.5, 19.5, 24.5, 30.0)
_PEAKS = 4
"""Places that are tried with each whole mark."""
_FINE = 9
_CLIP = 48
"""Brighter strokes count no more than this, or clutter would outweigh the mark."""
_MAX_COMPONENTS = 400


@dataclass(frozen=True, slots=True)
class Cross:
    """A drawn mark; `score` is its agreement with the best template, rounded to two digits."""

    box: Box
    score: float


def find_crosses(picture: Picture, region: Box, density: int) -> tuple[Cross, ...]:
    """Marks in a region that are shapes of their own, best first; marks that overlap are one."""
    region = picture.bounds.intersect(region)
    if min(region.width, region.height) < 8:
        return ()
    scale = _scale(density)
    small = _shrunk(picture, region, scale)
    found = list[Cross]()
    for (kernel, shape), thresholds in _KERNELS.items():
        for stood_out in _strokes(small, kernel, shape):
            for threshold in thresholds:
                found += _in_mask((stood_out >= threshold).astype(np.uint8), region, scale, density)
    return distinct(found)


def find_hidden(picture: Picture, places: Sequence[Box], density: int, *, faint: bool = True) -> tuple[Cross, ...]:
    """Marks that touch other strokes, searched in places where close marks are likely, best first.

    First what is brighter or darker than all around it is cut out, as a white mark over a dimmed text is, then what is
    of one brightness on two grounds, as a grey mark across a picture's edge. Where that shows nothing and `faint`
    allows, the strokes are compared with whole marks.
    """
    scale = _scale(density)
    cut = [picture.bounds.intersect(place) for place in places]
    cut = [place for place in cut if min(place.width, place.height) * scale >= _LEAST_PLACE]
    found = [cross for place in cut for cross in _among_levels(picture, place, scale, density)]
    if not found:
        found = [cross for place in cut for cross in _among_bands(picture, place, density)]
    if not found and faint:
        found = [cross for place in cut for cross in _among_strokes(picture, place, scale, density)]
    return distinct(found)


def _scale(density: int) -> float:
    return min(1.0, _PX_PER_DP * 160 / density)


def _shrunk(picture: Picture, region: Box, scale: float) -> Mask:
    size = (max(1, round(region.width * scale)), max(1, round(region.height * scale)))
    return np.asarray(cv2.resize(picture.crop_grey(region), size, interpolation=cv2.INTER_AREA), np.uint8)


def _strokes(grey: Mask, kernel: int, shape: int = cv2.MORPH_ELLIPSE) -> tuple[Mask, Mask]:
    """How much each pixel is brighter, and darker, than the ground around strokes of at most the kernel's width."""
    element = cv2.getStructuringElement(shape, (kernel, kernel))
    light, dark = (cv2.morphologyEx(grey, how, element) for how in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT))
    return np.asarray(light, np.uint8), np.asarray(dark, np.uint8)


def _among_levels(picture: Picture, place: Box, scale: float, density: int) -> list[Cross]:
    """Marks that several levels of brightness cut out of what surrounds them."""
    small = _shrunk(picture, place, scale)
    found = list[Cross]()
    for masks in (_brighter(small), _darker(small)):
        seen = [cross for mask in masks for cross in _in_mask(mask, place, scale, density)]
        found += [
            cross
            for cross in seen
            if cross.score >= _LEVEL_SCORE
            and sum(other.box.contains_point(*cross.box.centre) for other in seen) >= _LEVELS
        ]
    return found


def _brighter(grey: Mask) -> Iterator[Mask]:
    low, high = int(grey.min()), int(grey.max())
    return ((grey >= level).astype(np.uint8) for level in range(high - _LEVEL_STEP // 2, low, -_LEVEL_STEP))


def _darker(grey: Mask) -> Iterator[Mask]:
    low, high = int(grey.min()), int(grey.max())
    return ((grey <= level).astype(np.uint8) for level in range(low + _LEVEL_STEP // 2, high, _LEVEL_STEP))


def _among_bands(picture: Picture, place: Box, density: int) -> list[Cross]:
    """Marks of one brightness, whatever stands behind each of their arms, seen in two bands of brightness at least."""
    scale = min(1.0, _BAND_PX_PER_DP * 160 / density)
    small = _shrunk(picture, place, scale).astype(np.int16)
    seen = list[Cross]()
    for level in range(int(small.min()), int(small.max()) + 1, _BAND):
        seen += _in_mask((np.abs(small - level) <= _BAND).astype(np.uint8), place, scale, density)
    return [
        cross
        for cross in seen
        if cross.score >= _BAND_SCORE and sum(other.box.contains_point(*cross.box.centre) for other in seen) >= _LEVELS
    ]


def _among_strokes(picture: Picture, place: Box, scale: float, density: int) -> list[Cross]:
    """The best mark in a small place by correlation with whole marks of many sizes."""
    per_dp = scale * density / 160
    best: Cross | None = None
    for stood_out in _strokes(_shrunk(picture, place, scale), _FINE):
        clipped = np.minimum(stood_out, _CLIP).astype(np.float32)
        for size in (round(dp * per_dp) for dp in _FAINT_DP):
            for template in whole_marks(size):
                side = template.shape[0]
                if min(clipped.shape) < side:
                    continue
                for x, y, score in _peaks(clipped, template):
                    if best is not None and score <= best.score:
                        break
                    if has_four_arms(clipped[y : y + side, x : x + side], template):
                        inset = (side - size) / 2
                        box = Box(
                            place.x1 + int((x + inset) / scale),
                            place.y1 + int((y + inset) / scale),
                            place.x1 + round((x + side - inset) / scale),
                            place.y1 + round((y + side - inset) / scale),
                        )
                        best = Cross(box, round(score, 2))
                        break
    return [best] if best is not None else []


def _peaks(strokes: NDArray[np.float32], template: NDArray[np.float32]) -> Iterator[tuple[int, int, float]]:
    """Where strokes are most like a template, best first: x, y and the agreement."""
    fit = cv2.matchTemplate(strokes, template, cv2.TM_CCOEFF_NORMED)
    fit = np.where(np.isfinite(fit), fit, 0.0)
    near = template.shape[0] // 3
    for _ in range(_PEAKS):
        _, score, _, (x, y) = cv2.minMaxLoc(fit)
        if score < _FAINT_SCORE:
            return
        yield x, y, float(score)
        fit[max(0, y - near) : y + near + 1, max(0, x - near) : x + near + 1] = 0


def _in_mask(mask: Mask, region: Box, scale: float, density: int) -> list[Cross]:
    labels, stats = components(mask)
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
    for (x, y, w, h), score in zip(places, likeness(parts), strict=True):
        if score >= (MIN_SCORE if h <= 1.3 * w else _NARROW_SCORE):
            box = Box(
                region.x1 + int(x / scale),
                region.y1 + int(y / scale),
                region.x1 + round((x + w) / scale),
                region.y1 + round((y + h) / scale),
            )
            found.append(Cross(box, score))
    return found


def distinct(found: Iterable[Cross]) -> tuple[Cross, ...]:
    """The best of those that overlap, best first."""
    kept = list[Cross]()
    for cross in sorted(found, key=lambda cross: (-cross.score, -cross.box.area, cross.box.y1, cross.box.x1)):
        if all(cross.box.intersect(other.box).area == 0 for other in kept):
            kept.append(cross)
    return tuple(kept)
