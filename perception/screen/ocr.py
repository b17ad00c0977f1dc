"""Reading texts from pixels, offline and on the processor alone; docs/ocr.md has what each way costs and reads.

The boxes of a tree are read directly, which loses next to nothing; elsewhere lines are found first. A fast network
reads everything, a larger one only the short lines of which the fast one is not sure, as labels are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evidence.geometry import Box
from perception.screen.ocr_models import find_lines, recognise
from perception.screen.picture import Picture, Pixels
from perception.screen.unexplained import unexplained

MIN_SCORE = 0.8
"""Below it a reading is not believed; crops of photographs stay below it."""
MAX_SIDE = 1280
"""Longest side, in px, of what the line finder is given."""
MAX_LINES = 40
MAX_BOXES = 60
_MAX_ASPECT = 60.0
"""Width to height of the longest lines, those of a screen that is turned."""
_SURE = 0.92
_DOUBTFUL = 0.2
"""A short line that the fast network reads with a score between these is read again by the larger one."""
_SHORT = 5.0
"""Width to height of a short line."""
_MAX_AGAIN = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read at a place; `score` 0 to 1, rounded to two digits so that it is the same on other processors."""

    box: Box
    text: str
    score: float


def read_boxes(picture: Picture, boxes: Sequence[Box], pad: float = 0.0) -> tuple[Reading | None, ...]:
    """What stands in each box, which holds one line; None where nothing is believed. At most MAX_BOXES are read.

    `pad` widens each box by that share of its height: wider boxes read neighbours as well.
    """
    crops: list[Pixels] = []
    places: list[int] = []
    for index, box in enumerate(boxes[:MAX_BOXES]):
        crop = picture.crop(box.padded(round(box.height * pad)))
        if crop.shape[0] >= 6 and crop.shape[1] >= 4 and crop.shape[1] / crop.shape[0] <= _MAX_ASPECT:
            crops.append(np.ascontiguousarray(crop))
            places.append(index)
    readings: list[Reading | None] = [None] * len(boxes)
    for index, (text, score) in zip(places, _read(crops), strict=True):
        if score >= MIN_SCORE and text.strip():
            readings[index] = Reading(boxes[index], text.strip(), score)
    return tuple(readings)


def read_stacked(picture: Picture, boxes: Sequence[Box]) -> tuple[Reading | None, ...]:
    """What stands in each box, which holds two glyphs one above the other; they are read as if side by side."""
    crops: list[Pixels] = []
    for box in boxes[:MAX_BOXES]:
        crop = picture.crop(box.padded(round(0.08 * box.width)))
        half = crop.shape[0] // 2
        crops.append(np.ascontiguousarray(np.hstack([crop[:half], crop[-half:]])))
    read = ((box, text.strip(), score) for box, (text, score) in zip(boxes, _read(crops), strict=False))
    return tuple(Reading(box, text, score) if text and score >= MIN_SCORE else None for box, text, score in read)


def read_region(
    picture: Picture,
    region: Box,
    max_lines: int = MAX_LINES,
    *,
    known: Sequence[Box] = (),
    max_aspect: float = _MAX_ASPECT,
    zoom: float = 1.0,
) -> tuple[Reading, ...]:
    """Lines found and read in a region, top to bottom; shorter lines first when there are more than `max_lines`.

    Lines in the `known` boxes, and those with more than `max_aspect` of width to height, are not read. Small
    labels are found more often at a `zoom` of 1.5 to 2, which costs its square.
    """
    region = picture.bounds.intersect(region)
    boxes = [box for box in _lines_in(picture, region, zoom, known) if box.width <= max_aspect * box.height]
    boxes = [box for box in boxes if not any(box.intersect(other).area > 0.6 * box.area for other in known)]
    if len(boxes) > max_lines:
        boxes = sorted(boxes, key=lambda box: box.width / max(1, box.height))[:max_lines]
    found = [reading for reading in read_boxes(picture, boxes) if reading is not None]
    return tuple(sorted(found, key=lambda reading: (reading.box.y1 // 12, reading.box.x1)))


def _lines_in(picture: Picture, region: Box, zoom: float, known: Sequence[Box]) -> list[Box]:
    """The lines of a region; where only known ones are drawn, none are looked for."""
    if region.width < 16 or region.height < 12:
        return []
    share = min(zoom, MAX_SIDE / max(region.width, region.height))
    boxes = []
    for band in unexplained(picture, region, known):
        # A part is looked at in the size in which the whole would be.
        for found in find_lines(picture.crop(band), MAX_SIDE, min(zoom, share)):
            # The finder cuts short labels at their ends; wider boxes lose nothing, as empty ground reads as nothing.
            wide = round((0.6 if found.width < 4 * found.height else 0.1) * found.height)
            left, top = band.x1 + found.x1 - wide, band.y1 + found.y1
            boxes.append(region.intersect(Box(left, top, band.x1 + found.x2 + wide, band.y1 + found.y2)))
    return [box for box in boxes if box.height >= 8 and box.width >= 8]


def _read(crops: list[Pixels]) -> list[tuple[str, float]]:
    read = recognise(crops, "tiny")
    doubtful = [
        index
        for index, (crop, (text, score)) in enumerate(zip(crops, read, strict=True))
        if text and _DOUBTFUL <= score < _SURE and crop.shape[1] <= _SHORT * crop.shape[0]
    ]
    doubtful = sorted(doubtful, key=lambda index: -read[index][1])[:_MAX_AGAIN]
    for index, again in zip(doubtful, recognise([crops[index] for index in doubtful], "small"), strict=True):
        read[index] = max(again, read[index], key=lambda reading: reading[1])
    return [(text, round(score, 2)) for text, score in read]
