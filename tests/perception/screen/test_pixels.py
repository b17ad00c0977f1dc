"""What is measured in pixels: colours, drawn crosses, texts that only the picture shows."""

import socket

import pytest
from PIL import ImageDraw
from pytest import MonkeyPatch

from evidence.geometry import Box
from perception.screen.colours import cmc_distance, contrast
from perception.screen.cross import find_crosses, find_hidden
from perception.screen.labels import read_labels
from perception.screen.ocr import read_boxes, read_region
from perception.screen.picture import read_picture
from perception.screen.rings import is_ring
from tests.perception.screen.drawing import DENSITY, Screen


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((255, 255, 255), (0, 0, 0)) == 21.0
    assert contrast((119, 119, 119), (255, 255, 255)) == 4.48


def test_cmc_tells_like_colours_from_unlike_ones() -> None:
    assert cmc_distance((80, 160, 30), (80, 160, 30)) == 0
    assert cmc_distance((80, 160, 30), (84, 164, 34)) < 5
    assert max(cmc_distance((238, 238, 238), (80, 160, 30)), cmc_distance((80, 160, 30), (40, 40, 230))) > 30


@pytest.mark.parametrize(
    ("ink", "ground"), [("#ffffff", "#333333"), ("#999999", "#ffffff"), ("#d0d0d0", "#ffffff"), ("#000000", "#ffcc00")]
)
def test_crosses_are_found_in_any_colour_and_letters_are_not(ink: str, ground: str) -> None:
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), ground)
    screen.write(100, 300, "不同意 文交义 + K * 8 凶", 40, ink)
    for size in (24, 40, 70):
        screen.cross((500, 600 + 4 * size, 500 + size, 600 + 5 * size), ink, max(3, size // 8))
    picture, _ = read_picture(screen.png())
    assert picture is not None
    found = find_crosses(picture, picture.bounds, DENSITY)
    assert len(found) == 3 and all(480 < cross.box.x1 < 520 for cross in found)


def test_texts_are_read_without_a_network(monkeypatch: MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the reader asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    screen = Screen()
    word = screen.write(900, 300, "广告", 26, "#888888")
    line = screen.write(100, 800, "请您仔细阅读《隐私政策》", 40)
    picture, _ = read_picture(screen.png())
    assert picture is not None
    (reading,) = read_boxes(picture, [Box(*word)])
    assert reading is not None and reading.text == "广告"
    (found,) = read_region(picture, Box(0, 700, 1080, 1000))
    assert "隐私政策" in found.text and found.box.intersect(Box(*line)).area > 0


def test_a_small_label_on_a_busy_picture_is_read() -> None:
    screen = Screen()
    for index in range(12 * 9):
        x, y = 90 * (index % 12), 100 * (index // 12)
        screen.fill((x, y, x + 90, y + 100), f"hsl({index * 47 % 360}, 50%, 30%)")
    word = Box(*screen.write(960, 840, "广告", 27, "white"))
    picture, _ = read_picture(screen.png())
    assert picture is not None
    found = read_labels(picture, Box(0, 0, 1080, 900), DENSITY)
    assert any(reading.text == "广告" and word.contains_point(*reading.box.centre) for reading in found)
    beside = read_labels(picture, Box(0, 0, 1080, 900), DENSITY, known=[word])
    assert not any(word.contains_point(*reading.box.centre) for reading in beside)


def test_a_label_in_the_corner_of_a_card_is_read_before_the_page_around_the_card() -> None:
    screen = Screen()
    for row in range(30):
        for column in range(6):
            if not (800 <= 80 * row <= 1600 and 1 <= column <= 4):
                screen.write(20 + 180 * column, 80 * row, "新鲜", 27)
    word = Box(*screen.write(800, 1540, "广告", 27))
    picture, _ = read_picture(screen.png())
    assert picture is not None
    found = read_labels(picture, Box(0, 0, 1080, 2400), DENSITY, window=Box(180, 800, 900, 1600))
    assert any(reading.text == "广告" and word.contains_point(*reading.box.centre) for reading in found)


@pytest.mark.parametrize("open_from", [0, 120])
def test_a_progress_ring_is_no_mark(open_from: int) -> None:
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), "#4466aa")
    pen = ImageDraw.Draw(screen.image)
    pen.arc((500, 500, 570, 570), open_from, 360, fill="white", width=6)
    pen.ellipse((700, 500, 770, 570), outline="white", width=5)
    screen.cross((722, 522, 748, 548), "white")
    picture, _ = read_picture(screen.png())
    assert picture is not None
    assert is_ring(picture, Box(500, 500, 570, 570), DENSITY)
    assert not is_ring(picture, Box(700, 500, 770, 570), DENSITY)


def test_a_mark_that_touches_other_strokes_is_found_where_it_is_likely() -> None:
    screen = Screen()
    screen.write(880, 300, "更多内容", 40)
    screen.cross((950, 330, 1010, 390), "#888888", 4)
    picture, _ = read_picture(screen.png())
    assert picture is not None
    found = find_hidden(picture, [Box(860, 240, 1080, 480)], DENSITY)
    assert any(Box(950, 330, 1010, 390).contains_point(*cross.box.centre) for cross in found)
