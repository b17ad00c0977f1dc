"""What was tapped is found again though it moved, counts down or lost its name; another thing is not taken for it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.events import Tap
from evidence.geometry import Box
from evidence.tree import Node, Tree
from harness.replay.finding import Sought, find_again, share_left, sought, stands_instead

W, H = 1080, 2400


def _node(path: str, box: tuple[int, int, int, int], text: str = "", id: str = "", cls: str = "TextView") -> Node:
    return Node(path, cls, text, "", id, Box(*box), True, False, False, True, True, False, "com.a", 0)


def _tree(*nodes: Node) -> Tree:
    root = Node("0", "Frame", "", "", "", Box(0, 0, W, H), False, False, False, True, True, False, "com.a", 0, nodes)
    return Tree("android", (root,))


def _tap(node: Node) -> Tap:
    x, y = node.bounds.centre
    return Tap(purpose="step", x=x, y=y, box=tuple(node.bounds.as_list()))


def _again(then: Node, *now: Node) -> Node | None:
    wanted = sought(_tap(then), _tree(then), W, H)
    assert wanted is not None
    return find_again(wanted, _tree(*now), W, H)


def test_by_its_text_wherever_it_stands() -> None:
    moved = _node("0.3", (100, 1800, 400, 1900), "我的")
    assert _again(_node("0.1", (700, 2200, 900, 2300), "我的"), _node("0.0", (0, 0, 90, 90), "首页"), moved) is moved


def test_by_its_id_when_its_text_is_another() -> None:
    now = _node("0.1", (700, 100, 900, 200), "Skip", "com.a:id/skip")
    assert _again(_node("0.1", (700, 100, 900, 200), "跳过", "com.a:id/skip"), now) is now


def test_a_countdown_is_the_same_button() -> None:
    now = _node("0.1", (700, 100, 900, 200), "跳过 2")
    assert _again(_node("0.1", (700, 100, 900, 200), "跳过 5"), now) is now


def test_of_two_alike_the_nearer() -> None:
    near, far = _node("0.2", (100, 1000, 900, 1100), "允许"), _node("0.1", (100, 300, 900, 400), "允许")
    assert _again(_node("0.9", (100, 1010, 900, 1110), "允许"), far, near) is near


TITLE = "com.x:id/title"


def _rows(*texts: str, id: str = TITLE, first: int = 300) -> tuple[Node, ...]:
    return tuple(_node(f"0.{n}", (0, first + 150 * n, W, first + 150 * n + 140), t, id) for n, t in enumerate(texts))


def _row(node: Node, inside: Node) -> Node:
    return replace(node, clickable=True, children=(inside,))


def _wanted(then: Node, *beside: Node) -> Sought:
    wanted = sought(_tap(then), _tree(*beside), W, H)
    assert wanted is not None and wanted.node is then
    return wanted


@pytest.mark.parametrize("id", [TITLE, "item clickable", ""])
def test_a_sibling_that_shares_the_id_is_not_taken_for_it(id: str) -> None:
    then = _rows("账号", "隐私政策", "注销账号", id=id)
    wanted = _wanted(then[1], *then)
    assert find_again(wanted, _tree(*_rows("注销账号", id=id)), W, H) is None
    assert find_again(wanted, _tree(*_rows("账号", "注销账号", id=id)), W, H) is None
    now = _rows("注销账号", "账号", "隐私政策", id=id)
    assert find_again(wanted, _tree(*now), W, H) is now[2]


@given(st.lists(st.text("同意不设置12 ", min_size=1).map(str.strip).filter(bool), min_size=2, max_size=6), st.data())
def test_of_rows_that_share_an_id_only_one_that_says_the_same_is_taken(texts: list[str], data: st.DataObject) -> None:
    then = _rows(*texts)
    chosen = data.draw(st.sampled_from(then))
    now = _rows(*data.draw(st.lists(st.sampled_from([*texts, "注销账号"]), max_size=6)))
    found = find_again(_wanted(chosen, *then), _tree(*now), W, H)
    says = {node.text for node in now}
    if chosen.text in says:
        assert found is not None and found.text == chosen.text
    elif found is not None:
        assert re.sub(r"\d+", "0", found.text) == re.sub(r"\d+", "0", chosen.text)


def test_a_row_is_known_by_the_text_inside_it() -> None:
    def rows(*texts: str) -> list[Node]:
        texts_at = _rows(*texts)
        return [
            _row(_node(f"0.{n}", (0, one.bounds.y1 - 5, W, one.bounds.y2 + 5), "", "com.x:id/row", "Row"), one)
            for n, one in enumerate(texts_at)
        ]

    then = rows("账号", "隐私政策", "注销账号")
    wanted = _wanted(then[1], *then)
    assert find_again(wanted, _tree(*rows("账号", "注销账号")), W, H) is None
    now = rows("注销账号", "账号", "通知", "隐私政策")
    assert find_again(wanted, _tree(*now), W, H) is now[3]


def test_a_row_that_has_not_loaded_its_text_is_not_it_yet() -> None:
    then = _rows("账号", "隐私政策")
    assert find_again(_wanted(then[1], *then), _tree(*_rows("", "")), W, H) is None


def test_a_nameless_button_in_each_row_is_not_that_of_another_row() -> None:
    then, now = _rows("", "", "", id="com.x:id/remove"), _rows("", id="com.x:id/remove")
    wanted = _wanted(then[2], *then)
    assert find_again(wanted, _tree(*now), W, H) is None
    assert find_again(wanted, _tree(*then), W, H) is then[2]


def test_its_own_text_goes_before_its_id() -> None:
    then = _node("0.1", (100, 1000, 500, 1100), "同意", "com.x:id/left")
    swapped = _node("0.1", (100, 1000, 500, 1100), "不同意", "com.x:id/left", "Button")
    agree = _node("0.2", (600, 1000, 1000, 1100), "同意", "com.x:id/right", "Other")
    assert _again(then, swapped, agree) is agree


def test_of_texts_that_differ_in_their_numbers_only_the_same_one() -> None:
    then = _rows("商品 1", "商品 2", "商品 3")
    wanted = _wanted(then[0], *then)
    assert find_again(wanted, _tree(*_rows("商品 2", "商品 3")), W, H) is None
    now = _rows("商品 3", "商品 1")
    assert find_again(wanted, _tree(*now), W, H) is now[1]


def test_another_text_on_its_own_id_is_the_last_resort() -> None:
    then = _node("0.1", (700, 100, 900, 200), "跳过", "com.a:id/skip")
    now = _tree(_node("0.1", (700, 100, 900, 200), "Skip", "com.a:id/skip"))
    assert find_again(_wanted(then, then), now, W, H, renamed=False) is None


def test_the_ids_of_every_dialog_name_no_button() -> None:
    now = _node("0.1", (700, 100, 900, 200), "立即更新", "android:id/button1")
    assert _again(_node("0.1", (700, 100, 900, 200), "同意", "android:id/button1"), now) is None


@pytest.mark.parametrize(
    ("then", "now", "instead"),
    [
        ("隐私政策", "注销账号", "注销账号"),
        ("同意", "不同意", "不同意"),
        ("同意", "同意并继续", ""),
        ("我的 3", "我的", ""),
        ("我的", "", ""),
    ],
)
def test_what_stands_in_its_place_is_told_unless_it_only_gained_text(then: str, now: str, instead: str) -> None:
    node = _node("0.1", (100, 1000, 900, 1100), then)
    told = stands_instead(_wanted(node, node), _tree(_node("0.1", (100, 1000, 900, 1100), now)), 500, 1050, W, H)
    assert told == instead


def test_another_text_at_the_same_place_is_another_button() -> None:
    assert _again(_node("0.1", (100, 1000, 900, 1100), "同意"), _node("0.1", (100, 1000, 900, 1100), "购买")) is None


def test_a_nameless_button_by_kind_and_place() -> None:
    close = _node("0.1", (980, 500, 1040, 560), cls="ImageView")
    assert _again(close, _node("0.1", (980, 505, 1040, 565), cls="ImageView")) is not None
    assert _again(close, _node("0.4", (100, 2000, 160, 2060), cls="ImageView")) is None


def test_a_point_inside_a_paragraph_stays_inside_it() -> None:
    paragraph = _node("0.1", (100, 1000, 1000, 1300), "请阅读《隐私政策》")
    wanted = sought(Tap(purpose="open_policy", x=550, y=1225, box=(400, 1200, 700, 1250)), _tree(paragraph), W, H)
    assert wanted is not None
    assert wanted.node is paragraph
    assert wanted.inside == (0.5, 0.75)


def test_where_only_a_picture_stood_nothing_is_sought() -> None:
    assert sought(Tap(purpose="step", x=500, y=500), _tree(), W, H) is None


def test_how_much_of_a_screen_is_left() -> None:
    then = _tree(_node("0.0", (0, 0, 9, 9), "首页"), _node("0.1", (0, 0, 9, 9), "我的 3"))
    assert share_left(then, _tree(_node("0.0", (0, 0, 9, 9), "我的 4"))) == 0.5
    assert share_left(_tree(), then) == 1.0
