"""Recall over the generated matrix: all single encodings in all places, and every pair around some of the values.

`python -m tests.perception.traffic.matrix` runs every pair around every value.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.perception.traffic.matrix import ENCODINGS, PLACES, VALUES, Case, cases, missed

SAMPLE = 13
"""Every so many-th value of a pair: two or three values a pair, others for the next pair."""


def test_every_value_in_every_encoding_and_pair_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    left_out: Counter[str] = Counter()
    wrong: list[str] = []
    places: Counter[str] = Counter()
    pairs: set[tuple[str, ...]] = set()
    for case in cases(pairs=True, every=SAMPLE):
        if not isinstance(case, Case):
            left_out[case[1]] += 1
            continue
        places[case.place] += 1
        pairs.add(tuple(step.name for step in case.chain))
        if why := missed(case):
            wrong.append(why)
    with capsys.disabled():
        print()
        for why, times in left_out.most_common():
            print(f"  left out of the matrix, {times} times: {why}")
        print(f"  {sum(places.values())} cases of the matrix, {len(wrong)} missed")
    assert not wrong, "\n".join(wrong[:50])
    assert set(places) == set(PLACES)
    assert len(pairs) > 0.8 * len(ENCODINGS) ** 2
    assert len(VALUES) >= 20
