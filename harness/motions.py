"""How a phone is moved to try what makes a pop-up jump, as readings of its accelerometer and gyroscope.

T/TAF 078.7-2022 8 d) names 15 m/s², 35° and 3 s, below which nothing may jump. `still` and `above` are the controls: a
phone that is not moved, and a gesture. The motions between stay below all three, gravity counted in, so that a jump at
them is one whichever way the three are read together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.events import MotionName

Vector = tuple[float, float, float]

GRAVITY = 9.81
"""m/s²"""
RATE_HZ = 12.0
"""Readings a second."""


@dataclass(frozen=True, slots=True)
class Motion:
    """A shake across gravity with `shake` m/s² at `hz`, and a turn to `angle` degrees and back, within `seconds`."""

    shake: float
    hz: float
    angle: float
    seconds: float

    @property
    def acceleration(self) -> float:
        """The greatest reading in m/s², gravity counted in."""
        return math.hypot(self.shake, GRAVITY)


@dataclass(frozen=True, slots=True)
class Pose:
    """What the sensors read `at_s` after the beginning: m/s² with gravity, and the rate of turning in rad/s.

    `push` is what of the acceleration is not gravity.
    """

    at_s: float
    acceleration: Vector
    rotation: Vector
    push: Vector


MOTIONS: dict[MotionName, Motion] = {
    "still": Motion(shake=0.0, hz=1.0, angle=0.0, seconds=4.0),
    "pick_up": Motion(shake=4.0, hz=0.5, angle=30.0, seconds=1.0),
    "walking": Motion(shake=3.0, hz=2.0, angle=10.0, seconds=2.8),
    "vehicle": Motion(shake=1.5, hz=4.0, angle=3.0, seconds=2.8),
    "below": Motion(shake=10.0, hz=2.0, angle=30.0, seconds=2.8),
    "above": Motion(shake=20.0, hz=2.0, angle=50.0, seconds=4.5),
}


def poses(motion: Motion, rest: Vector) -> Iterator[Pose]:
    """The readings of a motion that begins and ends at `rest`, the accelerometer's reading of a phone that lies still.

    The phone turns about the axis that is nearest to level, and is shaken along it, so that the shake never adds to
    gravity.
    """
    axis = _level_axis(rest)
    across = _cross(axis, rest)
    count = math.ceil(motion.seconds * RATE_HZ)
    for index in range(count + 1):
        at = motion.seconds * index / count
        angle = math.radians(motion.angle) * math.sin(math.pi * at / motion.seconds)
        rate = math.radians(motion.angle) * math.pi / motion.seconds * math.cos(math.pi * at / motion.seconds)
        pushed = motion.shake * math.sin(2 * math.pi * motion.hz * at)
        yield Pose(
            at_s=at,
            acceleration=_sum(_times(rest, math.cos(angle)), _times(across, math.sin(angle)), _times(axis, pushed)),
            rotation=_times(axis, rate),
            push=_times(axis, pushed),
        )


def _level_axis(rest: Vector) -> Vector:
    """A unit vector square to gravity, near the phone's axis that gravity pulls least at."""
    length = math.sqrt(sum(value * value for value in rest)) or 1.0
    least = min(range(3), key=lambda index: abs(rest[index]))
    share = rest[least] / length
    raw = [-(value / length) * share + (index == least) for index, value in enumerate(rest)]
    size = math.sqrt(sum(value * value for value in raw))
    return raw[0] / size, raw[1] / size, raw[2] / size


def _cross(one: Vector, other: Vector) -> Vector:
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )


def _times(vector: Vector, factor: float) -> Vector:
    return vector[0] * factor, vector[1] * factor, vector[2] * factor


def _sum(*vectors: Vector) -> Vector:
    return sum(v[0] for v in vectors), sum(v[1] for v in vectors), sum(v[2] for v in vectors)
