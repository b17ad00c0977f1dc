"""Whether a window shows a picture or is written on a plain ground: advertisements are the former."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.picture import Picture

_PLAIN = 0.5
"""Share of a window that its commonest colour takes from which it has a plain ground."""
_COLOURS = 28
"""Colours (in steps of 16) from which it is a picture; windows of texts, icons and one gradient have fewer."""
_SEEN = 0.002
"""Share from which a colour counts."""
_BLACK, _MOSTLY = 20, 0.9
"""Brightest value of black bars, and how much of a row is black, or not."""
_BARS, _BAND = (0.35, 0.85), 0.12
"""Shares of the height that black rows take, and least share of the picture between them."""


def is_pictorial(picture: Picture, box: Box) -> bool:
    """Whether most of a box, in px, is a photograph or an illustration of many colours."""
    counts = _colours(picture, box)
    total = max(1, int(counts.sum()))
    return not _is_plain(counts) and int((counts > _SEEN * total).sum()) >= _COLOURS


def is_letterboxed(picture: Picture, box: Box) -> bool:
    """Whether a box, in px, shows a picture of its width between black bars, as videos that are broader than it do."""
    value, scale = picture.reduced
    x1, y1, x2, y2 = (round(side * scale) for side in box.as_list())
    rows = value[max(0, y1) : y2, max(0, x1) : x2]
    if min(rows.shape) < 8:
        return False
    black = (rows <= _BLACK).mean(axis=1) >= _MOSTLY
    lit = np.flatnonzero((rows > _BLACK).mean(axis=1) >= _MOSTLY)
    if not len(lit) or not _BARS[0] <= float(black.mean()) <= _BARS[1]:
        return False
    runs = np.split(lit, np.flatnonzero(np.diff(lit) > 1) + 1)
    band = max(runs, key=len)
    if len(band) < _BAND * len(rows) or band[0] < 0.1 * len(rows) or band[-1] > 0.9 * len(rows):
        return False
    top = round((max(0, y1) + int(band[0])) / scale)
    return is_pictorial(picture, Box(box.x1, top, box.x2, round((max(0, y1) + int(band[-1]) + 1) / scale)))


def has_plain_ground(picture: Picture, box: Box) -> bool:
    """Whether one colour takes half of a box, in px, as pages and lists have it and pictures hardly ever."""
    return _is_plain(_colours(picture, box))


def _is_plain(counts: NDArray[np.intp]) -> bool:
    return not counts.sum() or bool(counts.max() > _PLAIN * counts.sum())


def _colours(picture: Picture, box: Box) -> NDArray[np.intp]:
    """How often each colour, in steps of 16, occurs in a box; nothing of boxes that are too small to tell."""
    small, scale = picture.small
    x1, y1, x2, y2 = (round(value * scale) for value in box.as_list())
    part = small[max(0, y1) : y2, max(0, x1) : x2]
    if min(part.shape[:2]) < 8:
        return np.zeros(4096, np.intp)
    steps = (part.reshape(-1, 3) >> 4).astype(np.int32)
    return np.bincount((steps[:, 0] << 8) | (steps[:, 1] << 4) | steps[:, 2], minlength=4096)
