"""Covering personal values in screenshots: where the tree says that they stand, and where OCR reads them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw

from evidence.geometry import Box
from evidence.tree import Tree
from perception.screen.ocr import Reading, read_region
from perception.screen.picture import read_picture
from reports.masking import Mask
from reports.pictures import COVER, open_picture

MAX_ROUNDS = 3
"""What is covered can let the line finder see another line."""

MAX_LINES = 400
_PAD = 3
_SAME = str.maketrans("OQDILSBZG", "000115826")
"""Letters that are read for digits and digits for letters count as the same."""

_APART = re.compile(r"[\W_]+")
_SHARE = 0.6
_FEWEST = 6
"""A reading shows a value when so many characters in a row, and this share of it, are the value's."""


@dataclass(frozen=True, slots=True)
class Values:
    """What is looked for in readings: the search of reports, and the values with forgiveness for misread letters."""

    mask: Mask
    folded: tuple[str, ...]

    @classmethod
    def of(cls, mask: Mask, known: Iterable[str]) -> Values:
        """The values of a recording."""
        folded = {_folded(part) for value in known for part in (value, *re.split(r"[,;:|\t=/]", value))}
        return cls(mask, tuple(sorted(value for value in folded if len(value) >= _FEWEST)))

    def shown(self, text: str) -> bool:
        """Whether a reading shows a value, or most of one."""
        if self.mask.hides(text):
            return True
        read = _folded(text)
        return any(_shares(read, value) for value in self.folded)


def covered(picture: bytes, tree: Tree | None, values: Values) -> bytes | None:
    """The picture with all values covered, of the same format; the same bytes when it shows none.

    None when it is no picture, or still shows a value after being covered.
    """
    image = open_picture(picture)
    if image is None:
        return None
    boxes = [
        node.bounds
        for node in (tree.walk() if tree is not None else ())
        if node.visible and any(values.shown(text) for text in (node.label, node.text, node.description) if text)
    ]
    data = _drawn(image, boxes, picture) if boxes else picture
    for _ in range(MAX_ROUNDS):
        seen, _problem = read_picture(data)
        if seen is None:
            return None
        found = _boxes(read_region(seen, seen.bounds, MAX_LINES, max_aspect=60.0), values)
        if not found:
            return data
        data = _drawn(image, found, picture)
    return None


def _boxes(readings: Sequence[Reading], values: Values) -> list[Box]:
    """The readings that show a value, alone or with the next line, on which it goes on."""
    shown = {index for index, reading in enumerate(readings) if values.shown(reading.text)}
    for index, (one, other) in enumerate(pairwise(readings)):
        if not shown & {index, index + 1} and values.shown(one.text + other.text):
            shown |= {index, index + 1}
    return [readings[index].box.padded(_PAD) for index in sorted(shown)]


def _drawn(image: Image.Image, boxes: Iterable[Box], original: bytes) -> bytes:
    draw = ImageDraw.Draw(image)
    for box in boxes:
        if box.area:
            draw.rectangle((box.x1, box.y1, box.x2, box.y2), fill=COVER)
    out = io.BytesIO()
    if original.startswith(b"RIFF"):
        image.save(out, "WEBP", lossless=True)
    else:
        image.save(out, "JPEG" if original.startswith(b"\xff\xd8\xff") else "PNG")
    return out.getvalue()


def _folded(text: str) -> str:
    return _APART.sub("", text).upper().translate(_SAME)


def _shares(read: str, value: str) -> bool:
    width = max(_FEWEST, round(_SHARE * len(value)))
    return any(value[at : at + width] in read for at in range(len(value) - width + 1))
