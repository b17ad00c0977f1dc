"""XCUITest XML, as WebDriverAgent gives it."""

from __future__ import annotations

from lxml import etree

from evidence.errors import SourceError
from evidence.geometry import Box
from evidence.tree.limits import number, parse_xml, text
from evidence.tree.node import Node, Tree

_CLICKABLE = frozenset(
    f"XCUIElementType{kind}"
    for kind in (
        "Button",
        "Link",
        "Cell",
        "Switch",
        "TextField",
        "SecureTextField",
        "SearchField",
        "MenuItem",
        "Tab",
    )
)
_CHECKABLE = frozenset(("XCUIElementTypeSwitch", "XCUIElementTypeToggle", "XCUIElementTypeCheckBox"))
_WINDOWS = frozenset(("XCUIElementTypeWindow", "XCUIElementTypeAlert", "XCUIElementTypeSheet"))


def parse_ios(source: bytes) -> Tree:
    """The tree of an XCUITest source; bounds are the source's points, which the caller scales by the screen's factor.

    `<AppiumAUT>` around the application is accepted. Raises SourceError.
    """
    root = parse_xml(source)
    if root.tag == "AppiumAUT" and len(root):
        root = root[0]
    if not str(root.tag).startswith("XCUIElementType"):
        raise SourceError(f"an XCUITest source begins with <XCUIElementType…>, this one with <{str(root.tag)[:40]}>")
    package = text(root.get("bundleId"))
    windows = list(root) if any(child.tag in _WINDOWS for child in root) else [root]
    return Tree(
        "ios",
        tuple(_node(child, str(i), i, package) for i, child in enumerate(windows)),
    )


def _node(element: etree._Element, path: str, window: int, package: str) -> Node:
    get, cls = element.get, str(element.tag)
    x, y = number(get("x")), number(get("y"))
    bounds = Box(x, y, x + max(0, number(get("width"))), y + max(0, number(get("height"))))
    value, label = text(get("value")), text(get("label"))
    checkable = cls in _CHECKABLE
    return Node(
        path=path,
        cls=cls,
        text=label or ("" if checkable else value),
        description=text(get("name")),
        id=text(get("identifier") or get("name")),
        bounds=bounds,
        clickable=cls in _CLICKABLE,
        checkable=checkable,
        checked=checkable and value in ("1", "true"),
        enabled=get("enabled") != "false",
        visible=get("visible") != "false" and bounds.area > 0,
        scrollable=cls
        in (
            "XCUIElementTypeScrollView",
            "XCUIElementTypeTable",
            "XCUIElementTypeCollectionView",
        ),
        package=package,
        window=window,
        children=tuple(_node(child, f"{path}.{i}", window, package) for i, child in enumerate(element)),
    )
