"""Advertisements, their label and their close marks, with the traps that real apps set."""

import pytest
from PIL import ImageDraw

from evidence.geometry import Box
from perception.screen import look
from perception.screen.closewords import countdown
from tests.perception.screen.drawing import (
    CARD,
    DENSITY,
    FULL,
    Screen,
    button,
    dialog,
    dimmed_page,
    group,
    node,
    page_screen,
)

MARK = (860, 820, 920, 880)


def ad_screen(*extra: str, screen: Screen | None = None, id: str = "tt_ad_container") -> Screen:
    screen = screen or dimmed_page()
    go = button(screen, (300, 1340, 780, 1450), "查看详情")
    art = node("", (140, 800, 940, 1300), cls="android.widget.ImageView", clickable=True)
    dialog(screen, group(CARD, art, go, *extra, id=id))
    return screen


def label(screen: Screen, word: str = "广告") -> str:
    return node(word, screen.write(160, 1430, word, 30, "#666666"))


def test_a_labelled_advertisement_is_seen_with_its_label_measured() -> None:
    screen = dimmed_page()
    view = ad_screen(label(screen), screen=screen).view()
    assert view.popup is not None and view.popup.kind == "ad"
    assert view.ad is not None and view.ad.label is not None
    assert view.ad.label.size_sp is not None and 9 <= view.ad.label.size_sp <= 13
    assert view.ad.label.contrast is not None and view.ad.label.contrast > 4


@pytest.mark.parametrize("word", ["AD", "推广", "赞助"])
def test_other_words_do_not_stand_for_the_label(word: str) -> None:
    screen = dimmed_page()
    view = ad_screen(label(screen, word), screen=screen).view()
    assert view.ad is not None and view.ad.label is None
    assert [other.text for other in view.ad.other_labels] == [word]


@pytest.mark.parametrize("text", ["本页包含广告内容", "去广告会员", "广告合作"])
def test_ordinary_text_that_holds_the_word_is_no_label(text: str) -> None:
    screen = dimmed_page()
    view = ad_screen(label(screen, text), screen=screen).view()
    assert view.ad is not None and view.ad.label is None


def test_a_label_in_the_tree_that_is_not_drawn_does_not_count() -> None:
    view = ad_screen(node("广告", (160, 1440, 220, 1480))).view()
    assert view.ad is not None and view.ad.label is None


def test_a_label_that_is_only_drawn_is_read() -> None:
    screen = dimmed_page()
    label(screen)
    view = ad_screen(screen=screen).view(ocr=True)
    assert view.ad is not None and view.ad.label is not None and view.ad.label.source == "picture"


def test_a_coupon_of_the_app_itself_is_no_advertisement() -> None:
    screen = dimmed_page()
    text = node("新人专享优惠券 满 30 减 5", screen.write(200, 950, "新人专享优惠券 满 30 减 5"))
    dialog(screen, text, button(screen, (300, 1340, 780, 1450), "收下"))
    view = screen.view()
    assert view.ad is None and view.popup is not None and view.popup.kind == "coupon"


def test_a_feed_with_a_labelled_card_is_no_pop_up() -> None:
    screen = page_screen()
    screen.windows = [group(FULL, *Screen().page(), label(screen))]
    view = screen.view()
    assert view.popup is None and view.ad is None


def test_a_nameless_mark_is_found_by_its_place_and_its_drawing() -> None:
    screen = dimmed_page()
    screen.cross((875, 835, 905, 865), "#888888")
    view = ad_screen(node("", MARK, cls="android.widget.ImageView", clickable=True), screen=screen).view()
    best = view.closes[0]
    assert best.closable_now and best.source == "both" and best.size_px == 60
    assert best.contrast is not None and 3 < best.contrast < 4.5


def test_a_mark_that_is_only_drawn_below_the_card_is_found() -> None:
    screen = dimmed_page()
    screen.cross((520, 1600, 560, 1640), "#ffffff")
    view = ad_screen(screen=screen).view()
    assert view.closes and view.closes[0].source == "picture" and view.closes[0].closable_now
    assert Box(520, 1600, 560, 1640).contains_point(*view.closes[0].box.centre)


def test_a_node_that_is_not_drawn_yet_does_not_close() -> None:
    view = ad_screen(node("", MARK, cls="android.widget.ImageView", id="iv_close", clickable=True)).view()
    assert not any(mark.closable_now for mark in view.closes)


def test_a_zero_area_close_node_is_none() -> None:
    view = ad_screen(node("关闭", (860, 820, 860, 820), clickable=True, id="iv_close")).view()
    assert view.closes == ()


