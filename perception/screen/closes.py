"""Close and skip controls of a window, by word, id, place and drawing, and whether one tap closes now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evidence.geometry import Box
from perception.screen.colours import ink
from perception.screen.cross import Cross, find_crosses
from perception.screen.dim import ring_around
from perception.screen.lexicon import button_word, has_word, patterns, plain, words
from perception.screen.ocr import read_region
from perception.screen.rings import is_ring
from perception.screen.scene import Item, Scene
from perception.screen.view import CloseMark, Kind, SeenText, Source
from perception.screen.windows import Layer

_LARGEST_DP = 56
"""Longest side of a nameless node that may be a close control; they are usually below 90 px at 1080 px."""
_SMALLEST_DP = 6
_SECONDS = re.compile(r"(\d{1,3})\s*(?:s\b|秒|sec)|^\D{0,6}(\d{1,2})\D{0,2}$", re.IGNORECASE)
_FIELDS = ("edittext", "searchview", "autocomplete", "searchfield", "textfield")
_MAX_SAID = 14
_MARGIN_DP = 88
"""How far outside a window its close mark may lie, as the ⊗ below a card."""
_NEAR_DP = 26
"""The same of a window that does not block."""
_NEVER = 0.45
"""Candidates that score less are left out."""


_CLEAR = 0.7
"""A candidate with this score is clear enough not to look for words that only the picture shows."""
_ANSWERED: tuple[Kind, ...] = ("consent", "permission", "login")
"""Windows that ask for an answer: their buttons are no closing words."""
_BAR_DP = 30
"""Height of the bar at the top where clock and battery stand."""
_BELOW_DP = 72
"""Height of the strip below a window that is read for a closing word."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    box: Box
    text: str
    score: float
    source: Source
    enabled: bool
    tap: Box


def closes_in(
    scene: Scene, layer: Layer, kind: Kind, texts: Sequence[SeenText], drawn: Sequence[SeenText]
) -> tuple[CloseMark, ...]:
    """Close candidates of a window, best first.

    Words, ids and places come from the tree, marks and further words from the picture; what is at one place is one.
    """
    crosses = _crosses(scene, layer, kind)
    candidates = [found for item in _near(scene, layer) if (found := _from_node(scene, layer, item, kind, crosses))]
    candidates += [found for text in drawn if (found := _from_text(scene, layer, text, kind))]
    candidates += _from_outside(scene, layer, kind)
    candidates += [found for cross in crosses if (found := _from_cross(scene, layer, cross))]
    if kind not in _ANSWERED and layer.blocking and not layer.page and not any(c.score >= _CLEAR for c in candidates):
        candidates += _from_below(scene, layer, kind)
    merged = _merge(candidates)
    wait = _announced_wait(texts)
    marks = [mark for candidate in merged if (mark := _mark(scene, candidate, wait)) is not None]
    return tuple(sorted(marks, key=lambda mark: (-mark.score, -mark.closable_now, mark.box.y1, mark.box.x1)))


def _near(scene: Scene, layer: Layer) -> list[Item]:
    return [
        item
        for item in layer.items
        if item is not layer.holder and item.box.area < 0.3 * layer.box.area + scene.px(48) ** 2
    ]


def _from_node(scene: Scene, layer: Layer, item: Item, kind: Kind, crosses: Sequence[Cross]) -> _Candidate | None:
    """A node as a candidate: what it says decides, then its id, then its place with a mark drawn in it."""
    said = item.text or (scene.said(item) if item.node.clickable and len(scene.inside(item)) <= 4 else "")
    if _is_no_close(item, said):
        return None
    tap = _tap_box(item)
    marked = any(item.box.padded(scene.px(4)).contains_point(*cross.box.centre) for cross in crosses)
    enabled = item.node.enabled
    if said and len(said) <= _MAX_SAID:
        score = _said_score(said, kind)
        if score:
            return _Candidate(item.box, said, score, "both" if marked else "tree", enabled, tap)
    if said and len(said) > 6:
        return None
    by_id = _id_score(item.node.short_id)
    small = max(scene.dp(item.box.width), scene.dp(item.box.height)) <= _LARGEST_DP
    if by_id and (small or said):
        return _Candidate(
            item.box, said, max(by_id, 0.95 if marked else 0.0), "both" if marked else "tree", enabled, tap
        )
    if said or not small or not _squarish(item.box) or scene.dp(item.box.width) < _SMALLEST_DP or not item.leaf:
        return None
    if marked:
        return _Candidate(item.box, "", 0.93, "both", enabled, tap)
    clickable = item.node.clickable or (item.parent is not None and item.parent.node.clickable)
    if clickable and _at_corner(scene, layer, item.box) and not layer.page and scene.picture is None:
        return _Candidate(item.box, "", 0.55, "tree", enabled, tap)
    return None


