"""Boxes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evidence.geometry import Box

BOXES = st.builds(Box, *[st.integers(-50, 50)] * 4)


@given(BOXES, BOXES)
def test_the_common_part_lies_in_both(one: Box, other: Box) -> None:
    both = one.intersect(other)
    assert both.area <= min(one.area, other.area)
    if both.area:
        assert one.contains(both) and other.contains(both)
        assert one.contains_point(*both.centre) and other.contains_point(*both.centre)


def test_a_box_holds_its_first_corner_and_not_its_last() -> None:
    box = Box(0, 0, 10, 20)
    assert box.contains_point(0, 0) and not box.contains_point(10, 20)
    assert (box.width, box.height, box.area, box.centre) == (10, 20, 200, (5, 10))
    assert Box(5, 5, 1, 1).area == 0
    assert box.padded(2).as_list() == [-2, -2, 12, 22]
