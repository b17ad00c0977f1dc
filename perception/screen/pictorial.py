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


def is_pictorial(picture: Picture, box: Box) -> bool:
    """Whether most of a box, in px, is a photograph or an illustration of many colours."""
    counts = _colours(picture, box)
    total = max(1, int(counts.sum()))
    return not _is_plain(counts) and int((counts > _SEEN * total).sum()) >= _COLOURS


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
