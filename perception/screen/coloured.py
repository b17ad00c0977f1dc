"""A paragraph as it is drawn: its lines, how far each reaches, and the words in it that have another colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.colours import dominant, saturation
from perception.screen.picture import Picture, Pixels
from perception.screen.ranks import distances, farthest
from perception.screen.texts import line_rows

_EDGE = 0.012
"""Share of a text's width at either end that is left out where its lines are told apart."""
_LEAST, _SHARE = 30, 0.2
"""Sum of the differences from the ground, and share of the greatest, from which something is drawn.

Links may be far paler than the words around them, or these far paler than the links.
"""
_NOTHING = 18
_LINK_COLOUR = 32
"""Spread of the colour parts from which ink counts as coloured."""
_MORE_COLOUR = 22
"""How much more colourful than the ground and than most words a link is."""


@dataclass(frozen=True, slots=True)
class Run:
    """Coloured ink on one line of a paragraph: the line's number and its columns."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Rows of each line, columns that each takes (first, past the last), and coloured runs; px from the box's corner.

    All are empty where nothing stands out.
    """

    rows: tuple[tuple[int, int], ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    runs: tuple[Run, ...] = ()


def drawn_paragraph(picture: Picture | None, box: Box, lines: Sequence[tuple[int, int]] = ()) -> Paragraph:
    """What is drawn in the box of a text, in px of the picture; `lines` are its rows where they are known."""
    pixels = picture.crop(box) if picture is not None else None
    ground = dominant(pixels) if pixels is not None else None
    if pixels is None or ground is None or min(pixels.shape[:2]) < 4:
        return Paragraph()
    away = distances(pixels, ground)
    top = farthest(away)
    if top < _NOTHING:
        return Paragraph()
    mask = np.asarray(away >= max(_NOTHING, min(_LEAST, 0.5 * top), _SHARE * top), np.bool_)
    # A text may reach the edge of its card, where every row has something of the page behind.
    edge = max(1, round(_EDGE * box.width))
    inner = mask[:, edge:-edge]
    rows = tuple(lines) or tuple(line_rows(inner))
    columns = [np.flatnonzero(inner[start:end].any(axis=0)) for start, end in rows]
    spans = tuple((edge + int(line[0]), edge + int(line[-1]) + 1) if len(line) else (0, 0) for line in columns)
    return Paragraph(rows, spans, _runs(pixels, ground, mask, rows))


def _runs(
    pixels: Pixels, ground: tuple[int, int, int], mask: NDArray[np.bool_], rows: tuple[tuple[int, int], ...]
) -> tuple[Run, ...]:
    """Runs of ink that is more colourful than most, line by line."""
    spread = pixels.max(axis=2).astype(np.int16) - pixels.min(axis=2)
    plain = float(np.median(spread[mask])) if mask.any() else 0.0
    least = max(_LINK_COLOUR, saturation(ground) + _MORE_COLOUR, plain + _MORE_COLOUR)
    coloured = ((spread >= least) & mask).astype(np.uint8)
    runs = list[Run]()
    for number, (top, bottom) in enumerate(rows):
        height = bottom - top
        joined = cv2.dilate(coloured[top:bottom].max(axis=0)[None, :], np.ones((1, max(3, height // 2)), np.uint8))[0]
        columns = np.flatnonzero(joined)
        if not len(columns):
            continue
        for part in np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1):
            start, end = int(part[0]) + height // 4, int(part[-1]) + 1 - height // 4
            if end - start >= 0.8 * height:
                runs.append(Run(number, start, end))
    return tuple(runs)
