"""The XCUITest source that an iOS app would give for a page, in points."""

from __future__ import annotations

import random
from typing import Any
from xml.sax.saxutils import quoteattr

from tests.perception.screen.corpus.model import Phone, TreeStyle

Node = dict[str, Any]
_CLOSE_NAMES = ("icon_close", "close_white", "ic_dialog_close", "ad close", "btn_guanbi", "popup_close_btn")


def source_ios(nodes: list[Node], style: TreeStyle, phone: Phone) -> bytes:
    """The XML of a screen; the same input gives the same bytes."""
    return _Writer(style, phone).write(nodes).encode("utf-8")


class _Writer:
    def __init__(self, style: TreeStyle, phone: Phone) -> None:
        self._style, self._scale = style, phone.scale
        self._choose = random.Random(style.seed)
        self._screen = [0, 0, phone.width, phone.height]

    def write(self, nodes: list[Node]) -> str:
        windows: list[Node] = []
        page = self._split(nodes, windows)
        covered = any(one.get("t-covers") == "1" for one in windows)
        if covered and not self._style.leaks:
            page = []
        inner = self._element("XCUIElementTypeOther", self._screen, "", "", self._all(page, visible=not covered))
        front = "".join(
            self._element("XCUIElementTypeOther", self._screen, "", "", self._all([one])) for one in windows
        )
        window = self._element("XCUIElementTypeWindow", self._screen, "", "", inner + front)
        bundle = f'bundleId="{self._style.package}"'
        app = self._element("XCUIElementTypeApplication", self._screen, "App", "App", window, bundle)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{app}'

    def _split(self, nodes: list[Node], windows: list[Node]) -> list[Node]:
        left = []
        for node in nodes:
            if node.get("mode") in ("window", "overlay") or (node.get("role") == "window" and node.get("mode") is None):
                windows.append(node)
            else:
                left.append({**node, "kids": self._split(node["kids"], windows)})
        return left

    def _all(self, nodes: list[Node], visible: bool = True) -> str:
        return "".join(self._node(node, visible) for node in nodes)

    def _node(self, node: Node, visible: bool) -> str:
        role, text = node.get("role"), node["text"] or ""
        told = self._style
        if role == "close" and node.get("mode") != "hidden":
            return self._close(node, visible)
        if role == "check":
            if told.ticks == "absent":
                return ""
            name = self._choose.choice(("", "check_sel", "agree_btn"))
            value = ' value="1"' if told.ticks in ("checkable", "selected") and node.get("t-ticked") == "1" else ""
            kind = "XCUIElementTypeSwitch" if told.ticks == "checkable" and value else "XCUIElementTypeButton"
            return self._element(kind, node["box"], name, name, "", value.strip(), visible)
        if role == "label" and told.labels != "text":
            return "" if told.labels == "absent" else self._element("XCUIElementTypeImage", node["box"], "", "", "")
        shown = visible and node.get("mode") != "hidden"
        if role == "window" and node.get("t-kind") == "ad" and told.empty_web:
            return self._element("XCUIElementTypeWebView", node["box"], "", "", "")
        kids = self._all(node["kids"], visible)
        if node.get("kind") == "edit":
            return self._element(
                "XCUIElementTypeTextField", node["box"], "", text, "", f"value={quoteattr(text)}", shown
            )
        if node.get("kind") == "image":
            return self._element("XCUIElementTypeImage", node["box"], "", "", "", "", shown)
        if text and not kids:
            clicked = node.get("click") and self._choose.random() < 0.7
            kind = "XCUIElementTypeButton" if clicked or node.get("tag") == "button" else "XCUIElementTypeStaticText"
            return self._element(kind, node["box"], text, text, "", "", shown)
        kind = "XCUIElementTypeScrollView" if node.get("scroll") else "XCUIElementTypeOther"
        if node.get("tag") == "button":
            kind = "XCUIElementTypeButton"
        return self._element(kind, node["box"], text, text, kids, "", shown)

    def _close(self, node: Node, visible: bool) -> str:
        told, words = self._style.closes, _text(node)
        if told == "absent":
            return ""
        readable = any("一" <= letter <= "鿿" for letter in words)
        if readable and told != "nameless":
            kind = self._choose.choice(("XCUIElementTypeButton", "XCUIElementTypeStaticText"))
            return self._element(kind, node["box"], words, words, "", "", visible)
        name = self._choose.choice(_CLOSE_NAMES) if told in ("id", "both") else ""
        label = "关闭" if told in ("description", "both", "text") else name
        kind = self._choose.choice(("XCUIElementTypeButton", "XCUIElementTypeButton", "XCUIElementTypeImage"))
        return self._element(kind, node["box"], name or label, label, "", "", visible)

    def _element(
        self, kind: str, box: list[int], name: str, label: str, kids: str, more: str = "", visible: bool = True
    ) -> str:
        x1, y1, x2, y2 = (round(side / self._scale) for side in box)
        named = (f" name={quoteattr(name)}" if name else "") + (f" label={quoteattr(label)}" if label else "")
        place = f'x="{x1}" y="{y1}" width="{x2 - x1}" height="{y2 - y1}"'
        shown = "true" if visible else "false"
        reached = "true" if label else "false"
        head = f'<{kind} type="{kind}"{named} enabled="true" visible="{shown}" accessible="{reached}" {place} {more}'
        return f"{head.rstrip()}>{kids}</{kind}>"


def _text(node: Node) -> str:
    return " ".join(part for part in (node["text"] or "", *(_text(kid) for kid in node["kids"])) if part)
