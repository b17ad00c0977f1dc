"""UiAutomator XML, from the UiAutomator2 server or from `uiautomator dump`."""

from __future__ import annotations

import re

from lxml import etree

from evidence.errors import SourceError
from evidence.geometry import Box
from evidence.tree.limits import number, parse_xml, text
from evidence.tree.node import Node, Tree

_BOUNDS = re.compile(r"^\[(-?\d{1,6}),(-?\d{1,6})\]\[(-?\d{1,6}),(-?\d{1,6})\]$")
_NO_BOX = Box(0, 0, 0, 0)


def parse_android(source: bytes) -> Tree:
    """The tree of a UiAutomator source: element names or `class` attributes are the classes, both dialects are read.

    `uiautomator dump --windows` puts a hierarchy into every window of a display; the first display is read. A part of a
    source that begins with a node stands for a window. Raises SourceError when it is malformed, too large, or none.
    """
    return android_tree(parse_xml(source))


def is_android(root: etree._Element) -> bool:
    """Whether a source with this root is UiAutomator's."""
    return root.tag in ("hierarchy", "displays") or _BOUNDS.match(root.get("bounds") or "") is not None


def android_tree(root: etree._Element) -> Tree:
    """The same of a source that was parsed before."""
    if not is_android(root):
        raise SourceError(f"a UiAutomator source begins with <hierarchy>, this one with <{str(root.tag)[:40]}>")
    return Tree(
        "android",
        tuple(_node(window, str(index), index) for index, window in enumerate(_windows(root))),
        max(0, number(root.get("width"))),
        max(0, number(root.get("height"))),
    )


def _windows(root: etree._Element) -> list[etree._Element]:
    if root.tag == "displays":
        return [window for hierarchy in root.findall("display[1]//hierarchy") for window in hierarchy]
    return list(root) if root.tag == "hierarchy" else [root]


def _node(element: etree._Element, path: str, window: int) -> Node:
    get = element.get
    bounds = _box(get("bounds"))
    return Node(
        path=path,
        cls=text(get("class") or (str(element.tag) if element.tag != "node" else "")),
        text=text(get("text")),
        description=text(get("content-desc")),
        id=text(get("resource-id")),
        bounds=bounds,
        clickable=get("clickable") == "true",
        checkable=get("checkable") == "true",
        checked=get("checked") == "true",
        enabled=get("enabled") != "false",
        visible=_visible(element, bounds),
        scrollable=get("scrollable") == "true",
        package=text(get("package")),
        window=window,
        children=tuple(_node(child, f"{path}.{index}", window) for index, child in _drawn(element)),
        selected=get("selected") == "true",
        focused=get("focused") == "true",
    )


def _drawn(element: etree._Element) -> list[tuple[int, etree._Element]]:
    """The children with their places in the source, those that are drawn first in front, where the source tells."""
    children = list(enumerate(element))
    if len(children) > 1 and all(child.get("drawing-order") for _, child in children):
        children.sort(key=lambda numbered: number(numbered[1].get("drawing-order")))
    return children


def _visible(element: etree._Element, bounds: Box) -> bool:
    """`displayed` (UiAutomator2 server) or `visible-to-user` (dump) when told; a node without area is never seen."""
    told = element.get("displayed") or element.get("visible-to-user") or "true"
    return told == "true" and bounds.area > 0


def _box(value: str | None) -> Box:
    match = _BOUNDS.match(value or "")
    return Box(*(int(part) for part in match.groups())) if match else _NO_BOX
