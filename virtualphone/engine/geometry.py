"""Where things are on the display: px of the display against CSS px (dp) of a page."""

from __future__ import annotations

from dataclasses import dataclass

from virtualphone.device.model import DeviceModel
from virtualphone.engine.api import Bounds


@dataclass(frozen=True, slots=True)
class Geometry:
    """The display of one phone model; the page of an app fills it between the two system bars."""

    model: DeviceModel

    @property
    def width_dp(self) -> int:
        """Page width in CSS px, a whole number as Chromium wants it."""
        return self.model.width * 160 // self.model.density

    @property
    def scale(self) -> float:
        """Display px in one CSS px, so that the page is exactly as wide as the display."""
        return self.model.width / self.width_dp

    @property
    def height_dp(self) -> int:
        """Page height in CSS px, rounded up to cover the last row of px."""
        return -int(-self.content.height // self.scale)

    @property
    def display(self) -> Bounds:
        """The whole display."""
        return Bounds(0, 0, self.model.width, self.model.height)

    @property
    def status_bar(self) -> Bounds:
        """The bar at the top."""
        return Bounds(0, 0, self.model.width, self.model.status_bar_height)

    @property
    def navigation_bar(self) -> Bounds:
        """The bar with back, home and recents."""
        return Bounds(0, self.model.height - self.model.navigation_bar_height, self.model.width, self.model.height)

    @property
    def content(self) -> Bounds:
        """What an app draws on."""
        return Bounds(0, self.status_bar.bottom, self.model.width, self.navigation_bar.top)

    def to_page(self, x: float, y: float) -> tuple[float, float]:
        """A display position in CSS px of the page."""
        return (x - self.content.left) / self.scale, (y - self.content.top) / self.scale

    def to_display(self, left: float, top: float, right: float, bottom: float) -> Bounds:
        """A rectangle of CSS px in px of the display, cut at the edges of the page's area."""
        area = self.content
        return Bounds(
            min(max(round(left * self.scale) + area.left, area.left), area.right),
            min(max(round(top * self.scale) + area.top, area.top), area.bottom),
            min(max(round(right * self.scale) + area.left, area.left), area.right),
            min(max(round(bottom * self.scale) + area.top, area.top), area.bottom),
        )
