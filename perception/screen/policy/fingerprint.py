"""When two screens are the same screen of an app."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.tree import Tree
from perception.screen.lexicon import has_word, plain
from perception.screen.picture import Picture, read_picture
from perception.screen.policy.words import STEPS
from perception.screen.scene import Item, Scene, lay_out
from perception.screen.texts import blank_regions
from perception.screen.view import View

_NUMBER = re.compile(r"\d+")
_TITLE_SHARE = 0.14
_TAB_SHARE = 0.88
_DENSITY = 420
"""Nothing in a fingerprint depends on the density; the scene needs one."""
_MAX_SAID = 14
_HINTS = ("edittext", "textfield", "searchfield", "viewflipper", "textswitcher")
"""What shows another hint every few seconds."""
_FACE = (72, 160)
_DIFFERENT = 32
"""Steps of grey from which a point of a reduced picture has changed."""
_CHANGED_SHARE = 0.12
_ALIKE_TEXTS = 0.8
_ALIKE_LISTS = 0.7
_FEW_DIFFERENT = 3

Face = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """What tells a screen from others: what its tree says apart from lists, what stands in the lists, and its picture.

    `frame` are classes, ids, titles and tabs, `rows` the controls in lists that lead on; `face` is the reduced picture
    of a screen whose tree is silent, None of others. `listed` are all short texts in lists: they tell no screen from
    another, but how far one is scrolled.
    """

    frame: frozenset[str]
    rows: frozenset[str]
    listed: frozenset[str] = field(default_factory=frozenset)
    face: Face | None = None
    texts: frozenset[str] = field(default_factory=frozenset)

    @property
    def titled(self) -> bool:
        """Whether the frame names the screen."""
        return any(trait.startswith("title ") for trait in self.frame)

    @property
    def digest(self) -> str:
        """16 hex digits of what the tree says."""
        parts = sorted((*self.frame, *(f"in {row}" for row in self.rows)))
        return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]

    def same_as(self, other: Mark) -> bool:
        """Whether both are the same screen, scrolled alike."""
        if self.frame != other.frame or self.rows != other.rows:
            return False
        return self.looks_like(other)

    def nearly(self, other: Mark) -> bool:
        """Whether they differ by no more than a bar or a button that came or went, as tips and toasts do."""
        if self.face is not None or other.face is not None or self.rows != other.rows:
            return False
        different, common = self.frame ^ other.frame, self.frame & other.frame
        if len(different) > _FEW_DIFFERENT or len(common) < 2 * len(different):
            return False
        listed = self.listed | other.listed
        alike = len(self.listed & other.listed) >= _ALIKE_LISTS * len(listed)
        return alike and not any(trait.startswith(("title ", "row ")) for trait in different)

    def same_page(self, other: Mark) -> bool:
        """Whether both may be the same screen, scrolled differently."""
        return self.titled and self.face is None and other.face is None and self.frame == other.frame

    def looks_like(self, other: Mark) -> bool:
        """Whether the pictures of silent screens agree; true of two screens that are not silent."""
        if self.face is None or other.face is None:
            return self.face is other.face
        away = np.abs(self.face.astype(np.int16) - other.face) > _DIFFERENT
        drawn = (_drawn(self.face) | _drawn(other.face)).sum()
        if away.sum() <= _CHANGED_SHARE * max(40, int(drawn)):
            return True
        both = self.texts | other.texts
        return bool(self.texts and other.texts) and len(self.texts & other.texts) >= _ALIKE_TEXTS * len(both)


def screen_mark(tree: Tree | None, picture: bytes | None = None, view: View | None = None) -> Mark:
    """The mark of a screen. Numbers, the length of lists and what stands in them do not count.

    The picture counts where the tree is silent: no tree, an empty web view, a canvas. `view` adds the texts read there.
    """
    frame, rows, shown = set[str](), set[str](), set[str]()
    silent, told = False, False
    for root in tree.windows if tree is not None else ():
        scene = lay_out(Tree(tree.platform if tree else "android", (root,)), None, _DENSITY)
        for item in scene.items:
            listed = any(_scrolls(holder) for holder in item.ancestors())
            (rows if listed else frame).update(_traits(scene, item, listed))
            if listed and item.text and len(item.text) <= _MAX_SAID:
                shown.add(item.text)
        told = told or bool(scene.items)
        silent = silent or _is_silent(scene)
    silent = silent or not told
    seen = read_picture(picture)[0] if silent and picture is not None else None
    face = _face(seen) if seen is not None else None
    if face is None and not frame and not rows and view is not None:
        frame.update(f"text {_steady(text.text)}" for text in view.texts if len(text.text) <= 12)
    texts = frozenset(_steady(text.text) for text in view.texts if len(text.text) <= 20) if view and silent else ()
    return Mark(frozenset(frame), frozenset(rows), frozenset(shown), face, frozenset(texts))


def screen_fingerprint(tree: Tree | None, view: View | None = None) -> str:
    """Equal for the same screen at another time: 16 hex digits of what its tree, or else its texts, say."""
    return screen_mark(tree, None, view).digest


def _traits(scene: Scene, item: Item, listed: bool) -> list[str]:
    """What of a node tells its screen from others: its class and id, titles, tabs and rows that lead on."""
    said = item.text
    short = bool(said) and len(said) <= _MAX_SAID
    if listed:
        first = short and item.box.y2 <= _TITLE_SHARE * scene.height and not _hints(item)
        return [f"row {_steady(said)}"] if short and (_leads_on(item) or first) else []
    traits = [f"node {item.node.cls.rpartition('.')[2]} {_steady(item.node.short_id)}"] if item.node.id else []
    if short and not _hints(item):
        if item.box.y2 <= _TITLE_SHARE * scene.height:
            traits.append(f"title {_steady(said)}")
        elif item.box.y1 >= _TAB_SHARE * scene.height:
            traits.append(f"tab {_steady(said)}")
        elif _leads_on(item):
            traits.append(f"row {_steady(said)}")
    if item.node.checkable or (item.box.y1 >= _TAB_SHARE * scene.height and "selected" in item.node.cls.lower()):
        traits.append(f"check {item.node.cls.rpartition('.')[2]}")
    return traits


def _is_silent(scene: Scene) -> bool:
    """Whether a large part of a window is drawn without the tree telling what; the bars of the system are no window."""
    regions = blank_regions(scene, scene.bounds) if scene.items else ()
    told = [item.box for item in scene.items if item.text]
    return any(sum(region.contains_point(*box.centre) for box in told) < 3 for region in regions)


def _face(picture: Picture) -> Face:
    return np.asarray(cv2.resize(picture.grey, _FACE, interpolation=cv2.INTER_AREA), np.uint8)


def _drawn(face: Face) -> NDArray[np.bool_]:
    return np.asarray(np.abs(face.astype(np.int16) - int(np.median(face))) > _DIFFERENT // 2, np.bool_)


def _hints(item: Item) -> bool:
    return any(name in item.node.cls.lower() for name in _HINTS) or "search" in item.node.short_id.lower()


def _leads_on(item: Item) -> bool:
    return any(has_word(item.text, "policy", group) for group, _ in STEPS) and len(item.text) <= _MAX_SAID


def _scrolls(item: Item) -> bool:
    return item.node.scrollable or any(
        name in item.node.cls.lower() for name in ("recyclerview", "listview", "gridview")
    )


def _steady(text: str) -> str:
    return _NUMBER.sub("0", plain(text))[:40]
