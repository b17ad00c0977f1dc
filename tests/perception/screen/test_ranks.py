"""Counted medians and quantiles say what numpy's say, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception.screen.colours import dominant
from perception.screen.ranks import STEPS, counted, distances, farthest, median_colour, quantile

_SEEDS = st.integers(0, 2**32 - 1)


@given(
    st.lists(st.integers(0, STEPS - 1), min_size=1, max_size=300), st.sampled_from((0.0, 0.5, 0.9, 0.98, 0.995, 1.0))
)
def test_a_quantile_is_that_of_numpy(values: list[int], share: float) -> None:
    assert quantile(counted(np.array(values, np.uint16), STEPS), share) == float(np.quantile(values, share))


@given(_SEEDS, st.integers(1, 60), st.integers(1, 60), st.sampled_from((2, 40, 256)))
def test_colours_are_those_that_numpy_finds(seed: int, height: int, width: int, spread: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, spread, (height, width, 3), dtype=np.uint8)
    away = np.abs(pixels.astype(np.int16) - np.array((7, 20, 33), np.int16)).sum(axis=2)
    top = float(np.percentile(away, 99.5)) if away.size > 2000 else float(away.max())
    near = away <= top / 2
    steps = (pixels.reshape(-1, 3) >> 4).astype(int)
    keys = (steps[:, 0] << 8) | (steps[:, 1] << 4) | steps[:, 2]
    common = pixels.reshape(-1, 3)[keys == np.bincount(keys).argmax()]

    assert (distances(pixels, (7, 20, 33)) == away).all()
    assert farthest(distances(pixels, (7, 20, 33))) == top
    assert median_colour(pixels) == tuple(int(value) for value in np.median(pixels, axis=(0, 1)))
    if near.any():
        expected = tuple(int(value) for value in np.median(pixels[near], axis=0))
        assert median_colour(pixels, near.astype(np.uint8)) == expected
    assert dominant(pixels) == tuple(int(value) for value in np.median(common, axis=0))


@pytest.mark.parametrize("shape", [(0, 0, 3), (0, 5, 3), (5, 0, 3)])
def test_an_empty_region_has_no_common_colour(shape: tuple[int, int, int]) -> None:
    assert dominant(np.zeros(shape, np.uint8)) is None
