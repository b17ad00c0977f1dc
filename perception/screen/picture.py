"""Screenshots as pixels, read within limits."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from evidence.geometry import Box

MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 8192 * 8192
_TAIL = 65536
"""Bytes at the end of a file in which its end mark is looked for: some tools append something of their own."""
_KEPT = 3
"""Pictures that stay decoded: a screen is looked at for several things in a row."""
REDUCED_WIDTH = 270
_BLACK = 6
"""Brightest value of a picture that the phone refused to give (FLAG_SECURE)."""
BLACK_PICTURE = "the picture is black, as of a screen that forbids screenshots"

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded screenshot: `bgr` has the shape (height, width, 3), `grey` (height, width).

    Not slotted: it remembers its reduced form.
    """

    bgr: Pixels
    grey: Pixels

    @property
    def width(self) -> int:
        """Width in px."""
        return int(self.grey.shape[1])

    @property
    def height(self) -> int:
        """Height in px."""
        return int(self.grey.shape[0])

    @property
    def bounds(self) -> Box:
        """The whole picture."""
        return Box(0, 0, self.width, self.height)

    @cached_property
    def small(self) -> tuple[Pixels, float]:
        """The picture at most REDUCED_WIDTH px wide, and its scale."""
        scale = min(1.0, REDUCED_WIDTH / self.width)
        if scale == 1.0:
            return self.bgr, scale
        size = (max(1, round(self.width * scale)), max(1, round(self.height * scale)))
        return np.asarray(cv2.resize(self.bgr, size, interpolation=cv2.INTER_AREA), np.uint8), scale

    @cached_property
    def reduced(self) -> tuple[Pixels, float]:
        """The brightest channel of `small`, and its scale. Dimming bounds it for every colour."""
        small, scale = self.small
        blue, green, red = small[..., 0], small[..., 1], small[..., 2]
        return np.maximum(np.maximum(blue, green), red), scale

    def crop(self, box: Box) -> Pixels:
        """The pixels inside a box, cut to the picture; may be empty."""
        part = self.bounds.intersect(box)
        return self.bgr[part.y1 : part.y2, part.x1 : part.x2]

    def crop_grey(self, box: Box) -> Pixels:
        """The same in grey."""
        part = self.bounds.intersect(box)
        return self.grey[part.y1 : part.y2, part.x1 : part.x2]


def read_picture(data: bytes | None) -> tuple[Picture | None, str]:
    """The decoded picture, or None with what is wrong with it. PNG, JPEG and WebP up to MAX_PIXELS.

    Its pixels cannot be written to: who reads the same bytes again may be given the same picture.
    """
    return _read_picture(data) if data else (None, "no picture")


@lru_cache(maxsize=_KEPT)
def _read_picture(data: bytes) -> tuple[Picture | None, str]:
    if len(data) > MAX_BYTES:
        return None, f"the picture has {len(data)} bytes, more than {MAX_BYTES}"
    if not _whole(data):
        return None, "the picture cannot be read: it is cut short"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    return None, f"the picture has {width}x{height} px, more than {MAX_PIXELS} in all"
    except UnidentifiedImageError:
        return None, "the picture is neither PNG nor JPEG nor WebP, or its head is broken"
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        return None, f"the picture cannot be read: {str(error)[:120]}"
    bgr = _decoded(data)
    if bgr is None:
        return None, "the picture cannot be read: its pixels are broken"
    grey = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    if int(grey[:: max(1, height // 400), :: max(1, width // 200)].max()) <= _BLACK:
        return None, BLACK_PICTURE
    for pixels in (bgr, grey):
        pixels.setflags(write=False)
    return Picture(bgr, grey), ""


def _whole(data: bytes) -> bool:
    """Whether the file reaches its end; a decoder would fill up the rest with grey, and complain on the terminal."""
    if data.startswith(b"RIFF"):
        return int.from_bytes(data[4:8], "little") + 8 <= len(data)
    end = b"IEND" if data.startswith(b"\x89PNG") else b"\xff\xd9" if data.startswith(b"\xff\xd8") else b""
    return end in data[-_TAIL:]


def _decoded(data: bytes) -> Pixels | None:
    """OpenCV decodes a screenshot in a quarter of Pillow's time; what it may be and how large was looked at before."""
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error:
        return None
    return None if pixels is None else np.asarray(pixels, np.uint8)
