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

    `<AppiumAUT>` around one or several applications is accepted. Raises SourceError.
    """
    return ios_tree(parse_xml(source))


def is_ios(root: etree._Element) -> bool:
    """Whether a source with this root is XCUITest's."""
    return root.tag == "AppiumAUT" or str(root.tag).startswith("XCUIElementType")


def ios_tree(root: etree._Element) -> Tree:
    """The same of a source that was parsed before."""
    applications = list(root) if root.tag == "AppiumAUT" and len(root) else [root]
    if not all(str(part.tag).startswith("XCUIElementType") for part in applications):
        raise SourceError(f"an XCUITest source begins with <XCUIElementType…>, this one with <{str(root.tag)[:40]}>")
    windows = [(window, text(part.get("bundleId"))) for part in applications for window in _windows(part)]
    return Tree(
        "ios",
        tuple(_node(window, str(i), i, package) for i, (window, package) in enumerate(windows)),
        max((number(part.get("width")) for part in applications), default=0),
        max((number(part.get("height")) for part in applications), default=0),
    )


def _windows(application: etree._Element) -> list[etree._Element]:
    return list(application) if any(child.tag in _WINDOWS for child in application) else [application]


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
