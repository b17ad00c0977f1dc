"""Screens of which there is no tree: what is seen then must be what the tree would tell."""

import pytest

from evidence.geometry import Box
from perception.screen import look
from perception.screen.cards import find_card
from perception.screen.paragraphs import paragraphs
from perception.screen.picture import Picture, read_picture
from perception.screen.shapes import button_around
from perception.screen.view import SeenText, View
from tests.perception.screen.drawing import APP, CARD, DENSITY, WIDTH, Screen, button, dimmed_page, page_screen


def near(one: Box, other: Box, px: int = 12) -> bool:
    return all(abs(a - b) <= px for a, b in zip(one.as_list(), other.as_list(), strict=True))


def dark_page() -> Screen:
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), "#121212")
    for index in range(10):
        screen.write(60, 150 + 190 * index, f"新鲜水果 {index} 今日特价", 44, "#eeeeee")
    return screen


def pixels(screen: Screen) -> Picture:
    picture, _ = read_picture(screen.png())
    assert picture is not None
    return picture


def test_a_card_before_a_dimmed_page_is_found_to_the_pixel() -> None:
    found = find_card(pixels(dimmed_page()))
    assert found is not None and near(found.box, Box(*CARD))


def test_a_card_before_a_dimmed_dark_page_is_found_and_a_dark_page_is_none() -> None:
    screen = dark_page()
    assert find_card(pixels(screen)) is None
    screen.dim(0, 2400)
    screen.fill(CARD, "#2c2c2c", 30)
    screen.write(200, 900, "个人信息保护提示", 48, "#eeeeee")
    found = find_card(pixels(screen))
    assert found is not None and near(found.box, Box(*CARD))


def test_a_sheet_before_a_dimmed_page_is_found() -> None:
    screen = page_screen()
    screen.dim(0, 2400)
    screen.fill((0, 1500, WIDTH, 2400), "white")
    found = find_card(pixels(screen))
    assert found is not None and near(found.box, Box(0, 1500, WIDTH, 2400))


def test_a_page_with_a_list_is_no_card() -> None:
    assert find_card(pixels(page_screen())) is None


@pytest.mark.parametrize("fill", ["#1f9d55", "#f2f2f2", "#222222"])
def test_the_shape_around_a_word_is_the_button(fill: str) -> None:
    screen = dimmed_page()
    box = (200, 1300, 880, 1420)
    screen.fill(box, fill, 60)
    text = screen.write(480, 1330, "同意", 44, "#888888")
    found = button_around(pixels(screen), Box(*text), Box(*CARD), DENSITY)
    assert found is not None and near(found, Box(*box), 6)


def test_a_bare_word_stands_on_no_button() -> None:
    screen = dimmed_page()
    text = screen.write(480, 1330, "不同意", 44, "#888888")
    assert button_around(pixels(screen), Box(*text), Box(*CARD), DENSITY) is None


def test_lines_of_a_paragraph_are_joined_and_buttons_stand_alone() -> None:
    lines = [
        SeenText(Box(180, 900, 900, 940), "我们依据法律法规更新了《隐私", "picture"),
        SeenText(Box(180, 955, 500, 995), "政策》，请阅读。", "picture"),
        SeenText(Box(180, 1300, 320, 1340), "不同意", "picture"),
        SeenText(Box(600, 1300, 700, 1340), "同意", "picture"),
    ]
    joined = paragraphs(lines, lambda line: "同意" in line.text)
    assert [text.text for text in joined] == ["我们依据法律法规更新了《隐私政策》，请阅读。", "不同意", "同意"]


def test_a_consent_request_is_read_from_the_picture_alone() -> None:
    screen = dimmed_page()
    screen.write(360, 840, "个人信息保护提示", 46)
    screen.write(180, 980, "请您仔细阅读并了解", 40)
    screen.write(180 + 9 * 40, 980, "《隐私政策》", 40, "#1a73e8")
    agree = (560, 1300, 900, 1420)
    button(screen, agree, "同意")
    screen.write(280, 1330, "不同意", 40, "#888888")
    view = look(screen.png(), None, density=DENSITY, package="", app_package=APP)
    assert view.popup is not None and view.popup.kind == "consent" and near(view.popup.box, Box(*CARD))
    consent = view.consent
    assert consent is not None and consent.agree is not None and consent.refuse is not None
    assert near(consent.agree.box, Box(*agree), 6) and consent.agree.source == "picture"
    assert (consent.agree.text, consent.refuse.text) == ("同意", "不同意")
    assert consent.refuse.box.width == consent.agree.box.width, "a bare word takes the room beside the other button"
    assert consent.equal_choice is False
    assert consent.policy_links and Box(540, 980, 780, 1036).contains_point(*consent.policy_links[0].box.centre)


def round_card(screen: Screen, colour: str) -> Box:
    box = (240, 900, 840, 1500)
    screen.fill(box, colour, 300)
    return Box(*box)


def test_a_round_pop_up_before_a_plain_dimmed_list_is_found() -> None:
    screen = dark_page()
    screen.dim(0, 2400)
    box = round_card(screen, "#e8402f")
    found = find_card(pixels(screen))
    assert found is not None and near(found.box, box, 20)


