"""The texts of a screen: what the tree says, what only the picture shows, and how large and clear they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from evidence.geometry import Box
from perception.screen.colours import ink
from perception.screen.ocr import Reading, read_boxes, read_region
from perception.screen.picture import Picture
from perception.screen.scene import Item, Scene
from perception.screen.view import SeenText

MAX_TEXT = 20_000
_BLANK_CLASSES = ("webview", "imageview", "image", "surfaceview", "textureview", "canvas", "lottie")
_POOR_SHARE = 0.35
"""Share of the screen from which a nameless picture or empty web view is read by OCR."""


def tree_texts(scene: Scene) -> tuple[SeenText, ...]:
    """Texts of the visible nodes in reading order, unmeasured; a description where its node holds nothing to read."""
    seen = []
    for item in scene.items:
        text = item.node.text.strip()
        if not text and item.node.description.strip() and not any(part.node.text for part in scene.inside(item)):
            text = item.node.description.strip()
        if text:
            seen.append(SeenText(item.box, text[:MAX_TEXT], "tree", node_path=item.node.path))
    return tuple(sorted(seen, key=lambda text: (text.box.y1, text.box.x1)))


def blank_regions(scene: Scene, area: Box) -> tuple[Box, ...]:
    """Parts of an area where the tree says nothing but something may be drawn, largest first: to be read by OCR."""
    if not scene.items:
        return (area,)
    regions = list[Box]()
    for item in scene.items:
        part = area.intersect(item.box)
        if not item.leaf or item.text or part.area < _POOR_SHARE * area.area:
            continue
        if any(name in item.node.cls.lower() for name in _BLANK_CLASSES) or item.parent is None:
            regions.append(part)
    regions.sort(key=lambda box: -box.area)
    kept = list[Box]()
    for box in regions:
        if not any(other.intersect(box).area > 0.5 * box.area for other in kept):
            kept.append(box)
    return tuple(kept[:2])


def read_blank(scene: Scene, area: Box, max_lines: int) -> tuple[SeenText, ...]:
    """Texts that OCR reads in the blank regions of an area."""
    if scene.picture is None:
        return ()
    seen = list[SeenText]()
    known = [item.box for item in scene.items if item.node.text and area.contains(item.box)]
    for region in blank_regions(scene, area):
        seen += map(_seen, read_region(scene.picture, region, max_lines, known=known))
    return tuple(seen)


def read_small_pictures(scene: Scene, items: Iterable[Item]) -> tuple[SeenText, ...]:
    """Words drawn in small nameless pictures shaped like a label (the word 广告 as a bitmap, a 跳过 without text)."""
    if scene.picture is None:
        return ()
    boxes = [item.box for item in items if _like_label(scene, item)]
    return tuple(_seen(reading) for reading in read_boxes(scene.picture, boxes) if reading is not None)


def measure(scene: Scene, text: SeenText) -> SeenText:
    """One text with its size and contrast; unchanged where nothing stands out from the ground."""
    return measure_on(scene.picture, scene.density, text)


def measure_on(picture: Picture | None, density: int, text: SeenText) -> SeenText:
    """One text measured on its picture alone; `density` in dpi."""
    seen = ink(picture.crop(text.box)) if picture is not None else None
    if seen is None:
        return text
    height = line_height(seen.mask)
    return replace(text, contrast=seen.contrast, size_sp=round(height * 160 / density, 1) if height else None)


def line_height(mask: np.ndarray) -> int:
    """Height in px of the tallest line of a text, from its drawn pixels: rows with ink, parted by rows without."""
    return max((end - start for start, end in line_rows(mask)), default=0)


def line_rows(mask: np.ndarray) -> list[tuple[int, int]]:
    """The rows (first, past the last) of each line; gaps inside a glyph, as in 二, do not part lines."""
    filled = np.flatnonzero(mask.any(axis=1))
    if not len(filled):
        return []
    cuts = np.flatnonzero(np.diff(filled) > 1)
    starts = [int(filled[0]), *(int(filled[cut + 1]) for cut in cuts)]
    ends = [*(int(filled[cut]) + 1 for cut in cuts), int(filled[-1]) + 1]
    rows = list(zip(starts, ends, strict=True))
    tallest = max(end - start for start, end in rows)
    joined = [rows[0]]
    for start, end in rows[1:]:
        before = joined[-1]
        if end - before[0] <= 1.15 * tallest:
            joined[-1] = (before[0], end)
        else:
            joined.append((start, end))
    return [row for row in joined if row[1] - row[0] >= 0.4 * tallest]


def _seen(reading: Reading) -> SeenText:
    return SeenText(reading.box, reading.text, "picture", reading.score)


def _like_label(scene: Scene, item: Item) -> bool:
    height, aspect = scene.dp(item.box.height), item.box.width / max(1, item.box.height)
    return item.leaf and not item.text and 7 <= height <= 40 and 1.2 <= aspect <= 8
