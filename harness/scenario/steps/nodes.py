"""Waiting for a node that a selector means, and the point of it that is touched."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.geometry import Box
from evidence.tree import Node
from harness.scenario.drive import Drive, Seen, StepFailed
from harness.scenario.finding import find, matches
from harness.scenario.language.selector import SelectorFields

WAIT_S = 10.0
"""How long a node is waited for."""
OPTIONAL_WAIT_S = 5.0
"""The same for an optional step."""
CONDITION_WAIT_S = 2.0
"""How long a condition of a block may take to come true."""


_BESIDE_TEXT = set(SelectorFields.model_fields) - {"text", "index"}
"""What is known of nodes alone."""


@dataclass(frozen=True, slots=True)
class Found:
    """A node with the screen that it was found on."""

    node: Node
    seen: Seen

    @property
    def label(self) -> str:
        """What a person calls it."""
        return self.node.label or self.node.short_id or self.node.cls


def patience(seconds: float | None, *, optional: bool) -> float:
    """How long to wait when the step does not say, in s."""
    return seconds if seconds is not None else OPTIONAL_WAIT_S if optional else WAIT_S


def await_node(drive: Drive, selector: SelectorFields, wait_s: float) -> Found:
    """The node, as soon as it is there; else a text that is drawn only, once the time is over.

    Raises StepFailed when there is neither, AppGone when the app is gone.
    """
    found = look_for(drive, selector, wait_s) or _drawn(drive, selector)
    if found is None:
        raise StepFailed(f"no node with {selector.told()} within {wait_s:g} s")
    return found


def look_for(drive: Drive, selector: SelectorFields, wait_s: float) -> Found | None:
    """The node, or None after the time. Raises AppGone when the app is gone."""
    deadline = drive.clock.now_s() + wait_s
    seen = drive.recent()
    while True:
        nodes = find(seen.tree, selector)
        if nodes:
            return Found(nodes[0], seen)
        if drive.clock.now_s() > deadline:
            return None
        drive.check_app()
        drive.wait_change(seen.tree, min(1.0, wait_s))
        seen = drive.screen()


def await_absence(drive: Drive, selector: SelectorFields, wait_s: float) -> bool:
    """Whether no such node is there any more within the time."""
    deadline = drive.clock.now_s() + wait_s
    seen = drive.recent()
    while find(seen.tree, selector):
        if drive.clock.now_s() > deadline:
            return False
        drive.check_app()
        drive.wait_change(seen.tree, min(1.0, wait_s))
        seen = drive.screen()
    return True


def point_in(box: Box, point: str) -> tuple[int, int]:
    """The px that `50%, 90%` or `10, 20` of a box means."""
    across, down = (part.strip() for part in point.split(","))
    return box.x1 + _along(across, box.width), box.y1 + _along(down, box.height)


def whole_screen(seen: Seen) -> Box:
    """The box of the whole screen."""
    return Box(0, 0, seen.taken.width, seen.taken.height)


def _along(part: str, length: int) -> int:
    """A share of 100 % is the last px, which can still be touched."""
    at = round(length * int(part[:-1]) / 100) if part.endswith("%") else int(part)
    return min(at, max(0, length - 1))


def _drawn(drive: Drive, selector: SelectorFields) -> Found | None:
    """What is read in the picture where no node says it: buttons of pictures, canvases, web views without a tree."""
    seen = drive.last
    if seen is None or selector.text is None or set(selector.model_fields_set) & _BESIDE_TEXT:
        return None
    texts = [text for text in drive.view(seen).texts if text.source != "tree" and matches(selector.text, text.text)]
    texts.sort(key=lambda text: (text.box.y1, text.box.x1))
    if not -len(texts) <= (selector.index or 0) < len(texts):
        return None
    text = texts[selector.index or 0]
    return Found(_as_node(text.text, text.box, seen), seen)


def _as_node(text: str, box: Box, seen: Seen) -> Node:
    return Node(
        path="",
        cls="drawn text",
        text=text,
        description="",
        id="",
        bounds=box,
        clickable=False,
        checkable=False,
        checked=False,
        enabled=True,
        visible=True,
        scrollable=False,
        package=seen.taken.package,
        window=0,
    )
