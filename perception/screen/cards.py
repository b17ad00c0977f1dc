"""Cards that the picture alone shows: a rectangle or a shape that stands undimmed before a dimmed page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.bright import find_bright, is_lit_elsewhere
from perception.screen.dim import BARS, DARK_GROUND, ring_around
from perception.screen.picture import Picture, Pixels

_LEAST_SIDE = 40
"""Smaller pictures, in px, are no screens."""
_SCREEN_DP = 392
"""Width of a phone's screen."""
_COLOURS = 6
"""Grounds that are tried: a card has one of the commonest colours of the screen."""
_ALIKE = 7
"""Difference in any colour part up to which a pixel belongs to a ground."""
_OFF_CENTRE = 0.03
"""Share of the width by which a card's margins may differ; pop-ups stand in the middle."""
_EDGE = 6
"""Least step in any colour part across the edge of a card."""
_SMALLEST, _LARGEST = 0.045, 0.9
"""Shares of the screen between which a card lies."""
_LEAST_SHEET = 0.18
"""Share of the screen's height below which a plain strip at the bottom is a bar or the foot of a start screen."""
_LEAST_LOW = 0.13
"""The same for a card at the foot of the screen; lower ones are bars of an advertisement or of a player."""
_ABOVE_DIMMED = 10
"""How much brighter than a dimmed page the ground of a card is at least; groups of a dimmed list are hardly so."""
_BEFORE = 40
"""How much brighter the ground of a card before a card is."""
_FOOT_GAP_DP, _FOOT_DP = 16, (36, 84)
"""How far below a card a part of it may stand, as 取消 of an action sheet does, and how high that is."""
_HIGH = 0.2
"""Share of the height above which sheets hardly begin, and pages between bars do."""
_FRAME_STEP = 10
_LEAST_FRAME = 0.1
_DARKER = 30
"""How much darker all is outside of a whole card than outside of a part of it."""
_LIGHT_DIMMED = (75, 195)
"""Brightness of a white page that is dimmed, before which a shape may stand."""
_COLOURLESS = 14
_SHAPE_CAP = 150
"""Brightest dimmed page, before which a picture without a straight edge is taken for a pop-up."""


@dataclass(frozen=True, slots=True)
class Card:
    """Where a card stands, how sure that is, and whether it has straight edges (a picture cut out has none)."""

    box: Box
    score: float
    straight: bool = True


def find_card(picture: Picture) -> Card | None:
    """The card before a dimmed page, centred or at the bottom; None without clear proof."""
    small, scale = picture.small
    if min(small.shape[:2]) < _LEAST_SIDE:
        return None
    best, best_key, best_ground, best_cap = None, (0.0, 0, 0), 0, 0
    plain, grounded, frames = list[tuple[Card, int]](), list[Card](), list[tuple[Card, int]]()
    candidates = [(*found, False) for found in _rectangles(small)] + [(box, 255, True) for box in _framed(small)]
    for rectangle, ground, framed in candidates:
        box = _unscaled(rectangle, scale, picture.bounds)
        ring = ring_around(picture, box)
        if (
            ring is None
            or _is_page(small, rectangle)
            or (framed and ring.far_ground < DARK_GROUND and ring.far_cap > _SHAPE_CAP)
        ):
            continue
        if framed and is_lit_elsewhere(picture, box, ring):
            continue
        dims = (ring.dims and ground >= ring.cap + _ABOVE_DIMMED) or (framed and ring.dims_light)
        if not dims and not ring.dims_dark:
            continue
        score = (0.87 if framed else 0.9) if dims else 0.8
        # What is no more than a part of the card has the rest of it among its surroundings, which are then as bright.
        above = (ring.peak - ring.far_cap) // 8
        # Nor does what a larger frame has around it belong to the card when it is as dark as the page.
        key = (score if above > 1 else score - 0.05, above, -box.area if framed else box.area)
        card = Card(box, score)
        if framed:
            frames.append((card, ring.far_cap))
        if not framed:
            grounded.append(card)
            plain += [(card, ground)] if ring.dims else []
        if key > best_key:
            best, best_key, best_ground, best_cap = card, key, ground, ring.far_cap
    if best is not None:
        best = _headed(best, [frame for frame, cap in frames if cap <= best_cap - _DARKER])
        return _with_foot(picture, _foremost(_whole(best, grounded), best_ground, plain))
    bright = find_bright(picture)
    if bright is None:
        return _shape(picture)
    # The lower part of a picture may be dark: its sides go on below what is bright.
    shrunk = Box(*(round(side * scale) for side in bright[0].as_list()))
    return Card(_unscaled(_grown(small, shrunk), scale, picture.bounds), 0.75, bright[1])


