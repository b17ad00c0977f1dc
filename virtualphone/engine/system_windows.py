"""Nodes of the status bar and the navigation bar."""

from __future__ import annotations

from virtualphone.engine.api import Bounds
from virtualphone.engine.geometry import Geometry
from virtualphone.engine.picture import clock_text, navigation_buttons
from virtualphone.engine.tree import UiNode

_PACKAGE = "com.android.systemui"
_DESCRIPTIONS = {"back": "返回", "home_button": "主屏幕", "recent_apps": "概览"}


def status_bar(geometry: Geometry) -> UiNode:
    """The bar at the top, with clock and battery."""
    bar = geometry.status_bar
    half = bar.height // 2
    clock = Bounds(half, half // 2, bar.height * 3, bar.bottom - half // 2)
    battery = Bounds(bar.right - bar.height, bar.height // 3, bar.right - half, bar.height * 3 // 4)
    return UiNode(
        "bar:status", "android.widget.FrameLayout", _PACKAGE, bar,
        children=[
            UiNode(
                "bar:status:clock", "android.widget.TextView", _PACKAGE, clock,
                text=clock_text(), description=clock_text(), resource_id=f"{_PACKAGE}:id/clock",
            ),
            UiNode(
                "bar:status:battery", "android.widget.LinearLayout", _PACKAGE, battery,
                description="电池电量为 87%。", resource_id=f"{_PACKAGE}:id/battery",
            ),
        ],
    )  # fmt: skip


def navigation_bar(geometry: Geometry) -> UiNode:
    """The bar at the bottom, with its three buttons."""
    bar = geometry.navigation_bar
    width = bar.width // 8
    buttons = [
        UiNode(
            f"bar:navigation:{name}", "android.widget.ImageView", _PACKAGE,
            Bounds(x - width, bar.top, x + width, bar.bottom),
            description=_DESCRIPTIONS[name], resource_id=f"{_PACKAGE}:id/{name}", clickable=True, focusable=True,
        )
        for name, (x, _) in navigation_buttons(geometry).items()
    ]  # fmt: skip
    return UiNode("bar:navigation", "android.widget.FrameLayout", _PACKAGE, bar, children=buttons)
