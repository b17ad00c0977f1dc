"""The words that label an advertisement: 广告 itself, how it is written, and what only looks like it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from evidence.geometry import Box
from perception.screen.colours import ink
from perception.screen.dim import Ring, ring_around
from perception.screen.labels import read_labels, read_upright
from perception.screen.lexicon import has_word, patterns, plain, words
from perception.screen.ocr import Reading, read_boxes, read_region
from perception.screen.picture import Picture
from perception.screen.scene import Item, Scene
from perception.screen.texts import measure, read_small_pictures
from perception.screen.view import SeenText
from perception.screen.windows import Layer

_MAX_LABEL = 18
"""Characters of a text that may be a label, such as 广告 | 3s 后关闭 or 广告 | 某某."""
_PARAGRAPH = 40
"""Characters from which a text of the tree is a paragraph."""
_MAX_LINES = 24
_SMALL = 0.12
"""Share of the screen up to which a box is searched for lines as well, enlarged."""
_ZOOM = 1.8
_MAX_ASPECT = 8.0
"""Width to height of the lines that may be a label; longer ones are not read."""
SURE = 0.7
"""A label with this score is one; below it stand controls that name what they close, as 跳过广告."""
_EDGES = "[]()【】〔〕「」·|-•,.。:"
_REST = re.compile(r"[0-9s秒后可关闭跳过|·•\-:,.]*")
_TWO_GLYPHS, _MAX_HALVES = 2.3, 4
"""Width to height of a label of two glyphs with some ground; how many parts are read anew."""
_AROUND, _LONGEST_PART = 0.25, 4
"""Ground around a part, as a share of its height, with which it is read as well; most glyphs of one that ends in 广."""
_BESIDE_DP, _LOWER = 24, 0.12
"""How far outside the card that the picture shows its label may lie, and below it, as a share of the height."""
_APART, _SLACK = 0.5, 0.35
"""Empty ground beside a label, and how far it may reach out of the box in which it was read, in heights."""
_FEW_TEXTS = 6
"""Texts up to which a window may carry an upright label, which stands at the side of a picture."""
_ABOVE_DIM = 8


def label_in(scene: Scene, layer: Layer, texts: Sequence[SeenText]) -> SeenText | None:
    """The text that labels an advertisement with the word 广告 itself, measured; None when there is none.

    A text of its own counts, or one beside marks, a source or a countdown; 包含广告 in a sentence and 推广 do not, nor
    do labels of the dimmed page behind a card. 跳过广告 counts where nothing better is.
    """
    written = {item.node.path for item in scene.items if item.node.text}
    ring = (
        ring_around(scene.picture, layer.box)
        if scene.picture is not None and layer.blocking and not layer.known
        else None
    )
    found = [
        (score, text)
        for text in _lines_of(texts)
        if (score := label_score(text.text)) > 0
        # A description is heard, not seen: only a picture described by the very word is taken to show it.
        and (text.node_path is None or text.node_path in written or score == 1.0)
        and _drawn_there(scene, text)
        and not _within_words(scene, text, texts)
        and not (ring is not None and text.node_path is None and _behind(scene, layer, text.box, ring))
    ]
    if not found:
        return None
    return measure(scene, max(found, key=lambda pair: pair[0] * pair[1].score)[1])


def _lines_of(texts: Sequence[SeenText]) -> tuple[SeenText, ...]:
    """The texts; a paragraph in which a line is a label by itself, as one below the clock, stands as its lines."""
    return tuple(
        line
        for text in texts
        for line in (text.lines if any(label_score(line.text) >= SURE for line in text.lines) else (text,))
    )


def is_sure(label: SeenText | None) -> bool:
    """Whether a label is more than the name that a control gives to what it closes."""
    return label is not None and label_score(label.text) >= SURE


def other_labels_in(texts: Sequence[SeenText]) -> tuple[SeenText, ...]:
    """Labels that stand in for 广告 and do not count: the whole text is AD, 推广, 赞助商内容 …"""
    return tuple(text for text in texts if _stands_in(plain(text.text).strip(_EDGES)))


def _stands_in(said: str) -> bool:
    return said in words("ads", "other_label") or any(p.fullmatch(said) for p in patterns("ads", "other_label_form"))


def label_score(text: str) -> float:
    """How much a text by itself is a label with the word 广告, 0 to 1."""
    said = plain(text).strip(_EDGES)
    if said in words("ads", "label"):
        return 1.0
    if len(said) > _MAX_LABEL or has_word(said, "ads", "not_label"):
        return 0.0
    if has_word(said, "ads", "control_label"):
        return 0.6
    if "广告" in said and _REST.fullmatch(said.replace("广告", "")):
        return 0.8
    return 0.9 if any(pattern.fullmatch(said) for pattern in patterns("ads", "label_form")) else 0.0


def labels_near(
    scene: Scene, box: Box, told: Sequence[SeenText], items: Sequence[Item] = (), *, window: Box | None = None
) -> tuple[SeenText, ...]:
    """Labels of any wording that only the picture shows in a box; none is looked for when `told` has one.

    `items` are what the tree has of the window itself: those of a page behind it tell nothing of what lies before. The
    corners are those of the `window`, where the box reaches out of one.
    """
    if scene.picture is None or any(label_score(text.text) >= SURE for text in told):
        return ()
    # No label stands in the midst of a paragraph; reading its words one by one would be most of the work.
    known = [item.box for item in items if item.leaf and len(item.node.text) >= _PARAGRAPH]
    placed = _labels_of(_completed(scene.picture, read_labels(scene.picture, box, scene.density, known, window=window)))
    labels = tuple(text for text in placed if not _in_a_line(scene.picture, text))
    if not labels and box.area <= _SMALL * scene.area:
        lines = read_region(scene.picture, box, _MAX_LINES, zoom=_ZOOM, max_aspect=_MAX_ASPECT)
        labels = _labels_of(_completed(scene.picture, lines))
    return labels


def _completed(picture: Picture, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings, and anew as a whole those of which a part of a label was read: strokes are lost in photographs."""
    parts = [reading for reading in readings if _part_of_label(plain(reading.text))][:_MAX_HALVES]
    wide = [_whole(reading) for reading in parts]
    found = (*read_boxes(picture, wide), *read_boxes(picture, wide, _AROUND))
    return (*readings, *(again for again in found if again is not None))


