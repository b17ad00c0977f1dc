"""Cards before pages that are hardly dimmed, and cards that come in two parts."""

from __future__ import annotations

from evidence.geometry import Box
from perception.screen.cards import find_card
from perception.screen.picture import Picture, read_picture
from tests.perception.screen.drawing import Screen


def pixels(screen: Screen) -> Picture:
    picture, problem = read_picture(screen.png())
    assert picture is not None, problem
    return picture


def settings(share: float) -> Screen:
    """A grey page with a white group of rows, dimmed to a share of its brightness."""
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), "#f2f2f7")
    screen.fill((42, 300, 1038, 1800), "#ffffff", 30)
    for row in range(10):
        screen.write(90, 340 + 145 * row, f"设置的第 {row} 项", 42)
    screen.image = screen.image.point(lambda value: round(value * share))
    return screen


def near(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= 12 for a, b in zip(one.as_list(), other.as_list(), strict=True))


def test_an_alert_before_a_page_dimmed_by_a_fifth_is_found_and_not_the_group_behind_it() -> None:
    screen = settings(0.8)
    screen.fill((190, 900, 890, 1400), "#fafafa", 36)
    screen.write(300, 960, "需要您阅读协议", 44)
    screen.write(300, 1320, "不同意      同意", 44, "#007aff")
    card = find_card(pixels(screen))
    assert card is not None and near(card.box, Box(190, 900, 890, 1400))


def test_a_page_with_a_white_group_is_no_card() -> None:
    assert find_card(pixels(settings(1.0))) is None


def test_the_part_of_an_action_sheet_that_stands_apart_belongs_to_it() -> None:
    screen = settings(0.6)
    screen.fill((24, 1500, 1056, 2060), "#fafafa", 36)
    screen.write(200, 1560, "请阅读用户协议和隐私政策", 42)
    screen.write(440, 1950, "同意", 50, "#007aff")
    screen.fill((24, 2084, 1056, 2240), "#fafafa", 36)
    screen.write(440, 2130, "不同意", 50, "#007aff")
    card = find_card(pixels(screen))
    assert card is not None and near(card.box, Box(24, 1500, 1056, 2240))


def test_a_sheet_with_buttons_from_edge_to_edge_reaches_the_foot_of_the_screen() -> None:
    screen = settings(0.4)
    screen.fill((0, 1850, 1080, 2200), "#ffffff")
    screen.write(60, 1900, "请阅读用户协议和隐私政策", 42)
    screen.fill((0, 2200, 540, 2400), "#e8e8e8")
    screen.fill((540, 2200, 1080, 2400), "#07c160")
    card = find_card(pixels(screen))
    assert card is not None and near(card.box, Box(0, 1850, 1080, 2400))
