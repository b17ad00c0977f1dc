"""The way from an introduction (a tour, a welcome page, a log-in page that may be skipped) to the main screen."""

from __future__ import annotations

from evidence.tree import Tree
from perception.screen.lexicon import button_word, plain, words
from perception.screen.scene import lay_out
from perception.screen.view import Control, View

MAX_CONTROLS = 8
"""An introduction offers little; a page with more to tap is the main screen or a page of it."""

_TAB_SHARE = 0.88


def entrance(view: View, tree: Tree | None) -> Control | None:
    """The button that leads on from an introduction, or None when the screen is none.

    A screen with tabs at its foot, or with much to tap, is no introduction.
    """
    scene = lay_out(tree, None, view.density)
    items = [item for item in scene.items if item.node.clickable and item.node.enabled]
    tabs = [item for item in items if item.box.y1 > _TAB_SHARE * view.height and item.box.width < view.width / 2]
    if len(items) > MAX_CONTROLS or len(tabs) >= 3:
        return None
    found = [
        Control(item.box, item.text, "tree", item.node.path) for item in items if item.text and _leads_on(item.text)
    ]
    return max(found, key=lambda control: control.box.area, default=None)


def _leads_on(text: str) -> bool:
    """Whether a button says so: a known word, or 进入 with the app's name behind it."""
    said = plain(text)
    begins = any(said.startswith(word) and len(said) <= len(word) + 8 for word in words("kinds", "enter"))
    return begins or button_word(text, "kinds", "enter") is not None