def _part_of_label(said: str) -> bool:
    ends = said[-1:] in ("广", "厂") and len(said) <= _LONGEST_PART
    return ends or said in ("告", "吿") or said in words("ads", "label_source")


def _whole(part: Reading) -> Box:
    box, length = part.box, round(_TWO_GLYPHS * part.box.height)
    if plain(part.text) in ("告", "吿"):
        return Box(min(box.x1, box.x2 - length), box.y1, box.x2, box.y2)
    said = plain(part.text)
    if said in words("ads", "label_source"):
        return Box(box.x1, box.y1, box.x2 + round(_TWO_GLYPHS * box.width / len(said)), box.y2)
    glyphs = len(said) + 1
    return Box(box.x1, box.y1, max(box.x2 + round(1.1 * box.width / (glyphs - 1)), box.x1 + length), box.y2)


def drawn_labels(scene: Scene, layer: Layer, told: Sequence[SeenText]) -> tuple[SeenText, ...]:
    """Texts that only pixels show in a window where no label was read; the cheapest way of reading comes first.

    Small pictures of the tree, then places of the shape of a label, then, where the tree is all that was read, lines.
    """
    small = read_small_pictures(scene, layer.items)
    if scene.picture is None or any(label_score(text.text) >= SURE for text in small):
        return small
    region = _searched(scene, layer)
    placed = labels_near(scene, region, (), layer.items, window=layer.box)
    if not placed and len(told) <= _FEW_TEXTS:
        placed = _labels_of(read_upright(scene.picture, region, scene.density))
    if not layer.known or any(label_score(text.text) >= SURE for text in placed):
        return (*small, *placed)
    known = [text.box for text in told]
    found = read_region(scene.picture, layer.box, _MAX_LINES, known=known, max_aspect=_MAX_ASPECT)
    return (*small, *placed, *(SeenText(reading.box, reading.text, "picture", reading.score) for reading in found))


