"""What drawn marks are for: closing, clearing, taking off, multiplying; and marks in clutter."""

import random

import pytest
from PIL import Image, ImageDraw

from evidence.geometry import Box
from perception.screen import look
from perception.screen.cross import find_crosses, find_hidden
from perception.screen.picture import Picture, read_picture
from tests.perception.screen.drawing import DENSITY, Screen, button, dialog, dimmed_page, group, node
from tests.perception.screen.test_ads import MARK, ad_screen

IMAGE = "android.widget.ImageView"


def pixels(screen: Screen) -> Picture:
    picture, _ = read_picture(screen.png())
    assert picture is not None
    return picture


def test_a_bright_mark_over_a_dimmed_text_is_cut_out() -> None:
    screen = Screen()
    screen.write(400, 1600, "周末去哪儿玩这份清单收好", 44)
    screen.dim()
    screen.cross((560, 1612, 600, 1652), "white", 5)
    found = find_hidden(pixels(screen), [Box(450, 1540, 700, 1740)], DENSITY)
    assert any(abs(cross.box.centre[0] - 580) <= 6 and abs(cross.box.centre[1] - 1632) <= 6 for cross in found)


def test_a_heavy_mark_is_found_and_a_chevron_in_a_likely_place_is_not() -> None:
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), "#555555")
    screen.cross((900, 300, 960, 360), "white", 26)
    pen = ImageDraw.Draw(screen.image)
    pen.line((300, 300, 330, 330, 300, 360), fill="white", width=5)
    picture = pixels(screen)
    assert find_crosses(picture, Box(800, 200, 1080, 500), DENSITY)
    assert not find_crosses(picture, Box(200, 200, 480, 500), DENSITY)
    assert not find_hidden(picture, [Box(200, 200, 480, 500)], DENSITY)


def test_marks_of_chips_close_nothing_and_that_of_the_window_does() -> None:
    screen = dimmed_page()
    screen.cross((870, 830, 906, 866), "#888888")
    nodes = [node("", (858, 818, 918, 878), cls=IMAGE, clickable=True)]
    for index, word in enumerate(("旅行", "美食", "摄影")):
        x = 180 + 240 * index
        nodes.append(node(word, screen.write(x, 1000, word, 36)))
        screen.cross((x + 110, 1012, x + 132, 1034), "#666666", 3)
        nodes.append(node("", (x + 100, 1002, x + 142, 1044), cls=IMAGE, clickable=True))
    dialog(
        screen,
        node("已选标签", screen.write(180, 830, "已选标签")),
        *nodes,
        button(screen, (300, 1340, 780, 1450), "完成"),
    )
    assert [mark.box.centre for mark in screen.view().closes] == [(888, 848)]


@pytest.mark.parametrize("text", ["优惠券 × 5", "金币 ✕ 100"])
def test_a_sign_of_multiplication_closes_nothing(text: str) -> None:
    screen = dimmed_page()
    dialog(
        screen,
        node(text, screen.write(700, 850, text, 36)),
        node("恭喜获得优惠券", screen.write(180, 1000, "恭喜获得优惠券")),
        button(screen, (300, 1340, 780, 1450), "立即使用"),
    )
    assert screen.view().closes == ()


def test_a_mark_in_the_row_of_a_wide_title_closes() -> None:
    screen = dimmed_page()
    screen.write(420, 850, "登录后享受更多服务", 36)
    screen.cross((880, 850, 910, 880), "#888888")
    dialog(
        screen,
        node("登录后享受更多服务", (160, 840, 930, 900)),
        node("手机号", screen.write(200, 1000, "手机号")),
        button(screen, (300, 1340, 780, 1450), "登录"),
    )
    closes = screen.view().closes
    assert [mark.source for mark in closes] == ["picture"] and closes[0].closable_now


def test_a_node_named_close_gives_way_to_the_mark_that_is_drawn() -> None:
    screen = dimmed_page()
    screen.cross((520, 1600, 560, 1640), "#ffffff")
    screen.fill((160, 1400, 220, 1460), "#ffcc00")
    hidden = node("", (180, 1380, 240, 1440), cls=IMAGE, id="iv_close", clickable=True)
    (mark,) = ad_screen(hidden, screen=screen).view().closes
    assert Box(520, 1600, 560, 1640).contains_point(*mark.box.centre)


