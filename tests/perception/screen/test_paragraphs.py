"""Lines read from pixels: which belong together and which stand apart."""

from evidence.geometry import Box
from perception.screen.paragraphs import paragraphs, part_words
from perception.screen.picture import read_picture
from perception.screen.view import SeenText
from tests.perception.screen.drawing import Screen


def line(text: str, x: int, y: int, width: int = 600) -> SeenText:
    return SeenText(Box(x, y, x + width, y + 40), text, "picture")


def test_buttons_without_a_shape_that_were_read_as_one_are_parted() -> None:
    screen = Screen()
    screen.write(600, 500, "不同意", 36, "#00897b")
    screen.write(800, 500, "同意", 36, "#00897b")
    picture, _ = read_picture(screen.png())
    assert picture is not None
    parts = part_words(picture, SeenText(Box(570, 500, 900, 550), "不同意同意", "picture"))
    assert [part.text for part in parts] == ["不同意", "同意"]
    assert parts[0].box.x2 <= 715 and parts[1].box.x1 >= 795


def test_a_word_with_spaced_letters_stays_one() -> None:
    screen = Screen()
    screen.write(600, 500, "同", 36)
    screen.write(700, 500, "意", 36)
    picture, _ = read_picture(screen.png())
    assert picture is not None
    assert [part.text for part in part_words(picture, SeenText(Box(590, 500, 750, 550), "同意", "picture"))] == ["同意"]


def test_items_of_a_list_are_texts_of_their_own() -> None:
    lines = [line("我们会申请以下权限，用于为您提供完整的服务", 60, 100), line("1. 位置权限", 60, 150, 300)]
    assert len(paragraphs(lines, lambda one: False)) == 2
