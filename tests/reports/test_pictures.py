"""Pictures in reports: marked where they should be, covered where personal, and safe to open."""

from __future__ import annotations

import base64
import io

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from evidence.geometry import Box
from reports.pictures import COVER, MARK, Shown, marked


def _png(width: int = 200, height: int = 400, colour: str = "#ffffff") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


def _image(shown: Shown | None) -> Image.Image:
    assert shown is not None
    return Image.open(io.BytesIO(base64.b64decode(shown.address.partition(",")[2]))).convert("RGB")


def _near(one: float | tuple[int, ...] | None, other: tuple[int, int, int]) -> bool:
    assert isinstance(one, tuple)
    return all(abs(a - b) < 60 for a, b in zip(one, other, strict=True))


def test_the_box_is_outlined_and_its_inside_stays() -> None:
    image = _image(marked(_png(), Box(50, 100, 150, 200), width=200))
    assert _near(image.getpixel((100, 96)), MARK)
    assert _near(image.getpixel((100, 150)), (255, 255, 255))
    assert not _near(image.getpixel((100, 350)), (255, 255, 255))


def test_sizes_are_scaled() -> None:
    shown = marked(_png(1000, 2000), None, width=100)
    assert shown is not None and (shown.width, shown.height) == (100, 200)


def test_personal_places_are_covered() -> None:
    image = _image(marked(_png(), None, width=200, covered=(Box(20, 20, 100, 60), Box(-5, -5, 0, 0), Box(9, 9, 1, 1))))
    assert _near(image.getpixel((60, 40)), COVER) and _near(image.getpixel((150, 300)), (255, 255, 255))


@given(st.builds(Box, *[st.integers(-100_000, 100_000)] * 4), st.tuples(*[st.integers(-10_000, 10_000)] * 2))
def test_any_box_and_point_give_a_picture(box: Box, point: tuple[int, int]) -> None:
    assert marked(_png(40, 80), box, width=40, point=point, covered=(box,)) is not None


@given(st.binary(max_size=200), st.integers(0, 500), st.integers(0, 255))
def test_damaged_pictures_are_left_out(data: bytes, at: int, byte: int) -> None:
    whole = bytearray(_png(20, 40))
    whole[at % len(whole)] = byte
    for bad in (data, b"\x89PNG\r\n\x1a\n" + data, bytes(whole), bytes(whole[:at])):
        shown = marked(bad, None, width=20)
        assert shown is None or shown.height < 300


def test_pictures_that_are_no_screen_are_left_out() -> None:
    postscript = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n"
    for bad in (_png(1, 4000), _png(4000, 1), postscript, b""):
        assert marked(bad, None, width=400) is None
    huge = bytearray(_png(2, 2))
    huge[16:24] = (30_000).to_bytes(4) + (30_000).to_bytes(4)
    assert marked(bytes(huge), None, width=400) is None


def test_words_inside_the_file_stay_behind() -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("owner", "personal words")
    buffer = io.BytesIO()
    Image.new("RGB", (20, 40)).save(buffer, "PNG", pnginfo=note, icc_profile=b"personal words")
    shown = marked(buffer.getvalue(), None, width=20)
    assert shown is not None and b"personal words" not in base64.b64decode(shown.address.partition(",")[2])
