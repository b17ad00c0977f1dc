"""Lines that were read from pixels, joined to the texts that a person reads: rows first, then paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evidence.geometry import Box
from perception.screen.view import SeenText

_SHORT = 12
"""Characters up to which a line may be a button or a label of its own."""
_ENDS = "。！？!?…"


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
