"""What lies over a page without blocking it: banners and floating pictures, labelled or not, and what only looks so."""

import pytest
from PIL import Image

from perception.screen import View, look
from tests.perception.screen.drawing import APP, DENSITY, FULL, WIDTH, Corners, Screen, button, group, node

BANNER = (0, 1960, WIDTH, 2130)
IMAGE = "android.widget.ImageView"


def photograph(screen: Screen, box: Corners) -> None:
    """Draw something of many colours."""
    wide, high = box[2] - box[0], box[3] - box[1]
    colours = Image.merge(
        "RGB",
        [Image.linear_gradient("L").resize((wide, high)).rotate(90 * turn).resize((wide, high)) for turn in range(3)],
    )
    screen.image.paste(colours, box[:2])


def banner(word: str) -> View:
    """A banner over a page, with a close mark and a button but no label."""
    screen = Screen()
    nodes = screen.page()
    screen.fill(BANNER, "#eef3ff")
    title = node("新车试驾季", screen.write(240, 2000, "新车试驾季", 44))
    go = button(screen, (740, 2010, 960, 2090), word)
    screen.cross((1020, 1980, 1050, 2010), "#888888", 4)
    close = node("", (1008, 1968, 1062, 2022), cls=IMAGE, clickable=True)
    screen.windows = [group(FULL, *nodes, group(BANNER, title, go, close))]
    return screen.view(ocr=True)


def test_a_banner_that_can_be_closed_and_lures_on_is_an_advertisement_without_a_label() -> None:
    view = banner("了解更多")
    assert view.ad is not None and view.ad.window.form == "banner" and view.ad.label is None
    assert [mark.closable_now for mark in view.ad.close] == [True]
    assert len(set(view.ad.window.reasons)) == len(view.ad.window.reasons)


@pytest.mark.parametrize("word", ["立即登录", "去开启"])
def test_a_banner_about_the_apps_own_matters_is_none(word: str) -> None:
    assert banner(word).ad is None


def test_a_floating_picture_at_the_left_has_its_mark_at_the_inner_corner() -> None:
    screen = Screen()
    nodes = screen.page()
    box = (24, 1300, 224, 1500)
    photograph(screen, box)
    screen.fill((200, 1244, 256, 1300), "#555555", 28)
    screen.cross((216, 1260, 240, 1284), "white", 4)
    screen.windows = [group(FULL, *nodes, group(box, node("", box, cls=IMAGE, clickable=True)))]
    view = screen.view(ocr=True)
    assert view.ad is not None and view.ad.window.form == "floating"
    assert any(mark.box.contains_point(228, 1272) for mark in view.ad.close)


def test_a_labelled_row_of_a_list_is_no_banner() -> None:
    screen = Screen()
    rows = []
    for index in range(11):
        y = 160 + index * 180
        said = "广告" if index == 10 else f"新鲜水果 {index}"
        screen.fill((860, y + 20, 1040, y + 150), "#7fb0d0")
        text = node(said, screen.write(60, y + 40, said))
        rows.append(group((0, y, WIDTH, y + 180), text, clickable=True))
    screen.cross((170, 2012, 194, 2036), "#888888", 4)
    screen.windows = [group(FULL, *rows)]
    assert screen.view(ocr=True).ad is None


def test_a_page_with_tabs_at_its_foot_is_no_advertisement_over_the_whole_screen() -> None:
    screen = Screen()
    photograph(screen, (60, 400, 1020, 1300))
    screen.write(60, 1340, "广告", 30, "#888888")
    for index, word in enumerate(("首页", "分类", "消息", "我的")):
        screen.write(100 + 270 * index, 2180, word, 36)
    view = look(screen.png(), None, density=DENSITY, package=APP, app_package=APP)
    assert view.popup is None


def floating(*, scrolls: bool = False, word: str = "广告", box: Corners = (840, 1200, 1040, 1400)) -> View:
    """A picture at the side that lies over the rows of a page and whose mark hardly differs from what it stands on."""
    screen = Screen()
    nodes = screen.page()
    screen.fill((760, 1100, 1060, 1700), "#6f7f8f")
    row = node("", (760, 1100, 1060, 1700), cls=IMAGE, clickable=True)
    photograph(screen, box)
    label = node(word, screen.write(box[0] + 20, box[3] - 50, word, 30, "white"))
    screen.cross((1016, 1176, 1056, 1216), "#9a9a9a", 5)
    close = node("", (1004, 1164, 1068, 1228), cls=IMAGE, clickable=True)
    held = group(box, node("", box, cls=IMAGE, clickable=True), label, close)
    inside = group(FULL, *nodes, row, held)
    screen.windows = [group(FULL, inside.replace("<node ", '<node scrollable="true" ', 1) if scrolls else inside)]
    return screen.view(ocr=True)


def test_a_labelled_picture_that_lies_over_the_page_is_an_advertisement_with_its_silent_mark() -> None:
    view = floating()
    assert view.ad is not None and view.ad.window.form == "floating" and not view.ad.window.blocking
    assert view.ad.label is not None and [mark.closable_now for mark in view.ad.close] == [True]


@pytest.mark.parametrize(("scrolls", "word"), [(True, "广告"), (False, "客服")])
def test_pictures_of_the_page_and_those_that_lead_to_the_apps_own_are_none(scrolls: bool, word: str) -> None:
    assert floating(scrolls=scrolls, word=word).ad is None
