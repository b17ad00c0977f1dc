"""Icons without a name that lead on: gear, person, bars and dots known by their shape, in any size and colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.picture import Picture, Pixels

Glyph = Literal["gear", "person", "bars", "dots", "photo", "back", "other", "none"]
"""`photo` is a round picture such as an avatar, `other` a known icon that leads elsewhere, or none that is known."""

MIN_SCORE = 0.68
"""Least agreement with a template; unknown icons stay below it."""
_SIDE = 24
_CANVAS = 120
_LEAST_CONTRAST = 24
_SMALLEST_PX = 8
_FILLED = 0.62
"""Share of ink in its own box from which an icon is a picture."""

Mask = NDArray[np.uint8]
Face = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SeenGlyph:
    """What a drawn icon is, where its ink lies, and how well it agrees (0 to 1, two digits)."""

    glyph: Glyph
    box: Box
    score: float


def read_glyph(picture: Picture, box: Box) -> SeenGlyph:
    """The icon that is drawn in a box; `none` when nothing is drawn there."""
    pixels = picture.crop(box)
    if min(pixels.shape[:2]) < _SMALLEST_PX:
        return SeenGlyph("none", box, 0.0)
    mask = _ink(pixels)
    if not mask.any():
        return SeenGlyph("none", box, 0.0)
    x, y, width, height = cv2.boundingRect(mask)
    place = Box(box.x1 + x, box.y1 + y, box.x1 + x + width, box.y1 + y + height)
    if max(width, height) < _SMALLEST_PX:
        return SeenGlyph("none", place, 0.0)
    drawn = mask[y : y + height, x : x + width]
    if _is_photo(drawn, pixels[y : y + height, x : x + width]):
        return SeenGlyph("photo", place, 0.8)
    face = _face(drawn)
    scores = [(float((face * template).sum()), name) for name, template in _templates()]
    score, name = max(scores, default=(0.0, "other"))
    score = round(max(0.0, score), 2)
    known: Glyph = name if score >= MIN_SCORE and _fits(name, drawn, face) else "other"
    return SeenGlyph(known, place, score)


def _ink(pixels: Pixels) -> Mask:
    """What stands out from the ground, which is what most of the rim shows."""
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]).astype(np.int16)
    ground = np.median(rim, axis=0)
    away = np.abs(pixels.astype(np.int16) - ground).max(axis=2)
    most = int(away.max())
    if most < _LEAST_CONTRAST:
        return np.zeros(away.shape, np.uint8)
    return np.asarray(away >= max(_LEAST_CONTRAST // 2, 0.4 * most), np.uint8)


def _is_photo(mask: Mask, pixels: Pixels) -> bool:
    """Whether it is a round picture of many colours."""
    height, width = mask.shape
    if min(height, width) < 20 or max(height, width) > 1.2 * min(height, width) or mask.mean() < _FILLED:
        return False
    corners = mask[[0, 0, -1, -1], [0, -1, 0, -1]]
    inner = pixels[height // 4 : -height // 4 or None, width // 4 : -width // 4 or None]
    tones = np.bincount((inner.max(axis=2) // 24).ravel(), minlength=11) / max(1, inner.shape[0] * inner.shape[1])
    colours = np.abs(inner.astype(np.int16) - np.median(inner, axis=(0, 1))).max(axis=2) > _LEAST_CONTRAST
    return not corners.any() and int((tones > 0.04).sum()) >= 3 and float(colours.mean()) > 0.08


def _fits(name: Glyph, mask: Mask, face: Face) -> bool:
    """What a shape must have beside its likeness: a gear teeth, a person two like sides, bars and dots gaps."""
    height, width = mask.shape
    if name == "gear":
        square = min(height, width) >= 0.85 * max(height, width)
        return square and float((face * face[::-1, ::-1]).sum()) >= 0.8 and _toothed(mask)
    if name == "person":
        return width <= 1.2 * height and float((face * face[:, ::-1]).sum()) >= 0.8
    if name in ("bars", "dots"):
        return cv2.connectedComponents(mask, connectivity=8)[0] == 4
    return True


def _toothed(mask: Mask) -> bool:
    """Whether the rim goes in and out, as a gear's or a nut's does and a disc's does not."""
    rims, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    rim = max(rims, key=len).reshape(-1, 2).astype(np.float32)
    away = np.linalg.norm(rim - np.array([(mask.shape[1] - 1) / 2, (mask.shape[0] - 1) / 2], np.float32), axis=1)
    return 0.035 <= float(np.std(away)) / max(1.0, float(np.mean(away))) <= 0.2


