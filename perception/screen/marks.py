"""What a drawn × is for: it closes its window, or clears a field, takes off a chip, multiplies or leads on.

Its place in the window tells most; words, fields and marks like it beside it tell the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evidence.geometry import Box
from perception.screen.colours import Colour, dominant, ink
from perception.screen.cross import LARGEST_DP, MIN_SCORE, Cross, distinct, find_crosses, find_hidden
from perception.screen.dim import ring_around
from perception.screen.lexicon import has_word, patterns, plain, words
from perception.screen.scene import Item, Scene
from perception.screen.view import SeenText
from perception.screen.windows import Layer

Place = Literal["corner", "above", "below", "low", "foot", "within"]
"""Upper corner, outside above or below, inside below the middle, lower corner of a page, anywhere else inside."""
FIELDS = ("edittext", "searchview", "autocomplete", "searchfield", "textfield")
REACH_DP = 88
"""How far outside a window its close mark may lie, as the ⊗ below a card."""
_NEAR_DP = 26
"""The same of a window that does not block."""
_LOWER = 0.2
"""The same of a picture of which only the upper part is seen as a card, as a share of the screen's height."""
_BAR_DP = 20
"""Height of the bar at the top of a page, whose clock and battery are no marks."""
_SIDE_DP = 24
"""How far beside a window's upper corner its mark may stand."""
_ASIDE_DP = 72
"""Width of the sides of a card that are looked at closely."""
_BESIDE_DP = 10
"""Gap to a word up to which a mark belongs to it."""
_SURE = 0.85
_ALIKE = 1.35
"""Ratio of sides up to which two marks are of one kind."""
_HEAD = 0.45
"""Share of a window's height up to which marks are looked for below its upper edge."""
_LEAST_FOOT = 0.7
"""Share of a page's height below which its lower corners begin."""
_FIELD_DP, _CLEAR_DP = 72, 28
"""Height of a field of one line, and how far behind its end the middle of the icon that clears it may stand."""
_NODE_DP, _GROUND_DP, _MOST_NODES = (12, 50), 4, 4
"""Sides of a node that may hold a mark alone, the ground around it that is looked at, and how many are."""
_SAME, _MOSTLY = 4, 0.5
"""Difference in a colour part up to which two colours are one, and the share of a place that its colour takes."""
_EDGE_PX, _SHARP = 3, 0.6
"""Height of an edge between two colours, and the share of their difference that lies in it; a shade has none."""
_MARK_SIGNS = "×✕✖╳⨉xX⊗✗✘"
_WORDS = re.compile(r"[^\W_xo0]")
"""What no mark is read as, whose ring may be read as a letter or figure too."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A drawn mark that may close its window, and where in the window it stands."""

    cross: Cross
    place: Place

    @property
    def box(self) -> Box:
        """Where it is drawn."""
        return self.cross.box


def surroundings(scene: Scene, layer: Layer) -> Box:
    """A window and as far outside of it as its close mark may lie."""
    return layer.box.padded(0 if layer.page else scene.px(REACH_DP if layer.blocking else _NEAR_DP))


def marks_of(scene: Scene, layer: Layer, texts: Sequence[SeenText], *, faint: bool) -> tuple[Mark, ...]:
    """The drawn marks of a window that may close it, best first; empty without a picture."""
    return judged_marks(scene, layer, texts, faint=faint)[0]


def judged_marks(
    scene: Scene, layer: Layer, texts: Sequence[SeenText], *, faint: bool
) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """The drawn marks of a window that may close it, best first, and those in it that are for something else.

    `faint` looks among the strokes of photographs as well, where advertisements have theirs.
    """
    if scene.picture is None:
        return (), ()
    region = _searched(scene, layer, faint)
    crosses = _crosses(scene, layer, region, faint)
    placed = [
        Mark(cross, place)
        for cross in crosses
        if region.contains(cross.box) and (place := place_of(scene, layer, cross.box)) is not None
    ]
    placed = [
        mark
        for mark in placed
        if not (layer.page and mark.box.centre[1] < scene.px(_BAR_DP))
        and (layer.box.contains_point(*mark.box.centre) or _in_front(scene, layer, mark))
        and (surroundings(scene, layer).contains(mark.box) or _on_axis(scene, layer, mark))
    ]
    others = [mark for mark in placed if _is_other(scene, layer, mark, texts, crosses)]
    return tuple(mark for mark in placed if mark not in others), tuple(others)


