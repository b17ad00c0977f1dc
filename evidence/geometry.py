"""Rectangles on a screen, in px of the picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle from (x1, y1) inclusive to (x2, y2) exclusive, in px."""

    x1: int
    y1: int
    x2: int
    y2: int

    @property
    def width(self) -> int:
        """Width in px, never negative."""
        return max(0, self.x2 - self.x1)

    @property
    def height(self) -> int:
        """Height in px, never negative."""
        return max(0, self.y2 - self.y1)

    @property
    def area(self) -> int:
        """Area in square px."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[int, int]:
        """The middle point (x, y) in px, where a finger would tap."""
        return (self.x1 + self.x2) // 2, (self.y1 + self.y2) // 2

    def contains_point(self, x: int, y: int) -> bool:
        """Whether the point lies inside."""
        return self.x1 <= x < self.x2 and self.y1 <= y < self.y2

    def contains(self, other: Box) -> bool:
        """Whether the other box lies wholly inside this one."""
        return self.x1 <= other.x1 and self.y1 <= other.y1 and self.x2 >= other.x2 and self.y2 >= other.y2

    def intersect(self, other: Box) -> Box:
        """The common part; its area is 0 when there is none."""
        x1, y1 = max(self.x1, other.x1), max(self.y1, other.y1)
        return Box(x1, y1, max(x1, min(self.x2, other.x2)), max(y1, min(self.y2, other.y2)))

    def padded(self, px: int) -> Box:
        """The box grown by px on each side; it may leave the screen."""
        return Box(self.x1 - px, self.y1 - px, self.x2 + px, self.y2 + px)

    def as_list(self) -> list[int]:
        """[x1, y1, x2, y2], the form used in files."""
        return [self.x1, self.y1, self.x2, self.y2]