@pytest.mark.parametrize(
    ("text", "now", "seconds"),
    [
        ("跳过 3s", True, 3),
        ("跳过", True, None),
        ("3s 后可关闭", False, 3),
        ("5秒后可跳过", False, 5),
        ("关闭", True, None),
        ("5", False, 5),
    ],
)
def test_a_countdown_beside_skip_closes_now_and_an_announcement_does_not(
    text: str, now: bool, seconds: int | None
) -> None:
    screen = dimmed_page()
    box = screen.write(700, 820, text, 32)
    view = ad_screen(node(text, box, clickable=True), screen=screen).view()
    mark = next(mark for mark in view.closes if mark.text == text)
    assert (mark.closable_now, mark.countdown_s) == (now, seconds)


def test_a_mark_beside_an_announced_wait_does_not_close_now() -> None:
    screen = dimmed_page()
    wait = node("13秒后可关闭", screen.write(560, 820, "13秒后可关闭", 32))
    screen.cross((875, 835, 905, 865), "#888888")
    mark = node("", MARK, cls="android.widget.ImageView", clickable=True)
    view = ad_screen(wait, mark, screen=screen).view()
    assert view.closes and not any(mark.closable_now for mark in view.closes)


def test_a_disabled_control_does_not_close() -> None:
    screen = dimmed_page()
    box = screen.write(820, 820, "关闭", 32)
    view = ad_screen(node("关闭", box, clickable=True, enabled=False), screen=screen).view()
    assert view.closes and not view.closes[0].closable_now


def test_the_clear_icon_of_a_search_field_closes_nothing() -> None:
    screen = dimmed_page()
    screen.cross((875, 835, 905, 865), "#888888")
    field = node("草莓", (180, 820, 850, 880), cls="android.widget.EditText", clickable=True)
    clear = node("", MARK, cls="android.widget.ImageView", clickable=True)
    view = ad_screen(group((160, 815, 930, 885), field, clear), screen=screen).view()
    assert view.closes == ()


def test_the_choices_icon_of_a_banner_closes_nothing() -> None:
    screen = dimmed_page()
    screen.cross((875, 835, 905, 865), "#888888")
    icon = node("", MARK, cls="android.widget.ImageView", desc="AdChoices", clickable=True)
    assert ad_screen(icon, screen=screen).view().closes == ()


def test_a_start_screen_with_skip_is_a_splash_advertisement() -> None:
    screen = Screen()
    screen.fill(FULL, "#3366aa")
    skip = node("跳过 5", screen.write(880, 120, "跳过 5", 36, "white"), clickable=True, id="tt_splash_skip_btn")
    art = node("", FULL, cls="android.widget.ImageView", clickable=True)
    word = node("广告", screen.write(40, 2200, "广告", 30, "white"))
    screen.windows = [group(FULL, art, word, skip, id="splash_container")]
    view = screen.view()
    assert view.popup is not None and (view.popup.form, view.popup.kind) == ("splash", "ad")
    assert view.closes[0].text == "跳过 5" and view.closes[0].closable_now


def test_pages_that_leak_from_behind_a_splash_are_not_seen() -> None:
    screen = Screen()
    leaking = Screen().page()
    screen.fill(FULL, "#3366aa")
    skip = node("跳过", screen.write(900, 120, "跳过", 36, "white"), clickable=True)
    art = node("", FULL, cls="android.widget.ImageView", clickable=True)
    word = node("广告", screen.write(40, 2200, "广告", 30, "white"))
    for order in (
        [group(FULL, *leaking), group(FULL, art, word, skip)],
        [group(FULL, art, word, skip), group(FULL, *leaking)],
    ):
        screen.windows = [group(FULL, *order)]
        view = screen.view()
        assert view.popup is not None and view.popup.kind == "ad"
        assert "新鲜水果" not in view.all_text


def test_a_skip_button_of_a_tour_is_no_advertisement() -> None:
    screen = Screen()
    text = node("发现身边好货", screen.write(300, 1600, "发现身边好货", 60))
    skip = node("跳过", screen.write(900, 120, "跳过", 36), clickable=True)
    screen.windows = [group(FULL, text, skip, button(screen, (300, 2000, 780, 2120), "下一页"))]
    assert screen.view().ad is None


@pytest.mark.parametrize(("text", "seconds"), [("跳过 3s", 3), ("关闭(12)", 12), ("跳过", None), ("2024年优惠", None)])
def test_countdowns_are_read(text: str, seconds: int | None) -> None:
    assert countdown(text) == seconds


