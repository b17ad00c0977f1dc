"""Driving again what a recording drove: the same taps, by element, else by position."""

from harness.replay.course import course
from harness.replay.player import Player

__all__ = ["Player", "course"]
