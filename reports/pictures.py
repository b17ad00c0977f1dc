"""Pictures for reports: the marked box on a screen, and thumbnails, as self-contained data addresses."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from evidence.geometry import Box

MAX_PIXELS = 40_000_000
"""An 8k picture; anything larger is not a phone's screen."""

MARK = (217, 45, 32)
TAP = (23, 92, 211)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a page embeds it: data address, size in px as embedded, and the alternative text's scale."""

    address: str
    width: int
    height: int


def marked(png: bytes, box: Box | None, *, width: int, point: tuple[int, int] | None = None) -> Shown | None:
    """A screen scaled to `width` px with a box outlined and a tap point drawn; both in px of the original.

    None when the bytes are no picture within the limits.
    """
    picture = _open(png)
    if picture is None:
        return None
    scale = width / picture.width
    small = picture.resize((width, max(1, round(picture.height * scale))), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(small, "RGBA")
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
    for part in ((0, 0, size[0], y1), (0, y2, size[0], size[1]), (0, y1, x1, y2), (x2, y1, size[0], y2)):
        if part[2] > part[0] and part[3] > part[1]:
            draw.rectangle(part, fill=shade)
    draw.rectangle((x1, y1, x2, y2), outline=(255, 255, 255, 255), width=5)
    draw.rectangle((x1, y1, x2, y2), outline=(*MARK, 255), width=3)


def _open(png: bytes) -> Image.Image | None:
    try:
        picture = Image.open(io.BytesIO(png))
        if picture.width * picture.height > MAX_PIXELS or not picture.width:
            return None
        return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _embed(picture: Image.Image) -> Shown:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=72, method=2)
    address = "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    return Shown(address, picture.width, picture.height)