def test_a_half_transparent_mark_below_the_card_closes() -> None:
    screen = dimmed_page()
    over = Image.new("RGBA", screen.image.size)
    pen = ImageDraw.Draw(over)
    for line in ((520, 1600, 560, 1640), (560, 1600, 520, 1640)):
        pen.line(line, fill=(255, 255, 255, 115), width=5)
    screen.image = Image.alpha_composite(screen.image.convert("RGBA"), over).convert("RGB")
    closes = ad_screen(screen=screen).view().closes
    assert closes and Box(520, 1600, 560, 1640).contains_point(*closes[0].box.centre)


@pytest.mark.parametrize("text", ["VIP关闭广告", "会员跳过广告", "取消订单"])
def test_words_that_lead_elsewhere_close_nothing(text: str) -> None:
    screen = dimmed_page()
    box = screen.write(600, 830, text, 36)
    assert not ad_screen(node(text, box, clickable=True), screen=screen).view().closes


def test_declining_what_leads_elsewhere_closes() -> None:
    screen = dimmed_page()
    box = screen.write(600, 830, "暂不开通会员", 36)
    closes = ad_screen(node("暂不开通会员", box, clickable=True), screen=screen).view().closes
    assert [mark.text for mark in closes] == ["暂不开通会员"]


def test_the_clear_icon_in_a_dialog_closes_nothing() -> None:
    screen = dimmed_page()
    screen.fill((200, 1000, 880, 1100), "#f2f2f2")
    screen.cross((826, 1036, 850, 1060), "#999999", 3)
    field = node("山间清风", screen.write(220, 1020, "山间清风"), cls="android.widget.EditText")
    clear = node("", (810, 1020, 866, 1076), cls=IMAGE, clickable=True)
    dialog(
        screen,
        node("修改昵称", screen.write(440, 850, "修改昵称")),
        group((200, 1000, 880, 1100), field, clear),
        button(screen, (300, 1340, 780, 1450), "确定"),
    )
    assert screen.view().closes == ()


def test_a_nameless_picture_beside_the_mark_closes_nothing() -> None:
    screen = dimmed_page()
    screen.cross((875, 835, 905, 865), "#888888")
    ImageDraw.Draw(screen.image).ellipse((175, 835, 205, 865), outline="#888888", width=4)
    other = node("", (160, 820, 220, 880), cls=IMAGE, clickable=True)
    closes = ad_screen(other, node("", MARK, cls=IMAGE, clickable=True), screen=screen).view().closes
    assert [mark.box.centre for mark in closes] == [(890, 850)]


def test_the_mark_of_an_advertisement_whose_foot_looks_like_a_sheet_is_found() -> None:
    sheet = (0, 1400, 1080, 2274)
    screen = dimmed_page(sheet)
    screen.cross((980, 150, 1030, 200), "#ffffff")
    words = node("广告", screen.write(60, 2180, "广告", 30, "#666666"))
    art = node("", (60, 1450, 1020, 1900), cls=IMAGE, clickable=True)
    dialog(screen, words, art, button(screen, (300, 2000, 780, 2110), "查看详情"), box=sheet)
    closes = screen.view().closes
    assert closes and Box(980, 150, 1030, 200).contains_point(*closes[0].box.centre)


def test_a_word_of_the_dimmed_page_that_the_card_cuts_closes_nothing() -> None:
    screen = Screen()
    word = screen.write(100, 770, "不感兴趣", 34, "#333333")
    screen.windows = [group((0, 63, 1080, 2274), node("不感兴趣", word, clickable=True))]
    screen.dim()
    screen.fill((140, 800, 940, 1500), "white", 30)
    text = node("开启消息通知", screen.write(300, 950, "开启消息通知"))
    dialog(screen, text, button(screen, (300, 1340, 780, 1450), "去开启"))
    assert screen.view().closes == ()


@pytest.mark.parametrize(("desc", "word", "now"), [("关闭按钮", "", False), ("", "跳过", True)])
def test_a_ring_does_not_close_whatever_its_node_is_called_but_a_word_in_it_does(
    desc: str, word: str, now: bool
) -> None:
    screen = dimmed_page()
    box = (830, 820, 930, 920)
    ImageDraw.Draw(screen.image).arc(box, 30, 360, fill="#888888", width=5)
    if word:
        screen.write(848, 850, word, 32, "#333333")
    close = node(word, box, cls=IMAGE, desc=desc, clickable=True)
    closes = ad_screen(close, screen=screen).view().closes
    assert closes and any(mark.closable_now for mark in closes) == now