def _whole(card: Card, others: Iterable[Card]) -> Card:
    """The card of which a frame shows a part: as broad, on one ground, and reaching farther up or down."""
    slack = round(_OFF_CENTRE * card.box.width)
    near = [one for one in others if one.box.padded(slack).contains(card.box) and one.box.width <= card.box.width]
    return replace(card, box=max((card, *near), key=lambda one: one.box.area).box)


def _headed(card: Card, frames: Iterable[Card]) -> Card:
    """A card with the picture at its head or foot: the least frame around it of its width, outside of which all is
    darker than outside of the card."""
    slack = round(_OFF_CENTRE * card.box.width)
    around = [
        frame
        for frame in frames
        if frame.box.padded(slack).contains(card.box)
        and frame.box.width <= card.box.width + 2 * slack
        and frame.box.area > card.box.area
    ]
    return replace(card, box=min((frame.box for frame in around), key=lambda box: box.area, default=card.box))


def _foremost(card: Card, ground: int, others: Iterable[tuple[Card, int]]) -> Card:
    """The card before a card: in one that is dimmed itself stands another, far brighter than its ground."""
    before = [one for one, bright in others if bright >= ground + _BEFORE and _over(card.box, one.box)]
    return max(before, key=lambda one: one.box.area, default=card)


def _over(lower: Box, upper: Box) -> bool:
    return upper.intersect(lower).area >= 0.6 * upper.area and upper.area < lower.area


