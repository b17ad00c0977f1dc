"""How well a value fits what its name says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from perception.traffic.suspicion.why import Why

POOR, SHAPED, PROVED = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Grade:
    """POOR is weak under any name, SHAPED needs a sure name, PROVED is sure under any."""

    level: int
    why: Why


Test = Callable[[str], Grade | None]
"""A test of one kind; None when the value cannot be that."""


def different(value: str) -> int:
    """How many different characters a value has, capitals and small ones alike."""
    return len(set(value.lower()))
