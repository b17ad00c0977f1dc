"""What was tapped is found again though it moved, counts down or lost its name; another thing is not taken for it."""

from __future__ import annotations

from evidence.events import Tap
from evidence.geometry import Box
from evidence.tree import Node, Tree
from harness.replay.finding import find_again, share_left, sought

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
