"""Icons as steps to the policy: by their id, by their shape, or by where they stand."""

from __future__ import annotations

from evidence.geometry import Box
from perception.screen.lexicon import found_words
from perception.screen.policy.glyphs import Glyph, read_glyph
from perception.screen.policy.words import is_dangerous, leaves_app
from perception.screen.scene import Item, Scene
from perception.screen.view import Control

_SHAPES: dict[Glyph, float] = {"gear": 0.58, "person": 0.48, "photo": 0.4, "bars": 0.42, "dots": 0.3}
"""How promising a shape is; the words of the same meaning score a little more."""
_BY_ID = 0.45
_RIGHT, _LEFT = 0.25, 0.2
_LAST_TAB, _TAB = 0.3, 0.12
_KNOWN_OTHER = 0.02
"""An icon whose shape is known to mean something else (search, house, bell …), tried only when nothing else is left."""
_SURE_OTHER = 0.8
_ICON_DP = 64
_BAR_DP = 72
_TAB_SHARE = 0.88
_AVATAR_DP = 96


def icon_control(scene: Scene, item: Item, height: int) -> Control | None:
    """A nameless control as a step: named by its id, a known shape, small in a top corner, or a tab without a text."""
    name = f"{item.node.short_id} {item.node.cls.rpartition('.')[2]}"
    if is_dangerous(name) or leaves_app(name):
        return None
    if found_words(item.node.short_id, "policy", "icon_id"):
        return Control(item.box, f"#{item.node.short_id}"[:40], "tree", item.node.path, _BY_ID)
    side = max(scene.dp(item.box.width), scene.dp(item.box.height))
    x, y = item.box.centre
    bar = y >= _TAB_SHARE * height and scene.dp(item.box.height) <= 80 and item.box.width <= 0.4 * scene.width
    corner = side <= _ICON_DP and y <= 0.12 * height and (x >= 0.7 * scene.width or x <= 0.2 * scene.width)
    if not bar and not corner and not (side <= _AVATAR_DP and y <= 0.3 * height):
        return None
    shape, sure = _shape(scene, item.box)
    if shape == "back" and x <= 0.2 * scene.width:
        return None
    score = _SHAPES.get(shape, 0.0)
    if shape == "other" and sure >= _SURE_OTHER:
        score = _KNOWN_OTHER
    if not score and corner:
        score = _RIGHT if x >= 0.7 * scene.width else _LEFT
    if bar:
        # The last tab of a bar is the user's own page in nearly every app.
        score = _tab_score(scene, item, shape, score)
    return Control(item.box, f"#{shape}" if shape in _SHAPES else "", "tree", item.node.path, score) if score else None


def _tab_score(scene: Scene, item: Item, shape: Glyph, score: float) -> float:
    if item.box.x2 >= 0.95 * scene.width:
        return max(score, _LAST_TAB)
    return score or (_KNOWN_OTHER if shape == "other" else _TAB)


def drawn_icons(scene: Scene) -> list[Control]:
    """Icons in the corners and in the bar of a screen whose tree says nothing: known shapes only."""
    if scene.picture is None or any(item.node.clickable for item in scene.items):
        return []
    side, bar = scene.px(48), scene.px(_BAR_DP)
    width, height = scene.width, scene.height
    tops = [round(0.005 * height), scene.px(24)]
    places = [Box(x, y, x + side, y + side) for y in tops for x in (0, width - 2 * side, width - side)]
    for count in (3, 4, 5):
        last = round(width * (count - 1) / count)
        places.append(Box(last, height - bar, width, height - bar // 3))
    found = list[Control]()
    for place in places:
        seen = read_glyph(scene.picture, place)
        if seen.glyph in _SHAPES and not any(seen.box.intersect(other.box).area for other in found):
            found.append(Control(seen.box, f"#{seen.glyph}", "picture", None, round(0.9 * _SHAPES[seen.glyph], 2)))
    return found


def _shape(scene: Scene, box: Box) -> tuple[Glyph, float]:
    if scene.picture is None:
        return "none", 0.0
    seen = read_glyph(scene.picture, box)
    return seen.glyph, seen.score
