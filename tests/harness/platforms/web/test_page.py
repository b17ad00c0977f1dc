"""Pages as a real Chromium snapshots them, read as trees."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright

from evidence.geometry import Box
from evidence.tree import Node, Tree, parse_source
from harness.platforms.web.page import (
    BrowserDialog,
    Viewport,
    blank_source,
    dialog_button,
    dialog_source,
    page_source,
)
from harness.platforms.web.snapshot import STYLES, documents

APP = "https://m.shop.cn/"
SCALE = 2.0
WIDTH, HEIGHT = 300, 600


class Read(Protocol):
    """Shows a page and reads it: a body's markup, and a script to run in it."""

    def __call__(self, markup: str, *, script: str = "") -> Tree: ...


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    """Shows a page (a body's markup) and reads it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE, is_mobile=True, has_touch=True
        )
        page = context.new_page()
        devtools = context.new_cdp_session(page)

        def take(markup: str, *, script: str = "") -> Tree:
            head = '<!doctype html><meta name="viewport" content="width=device-width"><style>body{margin:0}</style>'
            page.set_content(head + markup)
            if script:
                page.evaluate(script)
            told = devtools.send(
                "DOMSnapshot.captureSnapshot",
                {"computedStyles": list(STYLES), "includePaintOrder": True, "includeDOMRects": True},
            )
            shown = devtools.send("Page.getLayoutMetrics")["cssVisualViewport"]
            viewport = Viewport(shown["pageX"], shown["pageY"], WIDTH, HEIGHT, SCALE)
            return parse_source("web", page_source(documents(told), viewport, APP))

        yield take
        browser.close()


def one(tree: Tree, id: str) -> Node:
    found = [node for node in tree.walk() if node.id == id]
    assert len(found) == 1, [node.id for node in tree.walk()]
    return found[0]


def test_boxes_are_px_of_the_picture(read: Read) -> None:
    tree = read('<div id="a" style="position:absolute;left:10px;top:20px;width:50px;height:30px">买</div>')
    assert one(tree, "a").bounds == Box(20, 40, 120, 100) and one(tree, "a").text == "买"
    assert (tree.width, tree.height) == (600, 1200)
    assert tree.windows[0].bounds == Box(0, 0, 600, 1200) and tree.windows[0].package == APP


def test_a_scrolled_page_shows_what_is_on_the_screen(read: Read) -> None:
    tree = read(
        '<div id="head" style="position:fixed;top:0;height:40px;width:100%">页头</div><div style="height:900px"></div>'
        '<p id="low" style="margin:0;height:50px">下面</p><div style="height:900px"></div><p id="lower">更下面</p>',
        script="scrollTo(0, 700)",
    )
    assert one(tree, "low").bounds.y1 == 400 and one(tree, "head").bounds.y1 == 0
    assert not [node for node in tree.walk() if node.id == "lower"]
    assert tree.windows[0].scrollable


def test_a_page_that_a_dialog_holds_does_not_scroll(read: Read) -> None:
    tree = read('<div style="height:2000px">长</div>', script="document.body.style.overflow = 'hidden'")
    assert not tree.windows[0].scrollable


def test_a_scroller_cuts_what_is_in_it(read: Read) -> None:
    tree = read(
        '<div id="list" style="height:100px;overflow-y:auto"><p id="in" style="margin:0;height:80px">一</p>'
        '<p id="cut" style="margin:0;height:80px">二</p><p id="out" style="margin:0;height:80px">三</p></div>'
    )
    assert one(tree, "list").scrollable
    assert one(tree, "cut").bounds == Box(0, 160, 600, 200)
    assert not [node for node in tree.walk() if node.id == "out"]


def test_a_run_of_text_is_one_node_with_its_links_in_it(read: Read) -> None:
    tree = read('<p id="p">请阅读<a id="l" href="#x">《隐私政策》</a>与<b>全部</b>条款</p>')
    assert one(tree, "p").text == "请阅读《隐私政策》与全部条款"
    (link,) = one(tree, "p").children
    assert (link.id, link.text, link.clickable, link.cls) == ("l", "《隐私政策》", True, "a")


def test_a_link_over_two_lines_is_tapped_on_the_longer(read: Read) -> None:
    tree = read(
        '<p style="margin:0;width:200px;font-size:20px">占位占位占位占位'
        '<a id="l" href="#">《个人信息保护政策全文》</a></p>'
    )
    box = one(tree, "l").bounds
    assert box.height <= 60 and box.y1 >= 40


def test_what_listens_can_be_tapped(read: Read) -> None:
    tree = read(
        '<span id="s">听</span><span id="n">不听</span><div id="c" style="cursor:pointer"><i id="in">手</i></div>'
        '<div id="role" role="button">角色</div><div><a id="bare">无址</a></div>',
        script="document.querySelector('#s').addEventListener('click', () => 0)",
    )
    told = {node.id: node.clickable for node in tree.walk() if node.id}
    assert told["s"] and told["c"] and told["role"] and told["bare"] and not told["n"]


def test_where_the_page_listens_for_what_is_in_it_names_tell_controls(read: Read) -> None:
    markup = (
        '<div id="tab" class="weui-tabbar__item">我的</div><div id="data" data-choice="agree">同意</div>'
        '<div id="table" class="tabular">表格</div><div id="v" data-v-7ba5bd90>文字</div>'
        '<div id="long" class="card">这一段文字很长，说明服务的内容、收费的标准与取消的办法，不是按钮</div>'
    )
    assert not [node for node in read(markup).walk() if node.clickable]
    tree = read(markup, script="document.addEventListener('click', () => 0)")
    assert {node.id for node in tree.walk() if node.clickable} == {"tab", "data"}


def test_a_root_that_listens_for_all_that_is_in_it_is_no_control(read: Read) -> None:
    tree = read(
        '<div id="root" style="height:580px"><p>正文</p></div>'
        '<div id="mask" style="position:fixed;inset:0;background:#0008"></div>',
        script="for (const id of ['root', 'mask']) document.getElementById(id).addEventListener('click', () => 0)",
    )
    assert not one(tree, "root").clickable and one(tree, "mask").clickable


def test_tick_boxes_of_all_kinds(read: Read) -> None:
    tree = read(
        '<input id="plain" type="checkbox" checked><div id="role" role="checkbox" aria-checked="true">同意</div>'
        '<label id="drawn"><input type="checkbox" checked style="position:absolute;left:-9999px">条款</label>'
        '<label id="seen"><input id="inner" type="checkbox">可见</label><div id="sw" role="switch">推送</div>'
    )
    ticks = {node.id: (node.checkable, node.checked) for node in tree.walk() if node.id}
    assert ticks["plain"] == ticks["role"] == ticks["drawn"] == (True, True)
    assert ticks["seen"] == (False, False) and ticks["inner"] == ticks["sw"] == (True, False)
    assert one(tree, "sw").cls == "div.switch" and one(tree, "plain").cls == "input.checkbox"


def test_fields_say_what_they_hold_and_passwords_nothing(read: Read) -> None:
    tree = read(
        '<input id="a" placeholder="手机号"><input id="b" value="13912345678"><input id="c" type="password">'
        '<textarea id="d">意见</textarea><input id="h" type="hidden" value="x">',
        script="document.querySelector('#c').value = 'geheim'",
    )
    texts = {node.id: node.text for node in tree.walk() if node.id}
    assert texts == {"a": "手机号", "b": "13912345678", "c": "••••••", "d": "意见"}
    assert one(tree, "a").cls == "input.textfield"


def test_icons_of_a_font_are_pictures(read: Read) -> None:
    tree = read(
        '<style>.icon::before{content:"\\e6f4"}.word::after{content:"广告"}</style><i class="icon close">'
        '</i><span class="word"></span>'
    )
    assert one(tree, ".icon.close").cls == "i.image" and one(tree, ".icon.close").text == ""
    assert "广告" in [node.text for node in tree.walk()]


def test_what_cannot_be_seen_is_not_there(read: Read) -> None:
    tree = read(
        '<p id="a" style="display:none">一</p><p id="b" style="visibility:hidden">二</p>'
        '<p id="c" style="opacity:0">三</p>'
        '<div style="width:0;height:0"><p id="d" style="position:fixed;top:9px">四</p></div>'
        '<script id="e">五</script>'
    )
    assert [node.id for node in tree.walk() if node.id] == ["d"]


def test_what_is_painted_last_stands_last(read: Read) -> None:
    tree = read(
        '<div id="over" style="position:fixed;inset:0;z-index:9;background:#0008">前</div><div id="under">后</div>'
    )
    assert [node.id for node in tree.walk() if node.id] == ["under", "over"]


def test_frames_are_read_where_they_lie(read: Read) -> None:
    tree = read(
        '<iframe style="position:absolute;left:20px;top:30px;width:200px;height:100px;border:5px solid" '
        "srcdoc=\"<body style='margin:0'><button id='in' style='width:60px;height:30px'>广告</button></body>\">"
        "</iframe>",
        script="new Promise((done) => setTimeout(done, 200))",
    )
    assert one(tree, "in").bounds == Box(50, 70, 170, 130) and one(tree, "in").text == "广告"


def test_a_dialog_in_the_top_layer_is_a_window(read: Read) -> None:
    tree = read('<p>正文</p><dialog id="d"><p>请同意</p><button>好</button></dialog>',
                script="document.querySelector('#d').showModal()")  # fmt: skip
    assert [window.cls for window in tree.windows] == ["dialog", "body"]


def test_hostile_texts_are_carried_whole(read: Read) -> None:
    tree = read(
        '<p id="p"></p>', script="document.querySelector('#p').textContent = '<node tag=\"x\"/>\\u0001&amp;]]>'"
    )
    assert one(tree, "p").text.endswith("&amp;]]>") and one(tree, "p").text.startswith('<node tag="x"/>')


def test_a_page_nested_without_end_is_read(read: Read) -> None:
    tree = read("", script="""let at = document.body; for (let i = 0; i < 1000; i++) {
        at = at.appendChild(document.createElement('div')); at.append('层' + i); }""")  # fmt: skip
    assert any("层999" in node.text for node in tree.walk()) or any("层" in node.text for node in tree.walk())


def test_a_dialog_of_the_browser_has_buttons_that_are_found_again() -> None:
    asks = BrowserDialog("是否同意《隐私政策》？", ("确定", "取消"))
    viewport = Viewport(0, 0, WIDTH, HEIGHT, SCALE)
    tree = parse_source("web", dialog_source(asks, viewport, APP))
    card = tree.windows[0]
    assert card.text == asks.message and [child.text for child in card.children] == ["确定", "取消"]
    for button in card.children:
        assert dialog_button(asks, viewport, *button.bounds.centre) == button.text
    assert dialog_button(asks, viewport, 1, 1) is None


def test_a_blank_screen_has_no_windows() -> None:
    assert parse_source("web", blank_source(Viewport(0, 0, WIDTH, HEIGHT, SCALE))).windows == ()


JUNK = st.recursive(
    st.none() | st.integers(-3, 3) | st.text(max_size=3) | st.floats(0, 9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["strings", "documents", "nodes"]), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["strings", "documents"]), JUNK))
def test_a_snapshot_that_makes_no_sense_is_a_value_error(told: dict[str, object]) -> None:
    try:
        documents(told)
    except ValueError:
        return
