"""Screens that were looked at before are not looked at again.

The same bytes are the same view, and so are the same pixels and nodes but for the bars of the system: its clock moves
on while the app stands still.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import replace

import numpy as np

from evidence.tree import Node, Tree
from perception.screen.fitting import scale_of
from perception.screen.look import look
from perception.screen.picture import Picture, read_picture
from perception.screen.scene import is_system_drawn
from perception.screen.view import View

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
    the system share the view of the first.
    """
    told = f"{density} {ocr} {platform} {package}\0{app_package}\0{tree is None}".encode("utf-8", "surrogatepass")
    key = _digest(picture, source, told)
    view = _by_bytes.get(key)
    if view is not None:
        return view
    seen, _ = read_picture(picture)
    show = _digest(_pixels(seen, tree), _nodes(seen, tree), told) if seen is not None and tree is not None else key
    view = _by_show.get(show)
    if view is None:
        given = picture if seen is None else seen
        view = look(given, tree, density=density, package=package, app_package=app_package, platform=platform, ocr=ocr)
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


def _pixels(picture: Picture, tree: Tree) -> bytes:
    """A digest of the pixels outside the bars of the system."""
    bars = [root for root in tree.windows if _is_bar(root, picture, tree)]
    scale, shown = scale_of(tree, picture.width, picture.height), picture.bgr.copy() if bars else picture.bgr
    for bar in bars:
        x1, y1, x2, y2 = (max(0, round(value * scale)) for value in bar.bounds.as_list())
        shown[y1:y2, x1:x2] = 0
    whole = hashlib.sha256(repr(shown.shape).encode())
    whole.update(np.ascontiguousarray(shown).data)
    return whole.digest()


def _nodes(picture: Picture, tree: Tree) -> bytes:
    """All that the tree says, of a bar of the system no more than its place."""
    whole = hashlib.sha256(f"{tree.platform} {tree.width} {tree.height}".encode())
    for root in tree.windows:
        for node in (root,) if _is_bar(root, picture, tree) else root.walk():
            whole.update(repr(replace(node, children=())).encode("utf-8", "surrogatepass"))
    return whole.digest()


def _is_bar(root: Node, picture: Picture, tree: Tree) -> bool:
    height = root.bounds.height * scale_of(tree, picture.width, picture.height)
    return is_system_drawn(root.package) and 0 < height <= _BAR * picture.height