def _face(mask: Mask) -> Face:
    """The shape in a square, slightly blurred, centred on zero and of length one."""
    height, width = mask.shape
    side = max(height, width)
    square = np.zeros((side, side), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = mask
    small = cv2.resize(square, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    soft = np.asarray(cv2.GaussianBlur(small, (0, 0), 1.1), np.float32)
    soft -= soft.mean()
    norm = float(np.linalg.norm(soft))
    return np.asarray(soft / norm if norm else soft, np.float32)


@cache
def _templates() -> tuple[tuple[Glyph, Face], ...]:
    made: list[tuple[Glyph, Mask]] = []
    for stroke in (6, 10, 15):
        made += [("gear", shape) for shape in _gears(stroke)]
        made += [("person", shape) for shape in _people(stroke)]
        made += [("bars", _bars(stroke, short)) for short in (False, True)]
        made += [("back", shape) for shape in _arrows(stroke)]
        made += [("other", shape) for shape in _others(stroke)]
    made += [("dots", _dots(upright, radius)) for upright in (False, True) for radius in (8, 13)]
    return tuple((name, _face(_cut(shape))) for name, shape in made)


def _cut(shape: Mask) -> Mask:
    x, y, width, height = cv2.boundingRect(shape)
    return shape[y : y + height, x : x + width]


def _blank() -> Mask:
    return np.zeros((_CANVAS, _CANVAS), np.uint8)


def _at(radius: float, turn: float) -> tuple[int, int]:
    middle = _CANVAS / 2
    return round(middle + radius * math.cos(turn)), round(middle + radius * math.sin(turn))


def _gears(stroke: int) -> list[Mask]:
    shapes = []
    for teeth, phase in ((6, 0.0), (6, 0.5), (8, 0.0), (8, 0.5), (12, 0.0)):
        points = []
        for step in range(teeth * 4):
            radius = 50 if step % 4 in (0, 1) else 38
            points.append(_at(radius, 2 * math.pi * (step - 0.5 + 4 * phase) / (teeth * 4)))
        outline = np.array(points, np.int32)
        drawn, filled = _blank(), _blank()
        cv2.polylines(drawn, [outline], True, 1, stroke)
        cv2.circle(drawn, (60, 60), 17, 1, stroke)
        cv2.fillPoly(filled, [outline], 1)
        cv2.circle(filled, (60, 60), 10 + stroke, 0, -1)
        shapes += [drawn, filled]
    hexagon = _blank()
    cv2.polylines(
        hexagon, [np.array([_at(50, math.pi * (n / 3 + 1 / 6)) for n in range(6)], np.int32)], True, 1, stroke
    )
    cv2.circle(hexagon, (60, 60), 18, 1, stroke)
    return [*shapes, hexagon]


def _people(stroke: int) -> list[Mask]:
    shapes = []
    for head, top, wide in ((22, 34, 44), (26, 36, 40), (20, 32, 50)):
        drawn, open_, filled = _blank(), _blank(), _blank()
        for shape in (drawn, open_):
            cv2.circle(shape, (60, top), head, 1, stroke)
            cv2.ellipse(shape, (60, 112), (wide, 112 - top - head - 6), 0, 180, 360, 1, stroke)
        cv2.line(drawn, (60 - wide, 112), (60 + wide, 112), 1, stroke)
        cv2.circle(filled, (60, top), head, 1, -1)
        cv2.ellipse(filled, (60, 112), (wide, 112 - top - head - 4), 0, 180, 360, 1, -1)
        shapes += [drawn, open_, filled]
    ringed = _blank()
    cv2.circle(ringed, (60, 60), 52, 1, stroke)
    cv2.circle(ringed, (60, 46), 17, 1, stroke)
    cv2.ellipse(ringed, (60, 102), (33, 30), 0, 200, 340, 1, stroke)
    return [*shapes, ringed]


def _bars(stroke: int, short: bool) -> Mask:
    shape = _blank()
    for number, y in enumerate((24, 60, 96)):
        cv2.line(shape, (12, y), (76 if short and number == 1 else 108, y), 1, stroke)
    return shape


def _dots(upright: bool, radius: int) -> Mask:
    shape = _blank()
    for place in (18, 60, 102):
        cv2.circle(shape, (60, place) if upright else (place, 60), radius, 1, -1)
    return shape


def _arrows(stroke: int) -> list[Mask]:
    chevron, arrow = _blank(), _blank()
    cv2.polylines(chevron, [np.array([(78, 10), (38, 60), (78, 110)], np.int32)], False, 1, stroke)
    cv2.polylines(arrow, [np.array([(54, 16), (10, 60), (54, 104)], np.int32)], False, 1, stroke)
    cv2.line(arrow, (10, 60), (110, 60), 1, stroke)
    return [chevron, arrow]


def _others(stroke: int) -> list[Mask]:
    """Icons that are as usual and lead elsewhere: search, cross, plus, house, bell, frame, bubble, cart, grid …"""
    search, cross, plus, house, bell, frame, bubble, cart, grid, clock = (_blank() for _ in range(10))
    cv2.circle(search, (50, 50), 38, 1, stroke)
    cv2.line(search, (78, 78), (110, 110), 1, stroke)
    cv2.line(cross, (12, 12), (108, 108), 1, stroke)
    cv2.line(cross, (108, 12), (12, 108), 1, stroke)
    cv2.line(plus, (60, 10), (60, 110), 1, stroke)
    cv2.line(plus, (10, 60), (110, 60), 1, stroke)
    cv2.polylines(house, [np.array([(8, 58), (60, 12), (112, 58)], np.int32)], False, 1, stroke)
    cv2.polylines(house, [np.array([(24, 52), (24, 110), (96, 110), (96, 52)], np.int32)], False, 1, stroke)
    cv2.ellipse(bell, (60, 56), (36, 44), 0, 180, 360, 1, stroke)
    cv2.polylines(
        bell, [np.array([(24, 56), (24, 84), (12, 96), (108, 96), (96, 84), (96, 56)], np.int32)], False, 1, stroke
    )
    cv2.line(bell, (48, 110), (72, 110), 1, stroke)
    for x1, y1, x2, y2 in ((10, 10, 40, 10), (10, 10, 10, 40), (80, 10, 110, 10), (110, 10, 110, 40)):
        cv2.line(frame, (x1, y1), (x2, y2), 1, stroke)
        cv2.line(frame, (x1, 120 - y1), (x2, 120 - y2), 1, stroke)
    cv2.line(frame, (10, 60), (110, 60), 1, stroke)
    cv2.ellipse(bubble, (60, 54), (50, 42), 0, 0, 360, 1, stroke)
    cv2.line(bubble, (34, 90), (26, 112), 1, stroke)
    cv2.polylines(
        cart, [np.array([(8, 16), (26, 16), (42, 78), (98, 78), (110, 34), (32, 34)], np.int32)], False, 1, stroke
    )
    cv2.circle(cart, (50, 98), 8, 1, -1)
    cv2.circle(cart, (90, 98), 8, 1, -1)
    for x in (14, 68):
        for y in (14, 68):
            cv2.rectangle(grid, (x, y), (x + 38, y + 38), 1, stroke)
    cv2.circle(clock, (60, 60), 48, 1, stroke)
    cv2.polylines(clock, [np.array([(60, 30), (60, 62), (82, 76)], np.int32)], False, 1, stroke)
    return [search, cross, plus, house, bell, frame, bubble, cart, grid, clock]
