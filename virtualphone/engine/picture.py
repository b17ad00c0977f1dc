"""The picture of the whole display, put together from the pages and the two system bars."""

from __future__ import annotations

import struct
import time
import zlib
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from virtualphone.engine.geometry import Geometry

_DIM = 0.6
_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSans-Regular.ttf", "DejaVuSans.ttf")


@dataclass(frozen=True, slots=True)
class Layer:
    """One page's picture; a dialog dims what is below it, None stands for a secure window."""

    image: Image.Image | None
    dims: bool


def compose(layers: list[Layer], geometry: Geometry) -> bytes:
    """PNG bytes of the display: layers back to front, bars on top."""
    content = geometry.content
    display = Image.new("RGB", (geometry.model.width, geometry.model.height), "black")
    for layer in layers:
        if layer.dims:
            display = Image.eval(display, lambda value: int(value * (1 - _DIM)))
        if layer.image is None:
            display.paste("black", (content.left, content.top, content.right, content.bottom))
        elif layer.image.mode == "RGBA":
            display.paste(layer.image, (content.left, content.top), layer.image)
        else:
            display.paste(layer.image, (content.left, content.top))
    _draw_bars(display, geometry)
    return _png(display)


def _png(image: Image.Image) -> bytes:
    """An RGB image as PNG without row filters.

    Pillow tries all five filters on each row, which costs more than all the rest of a screenshot. The flat colours of
    pages do not get smaller by any.
    """
    pixels, stride = image.tobytes(), 3 * image.width
    rows = b"".join([b"\0" + pixels[start : start + stride] for start in range(0, len(pixels), stride)])
    header = struct.pack(">IIBBBBB", image.width, image.height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join([_chunk(kind, data) for kind, data in parts])


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def clock_text() -> str:
    """The time as the status bar shows it."""
    return time.strftime("%H:%M")


def navigation_buttons(geometry: Geometry) -> dict[str, tuple[int, int]]:
    """Centres of the three buttons in px, by the resource name that the system gives them."""
    bar = geometry.navigation_bar
    middle = (bar.top + bar.bottom) // 2
    third = bar.width // 4
    return {"back": (third, middle), "home_button": (2 * third, middle), "recent_apps": (3 * third, middle)}


def _draw_bars(display: Image.Image, geometry: Geometry) -> None:
    draw = ImageDraw.Draw(display)
    status, navigation = geometry.status_bar, geometry.navigation_bar
    draw.rectangle((0, 0, status.right, status.bottom - 1), fill="#fafafa")
    draw.text((status.height // 2, status.height // 4), clock_text(), fill="#202124", font=_font(status.height // 2))
    battery = status.right - status.height
    draw.rectangle((battery, status.height // 3, battery + status.height // 4, status.height * 3 // 4), fill="#202124")
    draw.rectangle((0, navigation.top, navigation.right, navigation.bottom), fill="#fafafa")
    size = navigation.height // 6
    buttons = navigation_buttons(geometry)
    x, y = buttons["back"]
    draw.polygon(((x - size, y), (x + size, y - size), (x + size, y + size)), fill="#5f6368")
    x, y = buttons["home_button"]
    draw.ellipse((x - size, y - size, x + size, y + size), fill="#5f6368")
    x, y = buttons["recent_apps"]
    draw.rectangle((x - size, y - size, x + size, y + size), fill="#5f6368")


_font_cache: dict[int, ImageFont.FreeTypeFont | ImageFont.ImageFont] = {}


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if size not in _font_cache:
        _font_cache[size] = _load_font(size)
    return _font_cache[size]


def _load_font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
