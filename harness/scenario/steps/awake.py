"""Waiting for an app to offer something to tap, and seeing whether it still answers."""

from __future__ import annotations

from evidence.events import KeyPressed
from harness.scenario.drive import Drive, Seen
from harness.scenario.steps.popups import clear_the_way

WAKE_S = 12.0
"""How long a screen with nothing to tap may stand: a splash is gone by then, and a hung app is known (Android: 5 s)."""

KEY_UNKNOWN = 0
"""KEYCODE_UNKNOWN: an input that every app gets and none acts on."""


def await_controls(drive: Drive) -> Seen:
    """The first screen with something to tap, or the last one when the time is over or the app left. Raises AppGone.

    A hung app shows only when an input waits for it, so it is given a harmless one.
    """
    deadline = drive.clock.now_s() + WAKE_S
    seen = clear_the_way(drive)
    asked = False
    while not has_controls(seen) and drive.in_front() and drive.clock.now_s() < deadline:
        if not asked:
            drive.writer.add(KeyPressed(key="unknown", detail="to see whether the app still answers"))
            drive.platform.press_key(KEY_UNKNOWN)
            asked = True
        drive.wait_change(seen.tree, 2.0)
        drive.check_app()
        seen = clear_the_way(drive)
    return seen


def has_controls(seen: Seen) -> bool:
    """Whether anything can be tapped on a screen; one without a tree, or with a drawn page, may hold anything."""
    if seen.tree is None:
        return True
    nodes = [node for node in seen.tree.walk() if node.visible and node.enabled and node.package == seen.taken.package]
    return any(node.clickable or "WebView" in node.cls or "SurfaceView" in node.cls for node in nodes)
