"""The motion sensors that pages read, which DevTools sets: Chromium on a computer has none of its own."""

from __future__ import annotations

import time

from harness.motions import GRAVITY, Motion, Pose, Vector, poses
from harness.platforms.web.devtools import Devtools

REST: Vector = (0.0, GRAVITY / 2**0.5, GRAVITY / 2**0.5)
"""A phone that is held still at an angle of 45°."""

_MOST_HZ = 60
_NOTHING: Vector = (0.0, 0.0, 0.0)
_TYPES = ("accelerometer", "linear-acceleration", "gravity", "gyroscope")


def lie_still(devtools: Devtools) -> None:
    """Give the tab in hand sensors that read as if nobody moved the phone. Raises InfraError."""
    for kind in _TYPES:
        devtools.send(
            "Emulation.setSensorOverrideEnabled",
            enabled=True,
            type=kind,
            metadata={"available": True, "minimumFrequency": 1, "maximumFrequency": _MOST_HZ},
        )
    _read(devtools, Pose(0.0, REST, _NOTHING, _NOTHING))


def play(devtools: Devtools, motion: Motion) -> None:
    """Let the sensors read as if the phone were moved, in real time, and lie still again. Raises InfraError."""
    began = time.monotonic()
    try:
        for pose in poses(motion, REST):
            time.sleep(max(0.0, began + pose.at_s - time.monotonic()))
            _read(devtools, pose)
    finally:
        _read(devtools, Pose(motion.seconds, REST, _NOTHING, _NOTHING))


def _read(devtools: Devtools, pose: Pose) -> None:
    pulled = tuple(all - own for all, own in zip(pose.acceleration, pose.push, strict=True))
    readings = (pose.acceleration, pose.push, pulled, pose.rotation)
    for kind, (x, y, z) in zip(_TYPES, readings, strict=True):
        devtools.send("Emulation.setSensorOverrideReadings", type=kind, reading={"xyz": {"x": x, "y": y, "z": z}})