def _with_foot(picture: Picture, card: Card) -> Card:
    """A card with the part of the same ground and width that stands apart right below it, as 取消 of a sheet does."""
    small, scale = picture.small
    height, width = small.shape[:2]
    dp = width / _SCREEN_DP
    left, right, foot = (round(value * scale) for value in (card.box.x1, card.box.x2, card.box.y2))
    inset = max(3, (right - left) // 8)
    below = small[max(0, foot - 2) : foot + round((_FOOT_GAP_DP + _FOOT_DP[1]) * dp), left + inset : right - inset]
    edge = small[max(0, foot - round(10 * dp)) : foot - 3, left + inset : right - inset]
    if right - left < 0.6 * width or not below.size or not edge.size or foot >= height - 3:
        return card
    ground = np.median(edge, axis=(0, 1))
    alike = (np.abs(below.astype(np.int16) - ground).max(axis=2) <= _ALIKE).mean(axis=1) >= 0.6
    rows = np.flatnonzero(np.diff(np.concatenate(([0], alike[2:], [0])).astype(np.int8)))
    for start, end in zip(rows[::2], rows[1::2], strict=True):
        if 1 <= start <= _FOOT_GAP_DP * dp and end - start >= 6:
            end = int(rows[-1])
            high = end - start
            ends = foot + end < height - 3 or right - left >= width - 6
            if _FOOT_DP[0] * dp <= high <= _FOOT_DP[1] * dp and ends:
                bottom = picture.bounds.y2 if foot + end >= height - 3 else round((foot + end) / scale)
                return replace(card, box=Box(card.box.x1, card.box.y1, card.box.x2, bottom))
            break
    return card


def _is_page(small: Pixels, box: Box) -> bool:
    """Whether what is as wide as the screen begins so high that it is a page below a bar; sheets have round corners."""
    height, width = small.shape[:2]
    if box.x1 >= 3 or box.y1 >= _HIGH * height:
        return False
    inset = max(1, round(0.004 * width))
    rows = small[box.y1 + 1 : box.y1 + 3].astype(np.int16)
    inside = np.median(small[box.y1 + 3 : box.y1 + 9, width // 8 : -width // 8].astype(np.int16), axis=(0, 1))
    corners = rows[:, [inset, width - 1 - inset]]
    return bool(np.abs(corners - inside).max(axis=2).mean() < _EDGE)


def _rectangles(small: Pixels) -> Iterator[tuple[Box, int]]:
    """Rectangles of one ground that are placed as pop-ups are, in px of the small picture, and how bright each is."""
    height, width = small.shape[:2]
    for colour in _grounds(small):
        low, high = (np.array(colour, np.int16) + step for step in (-_ALIKE, _ALIKE))
        mask = np.asarray(cv2.inRange(small, np.clip(low, 0, 255), np.clip(high, 0, 255)) > 0, np.uint8)
        joined = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
        for x, y, w, h, filled in stats[1:].tolist():
            if filled < 0.02 * mask.size or w < 0.4 * width:
                continue
            box = _trimmed(mask, Box(x, y, x + w, y + h))
            if _placed(box, width, height) and _edged(small, box):
                yield _grown(small, box), max(colour)


def _grounds(small: Pixels) -> list[tuple[int, int, int]]:
    """The commonest colours of the middle, in steps of 8."""
    height, width = small.shape[:2]
    middle = small[round(0.1 * height) :, round(0.12 * width) : round(0.88 * width)].reshape(-1, 3)
    steps = (middle >> 3).astype(np.int32)
    keys = (steps[:, 0] << 10) | (steps[:, 1] << 5) | steps[:, 2]
    counts = np.bincount(keys, minlength=1 << 15)
    found = list[tuple[int, int, int]]()
    for key in np.argsort(counts)[::-1][:_COLOURS]:
        if counts[key] < 0.015 * len(middle):
            break
        blue, green, red = (int(v) for v in np.median(middle[keys == key], axis=0))
        found.append((blue, green, red))
    return found


def _trimmed(mask: NDArray[np.uint8], box: Box) -> Box:
    """The rectangle without things of the same ground that touch it: its rows and columns are filled for the most."""
    part = mask[box.y1 : box.y2, box.x1 : box.x2]
    columns, rows = part.sum(axis=0), part.sum(axis=1)
    across = np.flatnonzero(columns >= 0.45 * np.percentile(columns, 80))
    down = np.flatnonzero(rows >= 0.3 * np.percentile(rows, 80))
    return Box(box.x1 + int(across[0]), box.y1 + int(down[0]), box.x1 + int(across[-1]) + 1, box.y1 + int(down[-1]) + 1)


def _placed(box: Box, width: int, height: int) -> bool:
    if not _SMALLEST * width * height <= box.area <= _LARGEST * width * height or box.y1 <= 0.03 * height:
        return False
    if abs(box.x1 + box.x2 - width) > 2 * _OFF_CENTRE * width or box.width < 0.45 * width:
        return False
    if (box.x1 < 3) != (box.x2 > width - 3):
        return False
    if box.x1 < 3:
        return box.y2 >= 0.9 * height and height - box.y1 >= _LEAST_SHEET * height
    return box.y1 + box.y2 <= 1.4 * height or box.height >= _LEAST_LOW * height


def _edged(small: Pixels, box: Box) -> bool:
    """Whether a step in colour runs along most of both sides; along the upper edge where the sides are the screen's."""
    width = small.shape[1]
    if box.height <= 8:
        return False
    if box.x1 >= 3 and box.x2 <= width - 3:
        return all(float(np.mean(_steps(small, x)[box.y1 + 4 : box.y2 - 4] >= _EDGE)) >= 0.55 for x in (box.x1, box.x2))
    around = small[max(0, box.y1 - 3) : box.y1 + 3].astype(np.int16)
    return float(np.mean(np.abs(around[-1] - around[0]).max(axis=1)[width // 8 : -width // 8] >= _EDGE)) >= 0.55


def _grown(small: Pixels, box: Box) -> Box:
    """A card with a picture at its head or foot, which has another ground: its side edges go on above or below.

    A sheet goes on to the foot of the screen, whatever stands there: buttons from edge to edge, a bar of the system.
    """
    height, width = small.shape[:2]
    if box.x1 < 3 or box.x2 > width - 3:
        return Box(box.x1, box.y1, box.x2, height)
    left, right = _steps(small, box.x1), _steps(small, box.x2)
    edges = (left >= _EDGE) & (right >= _EDGE)
    return Box(box.x1, _run(edges, box.y1, -1), box.x2, _run(edges, box.y2 - 1, 1) + 1)


def _framed(small: Pixels) -> Iterator[Box]:
    """Rectangles without a ground of their own, as pictures are: edges as far from the left as from the right."""
    height, width = small.shape[:2]
    across = cv2.absdiff(small[:, 2:], small[:, :-2])
    steps = np.asarray(cv2.max(cv2.max(across[..., 0], across[..., 1]), across[..., 2]) >= _FRAME_STEP, np.uint8)
    wide = np.asarray(cv2.dilate(steps, np.ones((1, 5), np.uint8)), np.uint8)
    both = steps & wide[:, ::-1]
    runs, closed = (
        np.asarray(cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((7, 1), np.uint8)), np.uint8)
        for edges in (both, wide)
    )
    counts = runs[:, : round(0.3 * width)].sum(axis=0)
    for column in np.argsort(counts)[::-1][:6]:
        if column < 2 or counts[column] < _LEAST_FRAME * height:
            continue
        for start, end in _spans(runs[:, column], [closed[:, column], closed[:, width - 3 - column]]):
            box = Box(int(column) + 1, start, width - int(column) - 1, end)
            if box.height < _LEAST_FRAME * height or not _placed(box, width, height):
                continue
            tops, feet = (_edge_rows(small, box, y) for y in (box.y1, box.y2))
            if len(tops) and len(feet):
                yield Box(box.x1, int(tops[0]), box.x2, int(feet[-1]))


def _spans(both: NDArray[np.uint8], sides: Sequence[NDArray[np.uint8]]) -> list[tuple[int, int]]:
    """First and past-the-last row of frames along two columns: the longest run of edges in both of them, and the run
    that goes on from it at one side, as where a picture is as bright at the other as the page beside it."""
    start, end = max(_runs(both), key=lambda run: run[1] - run[0], default=(0, 0))
    if start == end:
        return []
    alone = [run for side in sides for run in _runs(side) if run[0] <= start and run[1] >= end]
    return list(dict.fromkeys([(start, end), *alone]))


def _runs(column: NDArray[np.uint8]) -> list[tuple[int, int]]:
    cuts = np.flatnonzero(np.diff(np.concatenate(([0], column, [0])).astype(np.int8))).tolist()
    return list(zip(cuts[::2], cuts[1::2], strict=True))


def _edge_rows(small: Pixels, box: Box, y: int) -> NDArray[np.intp]:
    """Rows near y where an edge runs along most of a rectangle's width, whose corners may be round."""
    first = max(0, y - 18)
    rows = small[first : y + 18, box.x1 + box.width // 8 : box.x2 - box.width // 8].astype(np.int16)
    if len(rows) < 4:
        return np.empty(0, np.intp)
    along = (np.abs(rows[2:] - rows[:-2]).max(axis=2) >= _FRAME_STEP).mean(axis=1)
    return first + 1 + np.flatnonzero(along >= 0.6)


def _steps(small: Pixels, x: int) -> NDArray[np.int16]:
    """For each row the step in colour across a column."""
    around = small[:, max(0, x - 3) : x + 3].astype(np.int16)
    return np.asarray(np.abs(around[:, -1] - around[:, 0]).max(axis=1), np.int16)


def _run(edges: NDArray[np.bool_], start: int, step: int) -> int:
    """The last row that a run of edges reaches from a row on; short gaps are crossed after rounded corners."""
    row, last, gap = start, start, 0
    while 0 <= row < len(edges) and gap <= (12 if abs(row - start) < 14 else 3):
        if edges[row]:
            last, gap = row, 0
        else:
            gap += 1
        row += step
    return last if abs(last - start) >= 16 else start


def _shape(picture: Picture) -> Card | None:
    """A picture without straight edges that stands bright in the middle of a page that is dimmed throughout."""
    value, scale = picture.reduced
    height, width = value.shape
    top, bottom = round(BARS[0] * height), round((1 - BARS[1]) * height)
    edge = max(2, round(0.03 * width))
    sides = np.concatenate([value[top:bottom, :edge].ravel(), value[top:bottom, -edge:].ravel()])
    cap = int(np.percentile(sides, 97))
    light = _is_dimmed_light(picture, cap)
    if not light and (not 12 <= cap <= _SHAPE_CAP or float(sides.std()) < 2):
        return None
    bright = (value > cap + 25).astype(np.uint8)
    bright[:top] = 0
    bright[bottom:] = 0
    closed = np.asarray(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
    for x, y, w, h, filled in sorted(stats[1:].tolist(), key=lambda part: -part[cv2.CC_STAT_AREA])[:2]:
        centred = abs(2 * x + w - width) <= 2 * _OFF_CENTRE * width
        if not centred or w < 0.4 * width or not 0.06 <= filled / value.size <= 0.7 or filled < 0.45 * w * h:
            continue
        box = _unscaled(Box(x, y, x + w, y + h), scale, picture.bounds)
        ring = ring_around(picture, box)
        if ring is None or is_lit_elsewhere(picture, box, ring):
            continue
        if ring.dims and ring.bright_share >= 0.3 and (ring.textured or light):
            straight = filled >= 0.9 * w * h
            return Card(box, 0.85 if straight else 0.7, straight)
    return None


def _is_dimmed_light(picture: Picture, cap: int) -> bool:
    """Whether the sides are the even grey of a dimmed white page: without colour, and all that is drawn is darker."""
    small, _ = picture.small
    height, width = small.shape[:2]
    page = small[round(BARS[0] * height) : round((1 - BARS[1]) * height)]
    edge = max(2, round(0.03 * width))
    sides = np.concatenate([page[:, :edge].reshape(-1, 3), page[:, -edge:].reshape(-1, 3)])
    ground = np.median(sides, axis=0)
    if not _LIGHT_DIMMED[0] <= cap <= _LIGHT_DIMMED[1] or ground.max() - ground.min() > _COLOURLESS:
        return False
    # Words above and below the middle: those of a dimmed page are darker than its ground, of a start screen brighter.
    outer = np.concatenate([page[: round(0.25 * len(page))], page[round(0.8 * len(page)) :]]).max(axis=2)
    darker, brighter = float(np.mean(outer < cap - 20)), float(np.mean(outer > cap + 10))
    return darker >= 0.02 and brighter <= 0.004


def _unscaled(box: Box, scale: float, bounds: Box) -> Box:
    return bounds.intersect(Box(*(round(value / scale) for value in box.as_list())))
