"""Lines of a running text as they are drawn: how large, how far apart, how clear and how sharp, from the pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.colours import contrast, dominant
from perception.screen.picture import Picture, Pixels
from perception.screen.ranks import STEPS, counted, distances, farthest, median_colour, quantile

EM_OF_INK = 0.93
"""Height of the ink of a line in em: Han characters of the usual fonts fill 0.92 to 0.94, Latin ones alike."""

_LEAST_STEP = 18
"""Sum of the three colour differences below which nothing is taken to be drawn."""
_FAINT_ROW = 0.04
"""Share of the fullest row's ink below which a row counts as empty: tails of g and y do not join two lines."""
_SAME = 0.06
"""How far two estimates of a font size may stand apart (1.8 px in any case); beyond it, letters are spaced out."""
_GAP = 0.2
"""Ground between two glyphs, in em: a line that ends so near the edge goes on beyond it."""
_LONG = 5.0
"""Width in heights from which a line is long enough to hold the tallest and the lowest stroke of its font."""
_PIECE = 6.0
"""Width in heights of the pieces in which a line is measured, so that a ground that changes along it is met."""
_SHARP_HEIGHT = 32
"""Height in px to which a line is brought before its sharpness is measured, so that all are measured alike."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as drawn: `box` holds its ink; sizes in px.

    `em` is the font size, `pitch` the distance to the next line of the same text (None: there is none), `contrast` WCAG
    against what is really behind it, `sharpness` the variance of the Laplacian over that of the pixels (about 1 for
    crisp text, below 0.1 when blurred), `cut` whether it runs out of its area at the right.
    """

    box: Box
    em: float
    pitch: float | None
    contrast: float
    sharpness: float
    cut: bool


def lines_in(picture: Picture, area: Box, *, edge: int) -> tuple[Line, ...]:
    """The lines drawn in an area that holds text and nothing else, top to bottom; none where nothing stands out.

    `edge` is where the screen, or what the text scrolls in, ends at the right, in px.
    """
    area = picture.bounds.intersect(area)
    pixels = picture.crop(area)
    if pixels.shape[0] < 4 or pixels.shape[1] < 4:
        return ()
    mask = _drawn(pixels)
    if mask is None:
        return ()
    rows = _rows(mask)
    boxes = [box for row in rows if (box := _ink_box(mask, row)) is not None]
    em = _em(mask, boxes)
    if em is None:
        return ()
    found = [_line(pixels, box, em) for box in boxes]
    shown = [(box, line) for box, line in zip(boxes, found, strict=True) if line is not None]
    lines = list[Line]()
    for index, (box, line) in enumerate(shown):
        following = shown[index + 1][0] if index + 1 < len(shown) else None
        moved = Box(box.x1 + area.x1, box.y1 + area.y1, box.x2 + area.x1, box.y2 + area.y1)
        pitch = _distance(box, following) if following is not None else None
        lines.append(replace(line, box=moved, pitch=pitch, cut=moved.x2 >= edge - max(1.0, _GAP * em)))
    return tuple(lines)


