"""Colours and how they are told apart: WCAG contrast, CMC distance, ink and ground of a text."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from perception.screen.picture import Pixels
from perception.screen.ranks import distances, farthest, median_colour

Colour = tuple[int, int, int]
"""Blue, green, red, 0 to 255."""

_SAMPLES = 40_000
_INK_SHARE = 0.55
"""Share of the greatest distance from the ground at which a pixel counts as ink; edges blend below it."""


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """What is drawn on a ground: both colours, their WCAG contrast and the mask of drawn pixels."""

    ground: Colour
    colour: Colour
    contrast: float
    mask: NDArray[np.bool_]


def luminance(colour: Colour) -> float:
    """WCAG relative luminance, 0 to 1."""
    parts = [value / 255 for value in colour]
    blue, green, red = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """WCAG contrast ratio, 1 to 21, rounded to two digits."""
    low, high = sorted((luminance(one), luminance(other)))
    return round((high + 0.05) / (low + 0.05), 2)


def dominant(pixels: Pixels) -> Colour | None:
    """The commonest colour of a region (in steps of 16, then the median of that step), None of an empty one."""
    flat = _sampled(pixels)
    if not flat.size:
        return None
    counts = np.asarray(cv2.calcHist([flat], [0, 1, 2], None, [16] * 3, [0, 256] * 3), np.float32)
    low = [16 * int(step) for step in np.unravel_index(int(counts.argmax()), counts.shape)]
    return median_colour(flat, np.asarray(cv2.inRange(flat, tuple(low), tuple(part + 15 for part in low)), np.uint8))


def ink(pixels: Pixels) -> Ink | None:
    """Ground, ink and contrast of a region with something drawn on one ground; None when nothing stands out."""
    ground = dominant(pixels)
    if ground is None or pixels.shape[0] < 2 or pixels.shape[1] < 2:
        return None
    away = distances(pixels, ground)
    top = farthest(away)
    if top < 18:
        return None
    mask = away >= max(12.0, _INK_SHARE * top)
    colour = median_colour(pixels, (away >= 0.85 * top).astype(np.uint8))
    return Ink(ground, colour, contrast(ground, colour), mask)


def cmc_distance(one: Colour, other: Colour) -> float:
    """Colour distance CMC(2:1) with `one` as the reference, rounded to two digits (Clarke, McDonald, Rigg 1984)."""
    (l1, a1, b1), (l2, a2, b2) = _lab(one), _lab(other)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    hue = math.degrees(math.atan2(b1, a1)) % 360
    if 164 <= hue <= 345:
        t = 0.56 + abs(0.2 * math.cos(math.radians(hue + 168)))
    else:
        t = 0.36 + abs(0.4 * math.cos(math.radians(hue + 35)))
    f = math.sqrt(c1**4 / (c1**4 + 1900))
    sl = 0.511 if l1 < 16 else 0.040975 * l1 / (1 + 0.01765 * l1)
    sc = 0.0638 * c1 / (1 + 0.0131 * c1) + 0.638
    sh = sc * (f * t + 1 - f)
    dh2 = max(0.0, (a1 - a2) ** 2 + (b1 - b2) ** 2 - (c1 - c2) ** 2)
    return round(math.sqrt(((l1 - l2) / (2 * sl)) ** 2 + ((c1 - c2) / sc) ** 2 + dh2 / sh**2), 2)


def saturation(colour: Colour) -> int:
    """How colourful: the spread of the three parts, 0 to 255."""
    return max(colour) - min(colour)


def _lab(colour: Colour) -> tuple[float, float, float]:
    pixel = np.array([[colour]], np.float32) / 255
    lightness, a, b = cv2.cvtColor(pixel, cv2.COLOR_BGR2LAB)[0, 0]
    return float(lightness), float(a), float(b)


def _sampled(pixels: Pixels) -> Pixels:
    count = pixels.shape[0] * pixels.shape[1]
    step = max(1, int(math.sqrt(count / _SAMPLES)))
    return pixels if step == 1 else np.ascontiguousarray(pixels[::step, ::step])