def _searched(scene: Scene, layer: Layer) -> Box:
    """Where the label of a window may be: a card's edges are not found to the px, and dark pictures go on below."""
    if layer.known or layer.page:
        return layer.box
    beside = scene.px(_BESIDE_DP)
    lower = round(_LOWER * scene.height) if layer.pictured and layer.form == "dialog" else beside
    around = layer.box.padded(beside)
    return Box(around.x1, around.y1, around.x2, min(scene.height, layer.box.y2 + lower))


def _labels_of(readings: Sequence[Reading]) -> tuple[SeenText, ...]:
    texts = [SeenText(reading.box, reading.text, "picture", reading.score) for reading in readings]
    return tuple(text for text in texts if label_score(text.text) > 0 or other_labels_in([text]))


def _in_a_line(picture: Picture, label: SeenText) -> bool:
    """Whether a word that was read in a place of its own goes on beside it, as bold words of a sentence do."""
    reach = round(1.2 * label.box.height)
    wide = Box(label.box.x1 - reach, label.box.y1, label.box.x2 + reach, label.box.y2)
    (around,) = read_boxes(picture, [wide])
    if around is None or label_score(around.text) >= SURE:
        return False
    return any(pattern.search(plain(around.text)) for pattern in patterns("ads", "within_line"))


def _drawn_there(scene: Scene, text: SeenText) -> bool:
    """A text of the tree must be seen: something is drawn in its box."""
    if scene.picture is None or text.source == "picture":
        return True
    return measure(scene, text).contrast is not None


def _within_words(scene: Scene, text: SeenText, texts: Sequence[SeenText]) -> bool:
    """Whether a word is but a part of what was read as a whole, as the 广告 of 跳过广告 and of 个性化广告推荐."""
    if text.node_path is not None or (scene.picture is not None and _stands_apart(scene.picture, text.box)):
        return False
    return any(
        other is not text
        and "广告" in plain(other.text)
        and label_score(other.text) < SURE
        and (has_word(other.text, "ads", "control_label") or has_word(other.text, "ads", "not_label"))
        and other.box.intersect(text.box).area >= 0.6 * text.box.area
        for other in texts
        if len(other.text) > len(text.text)
    )


def _stands_apart(picture: Picture, box: Box) -> bool:
    """Whether empty ground as wide as half a glyph is on both sides of a word, which no word of a sentence has."""
    reach = box.height
    seen = ink(picture.crop(Box(box.x1 - reach, box.y1, box.x2 + reach, box.y2)))
    if seen is None:
        return False
    columns, left = np.flatnonzero(seen.mask.any(axis=0)), min(reach, box.x1)
    middle = left + box.width // 2
    gaps = np.flatnonzero(np.diff(columns) > _APART * box.height)
    before = columns[gaps + 1][columns[gaps] < middle].max(initial=columns[0])
    after = columns[gaps][columns[gaps + 1] > middle].min(initial=columns[-1])
    slack = round(_SLACK * box.height)
    return bool(before >= left - slack and after <= left + box.width + slack)


def _behind(scene: Scene, layer: Layer, box: Box, ring: Ring) -> bool:
    """Whether a word that only the picture shows stands on the page behind a card.

    A card's upper and lower edge are found less surely than its sides, so a label may lie above or below it.
    """
    if not layer.box.x1 <= box.centre[0] <= layer.box.x2:
        return True
    if ring.dims:
        return _dimmed(scene, layer, box, ring)
    if layer.box.contains_point(*box.centre):
        return False
    # Of a dark picture before a light page only the upper part may be seen as a card.
    return not ring.dims_light or _dimmed(scene, layer, box, ring)


def _dimmed(scene: Scene, layer: Layer, box: Box, ring: Ring) -> bool:
    """Whether a word belongs to the dimmed page: the whole row of the card on which it stands is no brighter."""
    assert scene.picture is not None
    inset = box.height // 3
    row = Box(layer.box.x1, box.y1 + inset, layer.box.x2, box.y2 - inset) if layer.box.contains(box) else box
    pixels = scene.picture.crop(row)
    return pixels.size > 0 and int(np.percentile(pixels.max(axis=2), 99.5)) <= ring.cap + _ABOVE_DIM