def chained(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with their pitch where each was found in an area of its own: the next one below, of the same size."""
    ordered = sorted(lines, key=lambda line: (line.box.y1, line.box.x1))
    result = list[Line]()
    for index, line in enumerate(ordered):
        below = next((other for other in ordered[index + 1 : index + 12] if _follows(line, other)), None)
        own = line.pitch
        if own is None and below is not None:
            own = _distance(line.box, below.box)
        result.append(replace(line, pitch=own))
    return tuple(result)


def _follows(line: Line, other: Line) -> bool:
    apart = other.box.centre[1] - line.box.centre[1]
    shared = min(line.box.x2, other.box.x2) - max(line.box.x1, other.box.x1)
    return (
        0.7 * line.em < apart < 3 * line.em
        and shared > 0.5 * min(line.box.width, other.box.width)
        and abs(line.em - other.em) < 0.15 * line.em
    )


def _drawn(pixels: Pixels) -> NDArray[np.bool_] | None:
    """Which pixels are ink: those at least half as far from the ground as the text's own colour is."""
    ground = dominant(pixels)
    if ground is None:
        return None
    away = distances(pixels, ground)
    top = farthest(away)
    if top < _LEAST_STEP:
        return None
    return np.asarray(away >= max(12.0, 0.5 * top), np.bool_)


def _rows(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and past-the-last row of each line."""
    ink = mask.sum(axis=1)
    full = float(np.percentile(ink[ink > 0], 90)) if ink.any() else 0.0
    filled = np.flatnonzero(ink > max(0.0, _FAINT_ROW * full))
    if not len(filled):
        return []
    cuts = np.flatnonzero(np.diff(filled) > 1)
    starts = [int(filled[0]), *(int(filled[cut + 1]) for cut in cuts)]
    ends = [*(int(filled[cut]) + 1 for cut in cuts), int(filled[-1]) + 1]
    return _whole(list(zip(starts, ends, strict=True)))


def _whole(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of rows with parts of one line joined (the strokes of 二, a mark above) and mere specks left out."""
    usual = float(np.percentile([end - start for start, end in runs], 75))
    joined = [runs[0]]
    for start, end in runs[1:]:
        before = joined[-1]
        if end - before[0] <= 1.15 * usual:
            joined[-1] = (before[0], end)
        else:
            joined.append((start, end))
    return [row for row in joined if row[1] - row[0] >= max(4, 0.4 * usual)]


def _ink_box(mask: NDArray[np.bool_], row: tuple[int, int]) -> Box | None:
    columns = np.flatnonzero(mask[row[0] : row[1]].any(axis=0))
    return Box(int(columns[0]), row[0], int(columns[-1]) + 1, row[1]) if len(columns) else None


def _em(mask: NDArray[np.bool_], boxes: Sequence[Box]) -> float | None:
    """The font size in px: by the height of long lines, made exact by the even advance of Han characters."""
    long = [box for box in boxes if box.width >= _LONG * box.height] or list(boxes)
    if not long:
        return None
    tall = float(np.median([box.height for box in long])) / EM_OF_INK
    advance = _advance(mask, [box for box in long if box.width >= 2 * _LONG * box.height], tall)
    return advance if advance is not None and abs(advance - tall) <= max(1.8, _SAME * tall) else tall


def _advance(mask: NDArray[np.bool_], boxes: Sequence[Box], guess: float) -> float | None:
    """The distance at which columns of ink repeat, looked for near a guess; None where they do not."""
    low, high = int(0.75 * guess), int(1.35 * guess) + 2
    total = np.zeros(high + 1)
    for box in boxes[:12]:
        profile: Floats = mask[box.y1 : box.y2, box.x1 : box.x2].sum(axis=0).astype(np.float64)
        profile -= profile.mean()
        power = float((profile**2).sum())
        if len(profile) <= 2 * high or power <= 0:
            continue
        total += [float((profile[: len(profile) - lag] * profile[lag:]).sum()) / power for lag in range(high + 1)]
    if low < 3 or not total.any():
        return None
    peak = low + int(total[low:high].argmax())
    if peak in (low, high - 1) or total[peak] <= 0.08 * total[0]:
        return None
    left, mid, right = total[peak - 1 : peak + 2]
    bend = left - 2 * mid + right
    return float(peak + 0.5 * (left - right) / bend) if bend < 0 else float(peak)


def _distance(box: Box, following: Box) -> float:
    """From line to line, by tops and bottoms alike."""
    return ((following.y1 - box.y1) + (following.y2 - box.y2)) / 2


def _line(pixels: Pixels, box: Box, em: float) -> Line | None:
    """A line measured in pieces; None when none of it stands out."""
    around = max(2, round(0.15 * em))
    crop = pixels[max(0, box.y1 - around) : box.y2 + around, max(0, box.x1 - around) : box.x2 + around]
    width = max(8, round(_PIECE * em))
    measured = [
        _contrast(crop[:, start : start + width]) for start in range(0, max(1, crop.shape[1] - width // 2), width)
    ]
    told = [value for value in measured if value is not None]
    if not told:
        return None
    return Line(box, round(em, 2), None, round(float(np.median(told)), 2), _sharpness(crop, box.height), cut=False)


def _contrast(piece: Pixels) -> float | None:
    """WCAG contrast of what is drawn in a piece of a line, against its ground.

    Thin strokes hardly reach the text's own colour, as edges blend: the farthest pixels from the ground count.
    """
    ground = dominant(piece)
    if ground is None:
        return None
    away = distances(piece, ground)
    counts, most = counted(away, STEPS), int(away.max())
    counts[: (most + 1) // 2] = 0
    if most < _LEAST_STEP or counts.sum() < 6:
        return None
    top = quantile(counts, 0.98)
    return contrast(ground, median_colour(piece, (away >= 0.9 * top).astype(np.uint8)))


def _sharpness(crop: Pixels, height: int) -> float:
    """Variance of the Laplacian over the variance of the pixels, at a common height."""
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.float32)
    scale = _SHARP_HEIGHT / max(1, height)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way), np.float32)
    spread = float(grey.var())
    return round(float(cv2.Laplacian(grey, cv2.CV_32F).var()) / spread, 3) if spread > 0 else 0.0