def test_a_closing_word_below_the_card_that_the_tree_lacks_is_read() -> None:
    screen = dimmed_page()
    screen.write(480, 1570, "关闭广告", 34, "white")
    view = ad_screen(label(screen), screen=screen).view(ocr=True)
    assert [(mark.text, mark.source, mark.closable_now) for mark in view.closes] == [("关闭广告", "picture", True)]


def test_a_close_node_that_shows_a_progress_ring_does_not_close_yet() -> None:
    screen = dimmed_page()
    ImageDraw.Draw(screen.image).arc(MARK, 30, 360, fill="#888888", width=5)
    close = node("", MARK, cls="android.widget.ImageView", id="iv_close", clickable=True)
    view = ad_screen(label(screen), close, screen=screen).view()
    assert view.closes and not any(mark.closable_now for mark in view.closes)


def test_a_banner_at_the_bottom_is_an_advertisement_that_blocks_nothing() -> None:
    screen = page_screen()
    strip = (0, 1960, 1080, 2140)
    screen.fill(strip, "#eeeeee")
    screen.cross((1010, 1985, 1040, 2015), "#777777", 4)
    title = node("新车试驾季", screen.write(240, 2000, "新车试驾季"))
    word = node("广告", screen.write(30, 2090, "广告", 28, "#777777"))
    mark = node("", (1000, 1975, 1050, 2025), cls="android.widget.ImageView", clickable=True)
    screen.windows = [group(FULL, *Screen().page(), group(strip, title, word, mark))]
    view = screen.view(ocr=True)
    assert view.popup is None
    assert view.ad is not None and view.ad.window.form == "banner" and not view.ad.window.blocking
    assert view.ad.label is not None and view.ad.close[0].closable_now


def test_a_node_named_close_that_shows_a_number_does_not_close_yet() -> None:
    screen = dimmed_page()
    screen.fill(MARK, "#8a8a8a", 30)
    screen.write(880, 826, "6", 36, "white")
    close = node("关闭", MARK, cls="android.widget.ImageView", clickable=True)
    view = ad_screen(label(screen), close, screen=screen).view(ocr=True)
    assert [(mark.closable_now, mark.countdown_s) for mark in view.closes] == [(False, 6)]


@pytest.mark.parametrize("top", [130, 2270])
def test_a_skip_button_of_a_start_screen_that_the_tree_does_not_have_is_read(top: int) -> None:
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), "#3c6e71")
    screen.fill((840, top, 1030, top + 70), "#22333a", 35)
    screen.write(880, top + 8, "跳过 3", 38, "white")
    screen.write(40, 1930, "广告", 30, "white")
    whole = (0, 0, 1080, 2400)
    screen.windows = [group(whole, node("", whole, cls="android.widget.ImageView"), id="splash_ad")]
    view = screen.view(ocr=True)
    assert view.ad is not None
    assert [(mark.text, mark.closable_now) for mark in view.ad.close] == [("跳过3", True)]


def test_a_closing_word_over_the_texts_of_the_dimmed_page_is_read() -> None:
    screen = page_screen()
    for row in range(4):
        screen.write(60, 1520 + 56 * row, "今日北方多地迎来降温天气周末去哪儿玩这份清单收好", 40, "#bbbbbb")
    screen.dim()
    screen.fill(CARD, "white", 30)
    screen.write(450, 1565, "不感兴趣", 44, "white")
    view = ad_screen(label(screen), screen=screen).view(ocr=True)
    assert [(mark.text, mark.closable_now) for mark in view.closes] == [("不感兴趣", True)]


def test_acknowledging_a_notice_is_no_way_to_close_it() -> None:
    screen = dimmed_page()
    said = node("系统维护", screen.write(180, 900, "系统维护"))
    dialog(screen, said, button(screen, (300, 1340, 780, 1450), "知道了"))
    view = screen.view()
    assert view.popup is not None and view.popup.kind == "other" and not view.closes


@pytest.mark.parametrize("word", ["稍后", "下回再看", "暂时不升级", "含泪离开", "Maybe later"])
def test_words_of_putting_off_close(word: str) -> None:
    screen = dimmed_page()
    said = node("发现新版本", screen.write(180, 900, "发现新版本"))
    later = button(screen, (160, 1340, 520, 1450), word, "#dddddd", "#333333")
    dialog(screen, said, later, button(screen, (560, 1340, 920, 1450), "立即更新"))
    assert [mark.text for mark in screen.view().closes] == [word]


