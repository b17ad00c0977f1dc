"""Android-like nodes made from what the snapshot script found in a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from virtualphone.engine.api import Bounds
from virtualphone.engine.geometry import Geometry

NODE_LIMIT = 4000
_TEXT_LIMIT = 20_000
_DEPTH_LIMIT = 200
_CLASS = re.compile(r"[A-Za-z_][\w]*(?:\.[A-Za-z_][\w$]*)*\Z", re.ASCII)
_ID = re.compile(r"[\w.:/$-]{1,200}\Z")
# What XML 1.0 cannot hold: control characters, surrogates and the two non-characters at the end of the plane.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class UiNode:
    """One accessibility node; `key` is its identity while the view behind it lives, `text` None-like as empty."""

    key: str
    class_name: str
    package: str
    bounds: Bounds
    text: str = ""
    description: str = ""
    resource_id: str = ""
    hint: str = ""
    checkable: bool = False
    checked: bool = False
    clickable: bool = False
    enabled: bool = True
    focusable: bool = False
    focused: bool = False
    long_clickable: bool = False
    password: bool = False
    scrollable: bool = False
    selected: bool = False
    showing_hint: bool = False
    selection: tuple[int, int] | None = None
    children: list[UiNode] = field(default_factory=list)

    def walk(self) -> Iterator[UiNode]:
        """The node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class PageWindow:
    """One window of a page: the page itself (kind None) or an element marked as a window; `root` holds its nodes."""

    kind: str | None
    key: str
    root: UiNode


@dataclass(frozen=True, slots=True)
class PageSnapshot:
    """All windows of one page, back to front; the last is the active one."""

    title: str
    windows: tuple[PageWindow, ...]


def clean_text(value: object) -> str:
    """Text as XML 1.0 can hold it, cut at the limit; anything that is no text becomes empty."""
    return _NOT_XML.sub("", value[:_TEXT_LIMIT]) if isinstance(value, str) else ""


def read_snapshot(raw: str, *, prefix: str, package: str, geometry: Geometry) -> PageSnapshot:
    """Turns the script's JSON into windows; `prefix` makes node keys unique among pages."""
    data = json.loads(raw)
    reader = _Reader(prefix, package, geometry)
    content = reader.nodes(data.get("content", []), 0)
    windows = [PageWindow(None, f"{prefix}:content", reader.frame("content", geometry.content, content))]
    for entry in data.get("windows", []):
        nodes = reader.nodes(entry.get("n", []), 0)
        if nodes:
            bounds = geometry.to_display(*_rectangle(entry.get("b")))
            key = f"window{entry.get('k')}"
            windows.append(PageWindow(str(entry.get("kind")), f"{prefix}:{key}", reader.frame(key, bounds, nodes)))
    return PageSnapshot(clean_text(data.get("title")), tuple(windows))


@dataclass(frozen=True, slots=True)
class _Reader:
    prefix: str
    package: str
    geometry: Geometry

    def frame(self, key: str, bounds: Bounds, nodes: list[UiNode]) -> UiNode:
        """The decor view and Android's content frame around the nodes of a window."""
        content = UiNode(
            f"{self.prefix}:{key}:content",
            "android.widget.FrameLayout",
            self.package,
            bounds,
            resource_id="android:id/content",
            children=nodes,
        )
        return UiNode(
            f"{self.prefix}:{key}:decor", "android.widget.FrameLayout", self.package, bounds, children=[content]
        )

    def nodes(self, raw: Sequence[dict[str, Any]], depth: int) -> list[UiNode]:
        """Nodes of a list, without those that have no area on the display."""
        if depth > _DEPTH_LIMIT:
            return []
        return [node for item in raw if (node := self.node(item, depth)) is not None]

    def node(self, raw: dict[str, Any], depth: int) -> UiNode | None:
        """One node with its children."""
        bounds = self.geometry.to_display(*_rectangle(raw.get("b")))
        if bounds.width <= 0 or bounds.height <= 0:
            return None
        selection = raw.get("sel")
        return UiNode(
            key=f"{self.prefix}:{raw.get('k')}",
            class_name=_class_name(raw.get("c")),
            package=self.package,
            bounds=bounds,
            text=clean_text(raw.get("t")),
            description=clean_text(raw.get("d")),
            resource_id=self.resource_id(raw.get("i"), in_web=bool(raw.get("w"))),
            hint=clean_text(raw.get("hint")),
            checkable="ck" in raw,
            checked="cd" in raw,
            clickable="cl" in raw,
            enabled="off" not in raw,
            focusable="fo" in raw,
            focused="fd" in raw,
            long_clickable="lc" in raw,
            password="pw" in raw,
            scrollable="sc" in raw,
            selected="se" in raw,
            showing_hint=bool(raw.get("empty")) and bool(raw.get("hint")),
            selection=_selection(selection),
            children=self.nodes(raw.get("n", []), depth + 1),
        )

    def resource_id(self, value: object, *, in_web: bool) -> str:
        """`package:id/name`; within a web page the bare id, as a WebView reports it."""
        name = clean_text(value).strip()
        if not name or _ID.match(name) is None:
            return ""
        return name if in_web or ":id/" in name else f"{self.package}:id/{name}"


def _class_name(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= 200 and _CLASS.match(value) else "android.view.View"


def _rectangle(value: object) -> tuple[float, float, float, float]:
    match value:
        case [int() | float() as left, int() | float() as top, int() | float() as right, int() | float() as bottom]:
            return float(left), float(top), float(right), float(bottom)
        case _:
            return 0.0, 0.0, 0.0, 0.0


def _selection(value: object) -> tuple[int, int] | None:
    match value:
        case [int() as start, int() as end]:
            return start, end
        case _:
            return None
