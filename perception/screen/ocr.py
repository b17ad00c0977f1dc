"""Reading texts from pixels with the PP-OCR models inside the `rapidocr` package; nothing is downloaded.

On two cores one label costs about 10 ms, a line as wide as the screen 100 ms, finding the lines of a screen 300 to
800 ms: hence recognition of known boxes first, and bounds on everything else.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from evidence.geometry import Box
from perception.screen.picture import Picture, Pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

THREADS = 2
MIN_SCORE = 0.8
"""Below it a reading is not believed; crops of photographs stay below it."""
MAX_SIDE = 1280
"""Longest side, in px, of what the line finder is given."""
MAX_LINES = 40
MAX_BOXES = 60
_BATCH = 6
_HEIGHT = 48
"""Height in px at which the recogniser reads."""
_MAX_ASPECT = 30.0
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read at a place; `score` 0 to 1, rounded to two digits so that it is the same on other processors."""

    box: Box
    text: str
    score: float


def read_boxes(picture: Picture, boxes: Sequence[Box], pad: float = 0.1) -> tuple[Reading | None, ...]:
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
    for index, (text, score) in zip(places, _recognise(crops), strict=True):
        if score >= MIN_SCORE and text.strip():
            readings[index] = Reading(boxes[index], text.strip(), score)
    return tuple(readings)


def read_region(
    picture: Picture,
    region: Box,
    max_lines: int = MAX_LINES,
    *,
    known: Sequence[Box] = (),
    max_aspect: float = _MAX_ASPECT,
) -> tuple[Reading, ...]:
    """Lines found and read in a region, top to bottom; shorter lines first when there are more than `max_lines`.

    Lines in the `known` boxes, and those with more than `max_aspect` of width to height, are not read.
    """
    region = picture.bounds.intersect(region)
    boxes = [box for box in _find_lines(picture, region) if box.width <= max_aspect * box.height]
    boxes = [box for box in boxes if not any(box.intersect(other).area > 0.6 * box.area for other in known)]
    if len(boxes) > max_lines:
        boxes = sorted(boxes, key=lambda box: box.width / max(1, box.height))[:max_lines]
    found = [reading for reading in read_boxes(picture, boxes, pad=0.0) if reading is not None]
    return tuple(sorted(found, key=lambda reading: (reading.box.y1 // 12, reading.box.x1)))


def _find_lines(picture: Picture, region: Box) -> list[Box]:
    if region.width < 16 or region.height < 12:
        return []
    pixels = picture.crop(region)
    scale = min(1.0, MAX_SIDE / max(region.width, region.height))
    if scale < 1.0:
        pixels = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    with _lock:
        found = _engine().detector(np.ascontiguousarray(pixels))
    boxes = []
    for corners in found.boxes if found.boxes is not None else ():
        x1, y1 = (float(value) for value in np.min(corners, axis=0))
        x2, y2 = (float(value) for value in np.max(corners, axis=0))
        # The finder cuts short labels at their ends; wider boxes lose nothing, as the recogniser ignores empty ground.
        wide = 0.3 * (y2 - y1) if x2 - x1 < 4 * (y2 - y1) else 0.1 * (y2 - y1)
        box = Box(
            region.x1 + int((x1 - wide) / scale),
            region.y1 + int(y1 / scale),
            region.x1 + round((x2 + wide) / scale),
            region.y1 + round(y2 / scale),
        )
        boxes.append(region.intersect(box))
    return [box for box in boxes if box.height >= 8 and box.width >= 8]


def _recognise(crops: list[Pixels]) -> list[tuple[str, float]]:
    if not crops:
        return []
    from rapidocr.ch_ppocr_rec.typings import TextRecInput

    with _lock:
        result = _engine().recogniser(TextRecInput(img=crops, return_word_box=False))
    return [(str(text), round(float(score), 2)) for text, score in zip(result.txts, result.scores, strict=True)]


@dataclass(frozen=True, slots=True)
class _Engine:
    detector: Any
    recogniser: Any


@cache
def _engine() -> _Engine:
    """Both models, loaded at first use. Their paths are given, so that the package has no reason to look elsewhere."""
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    reader = rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(_model(models, "det")),
            "Det.limit_type": "max",
            "Det.limit_side_len": MAX_SIDE,
            "Rec.model_path": str(_model(models, "rec")),
            "Rec.rec_batch_num": _BATCH,
            "Rec.rec_img_shape": [3, _HEIGHT, 2 * _HEIGHT],
        }
    )
    return _Engine(reader._load_det_model(), reader._load_rec_model())


def _model(folder: Path, part: str) -> Path:
    """The model of a part inside the package; raises FileNotFoundError when the package holds none."""
    found = sorted(folder.glob(f"*_{part}_*.onnx"))
    if not found:
        raise FileNotFoundError(f"the rapidocr package holds no {part} model in {folder}; reinstall rapidocr")
    return found[0]
