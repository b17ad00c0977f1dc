"""Medians and quantiles of small whole numbers, by counting them: a text page has thousands of measured places."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from perception.screen.picture import Pixels

Whole = NDArray[np.uint8] | NDArray[np.uint16]
Counts = NDArray[np.int64]

STEPS = 766
"""Numbers that `distances` may give."""
_MANY = 2000


def counted(values: Whole, below: int) -> Counts:
    """How often each number from 0 to `below` - 1 occurs."""
    return np.asarray(cv2.calcHist([values], [0], None, [below], [0, below]), np.float32).ravel().astype(np.int64)


def quantile(counts: Counts, share: float) -> float:
    """What `numpy.quantile` says of the counted numbers; there is at least one."""
    passed = counts.cumsum()
    place = share * (int(passed[-1]) - 1)
    first = math.floor(place)
    low, high = (float(passed.searchsorted(rank, side="right")) for rank in (first, first + 1))
    # numpy counts from the nearer end, which decides about the last bit.
    rest = place - first
    high = low if not rest else high
    return low + (high - low) * rest if rest < 0.5 else high - (high - low) * (1 - rest)


def median_colour(pixels: Pixels, inside: NDArray[np.uint8] | None = None) -> tuple[int, int, int]:
    """The median of each of the three colours, its fraction cut off; of what `inside` marks where it is given."""
    blue, green, red = (int(quantile(_channel(pixels, index, inside), 0.5)) for index in range(3))
    return blue, green, red


def _channel(pixels: Pixels, index: int, inside: NDArray[np.uint8] | None) -> Counts:
    return np.asarray(cv2.calcHist([pixels], [index], inside, [256], [0, 256]), np.float32).ravel().astype(np.int64)


def distances(pixels: Pixels, colour: Sequence[int]) -> NDArray[np.uint16]:
    """Sum of the three differences of each pixel from a colour, 0 to 765."""
    blue, green, red = cv2.split(cv2.absdiff(pixels, np.array([*colour, 0], np.float64)))
    return np.asarray(cv2.add(cv2.add(blue, green, dtype=cv2.CV_16U), red, dtype=cv2.CV_16U), np.uint16)


def farthest(away: NDArray[np.uint16]) -> float:
    """The greatest of such distances, a few specks of noise left out where there are many."""
    return quantile(counted(away, STEPS), 0.995) if away.size > _MANY else float(away.max())
