"""Connected parts are the same, however few bytes they are numbered in."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from perception.screen.components import components


def dots(side: int) -> np.ndarray:
    """As many parts as a mask can have."""
    mask = np.zeros((side, side), np.uint8)
    mask[::2, ::2] = 1
    return mask


@pytest.mark.parametrize(
    "mask",
    [
        np.zeros((7, 9), np.uint8),
        np.ones((600, 600), np.uint8),
        dots(510),
        dots(514),
        np.asarray(np.random.default_rng(1).random((300, 900)) < 0.3, np.uint8),
        np.asarray(np.random.default_rng(2).random((900, 900)) < 0.1, np.uint8),
    ],
    ids=["nothing", "all", "almost too many", "too many", "noise", "much noise"],
)
def test_all_parts_are_told_apart(mask: np.ndarray) -> None:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found, measured = components(mask)
    assert len(measured) == count
    assert np.array_equal(found, labels) and np.array_equal(measured, stats)
