"""Motions are readings that a phone could give, below or above the reference values as they say."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.events import MotionName
from harness.motions import GRAVITY, MOTIONS, RATE_HZ, Motion, poses

coordinate = st.floats(-10, 10)


@given(rest=st.tuples(coordinate, coordinate, coordinate), name=st.sampled_from(sorted(MOTIONS)))
def test_readings_are_finite_and_begin_and_end_at_rest(rest: tuple[float, float, float], name: MotionName) -> None:
    motion = MOTIONS[name]
    played = list(poses(motion, rest))
    assert len(played) == math.ceil(motion.seconds * RATE_HZ) + 1
    assert all(math.isfinite(value) for pose in played for value in (*pose.acceleration, *pose.rotation))
    assert played[0].acceleration == pytest.approx(rest, abs=1e-6)
    assert (played[0].at_s, played[-1].at_s) == (0.0, motion.seconds)


@pytest.mark.parametrize("rest", [(0.0, 0.0, GRAVITY), (0.0, GRAVITY, 0.0), (5.0, 5.0, 6.8)])
@pytest.mark.parametrize("name", sorted(MOTIONS))
def test_the_shake_never_adds_to_gravity(name: MotionName, rest: tuple[float, float, float]) -> None:
    motion = MOTIONS[name]
    gravity = math.hypot(*rest)
    peak = max(math.hypot(*pose.acceleration) for pose in poses(motion, rest))
    assert peak <= math.hypot(motion.shake, gravity) + 1e-6


def test_the_phone_turns_as_far_as_it_says() -> None:
    motion = Motion(shake=0.0, hz=1.0, angle=40.0, seconds=4.0)
    turned, most = 0.0, 0.0
    played = list(poses(motion, (0.0, 0.0, GRAVITY)))
    for pose, after in itertools.pairwise(played):
        rate = (sum(pose.rotation) + sum(after.rotation)) / 2
        turned += math.degrees(rate) * (after.at_s - pose.at_s)
        most = max(most, abs(turned))
    assert most == pytest.approx(40.0, abs=1.0)
