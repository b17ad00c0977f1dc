"""Pictures for reports: the marked box on a screen, and thumbnails, as self-contained data addresses."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageDraw

from evidence.geometry import Box

MAX_PIXELS = 40_000_000
"""An 8k picture; anything larger is not a phone's screen."""

MAX_ASPECT = 12
"""Height to width or width to height; anything beyond is not a phone's screen."""

FORMATS = ("PNG", "JPEG", "WEBP")
MARK = (217, 45, 32)
TAP = (23, 92, 211)
COVER = (71, 84, 103)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a page embeds it: data address and size in px as embedded."""

    address: str
    width: int
    height: int


def marked(
    png: bytes, box: Box | None, *, width: int, point: tuple[int, int] | None = None, covered: Iterable[Box] = ()
) -> Shown | None:
    """A screen scaled to `width` px with a box outlined, a tap point drawn and boxes covered, in px of the original.

    None when the bytes are no picture within the limits.
    """
    picture = open_picture(png)
    if picture is None:
        return None
    scale = width / picture.width
    small = picture.resize((width, max(1, round(picture.height * scale))), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(small, "RGBA")
    for hidden in covered:
        x1, y1, x2, y2 = (round(side * scale) for side in hidden.as_list())
        if x2 > x1 and y2 > y1:
            draw.rectangle((x1, y1, x2, y2), fill=(*COVER, 255))
    if box is not None and box.area:
        _outline(draw, box, scale, small.size)
    if point is not None:
        x, y = point[0] * scale, point[1] * scale
        draw.ellipse((x - 14, y - 14, x + 14, y + 14), outline=(*TAP, 255), width=4)
        draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=(*TAP, 255))
    return _embed(small)


def _outline(draw: ImageDraw.ImageDraw, box: Box, scale: float, size: tuple[int, int]) -> None:
    """Outline just outside the box, so that what is marked stays readable; the rest is dimmed a little."""
    x1, y1 = max(0, round(box.x1 * scale) - 4), max(0, round(box.y1 * scale) - 4)
    x2, y2 = min(size[0] - 1, round(box.x2 * scale) + 4), min(size[1] - 1, round(box.y2 * scale) + 4)
    if x2 <= x1 or y2 <= y1:
        return
    shade = (16, 24, 40, 70)
    for part in (
        (0, 0, size[0], y1 - 1),
        (0, y2 + 1, size[0], size[1]),
        (0, y1, x1 - 1, y2),
        (x2 + 1, y1, size[0], y2),
    ):
        if part[2] > part[0] and part[3] > part[1]:
            draw.rectangle(part, fill=shade)
    draw.rectangle((x1, y1, x2, y2), outline=(255, 255, 255, 255), width=5)
    draw.rectangle((x1, y1, x2, y2), outline=(*MARK, 255), width=3)


def open_picture(png: bytes) -> Image.Image | None:
    """The picture within the limits, in RGB; None when it is none."""
    try:
        picture = Image.open(io.BytesIO(png), formats=FORMATS)
        width, height = picture.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_ASPECT * min(width, height):
            return None
        return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, Image.DecompressionBombError):
        return None


def _embed(picture: Image.Image) -> Shown:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=72, method=2, icc_profile=b"")
    address = "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    return Shown(address, picture.width, picture.height)
