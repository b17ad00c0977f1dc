"""The snapshot of a web page's DOM, as XML with boxes."""

from __future__ import annotations

from lxml import etree

from evidence.errors import SourceError
from evidence.geometry import Box
from evidence.tree.limits import number, parse_xml, text
from evidence.tree.node import Node, Tree


def parse_web(source: bytes) -> Tree:
    """The tree of a page snapshot: `<page app url w h>` around nested `<node tag kind text desc id x y w h …>`, in px.

    A page's own source has no boxes; the harness takes this snapshot from the browser. Dialogs in the top layer and the
    browser's own are further `<node>` children of `<page>`. `app` is whose page it is, the address where that is not
    told; `kind` says what an element is to a person (textfield, image, webview …) where its tag does not. Raises
    SourceError.
    """
    return web_tree(parse_xml(source))


def web_tree(root: etree._Element) -> Tree:
    """The same of a source that was parsed before."""
    if root.tag != "page":
        raise SourceError(f"a page snapshot begins with <page>, this one with <{str(root.tag)[:40]}>")
    owner = text(root.get("app") or root.get("url"))
    return Tree(
        "web",
        tuple(_node(child, str(i), i, owner) for i, child in enumerate(root))[::-1],
        max(0, number(root.get("w"))),
        max(0, number(root.get("h"))),
    )


def _node(element: etree._Element, path: str, window: int, owner: str) -> Node:
    get = element.get
    x, y = number(get("x")), number(get("y"))
    bounds = Box(x, y, x + max(0, number(get("w"))), y + max(0, number(get("h"))))
    return Node(
        path=path,
        cls=".".join(filter(None, (text(get("tag")), text(get("kind"))))),
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
        selected=get("selected") == "true",
        package=owner,
        window=window,
        children=tuple(_node(child, f"{path}.{i}", window, owner) for i, child in enumerate(element)),
    )
