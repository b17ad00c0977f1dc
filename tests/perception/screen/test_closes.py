"""Close controls as tree and picture tell them together: drawn or not, whose they are, whether closing must wait."""

import pytest
from PIL import Image, ImageDraw

from evidence.geometry import Box
from perception.screen.closes import closes_in
from perception.screen.closewords import closes_itself, closing_part, must_wait, said_score
from perception.screen.marks import marks_of
from perception.screen.picture import read_picture
from perception.screen.scene import lay_out
from perception.screen.windows import Layer
from tests.perception.screen.drawing import CARD, DENSITY, Screen, button, dialog, dimmed_page, group, node
from tests.perception.screen.test_ads import ad_screen

IMAGE = "android.widget.ImageView"


def photographed() -> Screen:
    """A dimmed page with a card that is a picture of many shades."""
    screen = dimmed_page()
    art = Image.radial_gradient("L").resize((800, 500)).convert("RGB")
    screen.image.paste(art, CARD[:2])
    return screen


@pytest.mark.parametrize(("id", "desc"), [("iv_close", ""), ("", "关闭"), ("btn_close", "close")])
def test_a_node_named_close_that_is_not_drawn_closes_nothing(id: str, desc: str) -> None:
    ghost = node("", (840, 820, 920, 900), cls=IMAGE, id=id, desc=desc, clickable=True)
    closes = ad_screen(ghost, screen=photographed()).view().closes
    assert not any(mark.closable_now or mark.score >= 0.5 for mark in closes)


def test_a_word_of_the_tree_that_is_not_drawn_closes_nothing() -> None:
    skip = node("跳过", (780, 820, 920, 880), clickable=True)
    closes = ad_screen(skip, screen=photographed()).view().closes
    assert not any(mark.closable_now for mark in closes)


def test_a_mark_that_is_drawn_on_a_picture_closes_by_its_node() -> None:
    screen = photographed()
    screen.cross((860, 840, 900, 880), "#111111", 6)
    (mark,) = (
        ad_screen(node("", (840, 820, 920, 900), cls=IMAGE, desc="关闭", clickable=True), screen=screen).view().closes
    )
    assert mark.closable_now and mark.source == "both"


def test_what_is_drawn_like_no_mark_closes_where_its_node_is_named_so() -> None:
    screen = photographed()
    ImageDraw.Draw(screen.image).line((862, 848, 880, 872, 898, 848), fill="#111111", width=7)
    (mark,) = (
        ad_screen(node("", (840, 820, 920, 900), cls=IMAGE, id="iv_close", clickable=True), screen=screen).view().closes
    )
    assert mark.closable_now and mark.source == "tree"


def test_a_mark_in_the_corner_of_its_node_is_where_it_is_drawn() -> None:
    screen = dimmed_page()
    screen.cross((890, 816, 924, 850), "#888888")
    closes = (
        ad_screen(node("", (794, 800, 940, 946), cls=IMAGE, id="iv_close", clickable=True), screen=screen).view().closes
    )
    assert [Box(886, 812, 928, 854).contains(mark.box) for mark in closes] == [True]


def test_a_countdown_that_is_written_counts_more_than_a_name_that_is_heard() -> None:
    screen = dimmed_page()
    screen.fill((700, 820, 920, 880), "#444444", 30)
    words = screen.write(715, 828, "30s 后领奖", 36, "white")
    heard = node("", (830, 824, 886, 880), cls="android.view.View", desc="关闭", clickable=True)
    closes = ad_screen(node("30s 后领奖", words), heard, screen=screen).view().closes
    assert closes and not any(mark.closable_now for mark in closes)


def test_the_marks_of_chips_are_not_the_windows_whatever_their_id() -> None:
    screen = dimmed_page()
    screen.cross((870, 830, 906, 866), "#888888")
    own = node("", (858, 818, 918, 878), cls=IMAGE, id="iv_close", clickable=True)
    chips = []
    for index, word in enumerate(("红色", "加绒")):
        x = 180 + 240 * index
        screen.cross((x + 110, 1012, x + 132, 1034), "#666666", 3)
        take = node("", (x + 96, 998, x + 146, 1048), cls=IMAGE, id="iv_close", clickable=True)
        chips.append(group((x, 990, x + 150, 1056), node(word, screen.write(x, 1000, word, 36)), take))
    title = node("选择规格", screen.write(180, 830, "选择规格"))
    dialog(screen, title, own, *chips, button(screen, (300, 1340, 780, 1450), "完成"))
    assert [mark.box.centre for mark in screen.view().closes] == [(888, 848)]


def test_a_button_that_leads_on_closes_nothing_though_its_id_says_jump() -> None:
    screen = dimmed_page()
    go = button(screen, (300, 1340, 780, 1450), "马上抢", id="btn_jump")
    dialog(screen, node("限时秒杀", screen.write(200, 950, "限时秒杀")), go)
    assert not screen.view().closes


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ("跳过 3s", False),
        ("关闭(5)", False),
        ("15s 后可领取奖励 | 关闭", False),
        ("3s 后可关闭", True),
        ("广告 | 5s", True),
        ("广告 | 5s 后可跳过", True),
        ("关闭（5s 后可点击）", True),
        ("知道了(3s)", True),
        ("知道了", False),
    ],
)
def test_a_countdown_says_whether_closing_must_wait(said: str, waits: bool) -> None:
    assert must_wait(said) == waits


