"""Screens that were looked at before are not looked at again.

The same bytes are the same view, and so are the same pixels and nodes but for the bars of the system: its clock moves
on while the app stands still.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evidence.geometry import Box
from evidence.tree import Node, Tree
from perception.screen.fitting import scale_of
from perception.screen.look import Stage, look, set_stage
from perception.screen.memory import Memory
from perception.screen.picture import Picture, read_picture
from perception.screen.scene import is_system_drawn
from perception.screen.view import CloseMark, SeenText, TickBox, View

MAX_VIEWS = 256
"""Views that are kept, for all recordings and sessions of a process; the one not asked for longest goes first."""
_BAR = 0.1
"""Share of the screen's height that a bar of the system has at most; what is higher is a window of its own."""


MAX_STAGES = 32
"""Screens whose nodes and layers are kept for a second look, with what is drawn read or not."""
MAX_SHOWS = 1024
"""Screens of which is known what they show, so that they need not be decoded to find their view."""


_by_bytes = Memory[View](MAX_VIEWS)
_by_show = Memory[View](MAX_VIEWS)
_stages = Memory[Stage](MAX_STAGES)
_shows = Memory[bytes](MAX_SHOWS)


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
    told = f"{density} {platform} {package}\0{app_package}\0{tree is None}".encode("utf-8", "surrogatepass")
    same = _digest(picture, source, told)
    key = same + bytes([ocr])
    view = _by_bytes.get(key)
    if view is None:
        show = _shows.get(same)
        view = _by_show.get(show + bytes([ocr])) if show is not None else None
        if view is None:
            view = _look(picture, tree, same, told, density=density, package=package, app_package=app_package, ocr=ocr)
        _by_bytes.keep(key, view)
    return view


def _look(
    picture: bytes | None,
    tree: Tree | None,
    same: bytes,
    told: bytes,
    *,
    density: int,
    package: str,
    app_package: str,
    ocr: bool,
) -> View:
    """The view of a screen that shows the same, or a new one; `same` stands for the very bytes."""
    seen, _ = read_picture(picture)
    bars = _bars(seen, tree) if seen is not None and tree is not None else ()
    show = _digest(_pixels(seen, bars), _nodes(tree, bars), told) if seen is not None and tree is not None else same
    _shows.keep(same, show)
    key = show + bytes([ocr])
    view = _by_show.get(key)
    if view is None:
        stage = _stages.get(same)
        if stage is None:
            stage = set_stage(seen, tree, density=density, package=package, app_package=app_package)
            _stages.keep(same, stage)
        given = picture if seen is None else seen
        view = look(given, tree, density=density, package=package, app_package=app_package, ocr=ocr, stage=stage)
        if not any(bar.box.contains_point(*place.box.centre) for bar in bars for place in _places(view)):
            _by_show.keep(key, view)
    return view


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
