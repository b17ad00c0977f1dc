"""Which nodes a selector means, on a small screen."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.geometry import Box
from evidence.tree import Node, Tree
from harness.scenario.finding import find, matches
from harness.scenario.model import Selector


def node(path: str, text: str, box: tuple[int, int, int, int], *children: Node, **more: object) -> Node:
    facts: dict[str, object] = {
        "cls": "android.view.View",
        "description": "",
        "id": "",
        "clickable": False,
        "checkable": False,
        "checked": False,
        "enabled": True,
        "visible": True,
        "scrollable": False,
        "package": "com.a",
        "window": 0,
    }
    return Node(path=path, text=text, bounds=Box(*box), children=children, **{**facts, **more})  # type: ignore[arg-type]


TREE = Tree(
    "android",
    (
        node(
            "0",
            "",
            (0, 0, 1000, 2000),
            node("0.0", "设置", (0, 0, 1000, 100), id="com.a:id/title"),
            node(
                "0.1",
                "",
                (0, 100, 1000, 300),
                node("0.1.0", "账号", (0, 100, 500, 300)),
                node("0.1.1", "", (900, 100, 1000, 200), id="com.a:id/arrow", description="打开", clickable=True),
                id="com.a:id/row",
            ),
            node(
                "0.2",
                "",
                (0, 300, 1000, 500),
                node("0.2.0", "通知", (0, 300, 500, 500), focused=True),
                node("0.2.1", "", (900, 300, 1000, 400), id="com.a:id/arrow", enabled=False, selected=True),
                id="com.a:id/row",
            ),
            node("0.3", "设置", (0, 1900, 1000, 2000), clickable=True),
            node("0.4", "看不见", (0, 600, 10, 700), visible=False),
            node("0.5", "第一行\n第二行" + "字" * 300, (0, 600, 1000, 900), checked=True),
        ),
    ),
)


@pytest.mark.parametrize(
    ("selector", "paths"),
    [
        ({"text": "设置"}, ["0.3", "0.0"]),
        ({"text": "设置", "index": 0}, ["0.0"]),
        ({"text": "设置", "index": -1}, ["0.3"]),
        ({"text": "设置", "index": 5}, []),
        ({"text": "设"}, []),
        ({"text": "设.*"}, ["0.3", "0.0"]),
        ({"text": "看不见"}, []),
        ({"text": "第一行 第二行字+"}, ["0.5"]),
        ({"text": "打开"}, ["0.1.1"]),
        ({"description": "打.*"}, ["0.1.1"]),
        ({"id": "arrow"}, ["0.1.1", "0.2.1"]),
        ({"id": "com.a:id/TITLE"}, ["0.0"]),
        ({"id": "arrow", "enabled": False}, ["0.2.1"]),
        ({"selected": True}, ["0.2.1"]),
        ({"focused": True}, ["0.2.0"]),
        ({"checked": True}, ["0.5"]),
        ({"id": "arrow", "rightOf": "通知"}, ["0.1.1", "0.2.1"]),
        ({"id": "arrow", "below": {"id": "arrow", "index": 0}}, ["0.2.1"]),
        ({"text": ".+", "above": "通知", "below": "设置"}, ["0.1.1", "0.1.0"]),
        ({"leftOf": {"id": "arrow", "index": 0}, "text": "账号"}, ["0.1.0"]),
        ({"id": "row", "containsChild": "通知"}, ["0.2"]),
        ({"id": "row", "containsDescendants": [{"id": "arrow"}, "账号"]}, ["0.1"]),
        ({"childOf": {"id": "row", "index": 1}, "id": "arrow"}, ["0.2.1"]),
        ({"width": 100, "height": 98, "tolerance": 3}, ["0.1.1", "0.2.1"]),
        ({"traits": "square"}, ["0.1.1", "0.2.1"]),
        ({"traits": "text long-text"}, ["0.5"]),
    ],
)
def test_selectors_mean_these_nodes(selector: dict[str, object], paths: list[str]) -> None:
    assert [found.path for found in find(TREE, Selector.model_validate(selector))] == paths


def test_without_a_tree_nothing_is_found() -> None:
    assert find(None, Selector(text="设置")) == []


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("C++", "C++", True),
        ("c++", "C++", True),
        ("C++", "CCC", False),
        ("LOG IN.*", "Log in now", True),
        ("log", "log in", False),
        ("价格(元)", "价格(元)", True),
        (r"价格\(元\)", "价格(元)", True),
        ("a.c", "a\nc", True),
        ("", "", False),
    ],
)
def test_patterns_match_the_whole(pattern: str, value: str, expected: bool) -> None:
    assert matches(pattern, value) is expected


def test_a_pattern_that_would_never_end_elsewhere_is_quick() -> None:
    began = time.process_time()
    assert not matches("(a+)+(b+)+c", "a" * 20_000)
    assert time.process_time() - began < 2


@given(st.text(max_size=60))
def test_every_text_matches_itself(text: str) -> None:
    assert matches(text, text) is bool(text)


@given(st.text(max_size=30), st.text(max_size=60))
def test_no_text_is_an_error(pattern: str, value: str) -> None:
    matches(pattern, value)
