"""How WebDriverAgent tells windows, alerts and names, and what of it a person sees."""

from __future__ import annotations

from evidence.geometry import Box
from evidence.tree import Node, Tree, parse_ios


def element(kind: str, box: tuple[int, int, int, int], *children: str, label: str = "", visible: bool = True) -> str:
    """One element; the box is x, y, width, height."""
    x, y, width, height = box
    said = f'label="{label}" name="{label}"' if label else ""
    return (
        f'<XCUIElementType{kind} {said} visible="{str(visible).lower()}" x="{x}" y="{y}" width="{width}"'
        f' height="{height}">{"".join(children)}</XCUIElementType{kind}>'
    )


FULL = (0, 0, 390, 844)


def tree(*windows: str) -> Tree:
    """The tree of an application with these windows, the front one last as the source lists them."""
    return parse_ios(element("Application", FULL, *windows).encode())


def named(found: Tree, label: str) -> Node:
    """The node that says so."""
    return next(node for node in found.walk() if node.text == label)


def test_the_front_window_is_first_and_empty_ones_are_left_out() -> None:
    found = tree(
        element("Window", FULL, element("StaticText", (20, 20, 90, 30), label="首页")),
        element("Window", FULL, element("StaticText", (20, 20, 90, 30), label="浮层")),
        element("Window", FULL, element("Other", FULL)),
    )
    assert [window.children[0].text for window in found.windows] == ["浮层", "首页"]
    assert [window.path for window in found.windows] == ["1", "0"]
    assert (found.width, found.height) == (390, 844)


def test_an_alert_deep_in_a_window_is_a_window_of_its_own() -> None:
    alert = element("Alert", (60, 300, 270, 150), element("Button", (60, 400, 270, 50), label="好"), label="提示")
    stale = element("Alert", (0, 0, 0, 0), label="旧", visible=False)
    found = tree(
        element("Window", FULL, element("StaticText", (20, 20, 90, 30), label="首页")),
        element("Window", FULL, element("Other", FULL, element("Other", FULL, stale, alert))),
    )
    assert [window.cls.removeprefix("XCUIElementType") for window in found.windows] == ["Alert", "Window"]
    assert found.windows[0].bounds == Box(60, 300, 330, 450)
    assert found.find("1.0.0.1") is found.windows[0]


def test_a_container_that_only_repeats_its_parts_says_nothing() -> None:
    found = tree(
        element(
            "Window",
            FULL,
            element("Other", FULL, element("StaticText", (20, 20, 90, 30), label="会员"), label="会员 立即开通"),
            element("Other", (20, 60, 90, 30), label="立即开通"),
        )
    )
    assert [node.text for node in found.walk() if node.text] == ["会员", "立即开通"]


def test_names_of_files_and_bars_of_the_system_are_not_read() -> None:
    found = tree(
        element(
            "Window",
            FULL,
            element("StatusBar", (0, 0, 390, 47), element("StaticText", (20, 10, 60, 20), label="9:41")),
            element("Image", (300, 60, 30, 30), label="icon_close_white"),
            element("Button", (20, 60, 90, 30), label="Log in"),
            element("Other", (380, 60, 5, 600), label="垂直滚动条, 2 页"),
        )
    )
    assert [node.text for node in found.walk() if node.visible and node.text] == ["Log in"]
    assert any(node.id == "icon_close_white" for node in found.walk())


def test_views_of_another_process_lie_where_their_host_lies() -> None:
    row = element("Cell", (0, 44, 374, 45), element("StaticText", (15, 50, 90, 22), label="照片图库"))
    host = element(
        "Other", (8, 530, 374, 133), element("Other", (0, 0, 374, 133), element("Table", (0, 0, 374, 133), row))
    )
    found = tree(element("Window", FULL, host))
    assert named(found, "照片图库").bounds == Box(23, 580, 113, 602)


def test_numbers_that_are_none_are_zero() -> None:
    found = parse_ios(b'<XCUIElementTypeApplication x="inf" y="nan" width="x" height=""/>')
    assert found.windows[0].bounds.area == 0 and not found.windows[0].visible


def test_several_applications_are_read() -> None:
    parts = element("Application", FULL, element("StaticText", (0, 0, 9, 9), label="一"))
    found = parse_ios(f"<AppiumAUT>{parts}{parts.replace('一', '二')}</AppiumAUT>".encode())
    assert [node.text for node in found.walk() if node.text] == ["二", "一"]
