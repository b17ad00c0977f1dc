"""The trend as lines: numbers turned into points of a drawing, without any library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 900, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 14, 12, 28
MAX_LABELS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its style, the points of its line, and each point with its value."""

    style: str
    points: str
    dots: tuple[tuple[float, float, int], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of WIDTH × HEIGHT units: lines, marks of the scale (y, value), labels below (x, text)."""

    lines: tuple[Line, ...]
    scale: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT


def chart(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Chart:
    """The chart of some series of equal length, the earliest value at the left."""
    top = _nice(max((value for values in series.values() for value in values), default=0))

    def x(number: int) -> float:
        steps = max(1, len(labels) - 1)
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (number / steps if len(labels) > 1 else 0.5), 1)

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / top, 1)

    lines = []
    for style, values in series.items():
        dots = tuple((x(number), y(value), value) for number, value in enumerate(values))
        lines.append(Line(style, " ".join(f"{a},{b}" for a, b, _ in dots), dots))
    every = max(1, -(-len(labels) // MAX_LABELS))
    scale = tuple((y(value), value) for value in sorted({0, top // 2, top}))
    return Chart(tuple(lines), scale, tuple((x(n), text) for n, text in enumerate(labels) if n % every == 0))


def _nice(most: int) -> int:
    """The scale's end: a round number that is not below the greatest value."""
    size = 1
    while True:
        for step in (2, 4, 10):
            if most <= step * size:
                return step * size
        size *= 10
