"""The picture of the whole display, put together from the pages and the two system bars."""

from __future__ import annotations

import io
import struct
import time
from dataclasses import dataclass

from isal import isal_zlib
from PIL import Image, ImageDraw, ImageFont

from virtualphone.engine.geometry import Geometry

_DIM = 0.6
_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSans-Regular.ttf", "DejaVuSans.ttf")


@dataclass(frozen=True, slots=True)
class Layer:
    """One page's picture as PNG; a dialog dims what is below it, None stands for a secure window."""

    picture: bytes | None
    dims: bool


class Display:
    """Puts pictures of the display together; what shows the same as the last one is the last one."""

    def __init__(self, geometry: Geometry) -> None:
        self._geometry = geometry
        self._shown: tuple[list[Layer], str] | None = None
        self._last = b""
        self._bars: tuple[tuple[str, tuple[int, int]], Image.Image] | None = None

    def picture(self, layers: list[Layer]) -> bytes:
        """PNG bytes of the display: layers back to front, bars on top."""
        shown = layers, clock_text()
        if shown != self._shown:
            self._last = compose(layers, self._geometry, shown[1])
            self._shown = shown
        return self._last

    def frame(self, layers: list[Layer], width: int, height: int) -> bytes:
        """The same shrunk into so many px, as RGB; the layers are shrunk by `shrink_share` already."""
        share, content, model = (
            shrink_share(self._geometry, width, height),
            self._geometry.content,
            self._geometry.model,
        )
        place = round(content.left * share), round(content.top * share)
        pages = _pages(layers, (round(model.width * share), round(model.height * share)), place, share * content.height)
        bars = self._small_bars(clock_text(), pages.size)
        foot = round(content.bottom * share)
        for top, bottom in ((0, place[1]), (foot, pages.height)):
            pages.paste(bars.crop((0, top, pages.width, bottom)), (0, top))
        whole = Image.new("RGB", (width, height), "black")
        whole.paste(pages, ((width - pages.width) // 2, (height - pages.height) // 2))
        return whole.tobytes()

    def _small_bars(self, clock: str, size: tuple[int, int]) -> Image.Image:
        if self._bars is None or self._bars[0] != (clock, size):
            whole = Image.new("RGB", (self._geometry.model.width, self._geometry.model.height), "black")
            _draw_bars(whole, self._geometry, clock)
            self._bars = (clock, size), whole.resize(size)
        return self._bars[1]


def shrink_share(geometry: Geometry, width: int, height: int) -> float:
    """The share of its size at which the display fits into so many px."""
    return min(1.0, width / geometry.model.width, height / geometry.model.height)


def compose(layers: list[Layer], geometry: Geometry, clock: str) -> bytes:
    """PNG bytes of the display with a text as its clock."""
    content = geometry.content
    size, place = (geometry.model.width, geometry.model.height), (content.left, content.top)
    display = _pages(layers, size, place, content.height)
    _draw_bars(display, geometry, clock)
    return _png(display)


def _pages(layers: list[Layer], size: tuple[int, int], place: tuple[int, int], height: float) -> Image.Image:
    """The layers on a display of a size in px, their upper left corner at a place, so high, and without the bars."""
    display = Image.new("RGB", size, "black")
    for layer in layers:
        if layer.dims:
            display = Image.eval(display, lambda value: int(value * (1 - _DIM)))
        if layer.picture is None:
            display.paste("black", (*place, size[0], place[1] + round(height)))
            continue
        # The bars are drawn over what of the page's last row and column is beyond the content.
        page = Image.open(io.BytesIO(layer.picture), formats=("PNG",))
        display.paste(page, place, page if page.mode == "RGBA" else None)
    return display


def _png(image: Image.Image) -> bytes:
    """An RGB image as PNG without row filters, packed by ISA-L.

    Pillow tries all five filters on each row, and zlib packs slowly; both cost more than all the rest of a screenshot.
    The flat colours of pages do not get smaller by any filter.
    """
    pixels, stride = image.tobytes(), 3 * image.width
    rows = b"".join([b"\0" + pixels[start : start + stride] for start in range(0, len(pixels), stride)])
    header = struct.pack(">IIBBBBB", image.width, image.height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", isal_zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join([_chunk(kind, data) for kind, data in parts])


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", isal_zlib.crc32(data, isal_zlib.crc32(kind)))


def clock_text() -> str:
    """The time as the status bar shows it."""
    return time.strftime("%H:%M")


def navigation_buttons(geometry: Geometry) -> dict[str, tuple[int, int]]:
    """Centres of the three buttons in px, by the resource name that the system gives them."""
    bar = geometry.navigation_bar
    middle = (bar.top + bar.bottom) // 2
    third = bar.width // 4
    return {"back": (third, middle), "home_button": (2 * third, middle), "recent_apps": (3 * third, middle)}


def _draw_bars(display: Image.Image, geometry: Geometry, clock: str) -> None:
    draw = ImageDraw.Draw(display)
    status, navigation = geometry.status_bar, geometry.navigation_bar
    draw.rectangle((0, 0, status.right, status.bottom - 1), fill="#fafafa")
    draw.text((status.height // 2, status.height // 4), clock, fill="#202124", font=_font(status.height // 2))
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
