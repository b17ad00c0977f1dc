"""The snapshot of a web page's DOM, as XML with boxes."""

from __future__ import annotations

from lxml import etree

from evidence.errors import SourceError
from evidence.geometry import Box
from evidence.tree.limits import number, parse_xml, text
from evidence.tree.node import Node, Tree


def parse_web(source: bytes) -> Tree:
    """The tree of a page snapshot: `<page url>` with nested `<node tag text desc id x y w h …>`, boxes in px.

    A page's own source has no boxes; the harness takes this snapshot in the page. Top layers (dialogs, popovers) are
    further `<node>` children of `<page>`. Raises SourceError.
    """
    return web_tree(parse_xml(source))


def web_tree(root: etree._Element) -> Tree:
    """The same of a source that was parsed before."""
    if root.tag != "page":
        raise SourceError(f"a page snapshot begins with <page>, this one with <{str(root.tag)[:40]}>")
    origin = text(root.get("url"))
    return Tree("web", tuple(_node(child, str(i), i, origin) for i, child in enumerate(root))[::-1])


def _node(element: etree._Element, path: str, window: int, origin: str) -> Node:
    get = element.get
    x, y = number(get("x")), number(get("y"))
    bounds = Box(x, y, x + max(0, number(get("w"))), y + max(0, number(get("h"))))
    return Node(
        path=path,
        cls=text(get("tag")),
        text=text(get("text")),
        description=text(get("desc")),
        id=text(get("id")),
        bounds=bounds,
        clickable=get("clickable") == "true",
        checkable=get("checkable") == "true",
        checked=get("checked") == "true",
        enabled=get("enabled") != "false",
        visible=get("visible") != "false" and bounds.area > 0,
        scrollable=get("scrollable") == "true",
        package=origin,
        window=window,
        children=tuple(_node(child, f"{path}.{i}", window, origin) for i, child in enumerate(element)),
    )
