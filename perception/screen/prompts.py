"""Permission alerts of iOS: the system's own, but told among the app's windows."""

from __future__ import annotations

from perception.screen.lexicon import has_word, plain, words
from perception.screen.scene import Item, Scene

_MOST_NODES = 200


def is_ios_prompt(scene: Scene, root: Item) -> bool:
    """Whether a window is an alert that asks for a permission in the system's words, with the system's buttons."""
    if root.node.cls != "XCUIElementTypeAlert":
        return False
    inside = scene.inside(root)[:_MOST_NODES]
    if not any(has_word(item.text, "packages", "ios_asks") for item in inside):
        return False
    answers = words("packages", "ios_answers")
    return any(item.node.clickable and plain(item.text) in answers for item in inside)
