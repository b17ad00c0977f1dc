"""How well a page of text can be read, measured on drawn pages whose sizes are known."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from evidence.geometry import Box
from perception.screen.hanzi import script, simplified
from perception.screen.legibility import NOTHING, Legibility, legibility
from perception.screen.lines import lines_in
from perception.screen.picture import read_picture
from perception.screen.view import SeenText, View
from tests.perception.screen.drawing import DENSITY, HEIGHT, WIDTH, Screen, node
from tests.recordings import POLICY_TEXT

TEXT = "".join(POLICY_TEXT.split())[:400]
PX_PER_SP = DENSITY / 160


def page(
    size: int = 37,
    pitch: float = 1.6,
    ink: str = "#333333",
    ground: str = "#ffffff",
    width: int = 980,
    says: str = TEXT,
) -> tuple[Screen, View]:
    """A page of one paragraph (`size`, `width` in px, `pitch` in sizes), and the view of it that the tree gives."""
    screen = Screen()
    screen.fill((0, 0, WIDTH, HEIGHT), ground)
    across, step = width // size, round(pitch * size)
    rows = [TEXT[start : start + across] for start in range(0, len(TEXT), across)][:30]
    for index, row in enumerate(rows):
        screen.write(50, 200 + index * step, row, size, ink)
    box = (50, 200, min(50 + width, WIDTH), 200 + len(rows) * step + size // 2)
    screen.windows.append(node(says, box, cls="android.widget.TextView"))
    text = SeenText(Box(*box), says, "tree")
    return screen, View(WIDTH, HEIGHT, DENSITY, (text,), (), None, None, None, ())


def measured(screen: Screen, view: View, picture: bytes | None = None) -> Legibility:
    return legibility(view, picture or screen.png(), screen.tree())


@settings(max_examples=8, deadline=None)
@given(size=st.integers(22, 60), pitch=st.floats(1.1, 2.2))
def test_size_and_pitch_are_measured_to_a_few_percent(size: int, pitch: float) -> None:
    found = measured(*page(size, pitch))
    assert found.size_sp == pytest.approx(size / PX_PER_SP, rel=0.04)
    # Noto's glyphs are drawn at whole pixels, and so are the lines.
    assert found.pitch == pytest.approx(round(pitch * size) / size, rel=0.05)


@pytest.mark.parametrize(
    ("ink", "ground", "ratio"),
    [
        ("#333333", "#ffffff", 12.63),
        ("#777777", "#ffffff", 4.48),
        ("#bdbdbd", "#ffffff", 1.88),
        ("#999999", "#000000", 7.37),
        ("#ffffff", "#e8590c", 3.58),
    ],
)
def test_contrast_is_that_of_the_colours_whatever_edges_blend(ink: str, ground: str, ratio: float) -> None:
    for size in (26, 40):
        assert measured(*page(size, ink=ink, ground=ground)).contrast == pytest.approx(ratio, rel=0.04)


def test_jpeg_changes_little() -> None:
    screen, view = page()
    buffer = io.BytesIO()
    screen.image.save(buffer, "JPEG", quality=70)
    found, clear = measured(screen, view, buffer.getvalue()), measured(screen, view)
    assert found.size_sp == pytest.approx(clear.size_sp, rel=0.03)
    assert found.contrast == pytest.approx(clear.contrast, rel=0.08)
    assert found.sharpness is not None and found.sharpness > 0.15


def test_a_gradient_is_measured_where_the_text_stands() -> None:
    screen, view = page(ink="#000000")
    shade = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).point(lambda value: 255 - value // 2)
    screen.image = Image.composite(shade.convert("RGB"), screen.image, screen.image.convert("L"))
    found = measured(screen, view)
    assert found.contrast is not None and 10 < found.contrast < 20


def test_a_blurred_text_is_told_from_a_sharp_one() -> None:
    screen, view = page()
    sharp = measured(screen, view).sharpness
    screen.image = screen.image.filter(ImageFilter.GaussianBlur(3))
    blurred = measured(screen, view).sharpness
    assert sharp is not None and blurred is not None
    assert sharp > 0.3 and blurred < 0.05


def test_a_column_wider_than_the_screen_is_cut() -> None:
    assert measured(*page(width=2000)).cut > 0.7
    assert measured(*page(width=980)).cut == 0.0


def test_what_the_tree_says_and_the_picture_does_not_show_is_told() -> None:
    screen, view = page(ink="#ffffff")
    found = measured(screen, view)
    assert found.unseen == 1.0 and found.disagreeing == view.texts[0].box


def test_a_picture_that_reads_otherwise_is_told() -> None:
    says = "欢迎光临本店，全场商品八折优惠，满一百减二十，数量有限，先到先得，欲购从速，送货上门。" * 8
    assert measured(*page(says=says)).unlike == 1.0
    assert measured(*page()).unlike == 0.0


def test_a_page_without_a_picture_or_a_text_has_no_measures() -> None:
    screen, view = page()
    assert legibility(view, None, screen.tree()) == NOTHING
    assert legibility(view, b"\x89PNG\r\n\x1a\n", screen.tree()) == NOTHING
    assert measured(Screen(), View(WIDTH, HEIGHT, DENSITY, (), (), None, None, None, ()), Screen().png()) == NOTHING


def test_texts_that_lie_over_each_other_are_measured_within_bounds() -> None:
    screen, view = page()
    whole = tuple(SeenText(Box(i, i, WIDTH - i, HEIGHT + i), TEXT[i:], "tree") for i in range(40))
    found = measured(screen, replace(view, texts=whole))
    assert found.characters <= 4 * len(TEXT)


@settings(max_examples=20, deadline=None)
@given(st.tuples(*[st.integers(-50, 500)] * 4), st.binary(min_size=300, max_size=300))
def test_no_area_of_any_picture_fails(corners: tuple[int, int, int, int], noise: bytes) -> None:
    buffer = io.BytesIO()
    Image.frombytes("L", (20, 15), noise).resize((200, 150)).convert("RGB").save(buffer, "PNG")
    picture, _ = read_picture(buffer.getvalue())
    if picture is not None:
        for line in lines_in(picture, Box(*corners), edge=200):
            assert line.em > 0 and 1 <= line.contrast <= 21 and picture.bounds.contains(line.box)


@pytest.mark.parametrize(
    ("text", "chinese", "simple"),
    [
        ("隐私政策", 1.0, 1.0),
        ("隱私權政策：我們蒐集您的個人資料", 1.0, 0.6),
        ("我们使用 com.umeng.analytics 与 https://a.example/b 收集信息", 1.0, 1.0),
        ("著作权由乾坤公司享有", 1.0, 1.0),
        ("Privacy policy", 0.0, None),
        ("", None, None),
    ],
)
def test_scripts_are_told_apart(text: str, chinese: float | None, simple: float | None) -> None:
    told = script(text)
    assert told.chinese == chinese
    assert told.simplified == (pytest.approx(simple, abs=0.06) if simple is not None else None)


@given(st.text(max_size=300))
def test_any_text_has_a_script_and_folding_keeps_its_length(text: str) -> None:
    told = script(text)
    assert told.chinese is None or 0 <= told.chinese <= 1
    assert len(simplified(text)) == len(text)
    assert simplified(simplified(text)) == simplified(text)
