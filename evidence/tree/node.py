"""Nodes and trees, whatever platform they came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from evidence.geometry import Box

Platform = Literal["android", "ios", "web"]
_BARS, _BAR_SHARE = frozenset({"com.android.systemui"}), 0.12
"""Who draws the bars of Android, and the share of the screen's height that a bar takes at most."""


@dataclass(frozen=True, slots=True)
class Node:
    """One element of a screen, as the platform's accessibility layer tells it.

    `path` is the place in the source ("0.3.1": window 0, its child 3, its child 1), `id` the platform's own id without
    guarantee of uniqueness, `bounds` px of the picture, `package` the app that owns the node, `window` the index of its
    window in the source.
    """

    path: str
    cls: str
    text: str
    description: str
    id: str
    bounds: Box
    clickable: bool
    checkable: bool
    checked: bool
    enabled: bool
    visible: bool
    scrollable: bool
    package: str
    window: int
    children: tuple[Node, ...] = ()
    selected: bool = False
    focused: bool = False

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in drawing order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    @property
    def label(self) -> str:
        """What a person would read or hear: the text, else the description."""
        return self.text or self.description

    @property
    def short_id(self) -> str:
        """The id without its package: `com.a:id/btn_ok` gives `btn_ok`."""
        return self.id.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Tree:
    """The windows of one moment, front first, each the root node of a window.

    `width` and `height` are what the source says of the whole screen, in its own unit; 0 when it is silent.
    """

    platform: Platform
    windows: tuple[Node, ...]
    width: int = 0
    height: int = 0

    def walk(self) -> Iterator[Node]:
        """All nodes of all windows."""
        for window in self.windows:
            yield from window.walk()

    def find(self, path: str) -> Node | None:
        """The node at a path, or None."""
        return next((node for node in self.walk() if node.path == path), None)

    @property
    def signature(self) -> int:
        """A number (64 bits) that is equal for trees that show the same at the same places, in every process.

        Of the bars of the system only the place counts: their clock moves on whatever the app does.
        """
        digest = blake2b(digest_size=8)
        bottom = max((window.bounds.y2 for window in self.windows), default=0)
        for n in (
            node for window in self.windows for node in ((window,) if _is_bar(window, bottom) else window.walk())
        ):
            seen = (n.path, n.cls, n.text, n.description, n.id, n.package, n.checked, n.enabled, n.visible)
            digest.update(repr((*seen, *n.bounds.as_list())).encode("utf-8", "surrogatepass"))
        return int.from_bytes(digest.digest())


def _is_bar(window: Node, bottom: int) -> bool:
    """Whether a window is a bar of the system at an edge of a screen that ends at `bottom`, and no dialog of it."""
    return window.package in _BARS and window.bounds.height <= _BAR_SHARE * bottom
