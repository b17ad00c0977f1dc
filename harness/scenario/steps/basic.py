"""Plain steps: tap, type, press, swipe, look."""

from __future__ import annotations

import re
import time

from evidence.events import KeyPressed
from evidence.geometry import Box
from evidence.tree import Node
from harness.scenario.drive import Drive, Seen, StepFailed
from harness.scenario.model import AssertVisible, Back, InputText, PressKey, Swipe, TakeScreenshot, TapOn

KEY_CODES = {
    "back": 4,
    "home": 3,
    "enter": 66,
    "backspace": 67,
    "tab": 61,
    "power": 26,
    "volume up": 24,
    "volume down": 25,
}


def tap_on(drive: Drive, step: TapOn) -> None:
    """Tap the node that the selector means, or the point."""
    if step.point is not None:
        seen = drive.screen()
        across, down = (int(part.strip(" %")) for part in step.point.split(","))
        drive.tap_at(
            seen.taken.width * across // 100,
            seen.taken.height * down // 100,
            purpose="step",
            target=step.point,
            seen=seen,
        )
        return
    node, seen = _await_node(drive, step.text, step.id, step.index, step.timeout)
    drive.tap(node.bounds, "step", node.label or node.id or node.cls, seen)


def assert_visible(drive: Drive, step: AssertVisible) -> None:
    """Fail unless the node appears in time."""
    _await_node(drive, step.text, step.id, 0, step.timeout)


def input_text(drive: Drive, step: InputText) -> None:
    """Type; the recording keeps how much was typed, the scenario what."""
    drive.writer.add(KeyPressed(key="text", detail=f"{len(step.text)} characters"))
    drive.platform.type_text(step.text)


def back(drive: Drive, step: Back) -> None:
    """Press back."""
    drive.back()


def press_key(drive: Drive, step: PressKey) -> None:
    """Press a named key."""
    drive.writer.add(KeyPressed(key=step.key))
    drive.platform.press_key(KEY_CODES[step.key])


def swipe(drive: Drive, step: Swipe) -> None:
    """Swipe over the middle half of the screen in the direction in which the finger moves."""
    seen = drive.last or drive.screen()
    width, height = seen.taken.width, seen.taken.height
    dx, dy = {"UP": (0, -1), "DOWN": (0, 1), "LEFT": (-1, 0), "RIGHT": (1, 0)}[step.direction]
    reach = height // 4 if dy else width // 4
    x, y = width // 2, height // 2
    start, end = (x - dx * reach, y - dy * reach), (x + dx * reach, y + dy * reach)
    drive.swipe(start, end, step.duration, seen=seen)


def take_screenshot(drive: Drive, step: TakeScreenshot) -> None:
    """Record a screen."""
    drive.screen()


def _await_node(drive: Drive, text: str | None, id: str | None, index: int, timeout_s: float) -> tuple[Node, Seen]:
    deadline = time.monotonic() + timeout_s
    while True:
        seen = drive.screen()
        found = [node for node in (seen.tree.walk() if seen.tree else ()) if _matches(node, text, id)]
        if len(found) > index:
            return found[index], seen
        if time.monotonic() > deadline:
            wanted = f"text {text!r}" if text is not None else f"id {id!r}"
            raise StepFailed(f"no node with {wanted} (index {index}) within {timeout_s:g} s")
        drive.check_app()
        drive.wait_change(seen.tree, min(1.0, timeout_s))


def _matches(node: Node, text: str | None, id: str | None) -> bool:
    if not node.visible or node.bounds == Box(0, 0, 0, 0):
        return False
    if text is not None and not any(_whole(text, value) for value in (node.text, node.description)):
        return False
    return id is None or _whole(id, node.id) or _whole(id, node.short_id)


def _whole(pattern: str, value: str) -> bool:
    """Equal, or matched as a whole by the pattern; values are cut so that a hostile text cannot hold the matcher."""
    if not value:
        return False
    if pattern == value:
        return True
    try:
        return re.fullmatch(pattern, value[:500]) is not None
    except re.error:
        return False
