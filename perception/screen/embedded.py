"""Advertisements that lie over a page without blocking it: banners at an edge and floating pictures.

Both carry a close mark near the side of the screen and a label near it. The cards of a feed may carry the same, so what
scrolls with the page is none, and without a tree the place decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from evidence.geometry import Box
from perception.screen.adlabels import SURE, label_score, labels_near, other_labels_in
from perception.screen.cross import find_crosses
from perception.screen.lexicon import button_word, has_word, patterns, plain, words
from perception.screen.pictorial import has_plain_ground, is_pictorial
from perception.screen.scene import Item, Scene
from perception.screen.view import SeenText
from perception.screen.windows import Layer

_MARK = 0.78
"""Least score of a drawn mark that may be a banner's."""
_SIDE_DP = 64
_INNER_DP = 128
"""The same where the mark takes the upper corner of a floating picture that is turned to the middle of the screen."""
_MAX_MARKS = 5
_BANNER_DP = (40.0, 130.0)
_FLOATING_DP = (40.0, 150.0)
_BESIDE_DP = 20
"""Farthest that a floating picture keeps from the side."""
_LEAST_APART_DP = 16
"""How much lower than its mark the label of a floating picture stands; in the rows of feeds both are level."""
_LEVEL_DP = 8
_EDGE_DP, _EDGE_STEP, _EDGE_SHARE = 22, 4, 0.75
"""Where above its mark a banner's upper edge runs, the step in grey across it, and the share of the width it takes."""
_WHOLE = 0.96
"""The same share where the edge runs from side to side."""
_ORDINARY = "推荐"
"""A label that is the name of tabs and lists as well."""
_COVERED = 0.1
"""Share of a text that is covered by what lies over the page; the parts of a page leave each other free."""
_PART, _MOSTLY = 0.4, 0.7
"""Share of the screen from which something is the page itself, and how much of a node its picture takes."""
_TOP, _BOTTOM = 0.24, 0.76
"""Shares of the screen's height above and below which banners lie."""
_ROWS = 3
"""Nodes of one size below each other from which they are the rows of a list."""
_OWN_SIGN = "can be closed and lures on"


def embedded_ads(
    scene: Scene, page: Layer, texts: Sequence[SeenText]
) -> tuple[tuple[Layer, tuple[SeenText, ...]], ...]:
    """The banner and the floating advertisement over a page, each with the labels that only pixels show in it.

    `texts` are those of the page. At most one of each form; empty without a picture.
    """
    if scene.picture is None:
        return ()
    marks = _marks(scene, page)[:_MAX_MARKS]
    found = list[tuple[Layer, tuple[SeenText, ...]]]()
    for held in _labelled(scene, page, texts, marks):
        if not any(layer.form == held.form for layer, _ in found):
            found.append((held, ()))
    for held in _lying_over(scene, page):
        if not any(layer.form == held.form for layer, _ in found):
            told = [text for text in texts if held.box.contains_point(*text.box.centre)]
            drawn = labels_near(scene, held.box, told)
            if _names_ad(held) or any(_labels(text) for text in (*told, *drawn)):
                found.append((held, drawn))
    for mark in marks:
        for form in ("banner", "floating"):
            if any(layer.form == form or layer.box.padded(scene.px(24)).contains(mark) for layer, _ in found):
                continue
            layer = _banner(scene, page, mark) if form == "banner" else _floating(scene, page, mark)
            if layer is None:
                continue
            told = [text for text in texts if layer.box.contains_point(*text.box.centre)]
            drawn = labels_near(scene, layer.box, told)
            labels = [text for text in (*told, *drawn) if _labels(text)]
            labelled = any(layer.holder is not None or _belongs(scene, form, mark, text) for text in labels)
            if (labelled and _lures_on(layer, told)) or _advertises(scene, layer, mark, told):
                layer = replace(layer, reasons=(*layer.reasons, _OWN_SIGN))
            elif not labelled:
                continue
            found.append((layer, drawn))
            break
    return tuple(found)


def _labelled(scene: Scene, page: Layer, texts: Sequence[SeenText], marks: Sequence[Box]) -> Iterator[Layer]:
    """Nodes of the size of a banner or a floating picture that hold a label and lie over the page or can be closed."""
    low, high = (scene.px(dp) for dp in _BANNER_DP)
    least, most = (scene.px(dp) for dp in _FLOATING_DP)
    holders = {item.node.path: item for item in page.items}
    for text in texts:
        item = holders.get(text.node_path or "")
        if item is None or not _labels(text) or plain(text.text) == _ORDINARY or _scrolls(scene, item):
            continue
        for around in item.ancestors():
            box = around.box
            edge = box.y1 <= page.box.y1 + _TOP * scene.height or box.y2 >= _BOTTOM * scene.height
            wide = box.width >= 0.85 * scene.width and low <= box.height <= high and edge
            beside = least <= box.width <= most and least <= box.height <= most and box.width < 0.5 * scene.width
            beside = beside and min(box.x1, scene.width - box.x2) <= scene.px(_BESIDE_DP)
            closes = any(around.box.padded(scene.px(24)).contains(mark) for mark in marks)
            if (wide or beside) and (closes or _covers(page, around)) and not _is_row(around):
                yield _layer(scene, page, box, "banner" if wide else "floating")
                break