def test_a_heavy_mark_that_hardly_differs_from_its_ground_is_found() -> None:
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), "#7d84c8")
    screen.cross((900, 300, 940, 340), "#9b9b9b", 16)
    assert find_crosses(pixels(screen), Box(800, 200, 1080, 500), DENSITY)


def test_a_mark_across_the_edge_of_a_picture_is_found_on_both_grounds() -> None:
    screen = Screen()
    screen.fill((200, 300, 560, 700), "#2a2018")
    screen.cross((540, 280, 580, 320), "#8c8c8c", 6)
    picture = pixels(screen)
    (found,) = find_hidden(picture, [Box(450, 200, 690, 440)], DENSITY, faint=False)
    assert found.box.centre == pytest.approx((560, 300), abs=4)
    assert not find_hidden(picture, [Box(100, 480, 340, 720)], DENSITY, faint=False)


@pytest.mark.parametrize(("end", "closes"), [(905, True), (940, False)])
def test_a_mark_on_the_corner_of_a_pale_picture_closes_and_one_within_a_filled_row_does_not(
    end: int, closes: bool
) -> None:
    screen = dimmed_page()
    screen.fill((160, 880, end, 1250), "#d9d9d9")
    screen.cross((880, 900, 920, 940), "#555555", 6)
    ad_screen(screen=screen)
    assert any(mark.box.contains_point(900, 920) for mark in screen.view().closes) == closes


@pytest.mark.parametrize("stroke", [16, 20])
def test_a_large_mark_of_heavy_strokes_is_found(stroke: int) -> None:
    screen = Screen()
    screen.cross((200, 200, 284, 284), "#777777", stroke)
    (found,) = find_crosses(pixels(screen), Box(100, 100, 400, 400), DENSITY)
    assert found.box.centre == pytest.approx((242, 242), abs=4)


def test_a_mark_at_the_lower_corner_of_the_picture_at_an_advertisements_head_closes() -> None:
    screen = dimmed_page()
    screen.fill((140, 800, 940, 1180), "#3b6ea5")
    ad_screen(screen=screen)
    screen.cross((860, 1110, 910, 1160), "white", 6)
    assert [mark.box.contains_point(885, 1135) for mark in screen.view().closes] == [True]


@pytest.mark.parametrize(("stroke", "side"), [(6, 38), (8, 46), (10, 56)])
def test_a_mark_among_the_strokes_of_the_picture_at_an_advertisements_head_closes(stroke: int, side: int) -> None:
    choose, screen = random.Random(2), dimmed_page()
    screen.fill((140, 800, 940, 1180), "#3b6ea5")
    pen = ImageDraw.Draw(screen.image)
    for _ in range(20):
        x, y, grey = choose.randrange(700, 930), choose.randrange(1000, 1175), choose.randrange(120, 200)
        end = min(939, x + choose.randrange(-60, 60)), min(1179, y + choose.randrange(-60, 60))
        pen.line((x, y, *end), fill=(grey, grey, grey + 20), width=6)
    ad_screen(screen=screen)
    screen.cross((885 - side // 2, 1135 - side // 2, 885 + side // 2, 1135 + side // 2), "white", stroke)
    assert [mark.box.contains_point(885, 1135) for mark in screen.view().closes] == [True]


def test_a_mark_beside_what_a_photograph_has_written_on_it_closes() -> None:
    screen = dimmed_page()
    ad_screen(screen=screen)
    for step in range(40):
        screen.fill(
            (140 + 20 * step, 800, 160 + 20 * step, 1300), f"#{70 + 4 * step:02x}{120 - step:02x}{90 + step:02x}"
        )
    screen.write(640, 800, "BONELESS", 44, "#f0e0d0")
    screen.fill((866, 806, 922, 862), "#444444")
    screen.cross((880, 820, 908, 848), "white", 5)
    view = look(screen.png(), None, density=DENSITY, package="", app_package="")
    assert any(mark.box.contains_point(894, 834) for mark in view.closes)


@pytest.mark.parametrize(("colour", "closes"), [("white", True), ("#555555", False)])
def test_a_bright_mark_in_the_corner_of_the_screen_closes_the_card_at_the_end_of_a_video(
    colour: str, closes: bool
) -> None:
    screen = dimmed_page()
    ad_screen(screen=screen)
    screen.cross((980, 130, 1030, 180), colour, 6)
    assert any(mark.box.contains_point(1005, 155) for mark in screen.view(ocr=True).closes) == closes
