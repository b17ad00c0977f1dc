"""Icons without a name on the way to the policy, known by their shape."""

import io

import pytest
from PIL import Image, ImageDraw

from evidence.geometry import Box
from perception.screen.picture import Picture, read_picture
from perception.screen.policy.glyphs import read_glyph
from tests.harness.scenario.appgraphs.drawing import draw_glyph


def drawn(glyph: str, side: int, colour: str = "#222222", ground: str = "#ffffff") -> Picture:
    image = Image.new("RGB", (2 * side, 2 * side), ground)
    draw_glyph(ImageDraw.Draw(image), glyph, side // 2, side // 2, side, colour)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    picture, _ = read_picture(buffer.getvalue())
    assert picture is not None
    return picture


@pytest.mark.parametrize("glyph", ["gear", "person", "bars", "dots"])
@pytest.mark.parametrize("side", [36, 48, 72])
@pytest.mark.parametrize(("colour", "ground"), [("#222222", "#ffffff"), ("#ffffff", "#2f6fd0"), ("#999999", "#f4f4f4")])
def test_a_shape_is_known_in_any_size_and_colour(glyph: str, side: int, colour: str, ground: str) -> None:
    picture = drawn(glyph, side, colour, ground)
    assert read_glyph(picture, picture.bounds).glyph == glyph


@pytest.mark.parametrize("glyph", ["search", "bell", "cross", "house", "grid", "bag"])
def test_other_icons_are_not_taken_for_a_way(glyph: str) -> None:
    picture = drawn(glyph, 42)
    assert read_glyph(picture, picture.bounds).glyph == "other"


def test_an_avatar_is_a_photo_and_an_empty_box_nothing() -> None:
    picture = drawn("photo", 64)
    assert read_glyph(picture, picture.bounds).glyph == "photo"
    assert read_glyph(picture, Box(0, 0, 16, 16)).glyph == "none"
    assert read_glyph(picture, Box(500, 500, 900, 900)).glyph == "none"
