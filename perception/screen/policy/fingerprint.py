"""When two screens are the same screen of an app."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

from evidence.tree import Tree
from perception.screen.lexicon import has_word, plain
from perception.screen.policy.candidates import STEPS
from perception.screen.scene import Item, Scene, lay_out
from perception.screen.view import View

_NUMBER = re.compile(r"\d+")
_TITLE_SHARE = 0.14
_TAB_SHARE = 0.88
_DENSITY = 420
"""Nothing in a fingerprint depends on the density; the scene needs one."""
_MAX_SAID = 14


def screen_fingerprint(tree: Tree | None, view: View | None = None) -> str:
    """Equal for the same screen at another time: 16 hex digits of its structure, titles and named controls.

    Numbers, the length of lists and what stands in them do not count. Without a tree the view's texts are taken.
    """
    parts = Counter[str]()
    roots = tree.windows if tree is not None else ()
    for root in roots:
        scene = lay_out(Tree(tree.platform if tree else "android", (root,)), None, _DENSITY)
        for item in scene.items:
            parts.update(_traits(scene, item))
    if not parts and view is not None:
        parts.update(f"text {_steady(text.text)}" for text in view.texts if len(text.text) <= 12)
    digest = hashlib.sha256("\n".join(sorted(set(parts))).encode("utf-8", "replace"))
    return digest.hexdigest()[:16]


def _traits(scene: Scene, item: Item) -> list[str]:
    """What of a node tells its screen from others: its class and id, titles, tabs and rows that lead on."""
    if any(_scrolls(holder) for holder in item.ancestors()) and not _leads_on(item):
        return []
    traits = [f"node {item.node.cls.rpartition('.')[2]} {_steady(item.node.short_id)}"] if item.node.id else []
    said = item.text
    if said and len(said) <= _MAX_SAID:
        if item.box.y2 <= _TITLE_SHARE * scene.height:
            traits.append(f"title {_steady(said)}")
        elif item.box.y1 >= _TAB_SHARE * scene.height:
            traits.append(f"tab {_steady(said)}")
        elif _leads_on(item):
            traits.append(f"row {_steady(said)}")
    if item.node.checkable or (item.box.y1 >= _TAB_SHARE * scene.height and "selected" in item.node.cls.lower()):
        traits.append(f"check {item.node.cls.rpartition('.')[2]}")
    return traits


def _leads_on(item: Item) -> bool:
    return any(has_word(item.text, "policy", group) for group, _ in STEPS) and len(item.text) <= _MAX_SAID


def _scrolls(item: Item) -> bool:
    return item.node.scrollable or any(
        name in item.node.cls.lower() for name in ("recyclerview", "listview", "gridview")
    )


def _steady(text: str) -> str:
    return _NUMBER.sub("0", plain(text))[:40]