def letterboxed(*words: str) -> Screen:
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), "black")
    for column in range(36):
        for row in range(20):
            colour = f"#{40 + 6 * column:02x}{60 + 9 * row:02x}{(37 * column + 71 * row) % 200 + 40:02x}"
            screen.fill((30 * column, 900 + 30 * row, 30 * column + 30, 930 + 30 * row), colour)
    screen.cross((980, 140, 1020, 180), "white", 5)
    for index, word in enumerate(words):
        screen.fill((60, 2050 + 120 * index, 1020, 2150 + 120 * index), "#1677ff", 20)
        screen.write(440, 2066 + 120 * index, word, 46, "white")
    return screen


def test_a_picture_between_black_bars_that_lures_on_and_can_be_closed_is_an_advertisement() -> None:
    view = look(letterboxed("立即抢购").png(), None, density=DENSITY, package="", app_package="")
    assert view.ad is not None and view.popup is not None and view.ad.close[0].closable_now
    assert look(letterboxed("下一步").png(), None, density=DENSITY, package="", app_package="").popup is None


def test_a_card_low_on_an_advertisement_over_the_screen_is_its_foot_and_its_mark_is_seen() -> None:
    screen = page_screen()
    leaking = screen.windows[0]
    screen.fill(FULL, "#31465a")
    for step in range(30):
        screen.fill((36 * step, 400, 36 * step + 36, 1500), f"#{8 * step:02x}{200 - 6 * step:02x}60")
    screen.fill((40, 2000, 1040, 2220), "white", 30)
    screen.cross((970, 130, 1020, 180), "white", 5)
    foot = group(
        (40, 2000, 1040, 2220),
        node("新车试驾季", screen.write(300, 2030, "新车试驾季", 40)),
        button(screen, (720, 2050, 1000, 2170), "了解更多"),
    )
    word = node("广告", screen.write(60, 1900, "广告", 36, "white"))
    close = node("", (960, 120, 1030, 190), cls="android.view.View", clickable=True)
    art = node("", FULL, cls="android.view.View", clickable=True)
    screen.windows = [group(FULL, leaking, group(FULL, art, foot, word, close))]
    view = screen.view()
    assert view.popup is not None and (view.popup.form, view.popup.kind) == ("fullscreen", "ad")
    assert view.popup.box == Box(*FULL) and view.closes and view.closes[0].closable_now
    assert view.ad is not None and view.ad.label is not None and view.ad.label.text == "广告"


@pytest.mark.parametrize("word", ["坚持退出", "仍要离开", "去意已决"])
def test_emphatic_words_of_leaving_close_an_advertisement(word: str) -> None:
    screen = dimmed_page()
    leave = button(screen, (340, 1240, 740, 1320), word, fill="white", colour="#888888")
    ad_screen(leave, label(screen), screen=screen)
    assert word in [mark.text for mark in screen.view().closes]


def test_a_start_screen_above_the_apps_name_hides_the_page_that_leaks_from_behind() -> None:
    screen = Screen()
    leaking = Screen().page()
    art_box, foot = (0, 63, 1080, 1950), (0, 1950, 1080, 2274)
    screen.fill(art_box, "#3366aa")
    skip = node("跳过", screen.write(900, 120, "跳过", 36, "white"), clickable=True)
    word = node("广告", screen.write(40, 1880, "广告", 30, "white"))
    name = group(foot, node("青柠记", screen.write(440, 2080, "青柠记", 60)))
    art = node("", art_box, cls="android.view.View", clickable=True)
    screen.windows = [group(FULL, group(FULL, *leaking), group(FULL, art, name, word, skip))]
    view = screen.view(ocr=True)
    assert view.popup is not None and (view.popup.kind, view.popup.form) == ("ad", "splash")
    assert "新鲜水果" not in view.all_text and view.closes[0].text == "跳过"


@pytest.mark.parametrize(("mark", "word"), [(True, True), (False, True), (True, False)])
def test_a_page_with_a_label_a_lure_and_a_mark_in_its_corner_is_an_advertisement(mark: bool, word: bool) -> None:
    screen = Screen()
    nodes = [
        node(text, screen.write(300, y, text, 44))
        for text, y in (("极速跑酷", 1000), ("4.8 分", 1100), ("326 万人在玩", 1180), ("无需等待，点开就玩", 1260))
    ]
    nodes.append(button(screen, (240, 1500, 840, 1630), "查看详情" if word else "下一步"))
    nodes.append(node("广告", screen.write(40, 2200, "广告", 30, "#888888")))
    if mark:
        screen.cross((980, 140, 1030, 190), "#555555", 10)
    screen.windows = [group(FULL, *nodes)]
    view = screen.view()
    assert (view.popup is not None and view.popup.kind == "ad") == (mark and word)
