"""Screens that stand still: tree, picture, tree again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from evidence.errors import SourceError
from evidence.tree import Node, parse_source

TRIES = 3

KNOWN_S = 2.0
"""How old a tree may be that serves as the first one of a screen, if nothing was done to the phone since.

What the tree after the picture shows as well was there at the picture, however long before.
"""

_DIGITS = re.compile(r"\d+")

# Clock and battery tick in the status bar whatever the app does.
_STATUS_BAR_PACKAGES = frozenset({"com.android.systemui"})


@dataclass(frozen=True, slots=True)
class Still[F]:
    """A picture between two trees; `reason` is why it is not stable, `taken_ms` when the picture was asked for."""

    picture: bytes | None
    source: bytes
    focus: F
    stable: bool
    reason: str
    taken_ms: float


def hold_still[F](
    platform: str,
    source: Callable[[], bytes],
    picture: Callable[[], bytes | None],
    focus: Callable[[], F],
    now_ms: Callable[[], float],
    tries: int = TRIES,
    known: bytes | None = None,
) -> Still[F]:
    """A screen whose tree and focused window are the same before and after its picture.

    When they differ, the later tree serves as the first of the next try, so that a try costs one tree and one picture.
    After the last try the screen is handed out as unstable, with the later tree. `known` is a tree that was read not
    long before, and serves as the first one; what has changed since it costs none of the tries.
    """
    focus_before, before = focus(), source() if known is None else known
    for left in reversed(range(tries if known is None else tries + 1)):
        taken_ms = now_ms()
        shot = picture()
        after, focus_after = source(), focus()
        reason = _difference(platform, before, after, focus_before != focus_after)
        if not reason or not left:
            break
        focus_before, before = focus_after, after
    return Still(shot, after, focus_after, not reason, reason, taken_ms)


def _difference(platform: str, before: bytes, after: bytes, focus_moved: bool) -> str:
    if focus_moved:
        return "the focused window changed while the picture was taken"
    if not shows_same(platform, before, after):
        return "the tree changed while the picture was taken"
    return ""


def shows_same(platform: str, before: bytes, after: bytes) -> bool:
    """Whether two sources show the same but for what moves while a screen stands: the clock, countdowns, progress."""
    return before == after or _shown(platform, before) == _shown(platform, after)


def _shown(platform: str, source: bytes) -> object:
    """What of a tree is compared: all but the status bar and passive motion; the bytes when it cannot be read.

    Advertisements count down and fill progress bars while they stand: digits of a text, and the bounds of a leaf that
    has no text and cannot be tapped, may change without making a screen unstable.
    """
    try:
        tree = parse_source(platform, source)
    except SourceError:
        return source
    return [
        (
            n.path,
            n.cls,
            _DIGITS.sub("0", n.text),
            _DIGITS.sub("0", n.description),
            n.id,
            None if _passive(n) else n.bounds,
            n.checked,
            n.enabled,
        )
        for n in tree.walk()
        if n.package not in _STATUS_BAR_PACKAGES
    ]


def _passive(node: Node) -> bool:
    return not (node.children or node.label or node.clickable or node.checkable)
