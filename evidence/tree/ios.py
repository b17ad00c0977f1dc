"""XCUITest XML, as WebDriverAgent gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from evidence.errors import SourceError
from evidence.geometry import Box
from evidence.tree.limits import number, parse_xml, text
from evidence.tree.node import Node, Tree


def _kinds(*names: str) -> frozenset[str]:
    return frozenset(f"XCUIElementType{name}" for name in names)


_CLICKABLE = _kinds(
    "Button", "Link", "Cell", "Switch", "Toggle", "CheckBox", "Icon", "TextField", "SecureTextField", "SearchField"
) | _kinds("MenuItem", "Tab", "Key")
_CHECKABLE = _kinds("Switch", "Toggle", "CheckBox")
_VALUED = _kinds("StaticText", "TextView", "TextField", "SearchField", "Link", "Cell", "PickerWheel", "Other")
_SCROLLABLE = _kinds("ScrollView", "Table", "CollectionView")
_WRAPPERS = _kinds("Other", "Window", "Application", "Cell", "ScrollView", "Table", "CollectionView", "WebView")
_LIFTED = _kinds("Alert", "Sheet")
_WINDOWS = _LIFTED | _kinds("Window")
_SYSTEM = _kinds("StatusBar", "Keyboard", "ScrollBar")
_DRAWN = _kinds("Image", "Icon", "Map", "WebView")
_FILE_NAME = re.compile(r"[A-Za-z0-9@.\-]*_[A-Za-z0-9_@.\-]*")
"""What a picture is named after that nobody has labelled: not to be read on the screen."""
_SCROLL_BAR = re.compile(r"(?:vertical|horizontal) scroll bar|(?:垂直|水平)滚动条", re.IGNORECASE)
_MOST_PARTS = 200


def parse_ios(source: bytes) -> Tree:
    """The tree of an XCUITest source; bounds are the source's points, which the caller scales by the screen's factor.

    `<AppiumAUT>` around one or several applications is accepted. Windows stand front first; alerts and sheets, which
    the source hides deep in full-screen windows, are windows of their own. Raises SourceError.
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
    sources = [(part, window) for part in applications for window in _windows(part)]
    windows: list[Node] = []
    for index, (part, window) in enumerate(sources):
        reading = _Reading(index, text(part.get("bundleId")))
        windows += (reading.node(window, str(index), _Around()), *reading.lifted)
    shown = [window for window in windows if any(_shows(node) for node in window.walk())]
    return Tree(
        "ios",
        tuple(reversed(shown or windows[:1])),
        max((number(part.get("width")) for part in applications), default=0),
        max((number(part.get("height")) for part in applications), default=0),
    )


def _windows(application: etree._Element) -> list[etree._Element]:
    return list(application) if any(child.tag in _WINDOWS for child in application) else [application]


def _shows(node: Node) -> bool:
    """Whether there is anything to see: iOS keeps empty windows over every screen, for its effects."""
    return node.visible and (bool(node.text) or node.clickable or node.cls in _DRAWN)


@dataclass(frozen=True, slots=True)
class _Around:
    """What an element inherits: the box around it, how far its coordinates are off, whether the system draws it."""

    box: Box | None = None
    dx: int = 0
    dy: int = 0
    system: bool = False


@dataclass(slots=True)
class _Reading:
    """The reading of one window; alerts and sheets in it are set aside."""

    window: int
    package: str
    lifted: list[Node] = field(default_factory=list)

    def node(self, element: etree._Element, path: str, around: _Around) -> Node:
        """The node of an element with all below it."""
        get, cls = element.get, str(element.tag)
        inside = _placed(element, around, cls)
        bounds = inside.box or Box(0, 0, 0, 0)
        children: list[Node] = []
        for index, part in enumerate(element):
            child = self.node(part, f"{path}.{index}", inside)
            (self.lifted if child.cls in _LIFTED and child.visible else children).append(child)
        name, value = text(get("name")), text(get("value"))
        said = _said(cls, text(get("label")), name, value)
        if cls in _WRAPPERS and said and _joins(said, children):
            said = ""
        return Node(
            path=path,
            cls=cls,
            text=said,
            description=name if name != said and _readable(name) and not _joins(name, children) else "",
            id=text(get("identifier")) or name,
            bounds=bounds,
            clickable=cls in _CLICKABLE,
            checkable=cls in _CHECKABLE,
            checked=cls in _CHECKABLE and value in ("1", "true"),
            enabled=get("enabled") != "false",
            visible=get("visible") != "false" and bounds.area > 0 and not inside.system,
            scrollable=cls in _SCROLLABLE,
            package=self.package,
            window=self.window,
            children=tuple(children),
            selected=get("selected") == "true",
            focused=get("focused") == "true" or get("hasKeyboardFocus") == "true",
        )


def _placed(element: etree._Element, around: _Around, cls: str) -> _Around:
    """Where an element lies. Views of another process count from their own corner, which their host's box tells."""
    x, y = number(element.get("x")), number(element.get("y"))
    width, height = max(0, number(element.get("width"))), max(0, number(element.get("height")))
    dx, dy = around.dx, around.dy
    host = around.box
    if host is not None and not (dx or dy or x or y) and (width, height) == (host.width, host.height):
        dx, dy = host.x1, host.y1
    box = Box(x + dx, y + dy, x + dx + width, y + dy + height)
    return _Around(box, dx, dy, around.system or cls in _SYSTEM)


def _said(cls: str, label: str, name: str, value: str) -> str:
    """What can be read: a label that is no file's name, the value of what has one, a name in a human language."""
    if label and (_FILE_NAME.fullmatch(label) or _SCROLL_BAR.match(label)):
        return ""
    if label or cls in _CHECKABLE:
        return label
    return (value if cls in _VALUED else "") or (name if _readable(name) else "")


def _readable(name: str) -> bool:
    return (not name.isascii() or " " in name) and not _SCROLL_BAR.match(name) and not _FILE_NAME.fullmatch(name)


def _joins(said: str, children: list[Node]) -> bool:
    """Whether a container says no more than what is in it."""
    parts = (part.text for child in children for part in child.walk())
    return any(part and part in said for part in islice(parts, _MOST_PARTS))
