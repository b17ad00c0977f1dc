"""Reading UiSelector texts, and what they find."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtualphone.engine.api import Bounds
from virtualphone.engine.tree import UiNode
from virtualphone.uia2.matching import find_all
from virtualphone.uia2.uiselector import (
    BOOLEAN_CRITERIA,
    NUMBER_CRITERIA,
    STRING_CRITERIA,
    Call,
    UiScrollable,
    UiSelector,
    UiSelectorSyntaxError,
    parse,
)

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_STRING_NAMES = sorted(name for name in STRING_CRITERIA if not name.endswith("Matches"))
_CALLS = st.one_of(
    st.builds(
        lambda name, text: Call(name, (text,)),
        st.sampled_from(_STRING_NAMES),
        _TEXTS,
    ),
    st.builds(lambda name, flag: Call(name, (flag,)), st.sampled_from(sorted(BOOLEAN_CRITERIA)), st.booleans()),
    st.builds(lambda name, n: Call(name, (n,)), st.sampled_from(sorted(NUMBER_CRITERIA)), st.integers(0, 99)),
)
_PLAIN = st.builds(lambda calls: UiSelector(tuple(calls)), st.lists(_CALLS, max_size=5))
_SELECTORS = st.recursive(
    _PLAIN,
    lambda inner: st.builds(
        lambda base, name, nested: UiSelector((*base.criteria, Call(name, (nested,)))),
        _PLAIN, st.sampled_from(["childSelector", "fromParent"]), inner,
    ),
    max_leaves=5,
)  # fmt: skip


def _print(selector: UiSelector) -> str:
    parts = ["new UiSelector()"]
    for call in selector.criteria:
        value = call.arguments[0]
        shown = _print(value) if isinstance(value, UiSelector) else json.dumps(value, ensure_ascii=False)
        parts.append(f".{call.name}({shown})")
    return "".join(parts)


@given(_SELECTORS)
def test_what_is_printed_is_read_back(selector: UiSelector) -> None:
    assert parse(_print(selector)) == selector


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except UiSelectorSyntaxError as error:
        assert str(error)


@given(st.text(alphabet='newUiSlctorSable().,;"\\tx 019-', max_size=120))
def test_near_misses_are_read_or_refused(text: str) -> None:
    try:
        parse("new UiSelector()" + text)
    except UiSelectorSyntaxError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("new UiSelector().colour(1)", "no method colour"),
        ("new UiSelector().text(1)", "takes one str"),
        ('new UiSelector().clickable("yes")', "takes one bool"),
        ("new UiSelector().text(", "ends too early"),
        ('new UiSelector().text("a") x', "unexpected 'x'"),
        ('new UiSelector().textMatches("(")', "textMatches"),
        ("new UiScrollable(new UiSelector()).jump()", "no method jump"),
        ("new UiSelector()" + ".childSelector(new UiSelector()" * 30 + ")" * 30, "deep"),
        ("new UiSelector()" + ".index(1)" * 300, "calls"),
        ("x" * 20_000, "longer"),
    ],
)
def test_refusal_says_why(text: str, said: str) -> None:
    with pytest.raises(UiSelectorSyntaxError, match=said):
        parse(text)


def test_scrollable_keeps_its_calls() -> None:
    read = parse(
        'new UiScrollable(new UiSelector().scrollable(true)).setMaxSearchSwipes(3).scrollTextIntoView("设置");'
    )
    assert isinstance(read, UiScrollable)
    assert read.calls == (Call("setMaxSearchSwipes", (3,)), Call("scrollTextIntoView", ("设置",)))


def _node(text: str, *children: UiNode, clickable: bool = False, name: str = "") -> UiNode:
    class_name = "android.widget.TextView" if text else "android.view.ViewGroup"
    return UiNode(f"key {text}{name}", class_name, "com.example", Bounds(0, 0, 9, 9), text=text, clickable=clickable,
                  resource_id=name, children=list(children))  # fmt: skip


_TREE = _node(
    "",
    _node("", _node("甲", clickable=True), _node("乙"), name="first"),
    _node("", _node("甲"), _node("Skip 5"), name="second"),
)


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ('.text("甲")', ["甲", "甲"]),
        ('.text("甲").clickable(true)', ["甲"]),
        ('.text("甲").instance(1)', ["甲"]),
        ('.text("甲").instance(2)', []),
        ('.textContains("SKIP")', ["Skip 5"]),
        ('.textStartsWith("skip")', ["Skip 5"]),
        (r'.textMatches("Skip \\d+")', ["Skip 5"]),
        ('.textMatches("Skip")', []),
        (
            '.resourceId("second").childSelector(new UiSelector().className("android.widget.TextView"))',
            ["甲", "Skip 5"],
        ),
        ('.text("乙").fromParent(new UiSelector().text("甲"))', ["甲"]),
        ('.className("android.widget.TextView").index(1)', ["乙", "Skip 5"]),
        ('.text("丙").childSelector(new UiSelector())', []),
    ],
)
def test_selectors_find_what_ui_automator_finds(selector: str, texts: list[str]) -> None:
    read = parse(f"new UiSelector(){selector}")
    assert isinstance(read, UiSelector)
    assert [node.text for node in find_all(read, [_TREE])] == texts
