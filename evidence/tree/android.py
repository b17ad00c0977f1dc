"""UiAutomator XML, from the UiAutomator2 server or from `uiautomator dump`."""

from __future__ import annotations

import re

from lxml import etree

from evidence.errors import SourceError
from evidence.geometry import Box
from evidence.tree.limits import parse_xml, text
from evidence.tree.node import Node, Tree

_BOUNDS = re.compile(r"^\[(-?\d{1,6}),(-?\d{1,6})\]\[(-?\d{1,6}),(-?\d{1,6})\]$")
_NO_BOX = Box(0, 0, 0, 0)


def parse_android(source: bytes) -> Tree:
    """The tree of a UiAutomator source: element names or `class` attributes are the classes, both dialects are read.

    Raises SourceError when it is malformed, too large, or not a `hierarchy`.
    """
    root = parse_xml(source)
    if root.tag != "hierarchy":
        raise SourceError(f"a UiAutomator source begins with <hierarchy>, this one with <{str(root.tag)[:40]}>")
    return Tree(
        "android",
        tuple(_node(child, str(index), index) for index, child in enumerate(root)),
    )


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
        children=tuple(_node(child, f"{path}.{index}", window) for index, child in enumerate(element)),
    )


def _visible(element: etree._Element, bounds: Box) -> bool:
    """`displayed` (UiAutomator2 server) or `visible-to-user` (dump) when told; a node without area is never seen."""
    told = element.get("displayed") or element.get("visible-to-user") or "true"
    return told == "true" and bounds.area > 0


def _box(value: str | None) -> Box:
    match = _BOUNDS.match(value or "")
    return Box(*(int(part) for part in match.groups())) if match else _NO_BOX
