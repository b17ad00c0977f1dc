"""Close and skip controls that the tree has: nodes that say so, are named so, or hold a drawn mark."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.geometry import Box
from perception.screen.candidates import Candidate
from perception.screen.closewords import ANSWERED, CLEAR, MAX_SAID, id_score, is_mark, leads_on, said_score
from perception.screen.marks import (
    FIELDS,
    Mark,
    accompanies,
    beside_field,
    clears_field,
    in_front,
    names_other,
    place_of,
    surroundings,
)
from perception.screen.scene import Item, Scene
from perception.screen.shown import looked_at
from perception.screen.view import Kind
from perception.screen.windows import Layer

LARGEST_DP = 56
"""Longest side of a nameless node that may be a close control; they are usually below 90 px at 1080 px."""
ELSEWHERE = ("foot", "within")
"""Places in which a mark counts only where nothing surer closes the window."""
_SMALLEST_DP = 6
_OFF_MIDDLE = 0.25
"""How far from the middle of its node a mark may be drawn, as a share of the node's side, to stand for the node."""
_ALIKE = 1.35
"""Ratio of sides up to which two nodes are of one kind."""
_HEAD_DP = 48
"""How far below the upper edge of a window its own mark stands."""
_CHIP_DP = 180
"""Longest chip."""
_FEW = 2
"""Others like it, in the same holder, from which a node is one of a row."""


def from_nodes(
    scene: Scene, layer: Layer, kind: Kind, marks: Sequence[Mark], others: Sequence[Mark]
) -> list[Candidate]:
    """The nodes of a window that may close it; those of the rows of a list and of chips take off their row.

    `marks` are the drawn ones that may close it, `others` those that are for something else.
    """
    found = [
        (item, looked_at(scene, one) if one.source == "tree" else one)
        for item in _near(scene, layer)
        if (one := _from_node(scene, layer, item, kind, marks)) is not None
        and not _is_other(scene, layer, item, kind, marks, others)
    ]
    unsaid = [item for item, one in found if one.shown and (not one.text or one.aloud) and _like_mark(scene, item)]
    return [one for item, one in found if item not in unsaid or not _has_peers(scene, layer, item, unsaid)]


def from_outside(scene: Scene, layer: Layer, kind: Kind) -> list[Candidate]:
    """Nodes just outside a window that say they close it, as 关闭广告 below a card; those of the dimmed page do not."""
    if layer.page or not layer.blocking or layer.form == "system" or kind in ANSWERED:
        return []
    own, near, found = {item.order for item in layer.items}, surroundings(scene, layer), list[Candidate]()
    for item in scene.items:
        if item.order in own or not item.text or len(item.text) > MAX_SAID or _is_no_close(item):
            continue
        if not near.contains(item.box) or layer.box.contains_point(*item.box.centre) or item.box.height > scene.px(72):
            continue
        score = said_score(item.text, kind)
        if score >= CLEAR and (scene.picture is None or in_front(scene, layer, item.box)):
            enabled, aloud = item.node.enabled, _is_aloud(item)
            one = Candidate(item.box, item.text, min(score, 0.9), "tree", enabled, tap_box(item), aloud=aloud)
            found.append(looked_at(scene, one))
    return found


def tap_box(item: Item) -> Box:
    """Where a tap counts: the node, or the clickable node around it when that is not much larger."""
    if item.node.clickable:
        return item.box
    for around in item.ancestors():
        if around.node.clickable:
            return around.box if around.box.area <= 6 * item.box.area else item.box
    return item.box


def squarish(box: Box) -> bool:
    """Whether a box is about as wide as high."""
    return 0.6 <= box.width / max(1, box.height) <= 1.67


def _near(scene: Scene, layer: Layer) -> list[Item]:
    return [
        item
        for item in layer.items
        if item is not layer.holder and item.box.area < 0.3 * layer.box.area + scene.px(48) ** 2
    ]