def test_the_cover_of_a_player_is_no_pop_up() -> None:
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), "#16323c")
    screen.fill((40, 1900, 1040, 1906), "#4d6670")
    round_card(screen, "#e8b02f")
    screen.write(80, 1980, "晚风来信 山海之间", 56, "white")
    assert find_card(pixels(screen)) is None


def test_a_page_below_a_dark_bar_is_no_sheet_and_one_with_round_corners_is() -> None:
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), "#222222")
    screen.write(60, 170, "第 12 章", 44, "#9a9a9a")
    page = (0, 300, 1080, 2400)
    screen.fill(page, "#f3ecd9")
    assert find_card(pixels(screen)) is None
    screen.fill(page, "#222222")
    screen.fill(page, "#f3ecd9", 48)
    assert find_card(pixels(screen)) is not None


def test_a_dark_picture_before_a_dimmed_white_page_is_found() -> None:
    screen = Screen()
    for row in range(12):
        screen.write(60, 150 + 160 * row, f"通用设置 {row} ›", 44)
    screen.dim(0, 2400)
    screen.fill(CARD, "#1d1a17")
    screen.fill((300, 1000, 420, 1120), "#e0d0c0", 60)
    found = find_card(pixels(screen))
    assert found is not None and near(found.box, Box(*CARD), 16)


def test_a_card_low_on_an_advertisement_over_the_whole_screen_is_its_foot() -> None:
    screen = Screen()
    for row in range(80):
        for column in range(36):
            colour = f"#{30 + 2 * column:02x}{40 + row // 2:02x}{(31 * column + 17 * row) % 60 + 20:02x}"
            screen.fill((30 * column, 30 * row, 30 * column + 30, 30 * row + 30), colour)
    screen.write(60, 600, "广告", 34, "white")
    screen.cross((980, 140, 1020, 180), "white", 5)
    screen.fill((60, 1860, 1020, 2240), "white", 30)
    screen.write(360, 1900, "限时秒杀 爆款", 48)
    button(screen, (120, 2050, 960, 2170), "立即抢购")
    view = look(screen.png(), None, density=DENSITY, package="", app_package="")
    assert view.ad is not None and view.ad.window.form in ("fullscreen", "splash")
    assert any(mark.box.contains_point(1000, 160) for mark in view.ad.close)


def mosaic(screen: Screen, box: tuple[int, int, int, int], light: int = 0) -> None:
    """Draw what has as many colours as a photograph."""
    for x in range(box[0], box[2], 30):
        for y in range(box[1], box[3], 30):
            tint = (light + (x * 7 + y * 13) % 120, light + (x * 11 + y * 3) % 110, light + (x * 5 + y * 17) % 130)
            screen.fill((x, y, min(x + 30, box[2]) - 1, min(y + 30, box[3]) - 1), "#{:02x}{:02x}{:02x}".format(*tint))


def test_the_bright_disc_of_a_close_mark_beside_a_picture_is_no_part_of_the_page() -> None:
    screen = page_screen()
    screen.dim(0, 2400)
    mosaic(screen, (140, 900, 940, 1500), light=110)
    screen.fill((80, 780, 180, 880), "white", 50)
    screen.cross((110, 810, 150, 850), "#444444", 5)
    found = find_card(pixels(screen))
    assert found is not None and near(found.box, Box(140, 900, 940, 1500), 24)


def seen(screen: Screen, *, ocr: bool = True) -> View:
    return look(screen.png(), None, density=DENSITY, package="", app_package="", ocr=ocr)


def over_the_screen(mark: bool, word: str) -> Screen:
    screen = Screen()
    for step in range(24):
        screen.fill((0, 100 * step, 1080, 100 * step + 100), f"#{60 + 4 * step:02x}{150 - 4 * step:02x}a0")
    button(screen, (240, 2100, 840, 2230), word)
    if mark:
        screen.cross((970, 150, 1020, 200), "white", 5)
    return screen


def test_a_page_of_hardly_a_word_that_lures_on_and_can_be_closed_is_an_advertisement() -> None:
    view = seen(over_the_screen(mark=True, word="在线咨询"))
    assert view.popup is not None and (view.popup.kind, view.popup.form) == ("ad", "fullscreen")
    assert view.closes[0].closable_now


@pytest.mark.parametrize(("mark", "word"), [(False, "立即体验"), (True, "下一步")])
def test_a_page_of_hardly_a_word_that_has_no_mark_or_leads_on_in_the_app_is_none(mark: bool, word: str) -> None:
    assert seen(over_the_screen(mark, word)).popup is None


def test_tabs_are_not_mistaken_for_the_words_of_a_card_low_on_an_advertisement() -> None:
    screen = Screen()
    mosaic(screen, (0, 0, 1080, 2400), light=40)
    screen.write(60, 1980, "广告", 34, "white")
    screen.fill((40, 2080, 1040, 2300), "white", 30)
    screen.write(80, 2150, "双十一", 44)
    screen.write(420, 2150, "满减", 44)
    button(screen, (720, 2130, 1000, 2240), "立即抢购")
    view = seen(screen)
    assert view.popup is not None and view.popup.kind == "ad"