def test_the_part_behind_a_bar_closes_by_itself() -> None:
    assert closes_itself("15s 后可领取奖励 | 关闭") and said_score("15s 后可领取奖励 | 关闭", "ad") >= 0.9
    assert said_score("广告 | 5s", "ad") == 0
    assert not closes_itself("15s 后可领取奖励") and said_score("VIP可关闭广告", "ad") == 0


def test_of_a_text_with_a_bar_the_part_that_closes_is_the_control() -> None:
    box = closing_part("5s后可领奖励|跳过", Box(600, 100, 1000, 160))
    assert 880 <= box.x1 <= 920 and box.x2 == 1000
    assert closing_part("5s | 跳过", Box(600, 100, 1000, 160)) == Box(600, 100, 1000, 160)


def test_the_words_of_a_wide_button_are_seen() -> None:
    screen = dimmed_page()
    box = (140, 1400, 940, 1500)
    screen.write(460, 1425, "下次再说", 40, "#999999")
    title = node("喜欢这个应用吗", screen.write(200, 950, "喜欢这个应用吗"))
    dialog(screen, title, button(screen, (300, 1240, 780, 1350), "去评分"), node("下次再说", box, clickable=True))
    assert [mark.text for mark in screen.view().closes] == ["下次再说"]


@pytest.mark.parametrize(("fill", "colour"), [("#f4779f", "white"), ("#ffd21e", "#333333"), ("#fdf2f4", "#e8447a")])
def test_the_short_words_of_a_wide_filled_pill_are_seen(fill: str, colour: str) -> None:
    screen = dimmed_page()
    box = (177, 1400, 903, 1516)
    screen.fill(box, fill, 58)
    screen.write(477, 1430, "知道了", 42, colour)
    title = node("新人券已到账", screen.write(200, 950, "新人券已到账"))
    dialog(screen, title, node("知道了", box, cls="android.widget.Button", clickable=True))
    (mark,) = screen.view().closes
    assert (mark.text, mark.closable_now) == ("知道了", True)


@pytest.mark.parametrize("said", ["不了，谢谢", "先逛逛", "暂不更新"])
def test_words_of_declining_close(said: str) -> None:
    assert said_score(said, "rating") >= 0.7


def test_a_mark_below_a_picture_that_ends_lower_than_can_be_seen_closes() -> None:
    screen = dimmed_page()
    screen.fill((140, 1300, 940, 1640), "#2a2a2c")
    screen.cross((520, 1700, 560, 1740), "white", 6)
    layer = Layer(Box(140, 800, 940, 1300), "dialog", (), "", 0.85, (), known=False, pictured=True)
    picture, _ = read_picture(screen.png())
    scene = lay_out(None, picture, DENSITY)
    assert [mark.place for mark in marks_of(scene, layer, (), faint=True)] == ["below"]
    assert not marks_of(scene, layer, (), faint=False)


def test_the_bar_of_the_system_holds_no_mark() -> None:
    screen = Screen()
    screen.cross((990, 12, 1014, 36), "#222222", 4)
    picture, _ = read_picture(screen.png())
    scene = lay_out(None, picture, DENSITY)
    layer = Layer(scene.bounds, "fullscreen", (), "", 0.5, (), page=True, known=False)
    assert not marks_of(scene, layer, (), faint=False)