def is_sign(scene: Scene, layer: Layer, box: Box, texts: Sequence[SeenText]) -> bool:
    """Whether a × that was read, and not found as a mark, stands where close marks do and for nothing else."""
    place = place_of(scene, layer, box)
    if place not in ("corner", "above", "below"):
        return False
    others = [text for text in texts if text.box.intersect(box).area < 0.5 * box.area]
    return not _is_other(scene, layer, Mark(Cross(box, MIN_SCORE), place), others, ())


def _is_other(scene: Scene, layer: Layer, mark: Mark, texts: Sequence[SeenText], crosses: Sequence[Cross]) -> bool:
    """Whether a mark clears a field, takes off a chip or a row, or is part of a text."""
    if _in_field(scene, layer, mark.box) or _has_peers(scene, layer, mark, crosses):
        return True
    if _stands_out(scene, layer, mark):
        return False
    return _in_words(scene, layer, mark, texts) or _in_filled_row(scene, layer, mark.box)


def _in_filled_row(scene: Scene, layer: Layer, box: Box) -> bool:
    """Whether a mark stands at the end of a row of another colour than the card above it, as fields and notices have.

    The row goes on behind the mark, which a picture does whose corner the mark takes; the head of a card has its colour
    up to the card's edge, and the disc of a mark ends beside it.
    """
    side = max(box.width, box.height)
    top = max(layer.box.y1 + scene.px(2), box.y1 - 3 * side)
    if layer.page or not layer.box.contains(box) or box.y1 - side - top < side // 3:
        return False
    left = Box(box.x1 - round(2.2 * side), box.y1, box.x1 - round(1.1 * side), box.y2)
    above = Box(box.x1 - 2 * side, top, box.x2, box.y1 - side)
    farther = Box(left.x1 - 4 * side, left.y1, left.x2 - 4 * side, left.y2)
    end = Box(box.x2 + 2, box.y1, box.x2 + 2 + side // 4, box.y2).intersect(layer.box)
    beside, over, far, right = (_plain_colour(scene, part) for part in (left, above, farther, end))
    if beside is None or over is None or far is None or (right is not None and _apart(beside, right) > _SAME):
        return False
    apart = _apart(beside, over)
    return apart > _SAME and _apart(beside, far) <= _SAME and _has_edge(scene, left, above.y1, apart)


def _has_edge(scene: Scene, box: Box, top: int, apart: int) -> bool:
    """Whether the colour changes at once between a box and a height above it, and not little by little."""
    assert scene.picture is not None
    rows = np.median(scene.picture.crop(Box(box.x1, top, box.x2, box.y2)).astype(np.int16), axis=1)
    steps = np.abs(rows[_EDGE_PX:] - rows[:-_EDGE_PX]).max(axis=1, initial=0)
    return bool(steps.max(initial=0) >= _SHARP * apart)


def _apart(one: Colour, other: Colour) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _plain_colour(scene: Scene, box: Box) -> Colour | None:
    """The colour of most of a box; None where there is none."""
    assert scene.picture is not None
    pixels = scene.picture.crop(box)
    colour = dominant(pixels) if pixels.size else None
    if colour is None:
        return None
    near = np.abs(pixels.astype(np.int16) - np.array(colour, np.int16)).max(axis=2) <= _SAME
    return colour if float(near.mean()) >= _MOSTLY else None


def _searched(scene: Scene, layer: Layer, faint: bool) -> Box:
    """Where the marks of a window are looked for: dark pictures on a dimmed page may end lower than can be seen."""
    region = surroundings(scene, layer)
    if not faint or layer.known or not layer.pictured or layer.form != "dialog":
        return region
    return Box(region.x1, region.y1, region.x2, max(region.y2, layer.box.y2 + round(_LOWER * scene.height)))


def _crosses(scene: Scene, layer: Layer, region: Box, faint: bool) -> tuple[Cross, ...]:
    """Marks in the bands above and below in which close marks stand; those in clutter when there is no clear one."""
    assert scene.picture is not None
    window, reach = layer.box, scene.px(_SIDE_DP)
    head = max(round(_HEAD * window.height), scene.px(160))
    bands = [Box(window.x1 - reach, region.y1, window.x2 + reach, min(region.y2, window.y1 + head))]
    foot = max(bands[0].y2, round(window.y1 + _LEAST_FOOT * window.height))
    if layer.page:
        side = scene.px(2 * _SIDE_DP + LARGEST_DP)
        bands += [Box(x, foot, x + side, region.y2) for x in (window.x1, window.x2 - side)]
    else:
        half = round(0.16 * window.width) + scene.px(LARGEST_DP)
        bands.append(Box(window.centre[0] - half, foot, window.centre[0] + half, region.y2))
    found = [cross for band in bands for cross in find_crosses(scene.picture, region.intersect(band), scene.density)]
    likely = [region.intersect(place) for place in _likely_places(scene, layer)]
    if not any(place.contains_point(*cross.box.centre) for cross in found for place in likely):
        found += find_hidden(scene.picture, likely, scene.density, faint=faint)
    if faint:
        silent = [box for box in _silent_nodes(scene, layer) if not any(box.contains(cross.box) for cross in found)]
        found += find_hidden(scene.picture, silent, scene.density)
        if not layer.page and all(place_of(scene, layer, cross.box) in (None, "within") for cross in found):
            # Some stand at the lower corner of the picture at a card's head, where its strokes may hide them.
            found += [cross for cross in find_crosses(scene.picture, layer.box, scene.density) if cross.score >= _SURE]
            if not found:
                hidden = find_hidden(scene.picture, _sides(scene, layer), scene.density)
                found += [cross for cross in hidden if cross.score >= _SURE]
    return distinct(found)


def _sides(scene: Scene, layer: Layer) -> list[Box]:
    """The left and right side of a card, between its corners and its foot."""
    box, wide = layer.box, scene.px(_ASIDE_DP)
    top, bottom = box.y1 + scene.px(_ASIDE_DP), box.y1 + round(_LEAST_FOOT * box.height)
    return [Box(x, top, x + wide, bottom) for x in (box.x2 - wide, box.x1)] if bottom - top >= wide else []


def _silent_nodes(scene: Scene, layer: Layer) -> list[Box]:
    """Where nodes of the size of a close mark that say nothing stand in the corners of a window, with some ground."""
    low, high = (scene.px(dp) for dp in _NODE_DP)
    boxes = [
        item.box.padded(scene.px(_GROUND_DP))
        for item in layer.items
        if item.leaf
        and not item.text
        and low <= min(item.box.width, item.box.height)
        and max(item.box.width, item.box.height) <= min(high, round(1.5 * min(item.box.width, item.box.height)))
        and place_of(scene, layer, item.box) in ("corner", "above", "below")
    ]
    return boxes[:_MOST_NODES]


def place_of(scene: Scene, layer: Layer, box: Box) -> Place | None:
    """Where in a window a box lies; None where no close mark of that window stands."""
    x, y = box.centre
    window = layer.box
    reach_x, reach_y = max(scene.px(56), round(0.16 * window.width)), max(scene.px(56), round(0.15 * window.height))
    beside = scene.px(_SIDE_DP)
    side = min(abs(x - window.x1), abs(window.x2 - x)) <= reach_x
    middle = abs(2 * x - window.x1 - window.x2) <= 0.2 * window.width
    if layer.page:
        if side and y <= window.y1 + 0.16 * window.height:
            return "corner"
        return "foot" if side and y >= window.y1 + _LEAST_FOOT * window.height else "within"
    if not window.x1 - beside <= x <= window.x2 + beside:
        return None
    if y < window.y1:
        return "above" if side or middle else None
    if y > window.y2:
        return "below" if middle else None
    if side and y - window.y1 <= reach_y:
        return "corner"
    if not window.x1 <= x <= window.x2:
        return None
    return "low" if window.y2 - y <= reach_y and middle else "within"


def in_front(scene: Scene, layer: Layer, box: Box) -> bool:
    """Whether what is drawn outside a window is brighter than the dimmed page, and so lies before it."""
    assert scene.picture is not None
    ring = ring_around(scene.picture, layer.box)
    if ring is None or not (ring.dims or ring.dims_dark):
        return True
    bright = scene.picture.crop(box).max(axis=2)
    own = layer.box.intersect(box)
    if 0 < own.area < box.area and bright.shape == (box.height, box.width):
        kept = np.ones(bright.shape, bool)
        kept[own.y1 - box.y1 : own.y2 - box.y1, own.x1 - box.x1 : own.x2 - box.x1] = False
        bright = bright[kept]
    return bright.size > 0 and int(np.percentile(bright, 95)) > (ring.cap if ring.dims else ring.far_cap) + 20


def _stands_out(scene: Scene, layer: Layer, mark: Mark) -> bool:
    """Whether a mark lies outside a window and before the dimmed page: the texts beside it are that page's."""
    if layer.page or layer.box.contains_point(*mark.box.centre) or mark.cross.score < MIN_SCORE:
        return False
    assert scene.picture is not None
    ring = ring_around(scene.picture, layer.box)
    return ring is not None and (ring.dims or ring.dims_dark) and _in_front(scene, layer, mark)


def _in_front(scene: Scene, layer: Layer, mark: Mark) -> bool:
    """The same for a mark; a faint one is known by its place on the axis of the window."""
    off = abs(2 * mark.box.centre[0] - layer.box.x1 - layer.box.x2)
    if mark.place in ("above", "below") and off <= 0.05 * layer.box.width and mark.cross.score >= _SURE:
        return True
    return in_front(scene, layer, mark.box)


def _on_axis(scene: Scene, layer: Layer, mark: Mark) -> bool:
    """Whether a mark far below a window is a sure one in its middle that lies before the dimmed page."""
    off = abs(2 * mark.box.centre[0] - layer.box.x1 - layer.box.x2)
    return off <= 0.05 * layer.box.width and mark.cross.score >= _SURE and in_front(scene, layer, mark.box)


def _likely_places(scene: Scene, layer: Layer) -> tuple[Box, ...]:
    """Where close marks are: at the upper corners of a window, inside or outside, and below its middle."""
    box, reach, middle = layer.box, scene.px(56), (layer.box.x1 + layer.box.x2) // 2
    if layer.page:
        top, bottom, side = box.y1 + scene.px(24), box.y1 + scene.px(112), scene.px(96)
        return Box(box.x2 - side, top, box.x2, bottom), Box(box.x1, top, box.x1 + side, bottom)
    below = Box(middle - scene.px(40), box.y2 - scene.px(60), middle + scene.px(40), box.y2 + scene.px(REACH_DP))
    upper = (Box(x - reach, box.y1 - reach, x + reach, box.y1 + reach) for x in (box.x2, box.x1))
    return (*upper, below)


def _in_words(scene: Scene, layer: Layer, mark: Mark, texts: Sequence[SeenText]) -> bool:
    """Whether a mark is part of a text, as in 3 × 5, or stands right beside one on its row, as on a chip.

    A label, a countdown and a word that closes may stand beside the mark that closes.
    """
    box = mark.box
    inside = layer.box.contains_point(*box.centre)
    read = [(text.box, text.text) for text in texts if text.node_path is None]
    told = [(item.box, item.text) for item in (layer.items if inside else scene.items) if item.text and item.leaf]
    for place, said in (*read, *told):
        if abs(place.centre[1] - box.centre[1]) > box.height or place.height > 3 * box.height or accompanies(said):
            continue
        if place.contains_point(*box.centre):
            signs = any(sign in said for sign in _MARK_SIGNS) and _one_ground(scene, place, box)
            if _WORDS.search(plain(said)) and (mark.cross.score < MIN_SCORE or signs):
                return True
        elif layer.blocking and _gap(scene, place, box) <= scene.px(_BESIDE_DP) and _one_ground(scene, place, box):
            # The button of a banner stands close to its mark; what holds chips is a page or blocks one. The words on
            # what a photograph shows are none of its mark's.
            return True
    return False


def _one_ground(scene: Scene, place: Box, box: Box) -> bool:
    """Whether a word and a mark stand on a plain ground."""
    left, right = min(place.x1, box.x1), max(place.x2, box.x2)
    return _plain_colour(scene, Box(left, min(place.y1, box.y1), right, max(place.y2, box.y2))) is not None


def accompanies(said: str) -> bool:
    """Whether a text may stand right beside the mark that closes: a label, a countdown, a word that closes."""
    folded = plain(said)
    if (
        has_word(folded, "ads", "label")
        or folded in words("ads", "other_label")
        or has_word(folded, "closing", "close")
    ):
        return True
    return has_word(folded, "closing", "skip") or any(p.search(said) for p in patterns("closing", "waiting"))


def _gap(scene: Scene, place: Box, box: Box) -> int:
    """The empty width between what is written in a box and a mark beside it."""
    assert scene.picture is not None
    seen = ink(scene.picture.crop(place))
    columns = np.flatnonzero(seen.mask.any(axis=0)) if seen is not None else np.empty(0, np.intp)
    if not len(columns):
        return scene.width
    left, right = place.x1 + int(columns[0]), place.x1 + int(columns[-1]) + 1
    return max(box.x1 - right, left - box.x2)


def _in_field(scene: Scene, layer: Layer, box: Box) -> bool:
    """Whether a mark lies in a field to type in, or in a node that is named as something else than a close control."""
    if clears_field(scene, layer, box):
        return True
    return any(
        item.box.contains_point(*box.centre) and (names_other(item) or beside_field(item)) for item in layer.items
    )


def clears_field(scene: Scene, layer: Layer, box: Box) -> bool:
    """Whether something stands in a field to type in or right behind its end, whatever holds the two."""
    x, y = box.centre
    for item in layer.items:
        if any(name in item.node.cls.lower() for name in FIELDS):
            row = item.box.y1 <= y <= item.box.y2 and item.box.height <= scene.px(_FIELD_DP)
            if item.box.contains_point(x, y) or (row and 0 <= x - item.box.x2 <= scene.px(_CLEAR_DP)):
                return True
    return False


def names_other(item: Item) -> bool:
    """Whether a node is named as what looks like a close control and is none."""
    named = has_word(f"{item.node.short_id} {item.node.description}", "closing", "not_close")
    return named and plain(item.text) not in words("closing", "close")


def beside_field(item: Item) -> bool:
    """Whether a node without words shares its row with a field to type in, which it clears."""
    holder = item.parent
    if item.text or not item.leaf or holder is None or holder.box.height > 3 * item.box.height:
        return False
    return any(any(name in node.cls.lower() for name in FIELDS) for node in holder.node.children)


def _has_peers(scene: Scene, layer: Layer, mark: Mark, crosses: Sequence[Cross]) -> bool:
    """Whether marks like it stand on its row or in its column, as on chips and in lists.

    The topmost of a column may be the window's own, above a list whose rows have theirs.
    """
    x, y = mark.box.centre
    size = max(mark.box.width, mark.box.height)
    for other in crosses:
        if other is mark.cross or not layer.box.contains_point(*other.box.centre):
            continue
        its = max(other.box.width, other.box.height)
        if max(its, size) > _ALIKE * min(its, size):
            continue
        across, down = other.box.centre[0] - x, other.box.centre[1] - y
        if abs(down) <= size // 2:
            return True
        heads = down > 0 and mark.place in ("corner", "above") and y - layer.box.y1 <= scene.px(48)
        if abs(across) <= size // 2 and not heads:
            return True
    return False
