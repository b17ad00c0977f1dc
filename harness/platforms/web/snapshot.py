"""What the browser says of a page's nodes, read from DevTools' `DOMSnapshot.captureSnapshot`.

The snapshot is taken by the browser, not in the page, so that nothing a page does to its own JavaScript changes it. It
knows where each line of text stands, which nodes listen to clicks, and in which order all is painted. Its documents are
the page and its frames; boxes are CSS px from the corner of the document they stand in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

STYLES = ("display", "visibility", "opacity", "position", "cursor", "overflow-x", "overflow-y")
"""The computed styles to ask for, in this order."""

MAX_DEPTH = 200
"""Nodes that a page nests deeper are told as if they stood at this depth."""

ELEMENT, TEXT = 1, 3
"""Types of DOM nodes."""

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom in CSS px."""


@dataclass(slots=True)
class Laid:
    """One node of a document as it is laid out; `box` None is one that is not (hidden, or without a box of its own)."""

    index: int
    type: int
    name: str
    attributes: dict[str, str]
    box: Rectangle | None = None
    styles: dict[str, str] = field(default_factory=dict)
    painted: int = 0
    """When it and what is in it is painted: what comes later stands in front."""
    text: str = ""
    lines: list[Rectangle] = field(default_factory=list)
    scrolled: Rectangle | None = None
    inner: Rectangle | None = None
    clickable: bool = False
    checked: bool | None = None
    value: str | None = None
    frame: int | None = None
    children: list[Laid] = field(default_factory=list)

    def walk(self) -> Iterator[Laid]:
        """This node and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@dataclass(frozen=True, slots=True)
class Document:
    """The page or one of its frames: how far it is scrolled, and how large all of it is, in CSS px."""

    url: str
    scroll_x: float
    scroll_y: float
    width: float
    height: float
    root: Laid


def documents(snapshot: dict[str, Any]) -> tuple[Document, ...]:
    """The documents of a snapshot, the page first. Raises ValueError when it is not what DevTools gives."""
    try:
        strings: list[str] = snapshot["strings"]
        return tuple(_document(one, strings) for one in snapshot["documents"])
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"the browser's snapshot makes no sense: {type(error).__name__}: {error}") from error


def _document(told: dict[str, Any], strings: list[str]) -> Document:
    nodes = told["nodes"]
    laid = [
        Laid(index, kind, _at(strings, name).lower(), _attributes(attributes, strings))
        for index, (kind, name, attributes) in enumerate(
            zip(nodes["nodeType"], nodes["nodeName"], nodes["attributes"], strict=True)
        )
    ]
    _nest(laid, nodes["parentIndex"])
    for index in nodes.get("isClickable", {}).get("index", ()):
        laid[index].clickable = True
    for index in nodes.get("inputChecked", {}).get("index", ()):
        laid[index].checked = True
    for name in ("textValue", "inputValue"):
        for index, value in _rare(nodes.get(name)):
            laid[index].value = _at(strings, value)
    for index, value in _rare(nodes.get("contentDocumentIndex")):
        laid[index].frame = value
    _lay_out(laid, told["layout"], told.get("textBoxes") or {}, strings)
    for index, parent in reversed(list(enumerate(nodes["parentIndex"]))):
        if 0 <= parent < index:
            laid[parent].painted = max(laid[parent].painted, laid[index].painted)
    return Document(
        _at(strings, told["documentURL"]),
        float(told.get("scrollOffsetX") or 0),
        float(told.get("scrollOffsetY") or 0),
        float(told.get("contentWidth") or 0),
        float(told.get("contentHeight") or 0),
        laid[0],
    )


def _nest(laid: list[Laid], parents: list[int]) -> None:
    depths = [0] * len(laid)
    holders = list(range(len(laid)))
    for index, parent in enumerate(parents):
        if not 0 <= parent < index:
            continue
        holder = holders[parent]
        laid[holder].children.append(laid[index])
        depths[index] = depths[holder] + 1
        if depths[index] >= MAX_DEPTH:
            # A holder of its own would be nested deeper still.
            holders[index] = holder


def _lay_out(laid: list[Laid], layout: dict[str, Any], boxes: dict[str, Any], strings: list[str]) -> None:
    places = layout["nodeIndex"]
    for place, index in enumerate(places):
        node, box = laid[index], _rectangle(layout["bounds"][place])
        # A node may be laid out in several parts, as an inline element that holds a block is.
        node.box = box if node.box is None else _both(node.box, box)
        node.painted = max(node.painted, layout["paintOrders"][place])
        node.styles = dict(zip(STYLES, (_at(strings, style) for style in layout["styles"][place]), strict=False))
        node.text += _at(strings, layout["text"][place])
        node.scrolled = _told(layout.get("scrollRects"), place) or node.scrolled
        node.inner = _told(layout.get("clientRects"), place) or node.inner
    for place, bounds in zip(boxes.get("layoutIndex", ()), boxes.get("bounds", ()), strict=True):
        laid[places[place]].lines.append(_rectangle(bounds))


def _attributes(flat: list[int], strings: list[str]) -> dict[str, str]:
    return {_at(strings, name).lower(): _at(strings, value) for name, value in zip(flat[::2], flat[1::2], strict=True)}


def _rare(told: dict[str, list[int]] | None) -> Iterator[tuple[int, int]]:
    if told:
        yield from zip(told["index"], told["value"], strict=True)


def _at(strings: list[str], index: int) -> str:
    return strings[index] if index >= 0 else ""


def _rectangle(bounds: list[float]) -> Rectangle:
    x, y, width, height = bounds
    return x, y, x + width, y + height


def _told(rectangles: list[list[float]] | None, place: int) -> Rectangle | None:
    return _rectangle(rectangles[place]) if rectangles and len(rectangles[place]) == 4 else None


def _both(a: Rectangle, b: Rectangle) -> Rectangle:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