def _lying_over(scene: Scene, page: Layer) -> Iterator[Layer]:
    """Pictures beside an edge of the screen that lie over parts of the page and do not scroll with it."""
    least, most = (scene.px(dp) for dp in _FLOATING_DP)
    for item in page.items:
        box = item.box
        if item.leaf or not (least <= box.width <= most and least <= box.height <= most):
            continue
        beside = min(box.x1, scene.width - box.x2) <= scene.px(_BESIDE_DP)
        if beside and not _scrolls(scene, item) and not _is_row(item) and _is_picture(scene, item):
            under = (other for other in page.items if other.order < item.order and (other.leaf or other.node.clickable))
            small = (other for other in under if other.box.area < _PART * scene.area)
            if any(other.box.intersect(box).area >= _COVERED * min(other.box.area, box.area) > 0 for other in small):
                yield replace(_layer(scene, page, box, "floating", item), reasons=("picture over the page at an edge",))


def _is_picture(scene: Scene, item: Item) -> bool:
    parts = (part for part in scene.inside(item) if part.leaf and not part.text)
    return any(part.box.intersect(item.box).area >= _MOSTLY * item.box.area for part in parts)


def _names_ad(layer: Layer) -> bool:
    held = layer.holder.node.short_id.lower() if layer.holder is not None else ""
    return any(part in held for part in words("ads", "container_id"))


def is_sign(layer: Layer) -> tuple[str, ...]:
    """Why what lies over a page is an advertisement though nobody labelled it; empty when nothing tells."""
    return (_OWN_SIGN,) if _OWN_SIGN in layer.reasons else ()


def _advertises(scene: Scene, layer: Layer, mark: Box, told: Sequence[SeenText]) -> bool:
    """Whether a banner with a close mark lures on, or a node with one before the page is a picture."""
    assert scene.picture is not None
    if layer.form == "banner":
        return _lures_on(layer, told) and (layer.holder is not None or _has_upper_edge(scene, mark, True))
    return layer.holder is not None and is_pictorial(scene.picture, layer.box)


def _lures_on(layer: Layer, told: Sequence[SeenText]) -> bool:
    return layer.form == "banner" and any(_lures(text.text) and layer.box.contains(text.box) for text in told)


def _lures(said: str) -> bool:
    """Whether a button leads to what is offered; those that lead to log-in, settings and updates are the app's own."""
    folded = plain(said)
    if has_word(folded, "ads", "not_label") or any(pattern.search(folded) for pattern in patterns("ads", "own_matter")):
        return False
    return button_word(said, "ads", "call_to_action") is not None or any(
        pattern.fullmatch(folded) for pattern in patterns("ads", "lure")
    )


def _covers(page: Layer, item: Item) -> bool:
    """Whether something lies over texts of the page that come before it in the tree."""
    before = (other for other in page.items if other.order < item.order and other.leaf and other.text)
    return any(other.box.intersect(item.box).area >= _COVERED * other.box.area for other in before)


def _belongs(scene: Scene, form: str, mark: Box, label: SeenText) -> bool:
    """Whether a label near a drawn mark is on the same thing; feeds have both in the rows below a card."""
    assert scene.picture is not None
    if form == "banner":
        level = abs(label.box.centre[1] - mark.centre[1]) <= scene.px(_LEVEL_DP)
        return _has_upper_edge(scene, mark, level)
    box = label.box
    if box.centre[1] < mark.y2 + scene.px(_LEAST_APART_DP):
        return False
    between = Box(min(box.x1, mark.x1), mark.centre[1], max(box.x2, mark.x2), box.y2)
    return between.width <= scene.px(_FLOATING_DP[1]) and not has_plain_ground(scene.picture, between)