def test_the_key_of_multiplication_closes_nothing() -> None:
    sheet = (0, 1400, 1080, 2274)
    screen = dimmed_page(sheet)
    keys = []
    for index, key in enumerate(("7", "8", "9", "×", "0", "=")):
        x, y = 360 * (index % 3), 1700 + 200 * (index // 3)
        keys.append(node(key, (x, y, x + 360, y + 200), clickable=True))
        screen.write(x + 160, y + 60, key, 60)
    dialog(screen, node("输入金额", screen.write(400, 1450, "输入金额")), *keys, box=sheet)
    assert not any(mark.text == "×" or mark.closable_now for mark in screen.view().closes)


def test_a_named_node_on_a_chip_takes_off_the_chip() -> None:
    screen = dimmed_page()
    screen.fill((180, 1000, 360, 1060), "#e8eaf6", 30)
    word = node("旅行", screen.write(200, 1008, "旅行", 36))
    screen.cross((306, 1016, 330, 1040), "#555555", 4)
    take = node("", (296, 1006, 340, 1050), cls=IMAGE, desc="关闭", clickable=True)
    chip = group((180, 1000, 360, 1060), word, take)
    dialog(
        screen,
        node("添加标签", screen.write(180, 830, "添加标签")),
        chip,
        button(screen, (300, 1340, 780, 1450), "完成"),
    )
    assert screen.view().closes == ()


@pytest.mark.parametrize("named", ["", "关闭"])
def test_the_icon_behind_a_field_clears_it_whatever_holds_the_two(named: str) -> None:
    screen = dimmed_page()
    screen.fill((180, 900, 900, 1000), "#f3f3f3", 10)
    field = node("山间清风", screen.write(200, 920, "山间清风"), cls="android.widget.EditText")
    screen.cross((850, 936, 878, 964), "#999999", 4)
    typed = group((180, 900, 820, 1000), node("", (180, 900, 820, 1000), field, cls="android.widget.EditText"))
    clear = group((824, 900, 900, 1000), node("", (836, 922, 892, 978), cls=IMAGE, desc=named, clickable=True))
    dialog(screen, typed, clear, button(screen, (300, 1340, 780, 1450), "保存"))
    assert screen.view().closes == ()


def test_a_mark_in_a_filled_row_below_the_edge_of_a_card_is_not_the_cards() -> None:
    layer = Layer(Box(*CARD), "dialog", (), "", 0.85, (), known=False, pictured=True)
    for ground, places in (("#f0f0f0", []), ("#ffffff", ["corner"])):
        screen = dimmed_page()
        screen.fill((180, 870, 900, 970), ground)
        screen.cross((846, 902, 882, 938), "#888888", 5)
        picture, _ = read_picture(screen.png())
        marks = marks_of(lay_out(None, picture, DENSITY), layer, (), faint=False)
        assert [mark.place for mark in marks] == places


def test_the_mark_of_a_shaded_head_is_the_windows() -> None:
    screen = dimmed_page()
    left, top, right, bottom = CARD
    for y in range(top, bottom):
        shade = (240 - (y - top) // 9, 84 - (y - top) // 9, 60)
        ImageDraw.Draw(screen.image).line((left, y, right, y), fill=shade)
    screen.cross((870, top + 40, 910, top + 80), "#ffd9d0", 5)
    take = button(screen, (300, 1340, 780, 1450), "立即领取", fill="#ffd21e", colour="#b3261e")
    title = node("恭喜获得新人红包", screen.write(260, 1000, "恭喜获得新人红包", 60, "white"))
    own = node("", (850, top + 20, 930, top + 100), cls=IMAGE, id="delete_iv", clickable=True)
    dialog(screen, title, take, own)
    (mark,) = screen.view().closes
    assert mark.closable_now and mark.source == "both"


def test_a_mark_behind_a_prompt_of_the_system_cannot_be_tapped() -> None:
    screen = dimmed_page()
    screen.cross((870, 830, 906, 866), "#888888")
    ad_screen(node("", (858, 818, 918, 878), cls=IMAGE, id="iv_close", clickable=True), screen=screen)
    owner = "com.android.permissioncontroller"
    screen.fill((90, 1700, 990, 2200), "white", 30)
    ask = node("允许应用访问位置信息吗？", screen.write(140, 1740, "允许应用访问位置信息吗？"), package=owner)
    allow = node("允许", (140, 2000, 940, 2100), clickable=True, package=owner)
    screen.windows.insert(0, group((90, 1700, 990, 2200), ask, allow, package=owner))
    view = screen.view()
    assert view.popup is not None and view.popup.form == "system"
    assert view.ad is not None and not any(mark.closable_now for mark in view.ad.close)


def test_a_word_below_a_card_that_was_found_somewhat_too_high_closes() -> None:
    screen = dimmed_page()
    screen.write(500, 1512, "关闭", 40, "white")
    picture, _ = read_picture(screen.png())
    layer = Layer(Box(140, 800, 940, 1535), "dialog", (), "", 0.85, (), known=False, pictured=True)
    assert [mark.text for mark in closes_in(lay_out(None, picture, DENSITY), layer, "ad", (), ())] == ["关闭"]


def test_a_mark_in_a_short_pill_beside_the_label_closes() -> None:
    screen = dimmed_page()
    screen.fill((700, 860, 900, 930), "#555555", 35)
    label = node("广告", screen.write(720, 872, "广告", 34, "white"))
    screen.cross((840, 880, 868, 908), "white", 5)
    closes = ad_screen(label, node("", (826, 866, 882, 922), cls=IMAGE, clickable=True), screen=screen).view().closes
    assert [mark.closable_now for mark in closes] == [True]


def test_the_words_of_closing_are_none_that_a_page_tells() -> None:
    screen = Screen()
    words = ("玩游戏赢好礼", "登录即送十连抽", "查看详情")
    told = [node(said, screen.write(380, 1400 + 200 * row, said), clickable=row == 2) for row, said in enumerate(words)]
    label = node("广告", screen.write(60, 320, "广告", 30, "#666666"))
    shut = [node("", (x, 120, x + 60, 180), cls=IMAGE, desc="关闭按钮", clickable=True) for x in (960, 840)]
    screen.cross((970, 130, 1010, 170), "#888888")
    screen.windows = [group((0, 0, 1080, 2400), *told, label, *shut)]
    view = screen.view()
    assert view.ad is not None and [mark.closable_now for mark in view.ad.close if mark.score >= 0.5] == [True]
