"""Lines that were read from pixels, joined to the texts that a person reads: rows first, then paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from evidence.geometry import Box
from perception.screen.actions import says_answer
from perception.screen.colours import ink
from perception.screen.picture import Picture
from perception.screen.view import SeenText

_SHORT = 12
"""Characters up to which a line may be a button or a label of its own."""
_ENDS = "。！？!?…"
_ROOM = 0.6
"""Room in heights that the line finder leaves beside short words at most."""
_APART = 1.2
"""Gap between words, in heights, from which they are two buttons rather than one text."""
_ITEM = re.compile(r"\s*(?:[·•●▪◆]|\d{1,2}[.、)]|[一二三四五六七八九十]{1,2}、|[（(]\d)")
"""How an item of a list begins, which goes on with nothing before it."""


def paragraphs(lines: Sequence[SeenText], apart: Callable[[SeenText], bool]) -> tuple[SeenText, ...]:
    """The texts that lines make up, in reading order; `apart` tells lines that stand alone, as on a button."""
    alone = [line for line in lines if len(line.text) <= _SHORT and apart(line)]
    rows = _rows([line for line in lines if line not in alone])
    joined = list[list[SeenText]]()
    for row in rows:
        place = next((group for group in reversed(joined) if _goes_on(group, row)), None)
        if place is None:
            joined.append([row])
        else:
            place.append(row)
    texts = [*alone, *(_joined(group, "") for group in joined)]
    return tuple(sorted(texts, key=lambda text: (text.box.y1, text.box.x1)))


def part_words(picture: Picture, line: SeenText) -> list[SeenText]:
    """A short line as the words that stand far apart in it, as buttons without a shape do, without room beside them."""
    seen = ink(picture.crop(line.box)) if 2 <= len(line.text) <= _SHORT and line.text.isalpha() else None
    if seen is None:
        return [line]
    rows, columns = np.flatnonzero(seen.mask.any(axis=1)), np.flatnonzero(seen.mask.any(axis=0))
    first, room = line.box.x1, round(_ROOM * line.box.height)
    left = first + min(int(columns[0]), room)
    right = max(first + int(columns[-1]) + 1, line.box.x2 - room)
    line = replace(line, box=Box(left, line.box.y1, right, line.box.y2))
    if len(line.text) < 4:
        return [line]
    height = int(rows[-1] - rows[0]) + 1
    cuts = np.flatnonzero(np.diff(columns) > _APART * height)
    starts, ends = (columns[0], *columns[cuts + 1]), (*columns[cuts], columns[-1])
    widths = [int(end - start) + 1 for start, end in zip(starts, ends, strict=True)]
    wide = sum(widths) / max(1.0, sum(map(_advance, line.text)))
    parts, at = list[SeenText](), 0
    for start, width in zip(starts, widths, strict=True):
        last, reached = at, 0.0
        while last < len(line.text) and reached + 0.5 * _advance(line.text[last]) < width / wide:
            reached += _advance(line.text[last])
            last += 1
        left = first + int(start)
        box = Box(left, line.box.y1, left + width, line.box.y2)
        parts.append(SeenText(box, line.text[at:last], "picture", line.score))
        at = last
    whole = at == len(line.text) and all(len(part.text) >= 2 for part in parts)
    return parts if whole and len(parts) > 1 else [line]


def _advance(char: str) -> float:
    return 0.55 if char.isascii() else 1.0


def _rows(lines: Sequence[SeenText]) -> list[SeenText]:
    """Lines that stand in one row without a gap are one: a change of colour may part them."""
    rows = list[list[SeenText]]()
    for line in sorted(lines, key=lambda line: line.box.x1):
        place = next((row for row in rows if _beside(row[-1].box, line.box)), None)
        if place is None:
            rows.append([line])
        else:
            place.append(line)
    return sorted((_joined(row, " ") for row in rows), key=lambda row: (row.box.y1, row.box.x1))


def _beside(left: Box, right: Box) -> bool:
    common = min(left.y2, right.y2) - max(left.y1, right.y1)
    height = min(left.height, right.height)
    return common >= 0.6 * height and -0.6 * height <= right.x1 - left.x2 <= 0.5 * height


def _goes_on(group: Sequence[SeenText], line: SeenText) -> bool:
    """Whether a line goes on with a paragraph: right below its last, as tall, as far left, and that one was full."""
    if _ITEM.match(line.text) or (len(group) == 1 and says_answer(group[0].text) and says_answer(line.text)):
        return False
    last, first = group[-1].box, group[0].box
    height = min(last.height, line.box.height)
    if not -0.4 * height <= line.box.y1 - last.y2 <= 1.1 * height:
        return False
    if max(last.height, line.box.height) > 1.4 * height:
        return False
    left = abs(line.box.x1 - last.x1) <= 0.8 * height or (
        len(group) == 1 and 0 <= first.x1 - line.box.x1 <= 3.0 * height
    )
    middle = abs(line.box.x1 + line.box.x2 - last.x1 - last.x2) <= height
    if not (left or middle):
        return False
    right = max(text.box.x2 for text in (*group, line))
    full = last.x2 >= right - 2.6 * height
    return full and not (group[-1].text.rstrip()[-1:] in _ENDS and last.x2 < right - 1.3 * height)


def _joined(parts: Sequence[SeenText], between: str) -> SeenText:
    if len(parts) == 1:
        return parts[0]
    text = parts[0].text
    for part in parts[1:]:
        latin = text[-1:].isascii() and part.text[:1].isascii()
        text += (" " if latin else "" if not between.strip() else between) + part.text
    box = Box(
        min(part.box.x1 for part in parts),
        min(part.box.y1 for part in parts),
        max(part.box.x2 for part in parts),
        max(part.box.y2 for part in parts),
    )
    lines = tuple(line for part in parts for line in part.lines or (part,))
    return SeenText(box, text, "picture", min(part.score for part in parts), lines=lines)
