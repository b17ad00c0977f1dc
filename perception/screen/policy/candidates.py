"""Where the way to the policy may go on from a screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidence.geometry import Box
from evidence.tree import Tree
from perception.screen.lexicon import button_word, found_words, has_word, plain, raw_words
from perception.screen.links import paragraph_links
from perception.screen.scene import Item, Scene, lay_out
from perception.screen.view import Control, SeenText, View

STEPS = (
    ("search_policy", 1.0),
    ("search_near", 0.85),
    ("search_about", 0.65),
    ("search_settings", 0.6),
    ("search_mine", 0.5),
    ("search_more", 0.3),
)
_AGREEMENT = 0.2
"""A user agreement is not the policy, but its page may lead there."""
_UNKNOWN_ROW = 0.05
_MAX_ROWS = 12
_MAX_SAID = 30
_MAX_PARAGRAPH = 400
_ICON_DP = 64
_TAB_SHARE = 0.88
"""Tabs lie below this share of the height."""
_MAX_CONTROLS = 200
"""More than any screen for people offers; an app that offers more must not make the search crawl."""
_BACK = frozenset(("‹", "〈", "<", "←", "返回", "back"))
"""What the arrow at the top left says; the search has the back key for that."""
_FIELDS = ("edittext", "textfield", "searchfield")


def policy_link_candidates(view: View, tree: Tree | None) -> tuple[Control, ...]:
    """What to tap on a screen to come nearer to the privacy policy, best first; `score` tells how promising it is.

    The policy's own link scores about 1, the steps before it less, unnamed icons at corners and unknown tabs least.
    What may cost, destroy, call or log out is never among them; nor is what lies under a pop-up.
    """
    scene = lay_out(tree, None, view.density)
    area = view.popup.box if view.popup is not None and view.popup.form != "fullscreen" else None
    found = [control for item in scene.items if (control := _from_item(scene, item, view.height)) is not None]
    found += [control for text in view.texts if text.node_path is None and (control := _from_text(text, view.height))]
    found += [link for text in view.texts if len(text.text) <= _MAX_PARAGRAPH for link in paragraph_links(scene, text)]
    found += view.consent.policy_links if view.consent is not None else ()
    found = [control for control in found if area is None or area.contains_point(*control.box.centre)]
    found.sort(key=lambda control: (-control.score, control.box.area, control.box.y1, control.box.x1))
    kept = list[Control]()
    for control in found:
        if len(kept) == _MAX_CONTROLS:
            break
        if not any(
            control.box.intersect(other.box).area >= 0.6 * min(control.box.area, other.box.area) for other in kept
        ):
            kept.append(control)
    return tuple(kept)


def other_rows(view: View, tree: Tree | None, known: Sequence[Control]) -> tuple[Control, ...]:
    """Named controls of a screen that say nothing of the way, top to bottom: a policy may stand behind any of them.

    For pages that lead to policies (settings, about …), where "not found" is only true when they were tried as well.
    """
    scene = lay_out(tree, None, view.density)
    boxes = [control.box for control in known]
    rows = list[Control]()
    for item in scene.items:
        if not item.node.clickable or not item.node.enabled or item.node.checkable or _field(item):
            continue
        said = scene.said(item)
        nested = any(part.node.clickable for part in scene.inside(item)[1:])
        tried = any(item.box.contains(box) or box.contains(item.box) for box in boxes)
        if not said or len(said) > _MAX_SAID or said.strip().lower() in _BACK:
            continue
        if not nested and not tried and not is_dangerous(said):
            rows.append(Control(item.box, said, "tree", item.node.path, _UNKNOWN_ROW))
    return tuple(sorted(rows, key=lambda row: (row.box.y1, row.box.x1))[:_MAX_ROWS])


def is_dangerous(text: str) -> bool:
    """Whether a control's text names something that the search must never tap."""
    return any(pattern.search(text[:400]) for pattern in _dangers())


@cache
def _dangers() -> tuple[re.Pattern[str], ...]:
    """Chinese words match anywhere, others as whole words: a display is no payment."""
    return tuple(
        re.compile(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), re.IGNORECASE)
        for word in raw_words("policy", "dangerous")
    )


def _from_item(scene: Scene, item: Item, height: int) -> Control | None:
    if not item.node.clickable or not item.node.enabled or item.node.checkable or _field(item):
        return None
    if sum(part.node.clickable for part in scene.inside(item)[1:]) > 0:
        return None
    said = scene.said(item)
    if said and len(said) <= _MAX_SAID:
        return _scored(item.box, said, item.node.path, height)
    return _icon(scene, item, height) if not said else None


def _from_text(text: SeenText, height: int) -> Control | None:
    """A word that only the picture shows may be a button; without words of the way it is none."""
    if len(text.text) > 16 or is_dangerous(text.text):
        return None
    score = _word_score(text.text)
    return Control(text.box, text.text, "picture", None, round(0.9 * score, 2)) if score else None


def _scored(box: Box, said: str, path: str, height: int) -> Control | None:
    if is_dangerous(said):
        return None
    score = _word_score(said)
    if not score and box.y1 >= _TAB_SHARE * height and len(said) <= 6:
        score = 0.15
    return Control(box, said, "tree", path, round(score, 2)) if score else None


def _word_score(said: str) -> float:
    """How near the words are to the policy; a text that says hardly more than the word scores most."""
    if has_word(said, "consent", "agreement_name") and "隐私" not in said and "privacy" not in said.lower():
        return _AGREEMENT
    for group, base in STEPS:
        if group == "search_policy" and has_word(said, "policy", group):
            return base
        word = button_word(said, "policy", group)
        if word is not None and (len(word) > 1 or plain(said) == word):
            return base - 0.1 * (1 - len(word) / max(1, len(plain(said))))
    return 0.0


def _icon(scene: Scene, item: Item, height: int) -> Control | None:
    """A nameless control: named by its id, or small in a top corner, or a tab without a text."""
    name = f"{item.node.short_id} {item.node.cls.rpartition('.')[2]}"
    if is_dangerous(name):
        return None
    found = found_words(item.node.short_id, "policy", "icon_id")
    if found:
        return Control(item.box, f"#{item.node.short_id}"[:40], "tree", item.node.path, 0.45)
    small = max(scene.dp(item.box.width), scene.dp(item.box.height)) <= _ICON_DP
    x, y = item.box.centre
    corner = y <= 0.12 * height and (x >= 0.8 * scene.width or x <= 0.2 * scene.width)
    if small and corner:
        return Control(item.box, "", "tree", item.node.path, 0.25 if x >= 0.8 * scene.width else 0.2)
    if y >= _TAB_SHARE * height and scene.dp(item.box.height) <= 80 and item.box.width <= 0.4 * scene.width:
        # The last tab of a bar is the user's own page in nearly every app.
        return Control(item.box, "", "tree", item.node.path, 0.3 if item.box.x2 >= 0.95 * scene.width else 0.12)
    return None


def _field(item: Item) -> bool:
    return any(name in item.node.cls.lower() for name in _FIELDS)