def _from_text(scene: Scene, layer: Layer, text: SeenText, kind: Kind) -> _Candidate | None:
    """A word that only the picture shows."""
    if text.node_path is not None or len(text.text) > _MAX_SAID or not _around(scene, layer).contains(text.box):
        return None
    score = _said_score(text.text, kind)
    if not score or text.box.centre[1] < scene.px(_BAR_DP):
        return None
    if score < _CLEAR and not (_at_corner(scene, layer, text.box) and layer.box.contains(text.box)):
        return None
    return _Candidate(text.box, text.text, min(score, 0.9), "picture", True, text.box)


def _from_outside(scene: Scene, layer: Layer, kind: Kind) -> list[_Candidate]:
    """Nodes just outside a window that say they close it, as 关闭广告 below a card; those of the dimmed page do not."""
    if layer.page or not layer.blocking or layer.form == "system" or kind in _ANSWERED:
        return []
    own, near, found = {item.order for item in layer.items}, _around(scene, layer), list[_Candidate]()
    for item in scene.items:
        if item.order in own or not item.text or len(item.text) > _MAX_SAID or _is_no_close(item, item.text):
            continue
        if not near.contains(item.box) or layer.box.contains_point(*item.box.centre) or item.box.height > scene.px(72):
            continue
        score = _said_score(item.text, kind)
        if score >= _CLEAR and (scene.picture is None or _undimmed(scene, layer, item.box)):
            found.append(_Candidate(item.box, item.text, min(score, 0.9), "tree", item.node.enabled, _tap_box(item)))
    return found


def _from_below(scene: Scene, layer: Layer, kind: Kind) -> list[_Candidate]:
    """Closing words that only the picture shows, in the strip below a window."""
    if scene.picture is None or layer.box.y2 > scene.height - scene.px(40):
        return []
    box = layer.box
    strip = Box(box.x1, box.y2, box.x2, min(scene.height, box.y2 + scene.px(_BELOW_DP)))
    found = []
    for reading in read_region(scene.picture, strip, 6, max_aspect=10):
        score = _said_score(reading.text, kind)
        if score >= _CLEAR and _undimmed(scene, layer, reading.box):
            found.append(_Candidate(reading.box, reading.text, min(score, 0.9), "picture", True, reading.box))
    return found


def _from_cross(scene: Scene, layer: Layer, cross: Cross) -> _Candidate | None:
    """A drawn mark; in a search field, on a chip, between numbers or in the middle of a window it does not close."""
    if not _around(scene, layer).contains(cross.box) or not _at_corner(scene, layer, cross.box):
        return None
    if not layer.box.contains_point(*cross.box.centre) and not _undimmed(scene, layer, cross.box):
        return None
    for item in layer.items:
        if not item.box.contains_point(*cross.box.centre):
            continue
        if item.text and not item.box.area <= 4 * cross.box.area:
            return None
        if any(name in item.node.cls.lower() for name in _FIELDS) or has_word(
            f"{item.node.short_id} {item.node.description}", "closing", "not_close"
        ):
            return None
    if _beside_text(scene, layer, cross.box):
        return None
    holder = next(
        (
            item
            for item in reversed(layer.items)
            if item.node.clickable
            and item.box.contains_point(*cross.box.centre)
            and max(scene.dp(item.box.width), scene.dp(item.box.height)) <= 1.6 * _LARGEST_DP
        ),
        None,
    )
    # An undrawn tap area cannot be seen in the picture: the mark with a finger's margin stands for it.
    tap = holder.box if holder else cross.box.padded(round(0.3 * cross.box.width))
    return _Candidate(cross.box, "", round(0.9 * cross.score, 2), "picture", True, tap)


