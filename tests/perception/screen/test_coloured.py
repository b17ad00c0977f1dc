"""Links in paragraphs whose words are far paler than they are, or far clearer."""

from __future__ import annotations

import pytest
from PIL import Image

from evidence.geometry import Box
from perception.screen.coloured import drawn_paragraph
from perception.screen.links import paragraph_links
from perception.screen.picture import read_picture
from perception.screen.scene import lay_out
from perception.screen.view import SeenText
from tests.perception.screen.drawing import DENSITY, HEIGHT, WIDTH, Screen

BEFORE, AFTER = "我们会按照《许可协议》和", "收集信息。"


@pytest.mark.parametrize(
    ("ground", "words", "link"), [("#ffffff", "#dcdee2", "#00b578"), ("#28282c", "#e6e6e6", "#576b95")]
)
def test_lines_and_links_of_unlike_clearness_are_both_seen(ground: str, words: str, link: str) -> None:
    screen = Screen(Image.new("RGB", (WIDTH, HEIGHT), ground))
    screen.write(100, 400, "您的信任对我们非常重要，为向您提供服务，", 40, words)
    size = 40
    screen.write(100, 460, BEFORE[:5], size, words)
    screen.write(100 + 5 * size, 460, BEFORE[5:11], size, link)
    screen.write(100 + 11 * size, 460, "和", size, words)
    screen.write(100 + 12 * size, 460, "《隐私声明》", size, link)
    screen.write(100, 520, AFTER, size, words)
    picture, _ = read_picture(screen.png())
    text = "您的信任对我们非常重要，为向您提供服务，" + BEFORE + "《隐私声明》" + AFTER
    seen = SeenText(Box(100, 400, 100 + 20 * size, 580), text, "tree", node_path="0.0")
    drawn = drawn_paragraph(picture, seen.box)
    assert len(drawn.rows) == 3 and [run.line for run in drawn.runs] == [1, 1]
    links = paragraph_links(lay_out(None, picture, DENSITY), seen)
    assert len(links) == 1 and Box(100 + 12 * size, 460, 100 + 18 * size, 520).contains_point(*links[0].box.centre)


def test_nothing_drawn_gives_no_lines() -> None:
    picture, _ = read_picture(Screen().png())
    assert drawn_paragraph(picture, Box(100, 100, 500, 200)).rows == ()


def test_a_link_in_a_text_that_scrolls_is_found_among_the_lines_that_show() -> None:
    first, second, third = (
        "我们将依法保护您的信息安全与合法权益。",
        "请阅读《个人信息保护政策》的内容。",
        "感谢您的信任。",
    )
    screen = Screen()
    screen.write(100, 400, second, 40)
    screen.write(100, 460, third, 40)
    picture, _ = read_picture(screen.png())
    seen = SeenText(Box(100, 395, 900, 525), "\n".join((first, first, second, third)), "tree", node_path="0.0")
    links = paragraph_links(lay_out(None, picture, DENSITY), seen)
    assert len(links) == 1 and Box(220, 395, 620, 460).contains_point(*links[0].box.centre)


def test_a_link_that_is_scrolled_out_is_none() -> None:
    first, second, third = (
        "请阅读《隐私政策》，了解我们如何收集您的信息。",
        "您有权访问、更正、删除您的个人信息。",
        "感谢您的信任。",
    )
    screen = Screen()
    screen.write(100, 400, second, 40)
    screen.write(100, 460, third, 40)
    picture, _ = read_picture(screen.png())
    seen = SeenText(Box(100, 395, 1030, 525), "\n".join((first, second, third)), "tree", node_path="0.0")
    assert paragraph_links(lay_out(None, picture, DENSITY), seen) == []
