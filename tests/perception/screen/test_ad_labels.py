"""How the label 广告 is written, where it stands, and what makes an advertisement without one."""

import random

import pytest
from PIL import Image, ImageDraw

from evidence.geometry import Box
from perception.screen import View, look
from perception.screen.adlabels import label_in, label_score, other_labels_in
from perception.screen.labels import read_upright
from perception.screen.pictorial import is_pictorial
from perception.screen.picture import read_picture
from perception.screen.scene import Scene
from perception.screen.view import SeenText
from perception.screen.windows import Layer
from tests.perception.screen.drawing import CARD, DENSITY, FULL, Screen, button, dialog, dimmed_page, group, node

BOX = Box(0, 0, 60, 30)


def photo(screen: Screen, box: tuple[int, int, int, int], brightest: int = 255) -> None:
    """Fill a box with patches of many colours, as a photograph has them."""
    choose, pen = random.Random(4), ImageDraw.Draw(screen.image)
    for y in range(box[1], box[3], 30):
        for x in range(box[0], box[2], 30):
            colour = tuple(choose.randrange(brightest // 4, brightest) for _ in range(3))
            pen.rectangle((x, y, min(x + 30, box[2]) - 1, min(y + 30, box[3]) - 1), fill=colour)


@pytest.mark.parametrize(
    "text",
    [
        "广告",
        "【广告】",
        "广 告",
        "互动广告",
        "穿山甲广告",
        "广告 | 乐淘特卖",
        "某某科技·广告",
        "广告ⓘ",
        "广告 ×",
        "广告 5s",
        "廣告",
    ],
)
def test_the_word_with_its_source_or_a_mark_is_a_label(text: str) -> None:
    assert label_score(text) >= 0.7


@pytest.mark.parametrize(
    "text",
    [
        "AD", "推广", "广告偏好", "公益广告", "广告公司", "个性化广告", "关闭个性化广告？", "户外广告机", "广告设计师",
        "她辞职去做了广告导演", "AD钙奶", "告白", "看广告翻倍领取", "本页包含广告",
    ],
)  # fmt: skip
def test_words_that_hold_it_are_none(text: str) -> None:
    assert label_score(text) == 0


@pytest.mark.parametrize("text", ["推广", "赞助商内容", "Sponsored", "AD"])
def test_words_in_its_stead_are_told_apart(text: str) -> None:
    assert other_labels_in([SeenText(BOX, text, "picture")])


def test_a_picture_has_many_colours_and_no_plain_ground() -> None:
    screen = Screen()
    photo(screen, (0, 0, 1080, 1200))
    seen, _ = read_picture(screen.png())
    assert seen is not None
    assert is_pictorial(seen, Box(0, 0, 1080, 1200)) and not is_pictorial(seen, Box(0, 1200, 1080, 2400))


def pictured(*words: str) -> View:
    """A dialog that is a picture with a button and a close mark above its corner."""
    screen = dimmed_page()
    photo(screen, CARD)
    screen.cross((900, 640, 950, 690), "#ffffff")
    art = node("", CARD, cls="android.widget.ImageView", clickable=True)
    dialog(screen, group(CARD, art, *(button(screen, (300, 1340, 780, 1450), word) for word in words)))
    return screen.view()


def test_a_picture_with_a_button_that_lures_and_a_close_mark_is_an_advertisement() -> None:
    view = pictured("马上预约")
    assert view.popup is not None and view.popup.kind == "ad"


def test_a_new_version_with_a_picture_is_none() -> None:
    screen = dimmed_page()
    photo(screen, (CARD[0], CARD[1], CARD[2], CARD[1] + 260))
    title = node("发现新版本 V8.2.0", screen.write(200, 1100, "发现新版本 V8.2.0"))
    dialog(screen, group(CARD, title, button(screen, (300, 1340, 780, 1450), "立即更新")))
    view = screen.view()
    assert view.ad is None and view.popup is not None and view.popup.kind == "update"


def test_the_name_of_the_app_below_a_start_screen_is_no_sheet() -> None:
    screen = Screen(Image.new("RGB", (1080, 2400), "white"))
    photo(screen, (0, 0, 1080, 1980), brightest=150)
    screen.write(440, 2150, "青柠记", 64)
    screen.fill((860, 130, 1040, 200), "#222222", 30)
    screen.write(885, 140, "跳过 5", 38, "#ffffff")
    screen.write(40, 1920, "广告", 28, "#ffffff")
    view = look(screen.png(), None, density=DENSITY, package="", app_package="", ocr=True)
    assert view.popup is not None and (view.popup.form, view.popup.kind) == ("splash", "ad")
    assert view.ad is not None and view.ad.label is not None
    assert view.ad.label.box.contains_point(68, 1940)


def test_an_article_on_advertising_with_the_word_as_a_line_is_no_advertisement() -> None:
    lines = ["广告", *(f"第{number}条规定要求平台承担审核责任" for number in "一二三四五六")]
    screen = Screen()
    screen.windows = [group(FULL, *(node(t, screen.write(60, 300 + 200 * i, t)) for i, t in enumerate(lines)))]
    view = screen.view()
    assert view.popup is None and view.ad is None


def test_a_label_whose_glyphs_stand_one_above_the_other_is_read() -> None:
    screen = Screen()
    screen.fill((0, 0, 1080, 2400), "#5f7f86")
    screen.fill((1036, 900, 1080, 996), "#33474c")
    screen.write(1040, 896, "广", 34, "white")
    screen.write(1040, 940, "告", 34, "white")
    picture, _ = read_picture(screen.png())
    assert picture is not None
    found = read_upright(picture, Box(140, 700, 1080, 1500), DENSITY)
    assert [reading.text for reading in found] == ["广告"]


@pytest.mark.parametrize(("gap", "labels"), [(30, True), (3, False)])
def test_a_label_behind_words_counts_where_it_stands_apart_from_them(gap: int, labels: bool) -> None:
    screen = dimmed_page()
    end = screen.write(180, 860, "全集免费看", 32, "#999999")[2]
    screen.write(end + gap, 864, "广告", 28, "#777777")
    button(screen, (300, 1340, 780, 1450), "打开看看")
    view = look(screen.png(), None, density=DENSITY, package="", app_package="")
    assert (view.ad is not None and view.ad.label is not None) == labels


def test_a_label_that_is_only_drawn_is_read_before_a_page_of_long_paragraphs() -> None:
    screen = dimmed_page()
    long = "周末去哪儿这五条徒步路线值得收藏新能源汽车冬季续航实测" * 4
    screen.windows = [group(FULL, *(node(long, (40, y, 1040, y + 280)) for y in range(100, 2200, 300)))]
    photo(screen, (140, 800, 940, 1200))
    screen.write(780, 1440, "广告", 30, "#999999")
    dialog(screen, button(screen, (300, 1300, 780, 1410), "查看详情"))
    view = screen.view(ocr=True)
    assert view.ad is not None and view.ad.label is not None and view.ad.label.text == "广告"


@pytest.mark.parametrize("of_the_page", [False, True])
def test_a_label_below_the_seen_part_of_a_dark_picture_counts_unless_it_is_dimmed(of_the_page: bool) -> None:
    screen = Screen()
    word = Box(*screen.write(200, 1600, "广告", 36))
    screen.dim(0, 2400)
    if not of_the_page:
        photo(screen, (140, 800, 940, 1700), brightest=100)
        screen.write(200, 1600, "广告", 36, "white")
    photo(screen, (140, 800, 940, 1200), brightest=100)
    screen.fill((300, 900, 460, 1060), "#f0e8e0")
    picture, _ = read_picture(screen.png())
    upper = Layer(Box(140, 800, 940, 1200), "dialog", (), "", 0.8, (), known=False, pictured=True)
    label = label_in(Scene((), picture, 1080, 2400, DENSITY), upper, [SeenText(word, "广告", "picture", 1.0)])
    assert (label is None) == of_the_page


def test_the_tabs_of_a_video_page_are_no_label() -> None:
    screen = Screen()
    photo(screen, (0, 0, 1080, 2400), brightest=120)
    for y, said in ((1000, "61"), (1300, "17")):
        screen.fill((940, y - 10, 1040, y + 60), "#202020")
        screen.write(960, y, said, 36, "white")
    screen.fill((260, 130, 820, 230), "#202020")
    screen.write(300, 150, "推荐", 44, "white")
    screen.write(420, 150, "同城", 44, "white")
    view = look(screen.png(), None, density=DENSITY, package="", app_package="")
    assert view.ad is None


def test_a_part_of_the_name_of_a_setting_is_no_label() -> None:
    rows = SeenText(Box(40, 500, 400, 1100), "关于隐私支付设置退出登录广告偏好消息与提醒", "picture", 1.0)
    part = SeenText(Box(40, 700, 120, 740), "广告", "picture", 1.0)
    page = Layer(Box(0, 0, 1080, 2400), "fullscreen", (), "", 0.8, (), page=True, known=False)
    assert label_in(Scene((), None, 1080, 2400, DENSITY), page, [rows, part]) is None
    assert label_in(Scene((), None, 1080, 2400, DENSITY), page, [part]) is not None


@pytest.mark.parametrize(
    ("facts", "kind"), [(("开发者 远山网络", "权限 | 隐私"), "ad"), (("修复已知问题", "优化体验"), "update")]
)
def test_a_card_that_names_the_developer_of_what_can_be_had_is_an_advertisement(
    facts: tuple[str, ...], kind: str
) -> None:
    screen = dimmed_page()
    screen.write(200, 860, "远山读书", 48)
    for row, said in enumerate(("版本 5.2.1", *facts)):
        screen.write(200, 980 + 60 * row, said, 32, "#666666")
    button(screen, (200, 1300, 880, 1420), "立即安装")
    view = look(screen.png(), None, density=DENSITY, package="", app_package="")
    assert view.popup is not None and view.popup.kind == kind
