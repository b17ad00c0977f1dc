"""Screens that were looked at before are not looked at again.

The same bytes are the same view, and so are the same pixels and nodes but for the bars of the system: its clock moves
on while the app stands still.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evidence.geometry import Box
from evidence.tree import Node, Tree
from perception.screen.fitting import scale_of
from perception.screen.look import look
from perception.screen.picture import Picture, read_picture
from perception.screen.scene import is_system_drawn
from perception.screen.view import CloseMark, SeenText, TickBox, View

MAX_VIEWS = 256
"""Views that are kept, for all recordings and sessions of a process; the one not asked for longest goes first."""
_BAR = 0.1
"""Share of the screen's height that a bar of the system has at most; what is higher is a window of its own."""


class _Views:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: OrderedDict[bytes, View] = OrderedDict()

    def get(self, key: bytes) -> View | None:
        with self._lock:
            if key in self._views:
                self._views.move_to_end(key)
            return self._views.get(key)

    def keep(self, key: bytes, view: View) -> None:
        with self._lock:
            self._views[key] = view
            while len(self._views) > MAX_VIEWS:
                self._views.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._views.clear()


_by_bytes = _Views()
_by_show = _Views()


def look_once(
    picture: bytes | None,
    source: bytes | None,
    tree: Tree | None,
    *,
    density: int,
    package: str,
    app_package: str,
    platform: str = "android",
    ocr: bool = True,
) -> View:
    """What a person sees on one screen, see `look`; `source` is what the tree was read from.

    Equal arguments give the same view, whether it was looked at before or not. Screens that differ only in the bars of
    the system share the view of the first, unless that tells of something in a bar.
    """
    told = f"{density} {ocr} {platform} {package}\0{app_package}\0{tree is None}".encode("utf-8", "surrogatepass")
    key = _digest(picture, source, told)
    view = _by_bytes.get(key)
    if view is not None:
        return view
    seen, _ = read_picture(picture)
    bars = _bars(seen, tree) if seen is not None and tree is not None else ()
    show = _digest(_pixels(seen, bars), _nodes(tree, bars), told) if seen is not None and tree is not None else key
    view = _by_show.get(show)
    if view is None:
        given = picture if seen is None else seen
        view = look(given, tree, density=density, package=package, app_package=app_package, platform=platform, ocr=ocr)
        if not any(bar.box.contains_point(*place.box.centre) for bar in bars for place in _places(view)):
            _by_show.keep(show, view)
    _by_bytes.keep(key, view)
    return view


def forget_views() -> None:
    """Drop all views that are kept."""
    _by_bytes.clear()
    _by_show.clear()


def _digest(*parts: bytes | None) -> bytes:
    """One digest of all parts, which no other parts have; None is no empty part."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(b"-" if part is None else hashlib.sha256(part).digest())
    return whole.digest()


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar of the system: its node, and its place in px of the picture."""

    root: Node
    box: Box


def _bars(picture: Picture, tree: Tree) -> tuple[_Bar, ...]:
    scale, found = scale_of(tree, picture.width, picture.height), list[_Bar]()
    for root in tree.windows:
        box = picture.bounds.intersect(Box(*(round(value * scale) for value in root.bounds.as_list())))
        if is_system_drawn(root.package) and 0 < box.height <= _BAR * picture.height:
            found.append(_Bar(root, box))
    return tuple(found)


def _pixels(picture: Picture, bars: Sequence[_Bar]) -> bytes:
    """A digest of the pixels outside the bars of the system."""
    shown = picture.bgr.copy() if bars else picture.bgr
    for bar in bars:
        shown[bar.box.y1 : bar.box.y2, bar.box.x1 : bar.box.x2] = 0
    whole = hashlib.sha256(repr(shown.shape).encode())
    whole.update(np.ascontiguousarray(shown).data)
    return whole.digest()


def _nodes(tree: Tree, bars: Sequence[_Bar]) -> bytes:
    """All that the tree says, of a bar of the system no more than its place."""
    whole = hashlib.sha256(f"{tree.platform} {tree.width} {tree.height}".encode())
    for root in tree.windows:
        for node in (root,) if any(bar.root is root for bar in bars) else root.walk():
            whole.update(repr(replace(node, children=())).encode("utf-8", "surrogatepass"))
    return whole.digest()


def _places(view: View) -> tuple[SeenText | CloseMark | TickBox, ...]:
    """What was seen at a place; where that is in a bar of the system, the view tells of the bar."""
    return (*view.texts, *view.closes, *view.checks)
