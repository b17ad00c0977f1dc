"""Nodes and trees, whatever platform they came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from evidence.geometry import Box

Platform = Literal["android", "ios", "web"]


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
        """A number (64 bits) that is equal for trees that show the same at the same places, in every process."""
        digest = blake2b(digest_size=8)
        for n in self.walk():
            seen = (n.path, n.cls, n.text, n.description, n.id, n.package, n.checked, n.enabled, n.visible)
            digest.update(repr((*seen, *n.bounds.as_list())).encode("utf-8", "surrogatepass"))
        return int.from_bytes(digest.digest())
