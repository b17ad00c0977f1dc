"""The UiAutomator source that an Android app would give for a page: classes, ids, windows, and what is missing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import quoteattr

from tests.perception.screen.corpus.model import Phone, TreeStyle
from tests.perception.screen.corpus.names import close_id, resource_id

_CONTAINERS = {
    "views": (
        "android.widget.FrameLayout",
        "android.widget.LinearLayout",
        "android.widget.RelativeLayout",
        "android.view.ViewGroup",
    ),
    "compose": ("android.view.View",),
    "flutter": ("android.view.View",),
    "react": ("android.view.ViewGroup",),
    "web": ("android.view.View",),
}  # fmt: skip
_IMAGES = {"views": "android.widget.ImageView", "react": "android.widget.ImageView", "web": "android.widget.Image"}
_HOSTS = {
    "flutter": "android.view.View",
    "compose": "androidx.compose.ui.platform.ComposeView",
    "web": "android.webkit.WebView",
}

Node = dict[str, Any]


def source(nodes: list[Node], style: TreeStyle, phone: Phone) -> bytes:
    """The XML of a screen. `nodes` are the snapshot's; the same input gives the same bytes."""
    return _Writer(style, phone).write(nodes).encode("utf-8")


class _Writer:
    def __init__(self, style: TreeStyle, phone: Phone) -> None:
        self._style, self._phone = style, phone
        self._choose = random.Random(style.seed)
        self._screen = [0, 0, phone.width, phone.height]

    def write(self, nodes: list[Node]) -> str:
        windows: list[Node] = []
        page = self._split(nodes, windows)
        system = [one for one in windows if one.get("mode") == "system"]
        windows = [one for one in windows if one.get("mode") != "system"]
        mode = self._style.windows
        covered = any(one.get("t-covers") == "1" for one in windows)
        if system:
            roots = [self._system(one) for one in system]
            roots += [self._root(page + windows)] if mode != "own" else []
        elif not windows or mode == "overlay" or covered:
            if covered and not self._style.leaks:
                page = []
            roots = [self._root(page + windows)]
        else:
            roots = [self._own(one) for one in reversed(windows)]
            if mode == "multi" or all(one.get("t-blocking") == "0" for one in windows):
                roots.append(self._root(page))
        rotation = f'rotation="0" width="{self._phone.width}" height="{self._phone.height}"'
        head = rotation if self._style.dialect == "appium" else 'rotation="0"'
        return (
            f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<hierarchy {head}>{''.join(roots)}</hierarchy>"
        )

    def _split(self, nodes: list[Node], windows: list[Node]) -> list[Node]:
        """Take the windows out of the page, wherever in it they are; what dims behind them belongs to none."""
        left = []
        for node in nodes:
            if node.get("mode") == "overlay":
                if self._style.windows == "overlay":
                    windows.append(node)
            elif node.get("mode") in ("window", "system") or (
                node.get("role") == "window" and node.get("mode") is None
            ):
                windows.append(node)
            else:
                left.append({**node, "kids": self._split(node["kids"], windows)})
        return left

    def _root(self, nodes: list[Node]) -> str:
        """An activity: the decor and its content frame."""
        if self._style.flavour in ("flutter", "compose", "web"):
            nodes = [_made(_HOSTS[self._style.flavour], self._screen, nodes)]
        content = _made("android.widget.FrameLayout", self._screen, nodes, id="android:id/content")
        inner = _made(
            "android.widget.LinearLayout", self._screen, [_made("android.widget.FrameLayout", self._screen, [content])]
        )
        kids = [inner]
        if self._choose.random() < 0.4:
            bar = round(24 * self._phone.scale)
            kids.append(
                _made("android.view.View", [0, 0, self._phone.width, bar], [], id="android:id/statusBarBackground")
            )
        return self._node(_made("android.widget.FrameLayout", self._screen, kids), 0)

    def _own(self, window: Node) -> str:
        """A window of its own: as large as its box, or a full one with something that is touched outside."""
        box = window["box"]
        if window.get("mode") == "overlay":
            return ""
        holder = _made("android.widget.FrameLayout", box, [window], id="android:id/content")
        if window.get("t-form") == "sheet" or self._choose.random() < 0.3:
            outside = _made("android.view.View", self._screen, [], click=True)
            if self._style.ids == "named":
                outside["id"] = "touch_outside"
            return self._node(_made("android.widget.FrameLayout", self._screen, [outside, holder]), 0)
        return self._node(_made("android.widget.FrameLayout", box, [holder]), 0)

    def _system(self, window: Node) -> str:
        """A window of the system, with the system's package."""
        owner = str(window.get("t-package", "com.android.permissioncontroller"))
        writer = _Writer(self._style, self._phone)
        writer._style = _with_owner(self._style, owner)
        return writer._node(_made("android.widget.FrameLayout", window["box"], [window]), 0)

    def _node(self, node: Node, index: int) -> str:
        made = self._described(node)
        if made is None:
            return "".join(self._node(kid, at) for at, kid in enumerate(node["kids"]))
        kids = "".join(self._node(kid, at) for at, kid in enumerate(made["kids"]))
        attributes = self._attributes(made, index)
        name = made["cls"].rpartition("$")[2] if self._style.dialect == "appium" else "node"
        return f"<{name} {attributes}>{kids}</{name}>" if kids else f"<{name} {attributes} />"

    def _described(self, node: Node) -> Node | None:
        """The node with its class, names and state; None when the tree is silent about it."""
        style, role = self._style, node.get("role")
        made = {**node, "cls": str(node.get("cls") or self._class(node)), "desc": str(node.get("desc", ""))}
        made["text"] = node["text"] or ""
        made["id"] = (
            resource_id(node, made["cls"], style.ids, style.package, self._choose)
            if "made" not in node
            else str(node.get("id", ""))
        )
        if role == "close" and node.get("mode") != "hidden":
            return self._close(made)
        if role in ("label", "label-small") and style.labels != "text":
            if style.labels == "absent":
                return {**made, "skip": True} if node["kids"] else None
            return {**made, "text": "", "desc": "", "cls": "android.widget.ImageView", "kids": []}
        if role == "check":
            return self._check(made)
        if role == "window" and node.get("t-kind") == "ad":
            return self._container(made)
        if style.links == "nodes" and node.get("links"):
            made["kids"] = [*made["kids"], *node["links"]]
        if style.flavour == "flutter" and made["text"]:
            made["desc"], made["text"] = made["text"], ""
        if style.flavour == "compose" and node.get("tag") == "button" and made["text"]:
            inner = {**_made("android.widget.TextView", _inset(made["box"]), []), "text": made["text"]}
            return {**made, "text": "", "kids": [inner]}
        return made

    def _close(self, made: Node) -> Node | None:
        told = self._style.closes
        words = str(node_text(made))
        if told == "absent":
            return (
                None
                if not made["kids"]
                else {**made, "text": "", "id": "", "kids": [], "cls": "android.view.View", "click": False}
            )
        made["kids"] = []
        made["id"] = made["desc"] = ""
        readable = any("一" <= letter <= "鿿" for letter in words)
        made["text"] = words if readable and (told != "nameless" or self._choose.random() < 0.4) else ""
        if not readable:
            made["cls"] = self._choose.choice(
                (_IMAGES.get(self._style.flavour, "android.view.View"), "android.view.View")
            )
            if self._style.flavour == "views":
                made["cls"] = self._choose.choice(
                    ("android.widget.ImageView",) * 4 + ("android.widget.ImageButton", "android.view.View")
                )
        if told in ("id", "both"):
            made["id"] = close_id(words, self._style.package, self._choose)
        if told in ("description", "both") and not made["text"]:
            made["desc"] = self._choose.choice(("关闭", "关闭", "close", "关闭按钮", "Close"))
        if told == "text" and not made["text"]:
            made["text"] = self._choose.choice(("×", "关闭", ""))
        made["click"] = self._choose.random() < 0.85
        return made

    def _check(self, made: Node) -> Node | None:
        told, ticked = self._style.ticks, made.get("t-ticked") == "1"
        made = {**made, "kids": [], "text": "", "click": True}
        if told == "absent":
            return None
        if told == "checkable":
            cls = "android.widget.RadioButton" if made.get("t-radio") == "1" else "android.widget.CheckBox"
            return {**made, "cls": cls, "checkable": True, "checked": ticked}
        cls = self._choose.choice((_IMAGES.get(self._style.flavour, "android.view.View"), "android.view.View"))
        if told == "lying":
            return {**made, "cls": cls, "checked": self._choose.random() < 0.5}
        return {**made, "cls": cls, "selected": told == "selected" and ticked, "checked": False}

    def _container(self, made: Node) -> Node:
        names = (
            "tt_ad_container",
            "ksad_container",
            "ad_container",
            "splash_ad_view",
            "pangle_root",
            "gdt_media",
            "interstitial_root",
        )
        chosen = self._choose.choice(names)
        if self._style.container_ids and self._style.ids != "absent":
            made["id"] = f"{self._style.package}:id/{chosen}"
        if self._style.empty_web:
            outer = [kid for kid in made["kids"] if kid.get("role") == "close" and kid.get("mode") != "hidden"]
            web = _made("android.webkit.WebView", made["box"], [])
            made["kids"] = [web, *(outer if self._choose.random() < 0.5 else [])]
            made["text"] = ""
        return made

    def _class(self, node: Node) -> str:
        flavour, tag, kind = self._style.flavour, node.get("tag"), node.get("kind")
        if kind == "edit":
            return "android.widget.EditText"
        if kind == "check":
            return "android.widget.CheckBox"
        if kind == "image":
            return _IMAGES.get(flavour, "android.view.View")
        if tag in ("button", "ion-button", "mdui-button") and (
            flavour in ("web", "compose", "flutter") or self._choose.random() < 0.6
        ):
            return "android.widget.Button"
        if node["text"] is not None and not node["kids"]:
            return "android.widget.TextView" if flavour in ("views", "react", "compose") else "android.view.View"
        if node.get("scroll"):
            return (
                "android.widget.ScrollView"
                if self._choose.random() < 0.5
                else "androidx.recyclerview.widget.RecyclerView"
            )
        return self._choose.choice(_CONTAINERS[flavour])

    def _attributes(self, node: Node, index: int) -> str:
        x1, y1, x2, y2 = node["box"]
        click = _flag(node.get("click"))
        told: list[tuple[str, str]] = [
            ("index", str(index)),
            ("text", node["text"]),
            ("resource-id", node["id"]),
            ("class", node["cls"]),
            (
                "package",
                self._style.package if not node["id"].startswith("com.android.systemui") else "com.android.systemui",
            ),
            ("content-desc", node["desc"]),
            ("checkable", _flag(node.get("checkable"))),
            ("checked", _flag(node.get("checked") in (True, "1"))),
            ("clickable", click),
            ("enabled", _flag(node.get("t-enabled") != "0")),
            ("focusable", click),
            ("focused", "false"),
            ("scrollable", _flag(node.get("scroll"))),
            ("long-clickable", "false"),
            ("password", "false"),
            ("selected", _flag(node.get("selected"))),
            ("bounds", f"[{x1},{y1}][{x2},{y2}]"),
        ]
        if self._style.dialect == "appium":
            told += [("displayed", "true")]
        else:
            told += [("drawing-order", "0"), ("hint", "")] if self._style.seed % 2 else []
        return " ".join(f"{name}={quoteattr(value)}" for name, value in told)


def node_text(node: Node) -> str:
    """All that a node and those below it say."""
    return " ".join(one["text"] for one in _below(node) if one.get("text"))


def _below(node: Node) -> Iterator[Node]:
    yield node
    for kid in node["kids"]:
        yield from _below(kid)


def _made(cls: str, box: list[int], kids: list[Node], id: str = "", click: bool = False) -> Node:
    return {"tag": "", "cls": cls, "box": box, "kids": kids, "text": None, "id": id, "click": click, "made": True}


def _inset(box: list[int]) -> list[int]:
    x, y = (box[2] - box[0]) // 5, (box[3] - box[1]) // 4
    return [box[0] + x, box[1] + y, box[2] - x, box[3] - y]


def _with_owner(style: TreeStyle, owner: str) -> TreeStyle:
    return replace(style, package=owner, flavour="views", ids="absent")


def _flag(value: object) -> str:
    return "true" if value else "false"
