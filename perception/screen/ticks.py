"""Tick boxes and whether they are ticked: told by the tree where it can, else seen in the picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

import cv2
import numpy as np

from evidence.geometry import Box
from perception.screen.colours import Ink, dominant, ink, saturation
from perception.screen.lexicon import has_word
from perception.screen.scene import Item, Scene
from perception.screen.view import SeenText, TickBox

_SMALLEST_DP, _LARGEST_DP = 8, 44
_CLASSES = ("checkbox", "radiobutton", "checkedtextview")
_SWITCHES = ("switch", "togglebutton")
_TICKED_MARKS = "☑✅✔✓√☒■●◉"
_EMPTY_MARKS = "☐□○◯"
_MAX_ABOUT = 200
_REACH_DP = 28
_FAINT = 30
"""Sum of the differences of the colour parts from which an outline is drawn; tick boxes are often pale."""
LABELS = ("我已", "已阅读", "本人已", "我同意《", "同意《", "阅读并同意《", "登录即", "勾选")
"""How labels of tick boxes begin that are as short as words on buttons."""
_AGREES = re.compile(
    r"\W{0,2}(?:我|本人)?(?:已经?|同意|阅读|勾选|接受|登录即|注册即)|i (?:have|agree|accept)|agree|accept",
    re.IGNORECASE,
)
"""How the label of a tick box begins; paragraphs about privacy begin otherwise."""

MAX_TICKS = 100
"""Tick boxes that are told from the nodes of one screen; a person sees fewer."""


def ticks_in(
    scene: Scene, items: Sequence[Item], texts: Sequence[SeenText], buttons: Sequence[Box] = ()
) -> tuple[TickBox, ...]:
    """Tick boxes: checkable nodes, nodes drawn like a box beside a text, and boxes drawn before a text.

    What stands on one of the `buttons` is no label of a tick box.
    """
    found = list[TickBox]()
    for item in items:
        if len(found) >= MAX_TICKS:
            break
        tick = _from_node(scene, item, texts)
        if tick is not None and not any(_same(tick.box, other.box) for other in found):
            found.append(tick)
    for text in texts:
        if any(_names(text, button) for button in buttons):
            continue
        tick = _from_text(scene, text)
        if tick is not None and not any(_same(tick.box, other.box) for other in found):
            found.append(tick)
    return tuple(found)


def _from_node(scene: Scene, item: Item, texts: Sequence[SeenText]) -> TickBox | None:
    cls, box = item.node.cls.lower(), item.box
    named = any(name in cls for name in (*_CLASSES, *_SWITCHES))
    if item.node.checkable:
        about = _about(scene, item, texts)
        return TickBox(box, item.node.checked, 0.98, about, is_about_consent(about))
    drawn_box = _box_shaped(scene, box) and item.leaf and not item.node.text
    about = _about(scene, item, texts) if named or drawn_box else ""
    labelled = is_about_consent(about) and _AGREES.match(about) is not None and _before(scene, box, about, texts)
    if not (named or (drawn_box and labelled)):
        return None
    # `checked` of a node that is not checkable says nothing: the picture decides.
    seen = seen_ticked(scene, box if drawn_box else _box_part(scene, box))
    if seen is None:
        return TickBox(box, item.node.checked, 0.5, about, is_about_consent(about)) if named else None
    ticked, score = seen
    return TickBox(box, ticked, score, about, is_about_consent(about))


def _from_text(scene: Scene, text: SeenText) -> TickBox | None:
    """A box that stands before a consent text: as a character in it, or drawn to its left without a node."""
    said = text.text.strip()
    if not said or len(said) > _MAX_ABOUT or not is_about_consent(said):
        return None
    line = min(text.box.height, scene.px(24))
    if said[0] in _TICKED_MARKS + _EMPTY_MARKS:
        box = Box(text.box.x1, text.box.y1, text.box.x1 + line, text.box.y1 + line)
        return TickBox(box, said[0] in _TICKED_MARKS, 0.9, said, True)
    if scene.picture is None or not _AGREES.match(said):
        return None
    side = _drawn_left(scene, text)
    seen = seen_ticked(scene, side) if side is not None else None
    return TickBox(side, seen[0], min(seen[1], 0.8), said, True) if side is not None and seen is not None else None


def _names(text: SeenText, button: Box) -> bool:
    """Whether a text is the word on a button, which stands in its middle; the label of a tick box does not."""
    middle = abs(2 * text.box.centre[0] - button.x1 - button.x2) <= 0.2 * button.width
    return middle and button.contains_point(*text.box.centre) and not text.text.lstrip().startswith(LABELS)


def is_about_consent(text: str) -> bool:
    """Whether a tick box with this text agrees to rules; 记住账号 and 不再提示 do not."""
    return has_word(text, "consent", "consent_tick") and not has_word(text[:12], "consent", "other_tick")


def seen_ticked(scene: Scene, box: Box) -> tuple[bool, float] | None:
    """Whether the box is drawn ticked, with a score; None when nothing is drawn there.

    An empty box has only its outline: its middle is the ground or one pale even colour. A ticked one is filled with a
    strong colour or holds a mark.
    """
    if scene.picture is None:
        return None
    pixels = scene.picture.crop(box)
    seen = _outline(scene, box)
    if seen is None or min(pixels.shape[:2]) < 8:
        return None
    y1, y2, x1, x2 = seen
    height, width = y2 - y1, x2 - x1
    middle = pixels[
        y1 + round(0.27 * height) : y2 - round(0.27 * height), x1 + round(0.27 * width) : x2 - round(0.27 * width)
    ]
    fill, ground = dominant(middle), dominant(scene.picture.crop(box.padded(scene.px(6))))
    if fill is None or ground is None:
        return None
    inner = ink(middle)
    share = float(inner.mask.mean()) if inner is not None and inner.contrast >= 1.3 else 0.0
    strong = saturation(fill) >= 60 or max(fill) < 90
    other = sum(abs(a - b) for a, b in zip(fill, ground, strict=True)) > 60
    if strong and other:
        return True, 0.95 if share >= 0.04 else 0.9
    if share >= 0.06:
        return True, 0.9
    return False, 0.92 if share < 0.02 else 0.6


def _outline(scene: Scene, box: Box) -> tuple[int, int, int, int] | None:
    """Rows and columns (first, past the last) of what is drawn in a box that may have empty margins."""
    assert scene.picture is not None
    seen: Ink | None = ink(scene.picture.crop(box.padded(2)))
    if seen is None:
        # One flat colour: the box is filled to its edges, unless it is the ground around it.
        around, own = dominant(scene.picture.crop(box.padded(scene.px(8)))), dominant(scene.picture.crop(box))
        if around is None or own is None or sum(abs(a - b) for a, b in zip(around, own, strict=True)) < 40:
            return None
        return 0, box.height, 0, box.width
    ground = dominant(np.concatenate([part.reshape(-1, 1, 3) for part in _edges(scene, box)]))
    pixels = scene.picture.crop(box).astype(np.int16)
    away = np.abs(pixels - np.array(ground, np.int16)).sum(axis=2) > 24
    rows, columns = np.flatnonzero(away.any(axis=1)), np.flatnonzero(away.any(axis=0))
    if len(rows) < 6 or len(columns) < 6:
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _edges(scene: Scene, box: Box) -> list[np.ndarray]:
    assert scene.picture is not None
    out = box.padded(3)
    strips = (
        Box(out.x1, out.y1, out.x2, box.y1),
        Box(out.x1, box.y2, out.x2, out.y2),
        Box(out.x1, out.y1, box.x1, out.y2),
        Box(box.x2, out.y1, out.x2, out.y2),
    )
    return [part for strip in strips if (part := scene.picture.crop(strip)).size]


def _drawn_left(scene: Scene, text: SeenText) -> Box | None:
    """A square or round outline before a text's first line, or at its beginning where a reading took it in."""
    assert scene.picture is not None
    line = min(text.box.height, scene.px(30))
    middle, reach = text.box.y1 + line // 2, line // 2 + scene.px(14)
    area = scene.bounds.intersect(
        Box(
            text.box.x1 - scene.px(30 + _REACH_DP),
            middle - reach,
            text.box.x1 + round(1.3 * line),
            middle + reach,
        )
    )
    pixels = scene.picture.crop(area)
    ground = dominant(pixels)
    if ground is None or area.width < scene.px(10):
        return None
    away = np.abs(pixels.astype(np.int16) - np.array(ground, np.int16)).sum(axis=2) > _FAINT
    contours = cv2.findContours(away.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[-2]
    found = list[Box]()
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        box = Box(area.x1 + x, area.y1 + y, area.x1 + x + w, area.y1 + y + h)
        near = text.box.x1 - box.x2 <= scene.px(_REACH_DP)
        level = abs(box.centre[1] - middle) <= max(line // 2, scene.px(5))
        # Marks are convex, the glyphs beside them are not.
        filled = cv2.contourArea(contour)
        convex = filled >= 0.68 * w * h and filled >= 0.9 * cv2.contourArea(cv2.convexHull(contour))
        # What the area cuts off, a button around the text for one, is larger than it looks here.
        whole = area.x1 < box.x1 and area.y1 < box.y1 and box.x2 < area.x2 and box.y2 < area.y2
        if near and level and convex and whole and min(w, h) >= 0.45 * line and _box_shaped(scene, box):
            found.append(box)
    return max(found, key=lambda box: box.x1, default=None) if found else None


def _box_part(scene: Scene, box: Box) -> Box:
    """The square at the left of a node that holds box and text."""
    side = min(box.height, scene.px(_LARGEST_DP))
    return Box(box.x1, box.centre[1] - side // 2, box.x1 + side, box.centre[1] + side // 2)


def _box_shaped(scene: Scene, box: Box) -> bool:
    low, high = scene.px(_SMALLEST_DP), scene.px(_LARGEST_DP)
    return low <= box.width <= high and low <= box.height <= high and 0.75 <= box.width / box.height <= 1.34


def _about(scene: Scene, item: Item, texts: Sequence[SeenText]) -> str:
    """The text that a box belongs to: its own, else those right of it on its row, joined in reading order."""
    own = scene.said(item)
    if own and own.strip(_TICKED_MARKS + _EMPTY_MARKS + " "):
        return own[:_MAX_ABOUT]
    row = _row(scene, item.box, texts)
    return "".join(text.text for text in row)[:_MAX_ABOUT]


def _row(scene: Scene, box: Box, texts: Sequence[SeenText]) -> list[SeenText]:
    y = box.centre[1]
    slack = scene.px(6)
    row = [
        text
        for text in texts
        if text.box.y1 - slack <= y <= text.box.y2 + slack
        and text.box.x1 >= box.x2 - slack
        and len(text.text) <= _MAX_ABOUT
    ]
    row.sort(key=lambda text: text.box.x1)
    kept = list[SeenText]()
    edge = box.x2
    for text in row:
        if text.box.x1 - edge > scene.px(_REACH_DP if not kept else 16):
            break
        kept.append(text)
        edge = max(edge, text.box.x2)
    return kept


def _before(scene: Scene, box: Box, about: str, texts: Sequence[SeenText]) -> bool:
    """Whether a text really stands beside the box, so that pictures in lists are no tick boxes."""
    return bool(about) and bool(_row(scene, box, texts))


def _same(one: Box, other: Box) -> bool:
    return one.intersect(other).area >= 0.3 * min(one.area, other.area) > 0
