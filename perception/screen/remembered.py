"""Screens that were looked at before are not looked at again: the same bytes are the same view."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from evidence.tree import Tree
from perception.screen.look import look
from perception.screen.view import View

MAX_VIEWS = 256
"""Views that are kept, for all recordings and sessions of a process; the one not asked for longest goes first."""


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


_views = _Views()


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

    Equal arguments give the same view, whether it was looked at before or not.
    """
    told = f"{density} {ocr} {platform} {package}\0{app_package}\0{tree is None}"
    key = _digest(picture, source, told.encode("utf-8", "surrogatepass"))
    view = _views.get(key)
    if view is None:
        view = look(
            picture, tree, density=density, package=package, app_package=app_package, platform=platform, ocr=ocr
        )
        _views.keep(key, view)
    return view


def forget_views() -> None:
    """Drop all views that are kept."""
    _views.clear()


def _digest(*parts: bytes | None) -> bytes:
    """One digest of all parts, which no other parts have; None is no empty part."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(b"-" if part is None else hashlib.sha256(part).digest())
    return whole.digest()