def _from_node(scene: Scene, layer: Layer, item: Item, kind: Kind, marks: Sequence[Mark]) -> Candidate | None:
    """A node as a candidate: what it says decides, then its id, then its place with a mark drawn in it."""
    said = item.text or (scene.said(item) if item.node.clickable and len(scene.inside(item)) <= 4 else "")
    if _is_no_close(item):
        return None
    tap = tap_box(item)
    drawn = next((m for m in marks if item.box.padded(scene.px(4)).contains_point(*m.box.centre)), None)
    box = drawn.box if drawn is not None and _off_middle(item.box, drawn.box) else item.box
    enabled, aloud = item.node.enabled, _is_aloud(item)
    if said and len(said) <= MAX_SAID:
        score = said_score(said, kind)
        if score:
            return Candidate(box, said, score, "both" if drawn is not None else "tree", enabled, tap, aloud=aloud)
    if said and (len(said) > 6 or leads_on(said)):
        return None
    by_id = id_score(item.node.short_id)
    small = _is_small(scene, item)
    if by_id and (small or said):
        if drawn is not None:
            return Candidate(box, said, 0.95, "both", enabled, tap, aloud=aloud)
        return Candidate(
            box, said, by_id, "tree", enabled, tap, doubtful=scene.picture is not None and not said, aloud=aloud
        )
    if said or not small or not squarish(item.box) or scene.dp(item.box.width) < _SMALLEST_DP or not item.leaf:
        return None
    if drawn is not None:
        elsewhere = drawn.place in ELSEWHERE
        if elsewhere and kind not in ("ad", "coupon"):
            return None
        return Candidate(box, "", 0.8 if elsewhere else 0.93, "both", enabled, tap, doubtful=elsewhere)
    clickable = item.node.clickable or (item.parent is not None and item.parent.node.clickable)
    corner = place_of(scene, layer, item.box) not in (None, *ELSEWHERE)
    if clickable and corner and not layer.page and scene.picture is None:
        return Candidate(item.box, "", 0.55, "tree", enabled, tap)
    return None


def _is_other(
    scene: Scene, layer: Layer, item: Item, kind: Kind, marks: Sequence[Mark], others: Sequence[Mark]
) -> bool:
    """Whether a node shaped like a mark clears a field, takes off a chip, or is a key."""
    if is_mark(item.text) and kind not in ("ad", "coupon"):
        return place_of(scene, layer, item.box) in (None, *ELSEWHERE)
    if not _like_mark(scene, item) or (item.text and not _is_aloud(item)):
        return False
    return clears_field(scene, layer, item.box) or _on_chip(scene, item) or _holds(scene, layer, item, others, marks)


def _on_chip(scene: Scene, item: Item) -> bool:
    """Whether a node stands behind a word in a holder that is not much larger than the two, as on a chip."""
    holder = item.parent
    if holder is None or holder.box.height > 2.2 * item.box.height or scene.dp(holder.box.width) > _CHIP_DP:
        return False
    words = [part for part in scene.inside(holder) if part.text and part is not item and part is not holder]
    return 1 <= len(words) <= 2 and not any(accompanies(part.text) for part in words)


def _holds(scene: Scene, layer: Layer, item: Item, others: Sequence[Mark], marks: Sequence[Mark]) -> bool:
    """Whether a mark for something else is drawn in a node of the window; outside of it the words are the page's."""
    around = item.box.padded(scene.px(4))
    held = [mark for mark in others if around.contains_point(*mark.box.centre)]
    return any(layer.box.contains_point(*mark.box.centre) for mark in held) and not any(
        around.contains_point(*mark.box.centre) for mark in marks
    )


def _is_small(scene: Scene, item: Item) -> bool:
    return max(scene.dp(item.box.width), scene.dp(item.box.height)) <= LARGEST_DP


def _like_mark(scene: Scene, item: Item) -> bool:
    return _is_small(scene, item) and squarish(item.box)


def _is_aloud(item: Item) -> bool:
    """Whether what a node says may be heard only: a description, or the label of what is no text on iOS."""
    if item.node.cls.startswith("XCUI"):
        return bool(item.text) and not item.node.cls.endswith(("StaticText", "TextView"))
    return bool(item.text) and not item.node.text


def _off_middle(node: Box, mark: Box) -> bool:
    """Whether a mark is drawn in a part of its node, whose middle then is not what a person sees and taps."""
    (x, y), (own_x, own_y) = node.centre, mark.centre
    off = max(abs(x - own_x) - mark.width // 2, abs(y - own_y) - mark.height // 2)
    return off > 0 or abs(x - own_x) > _OFF_MIDDLE * node.width or abs(y - own_y) > _OFF_MIDDLE * node.height


def _has_peers(scene: Scene, layer: Layer, item: Item, named: Sequence[Item]) -> bool:
    """Whether nodes like it stand on its row or in its column, each in a holder of its own, as on chips and in lists.

    The topmost of a column may be the window's own, above a list whose rows have theirs.
    """
    x, y = item.box.centre
    size = max(item.box.width, item.box.height)
    heads = place_of(scene, layer, item.box) in ("corner", "above") and y - layer.box.y1 <= scene.px(_HEAD_DP)
    alike = list[Item]()
    for other in named:
        its = max(other.box.width, other.box.height)
        if other is item or other.box.intersect(item.box).area > 0 or max(its, size) > _ALIKE * min(its, size):
            continue
        across, down = other.box.centre[0] - x, other.box.centre[1] - y
        if abs(down) <= size // 2 or (abs(across) <= size // 2 and not (heads and down > 0)):
            alike.append(other)
    return len(alike) >= _FEW or any(other.parent is not item.parent for other in alike)


def _is_no_close(item: Item) -> bool:
    if item.node.checkable or any(name in item.node.cls.lower() for name in FIELDS):
        return True
    return names_other(item) or beside_field(item)