def _said_score(said: str, kind: Kind) -> float:
    if plain(said) in words("closing", "mark"):
        return 0.97
    if any(pattern.search(said) for pattern in patterns("closing", "waiting")) and not _closes_itself(said):
        return 0.5
    if button_word(said, "closing", "skip"):
        return 0.97
    if button_word(said, "closing", "close"):
        return 0.95
    if kind not in _ANSWERED and button_word(said, "closing", "later"):
        return 0.75
    return 0.0


def _id_score(name: str) -> float:
    folded = plain(name)
    if not folded or has_word(folded, "closing", "not_close"):
        return 0.0
    if folded in words("closing", "id_exact"):
        return 0.85
    return 0.75 if any(part in folded for part in words("closing", "id_fragment")) else 0.0


def _is_no_close(item: Item, said: str) -> bool:
    if item.node.checkable or any(name in item.node.cls.lower() for name in _FIELDS):
        return True
    if has_word(f"{item.node.short_id} {item.node.description}", "closing", "not_close"):
        return True
    holder = item.parent
    siblings = () if holder is None else holder.node.children
    in_field = any(any(name in node.cls.lower() for name in _FIELDS) for node in siblings)
    return in_field and not said and holder is not None and holder.box.height <= 3 * item.box.height


def _tap_box(item: Item) -> Box:
    """Where a tap counts: the node, or the clickable node around it when that is not much larger."""
    if item.node.clickable:
        return item.box
    for around in item.ancestors():
        if around.node.clickable:
            return around.box if around.box.area <= 6 * item.box.area else item.box
    return item.box


def _around(scene: Scene, layer: Layer) -> Box:
    return layer.box.padded(0 if layer.page else scene.px(_MARGIN_DP if layer.blocking else _NEAR_DP))


def _crosses(scene: Scene, layer: Layer, kind: Kind) -> tuple[Cross, ...]:
    if scene.picture is None:
        return ()
    likely = _likely_places(scene, layer) if kind in ("ad", "coupon") else ()
    return find_crosses(scene.picture, _around(scene, layer), scene.density, likely)


def _likely_places(scene: Scene, layer: Layer) -> tuple[Box, ...]:
    """Where close marks are: at the upper corners of a window, inside or outside, and below its middle."""
    box, reach, middle = layer.box, scene.px(56), (layer.box.x1 + layer.box.x2) // 2
    if layer.page:
        top, bottom, side = box.y1 + scene.px(24), box.y1 + scene.px(112), scene.px(96)
        return Box(box.x2 - side, top, box.x2, bottom), Box(box.x1, top, box.x1 + side, bottom)
    below = Box(middle - scene.px(40), box.y2 - scene.px(60), middle + scene.px(40), box.y2 + scene.px(_MARGIN_DP))
    upper = (Box(x - reach, box.y1 - reach, x + reach, box.y1 + reach) for x in (box.x2, box.x1))
    return (*upper, below)


def _at_corner(scene: Scene, layer: Layer, box: Box) -> bool:
    """Whether a box lies in a corner of the window, or outside it near an edge (above, or below its middle)."""
    x, y = box.centre
    window = layer.box
    reach_x, reach_y = max(scene.px(56), round(0.16 * window.width)), max(scene.px(56), round(0.12 * window.height))
    if not window.contains_point(x, y):
        return True
    side = x - window.x1 <= reach_x or window.x2 - x <= reach_x
    if layer.page:
        return side and y <= window.y1 + 0.16 * window.height
    low = window.y2 - y <= reach_y and abs(2 * x - window.x1 - window.x2) <= 0.2 * window.width
    return (side and (y - window.y1 <= reach_y)) or low


def _undimmed(scene: Scene, layer: Layer, box: Box) -> bool:
    """Whether a mark outside the window is drawn above the dimming, and not on the dimmed page."""
    assert scene.picture is not None
    ring = ring_around(scene.picture, layer.box)
    pixels = scene.picture.crop(box)
    return (
        ring is None
        or not ring.dims
        or (pixels.size > 0 and int(np.percentile(pixels.max(axis=2), 95)) > ring.cap + 20)
    )


def _beside_text(scene: Scene, layer: Layer, box: Box) -> bool:
    """Whether a short text stands right beside the mark on its row, as on a chip or in 3 × 5."""
    reach = scene.px(10)
    return any(
        item.text
        and item.leaf
        and abs(item.box.centre[1] - box.centre[1]) <= box.height // 2
        and item.box.height <= 3 * box.height
        and (0 <= box.x1 - item.box.x2 <= reach or 0 <= item.box.x1 - box.x2 <= reach)
        for item in layer.items
    )