def _has_upper_edge(scene: Scene, mark: Box, level: bool) -> bool:
    """Whether an edge runs across the screen right above a mark, where the upper edge of its banner is.

    The picture of a card in a feed ends so as well, but then mark and label are `level` in the plain row below it, and
    the edge leaves the sides free.
    """
    assert scene.picture is not None
    first = max(0, mark.y1 - scene.px(_EDGE_DP))
    rows = scene.picture.crop_grey(Box(0, first, scene.width, mark.centre[1])).astype(np.int16)
    if rows.shape[0] < 4:
        return False
    columns = rows[:, :: max(1, scene.width // 240)]
    share = float((np.abs(columns[2:] - columns[:-2]) >= _EDGE_STEP).mean(axis=1).max())
    strip = Box(0, mark.y1, scene.width, mark.y1 + scene.px(_BANNER_DP[0]))
    return share >= (_WHOLE if level and has_plain_ground(scene.picture, strip) else _EDGE_SHARE)


def _labels(text: SeenText) -> bool:
    return label_score(text.text) >= SURE or bool(other_labels_in([text]))


def _marks(scene: Scene, page: Layer) -> list[Box]:
    """Close marks near the sides: nodes that say or are named so, then drawn ones."""
    assert scene.picture is not None
    side, least = scene.px(_INNER_DP), scene.px(8)
    boxes = [
        item.box
        for item in page.items
        if least <= item.box.width <= scene.px(56)
        and least <= item.box.height <= scene.px(56)
        and _named_close(item)
        and not _scrolls(scene, item)
    ]
    crosses = [cross for strip in _strips(scene, page) for cross in find_crosses(scene.picture, strip, scene.density)]
    crosses.sort(key=lambda cross: -cross.score)
    boxes += [cross.box for cross in crosses if cross.score >= _MARK]
    low, high = page.box.y1 + scene.px(40), page.box.y2 - scene.px(16)
    beside = [box for box in boxes if box.x2 >= scene.width - side or box.x1 <= side]
    kept = list[Box]()
    for box in beside:
        if low <= box.centre[1] <= high and not any(box.intersect(other).area for other in kept):
            kept.append(box)
    return kept


def _is_row(item: Item) -> bool:
    """Whether a node is one of the rows of a list."""
    holder = item.parent
    if holder is None:
        return False
    alike = [
        child
        for child in holder.node.children
        if child.bounds.width == item.node.bounds.width
        and abs(child.bounds.height - item.node.bounds.height) <= 0.35 * item.node.bounds.height
    ]
    return len(alike) >= _ROWS


def _strips(scene: Scene, page: Layer) -> tuple[Box, ...]:
    """Where a drawn mark can be that ends near a side: the strips along both, as wide as the largest mark reaches."""
    box, reach = page.box, scene.px(_INNER_DP)
    if box.width <= 2 * reach:
        return (box,)
    return (Box(box.x1, box.y1, box.x1 + reach, box.y2), Box(box.x2 - reach, box.y1, box.x2, box.y2))


def _named_close(item: Item) -> bool:
    if has_word(f"{item.node.short_id} {item.node.description}", "closing", "not_close"):
        return False
    name = plain(item.node.short_id)
    return name in words("closing", "id_exact") or plain(item.text) in (
        *words("closing", "mark"),
        *words("closing", "close"),
    )


def _scrolls(scene: Scene, item: Item) -> bool:
    """Whether something lies in a part of the page that scrolls, as the cards of a feed."""
    return any(around.node.scrollable and around.box.area >= 0.25 * scene.area for around in item.ancestors())


def _banner(scene: Scene, page: Layer, mark: Box) -> Layer | None:
    """The strip at the top or bottom whose upper corner the mark takes."""
    y = mark.centre[1]
    if min(mark.x1, scene.width - mark.x2) > scene.px(_SIDE_DP):
        return None
    if not (y <= page.box.y1 + _TOP * scene.height or y >= _BOTTOM * scene.height):
        return None
    low, high = (scene.px(dp) for dp in _BANNER_DP)
    holder = _holder(scene, page, mark, lambda box: box.width >= 0.85 * scene.width and low <= box.height <= high)
    if holder is not None:
        return _layer(scene, page, holder.box, "banner", holder)
    if page.known and any(item.box.contains_point(*mark.centre) and _scrolls(scene, item) for item in page.items):
        return None
    box = Box(0, mark.y1 - scene.px(8), scene.width, min(page.box.y2, mark.y1 + scene.px(88)))
    return _layer(scene, page, box, "banner")


def _floating(scene: Scene, page: Layer, mark: Box) -> Layer | None:
    """The picture at a side of the screen whose upper corner the mark takes."""
    low, high = (scene.px(dp) for dp in _FLOATING_DP)
    holder = _holder(
        scene,
        page,
        mark.padded(scene.px(6)),
        lambda box: low <= box.width <= high and low <= box.height <= high and box.width < 0.5 * scene.width,
    )
    if holder is not None:
        return _layer(scene, page, holder.box, "floating", holder)
    if page.known and any(item.box.contains_point(*mark.centre) and _scrolls(scene, item) for item in page.items):
        return None
    x = mark.centre[0]
    reach = scene.px(112)
    # At the left side its right or its left upper corner may carry the mark.
    left = max(0, x - reach)
    right = min(scene.width, x + (scene.px(24) if x > scene.width // 2 else reach))
    return _layer(scene, page, Box(left, mark.y1, right, min(page.box.y2, mark.y1 + scene.px(124))), "floating")


def _holder(scene: Scene, page: Layer, mark: Box, fits: Callable[[Box], bool]) -> Item | None:
    """The smallest node of a form that touches a mark and does not scroll with the page."""
    holders = [
        item
        for item in page.items
        if item.box.intersect(mark).area > 0 and fits(item.box) and not _scrolls(scene, item) and not _is_row(item)
    ]
    return min(holders, key=lambda item: item.box.area, default=None)


def _layer(
    scene: Scene, page: Layer, box: Box, form: Literal["banner", "floating"], holder: Item | None = None
) -> Layer:
    near = box.padded(scene.px(24))
    first = holder.order if holder is not None else 0
    inside = tuple(item for item in page.items if item.order >= first and near.contains(item.box))
    reasons = ("close mark and label at an edge",)
    return Layer(box, form, inside, page.package, 0.85, reasons, blocking=False, known=page.known, holder=holder)
