"""The same app with other ids, other colours and everything a little elsewhere: its verdicts must not change."""

from __future__ import annotations

import io
import json
import re
import shutil
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SHIFT = (7, 11)
"""px to the right and down."""

HUE_STEP = 24
"""Of 256: blue becomes violet, red becomes orange; brightness stays."""

_ID = re.compile(rb'resource-id="([^":]+:id/)([^"]+)"')
_BOUNDS = re.compile(rb'bounds="\[(-?\d+),(-?\d+)\]\[(-?\d+),(-?\d+)\]"')


def mutate(recording: Path, target: Path) -> Path:
    """A copy of a recording with renamed ids, turned hues and shifted screens; taps are shifted alike."""
    shutil.copytree(recording, target)
    (target / "findings.json").unlink(missing_ok=True)
    for source in (target / "screens").glob("*.xml"):
        source.write_bytes(_BOUNDS.sub(_shifted, _ID.sub(_renamed, source.read_bytes())))
    for picture in (target / "screens").glob("*.png"):
        picture.write_bytes(_recoloured(picture.read_bytes()))
    events = target / "events.jsonl"
    lines = [
        json.dumps(_moved(json.loads(line)), ensure_ascii=False) for line in events.read_text("utf-8").splitlines()
    ]
    events.write_text("\n".join(lines) + "\n", "utf-8")
    return target


def _renamed(match: re.Match[bytes]) -> bytes:
    return b'resource-id="' + match.group(1) + b"n%08x" % zlib.crc32(match.group(2)) + b'"'


def _shifted(match: re.Match[bytes]) -> bytes:
    x1, y1, x2, y2 = (int(part) for part in match.groups())
    return b'bounds="[%d,%d][%d,%d]"' % (x1 + SHIFT[0], y1 + SHIFT[1], x2 + SHIFT[0], y2 + SHIFT[1])


def _recoloured(png: bytes) -> bytes:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    hue, saturation, value = picture.convert("HSV").split()
    turned = Image.fromarray((np.asarray(hue).astype(np.int16) + HUE_STEP).astype(np.uint8))
    recoloured = Image.merge("HSV", (turned, saturation, value)).convert("RGB")
    moved = recoloured.copy()
    moved.paste(recoloured, SHIFT)
    buffer = io.BytesIO()
    moved.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _moved(event: dict[str, Any]) -> dict[str, Any]:
    if event["type"] == "tap":
        event["x"], event["y"] = event["x"] + SHIFT[0], event["y"] + SHIFT[1]
    for key in ("box", "popup_box"):
        if event.get(key):
            x1, y1, x2, y2 = event[key]
            event[key] = [x1 + SHIFT[0], y1 + SHIFT[1], x2 + SHIFT[0], y2 + SHIFT[1]]
    return event
