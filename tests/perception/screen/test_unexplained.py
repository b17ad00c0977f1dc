"""Where lines are looked for in a region of which the tree tells some texts."""

from __future__ import annotations

import pytest

from evidence.geometry import Box
from perception.screen import ocr
from perception.screen.ocr import read_region
from perception.screen.picture import Picture, read_picture
from perception.screen.unexplained import unexplained
from tests.perception.screen.drawing import HEIGHT, WIDTH, Screen

WHOLE = Box(0, 0, WIDTH, HEIGHT)


def picture_of(*texts: tuple[int, str]) -> tuple[Picture, list[Box]]:
    """A white screen with texts at these heights, and where they stand."""
    screen = Screen()
    boxes = [Box(*screen.write(100, y, text)) for y, text in texts]
    picture, _ = read_picture(screen.png())
    assert picture is not None
    return picture, boxes


def test_nothing_is_looked_for_where_all_that_is_drawn_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    picture, boxes = picture_of((300, "我们如何收集个人信息"), (900, "联系我们"))
    assert unexplained(picture, WHOLE, boxes) == ()
    monkeypatch.setattr(ocr, "find_lines", lambda *_: pytest.fail("lines were looked for"))
    assert read_region(picture, WHOLE, known=boxes) == ()


def test_what_is_not_known_is_read_with_little_around_it() -> None:
    picture, (known, *_) = picture_of((300, "我们如何收集个人信息"), (1500, "同意并继续"))
    (band,) = unexplained(picture, WHOLE, [known])
    assert (band.x1, band.x2) == (0, WIDTH) and 1300 < band.y1 < 1500 < band.y2 < 1700
    assert [reading.text for reading in read_region(picture, WHOLE, known=[known])] == ["同意并继续"]


def test_pale_words_are_no_ground() -> None:
    screen = Screen()
    known = Box(*screen.write(100, 300, "我们如何收集个人信息"))
    screen.write(100, 1500, "隐私政策", colour="#f2f2f2")
    picture, _ = read_picture(screen.png())
    assert picture is not None and len(unexplained(picture, WHOLE, [known])) == 1


def test_without_a_known_text_or_with_much_beside_it_the_region_is_whole() -> None:
    picture, boxes = picture_of(*((y, "联系我们") for y in range(60, HEIGHT - 60, 120)))
    assert unexplained(picture, WHOLE, ()) == (WHOLE,)
    assert unexplained(picture, WHOLE, boxes[:1]) == (WHOLE,)
