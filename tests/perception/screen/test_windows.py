"""Windows that the tree alone tells, as sources of real dialogs do."""

from PIL import Image, ImageDraw

from evidence.geometry import Box
from evidence.tree import parse_android
from perception.screen import look
from perception.screen.cards import find_card
from perception.screen.picture import read_picture
from perception.screen.scene import lay_out
from perception.screen.view import View
from perception.screen.windows import find_layers
from tests.perception.screen.drawing import APP, CARD, DENSITY, FULL, Screen, dimmed_page, group, node, page_screen


def told(*windows: str) -> View:
    source = f"<hierarchy rotation='0'>{''.join(windows)}</hierarchy>"
    return look(None, parse_android(source.encode()), density=DENSITY, package=APP, app_package=APP)


def answers() -> tuple[str, ...]:
    return (
        node("发现新版本 V8.2.0", (200, 860, 880, 940)),
        node("立即升级", (200, 1200, 880, 1320), clickable=True),
        node("暂不升级", (200, 1340, 880, 1440), clickable=True),
    )


def test_a_card_that_is_all_its_window_holds_is_a_dialog() -> None:
    view = told(group(FULL, group(FULL, group(CARD, *answers()))))
    assert view.popup is not None and (view.popup.form, view.popup.kind) == ("dialog", "update")
    assert view.popup.box == Box(*CARD)


def test_a_log_in_card_with_a_field_is_a_page() -> None:
    field = node("请输入手机号", (200, 900, 880, 1000), cls="android.widget.EditText", clickable=True)
    go = node("获取验证码", (200, 1100, 880, 1200), clickable=True)
    assert told(group(FULL, group(CARD, field, go))).popup is None


def test_a_card_laid_over_the_texts_of_a_page_is_a_pop_up() -> None:
    rows = [node(f"商品 {n} ¥19.9", (40, 300 + 200 * n, 1000, 480 + 200 * n), clickable=True) for n in range(8)]
    art = node("", (190, 700, 890, 1500), cls="android.widget.Image", clickable=True)
    close = node("", (490, 1560, 590, 1660), cls="android.view.View", clickable=True)
    view = told(group(FULL, group(FULL, *rows), group(FULL, art, close)))
    assert view.popup is not None and "lies over texts of the page" in view.popup.reasons


def test_pages_that_nest_layouts_which_take_taps_are_no_pop_ups() -> None:
    rows = [node(f"组合 {n}", (0, 200 + 150 * n, 1080, 350 + 150 * n), clickable=True) for n in range(10)]
    page = group(FULL, group(FULL, clickable=True), group(FULL, group(FULL, *rows, clickable=True), clickable=True))
    assert told(page).popup is None


def test_nodes_of_the_page_are_not_read_into_a_card_that_hides_them() -> None:
    screen = dimmed_page()
    rows = [node(f"第 {n} 行", (200, 860 + 120 * n, 700, 920 + 120 * n)) for n in range(4)]
    screen.windows = [group(FULL, *rows)]
    layer = find_layers(lay_out(screen.tree(), read_picture(screen.png())[0], DENSITY), APP, APP)[-1]
    assert not layer.page and not layer.known and layer.items == ()


def test_a_round_card_before_a_dimmed_light_page_is_seen_and_a_logo_is_not() -> None:
    screen = page_screen()
    screen.dim(0, 2400)
    ImageDraw.Draw(screen.image).ellipse((170, 760, 910, 1500), fill="#ee4b2b")
    seen, _ = read_picture(screen.png())
    assert seen is not None
    card = find_card(seen)
    assert card is not None and not card.straight and abs(card.box.centre[1] - 1130) <= 20
    start = Screen(image=Image.new("RGB", (1080, 2400), "#808080"))
    ImageDraw.Draw(start.image).ellipse((270, 860, 810, 1400), fill="#ee4b2b")
    start.write(400, 2100, "记录每一天", 60, "white")
    seen, _ = read_picture(start.png())
    assert seen is not None and find_card(seen) is None