def _squarish(box: Box) -> bool:
    return 0.6 <= box.width / max(1, box.height) <= 1.67


def _merge(candidates: list[_Candidate]) -> list[_Candidate]:
    """One candidate a place: words before ids before marks; what two senses see is surer and says so."""
    kept = list[_Candidate]()
    for candidate in sorted(candidates, key=lambda c: (not c.text, -c.score, c.box.area)):
        place = next((index for index, other in enumerate(kept) if _same_place(candidate.box, other.box)), None)
        if place is None:
            kept.append(candidate)
            continue
        other = kept[place]
        # Of nested nodes the outer tap area counts; the drawn part of the inner one says what it is.
        tap = other.tap if other.tap.area >= candidate.tap.area else candidate.tap
        seen: Source = other.source if other.source == candidate.source else "both"
        kept[place] = replace(other, score=max(other.score, candidate.score), source=seen, tap=tap)
    return kept


def _same_place(one: Box, other: Box) -> bool:
    return one.intersect(other).area >= 0.5 * min(one.area, other.area) > 0


def _announced_wait(texts: Sequence[SeenText]) -> int | None:
    """The seconds until a window can be closed, when a text in it says so (13秒后可关闭); None without such a text."""
    for text in texts:
        waits = len(text.text) <= 2 * _MAX_SAID and not _closes_itself(text.text)
        if waits and any(pattern.search(text.text) for pattern in patterns("closing", "until")):
            return countdown(text.text) or 0
    return None


def _mark(scene: Scene, candidate: _Candidate, wait: int | None) -> CloseMark | None:
    seen = ink(scene.picture.crop(candidate.box)) if scene.picture is not None else None
    drawn = scene.picture is None or seen is not None
    waits = any(pattern.search(candidate.text) for pattern in patterns("closing", "waiting")) and not _closes_itself(
        candidate.text
    )
    counts = countdown(candidate.text)
    if wait is not None and not _closes_itself(candidate.text):
        waits, counts = True, wait if counts is None else counts
    score = candidate.score if drawn else 0.5 * candidate.score
    if score < _NEVER and drawn:
        return None
    return CloseMark(
        box=candidate.tap if candidate.tap.area <= 4 * candidate.box.area else candidate.box,
        text=candidate.text,
        score=round(score, 2),
        closable_now=drawn and candidate.enabled and not waits and not _only_ring(scene, candidate),
        source=candidate.source,
        size_px=min(candidate.tap.width, candidate.tap.height),
        contrast=seen.contrast if seen is not None else None,
        opacity=_opacity(scene, candidate.box),
        countdown_s=counts,
    )


def _only_ring(scene: Scene, candidate: _Candidate) -> bool:
    """Whether a control that says nothing shows a progress ring where its mark will be."""
    if scene.picture is None or candidate.text or candidate.source != "tree":
        return False
    return is_ring(scene.picture, candidate.box, scene.density)


def _closes_itself(text: str) -> bool:
    """跳过 3s and 关闭(3) are controls with a countdown; 3s 后可跳过 is not, whatever word it holds."""
    said = plain(text)
    return not any(word in said for word in ("后", "後", "after", "in")) and bool(
        button_word(text, "closing", "skip") or button_word(text, "closing", "close")
    )


def countdown(text: str) -> int | None:
    """The seconds that a control's text counts, or None."""
    match = _SECONDS.search(text.strip())
    return int(next(group for group in match.groups() if group)) if match else None


def _opacity(scene: Scene, box: Box) -> float | None:
    """How opaque a mark is where the ground varies enough to shine through it; a flat ground tells nothing: None."""
    if scene.picture is None:
        return None
    pixels = scene.picture.crop(box)
    seen = ink(pixels)
    if seen is None:
        return None
    grey = scene.picture.crop_grey(box).astype(np.float32)
    core = (
        seen.mask
        & np.roll(seen.mask, 1, 0)
        & np.roll(seen.mask, -1, 0)
        & np.roll(seen.mask, 1, 1)
        & np.roll(seen.mask, -1, 1)
    )
    ground = ~seen.mask
    if int(core.sum()) < 40 or int(ground.sum()) < 40 or float(grey[ground].std()) < 12:
        return None
    return round(1.0 - min(1.0, float(grey[core].std()) / float(grey[ground].std())), 2)
