"""Whether a tick box is drawn ticked: filled with a strong colour, or a mark in its middle."""

from __future__ import annotations

import numpy as np

from evidence.geometry import Box
from perception.screen.boxes import is_check
from perception.screen.colours import Ink, contrast, dominant, ink, saturation
from perception.screen.picture import Pixels
from perception.screen.scene import Scene

_UNEVEN = 40
"""Mean difference from its commonest colour above which what surrounds a box is a photograph or a gradient."""
_PALE_MARK = 1.75
"""Contrast of a white mark on a grey fill below which a box is switched off rather than ticked."""


def seen_ticked(scene: Scene, box: Box) -> tuple[bool, float] | None:
    """Whether the box is drawn ticked, with a score; None when nothing is drawn there.

    An empty box has only its outline: its middle is the ground or one pale even colour. A ticked one is filled with a
    strong colour or holds a mark, or is a check mark without an outline.
    """
    if scene.picture is None:
        return None
    pixels = scene.picture.crop(box)
    seen = _outline(scene, box)
    if seen is None or min(pixels.shape[:2]) < 8:
        return None
    y1, y2, x1, x2 = seen
    drawn = pixels[y1:y2, x1:x2]
    around = np.concatenate([part.reshape(-1, 1, 3) for part in _edges(scene, box)])
    ground = dominant(around)
    if ground is None:
        return None
    away = np.abs(around.astype(np.int16) - np.array(ground, np.int16)).sum(axis=2)
    if float(away.mean()) > _UNEVEN:
        return _before_photo(drawn, ground)
    mask = (np.abs(drawn.astype(np.int16) - np.array(ground, np.int16)).sum(axis=2) > 90).astype(np.uint8)
    if is_check(mask):
        return True, 0.85
    return _on_ground(drawn, ground)


def _on_ground(drawn: Pixels, ground: tuple[int, int, int]) -> tuple[bool, float] | None:
    middle = _middle(drawn, 0.27)
    fill = dominant(middle)
    if fill is None:
        return None
    inner = ink(middle)
    share = float(inner.mask.mean()) if inner is not None and inner.contrast >= 1.3 else 0.0
    other = sum(abs(a - b) for a, b in zip(fill, ground, strict=True)) > 60
    if (saturation(fill) >= 60 or max(fill) < 90) and other:
        return True, 0.95 if share >= 0.04 else 0.9
    grey = other and saturation(fill) < 30 and max(fill) > 150
    if grey and inner is not None and contrast(fill, ground) < _PALE_MARK and inner.contrast < _PALE_MARK:
        return False, 0.7
    if share >= 0.06:
        return True, 0.9
    return False, 0.92 if share < 0.02 else 0.6


def _before_photo(drawn: Pixels, ground: tuple[int, int, int]) -> tuple[bool, float]:
    """Before a photograph only an even fill, or a mark on one, tells: what shines through an outline is uneven."""
    middle = _middle(drawn, 0.27)
    fill = dominant(middle)
    if fill is None:
        return False, 0.5
    near = np.abs(middle.astype(np.int16) - np.array(fill, np.int16)).sum(axis=2) < 30
    ring = np.concatenate([drawn[2:4].reshape(-1, 3), drawn[-4:-2].reshape(-1, 3)]).astype(np.int16)
    marked = np.abs(middle.astype(np.int16) - np.array(np.median(ring, axis=0), np.int16)).sum(axis=2) < 60
    even = float(near.mean()) >= 0.4 and sum(abs(a - b) for a, b in zip(fill, ground, strict=True)) > 60
    return even or 0.06 <= float(marked.mean()) <= 0.5, 0.7


def _middle(drawn: Pixels, edge: float) -> Pixels:
    height, width = drawn.shape[:2]
    return drawn[
        round(edge * height) : height - round(edge * height), round(edge * width) : width - round(edge * width)
    ]


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
