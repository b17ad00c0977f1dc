"""Pictures of the display: pages between the bars, in PNG that anybody reads, made once for what shows the same."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from virtualphone.device.model import API34
from virtualphone.engine import picture
from virtualphone.engine.geometry import Geometry
from virtualphone.engine.picture import Display, Layer

GEOMETRY = Geometry(API34)
CONTENT = GEOMETRY.content


def _page(colour: str, mode: str = "RGB", beyond: int = 1) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (CONTENT.width + beyond, CONTENT.height + beyond), colour).save(out, "PNG")
    return out.getvalue()


def _shown(display: Display, *layers: Layer) -> Image.Image:
    image = Image.open(io.BytesIO(display.picture(list(layers))))
    image.load()
    return image


def test_a_page_fills_the_display_between_the_bars() -> None:
    image = _shown(Display(GEOMETRY), Layer(_page("#ff8000"), dims=False))

    assert (image.mode, image.size) == ("RGB", (API34.width, API34.height))
    for y in (CONTENT.top, CONTENT.bottom - 1):
        assert image.getpixel((0, y)) == image.getpixel((API34.width - 1, y)) == (255, 128, 0)
    for y in (0, CONTENT.top - 1, CONTENT.bottom, API34.height - 1):
        assert image.getpixel((API34.width - 1, y)) == (250, 250, 250)


def test_a_dialog_dims_what_is_below_and_a_secure_window_is_black() -> None:
    clear = _page("#00000000", "RGBA")
    middle = (CONTENT.width // 2, CONTENT.top + CONTENT.height // 2)

    assert _shown(Display(GEOMETRY), Layer(_page("white"), False), Layer(clear, True)).getpixel(middle) == (102,) * 3
    assert _shown(Display(GEOMETRY), Layer(None, False)).getpixel(middle) == (0, 0, 0)


def test_what_shows_the_same_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    display, page = Display(GEOMETRY), _page("white")
    monkeypatch.setattr(picture, "clock_text", lambda: "08:00")
    first = display.picture([Layer(page, False)])
    dialog = Layer(_page("#00000000", "RGBA"), dims=True)

    assert display.picture([Layer(bytes(bytearray(page)), False)]) is first

    for layers in ([Layer(_page("#fffffe"), False)], [Layer(None, False)], [Layer(page, False), dialog]):
        assert display.picture(layers) != first
        assert display.picture([Layer(page, False)]) == first
    monkeypatch.setattr(picture, "clock_text", lambda: "08:01")
    assert display.picture([Layer(page, False)]) != first
