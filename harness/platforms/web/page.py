"""The UI source of a page: what of its DOM a person can see, as `evidence.tree.web` reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree

from evidence.characters import for_xml
from harness.platforms.web.snapshot import ELEMENT, TEXT, Document, Laid, Rectangle

MAX_DEPTH = 150
"""Deeper elements are shown as children of the one at this depth."""

MAX_FRAMED = 100
"""How deep in the page a frame may stand to be read."""

_UNSEEN = {"script", "style", "head", "noscript", "template", "title", "meta", "link"}
_PICTURES = {"img", "svg", "canvas", "picture"}
_FRAMES = {"iframe", "frame", "object", "embed"}
_INLINE = {"inline", "contents"}
_TEXT_INPUTS = {"", "text", "search", "tel", "url", "email", "number", "password", "date", "time", "month", "week"}
_TICK_ROLES = {"checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"}
_CLICK_TAGS = {"a", "button", "summary", "select", "option", "label"}
_CONTROL_NAMES = re.compile(
    r"(?:^|[-_])(?:tab|btn|button|item|cell|link|menu|entry|nav|close|row|card|agree|refuse|cancel|confirm|ok)(?:$|[-_])"
)
_MOST_WORDS = 24
"""Characters of a control that nothing but its name tells for one."""

_CLICK_ROLES = {"button", "link", "tab", "menuitem", "option"} | _TICK_ROLES
_LIFTED = ("fixed", "absolute", "sticky")
_LEAST_OPACITY = 0.02
_WHOLE = 0.4
"""Share of the screen from which an element that lies in the page's flow only listens for what is in it."""

_FEW = 6
"""Nodes that an icon is made of at most."""

_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Where icon fonts keep their pictures: nothing of it can be read."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """What of the page is on the screen: its corner in the document and size in CSS px, and px for each of them."""

    x: float
    y: float
    width: float
    height: float
    scale: float


@dataclass(frozen=True, slots=True)
class BrowserDialog:
    """A dialog that the page has the browser show (alert, confirm, prompt): its message, and its buttons."""

    message: str
    buttons: tuple[str, ...]


def page_source(documents: Sequence[Document], viewport: Viewport, app: str) -> bytes:
    """The UI source of a page, UTF-8; boxes in px of the picture. `app` is whose page it is."""
    page = _page(documents[0].url, app, viewport)
    _Reading(documents, viewport).read(0, page, _Around(viewport.x, viewport.y, _screen(viewport), 0, page))
    return etree.tostring(page, encoding="utf-8")


def blank_source(viewport: Viewport) -> bytes:
    """The UI source of a screen on which nothing of the app is to be seen."""
    return etree.tostring(_page("", "", viewport), encoding="utf-8")


def dialog_source(dialog: BrowserDialog, viewport: Viewport, app: str) -> bytes:
    """The UI source while a dialog of the browser stands over the page, which cannot be read or pictured then.

    The boxes are where `dialog_button` finds the buttons again; nothing is drawn there.
    """
    page = _page("", app, viewport)
    card = _put(page, "dialog", _boxes(viewport)[0], viewport, text=dialog.message)
    for name, box in zip(dialog.buttons, _boxes(viewport)[1:], strict=False):
        _put(card, "button", box, viewport, text=name, clickable="true")
    return etree.tostring(page, encoding="utf-8")


def dialog_button(dialog: BrowserDialog, viewport: Viewport, x: int, y: int) -> str | None:
    """The button of a browser's dialog at a point in px, None beside them."""
    for name, (left, top, right, bottom) in zip(dialog.buttons, _boxes(viewport)[1:], strict=False):
        if left <= x / viewport.scale < right and top <= y / viewport.scale < bottom:
            return name
    return None


def _boxes(viewport: Viewport) -> tuple[Rectangle, Rectangle, Rectangle]:
    """The card, the button that agrees and the one that does not, from the corner of the screen."""
    left, right, top = viewport.width * 0.1, viewport.width * 0.9, viewport.height * 0.4
    middle, foot, bottom = viewport.width / 2, viewport.height * 0.54, viewport.height * 0.6
    return (left, top, right, bottom), (middle, foot, right, bottom), (left, foot, middle, bottom)


def _page(url: str, app: str, viewport: Viewport) -> etree._Element:
    size = {"w": str(round(viewport.width * viewport.scale)), "h": str(round(viewport.height * viewport.scale))}
    return etree.Element("page", {"app": for_xml(app), "url": for_xml(url)} | size)


def _screen(viewport: Viewport) -> Rectangle:
    return 0.0, 0.0, viewport.width, viewport.height


@dataclass(frozen=True, slots=True)
class _Around:
    """What a node inherits: the corner its boxes count from, what clips it, its depth, and where it is written."""

    x: float
    y: float
    clip: Rectangle
    depth: int
    into: etree._Element
    opacity: float = 1.0
    pointer: bool = False
    listened: bool = False
    """Whether something around it listens to clicks, perhaps for what is in it."""
    level: int = 0
    """How many elements it is in, seen or not."""

    def seen(self, box: Rectangle, *, fixed: bool, screen: Rectangle) -> Rectangle:
        """What of a box in the document shows, from the corner of the screen."""
        left, top, right, bottom = box
        moved = left - self.x, top - self.y, right - self.x, bottom - self.y
        return _cut(moved, screen if fixed else self.clip)


@dataclass(frozen=True, slots=True)
class _Reading:
    documents: Sequence[Document]
    viewport: Viewport

    def read(self, number: int, into: etree._Element, around: _Around) -> None:
        """Write what shows of a document."""
        root = self.documents[number].root
        body = next((node for node in root.walk() if node.name in ("body", "frameset")), None)
        if body is not None:
            listened = root.clickable or any(node.clickable for node in root.children)
            self._element(body, replace(around, listened=around.listened or listened))

    def _element(self, node: Laid, around: _Around) -> None:
        if node.name in _UNSEEN or node.styles.get("display") == "none":
            return
        opacity = around.opacity * _number(node.styles.get("opacity"), 1.0)
        ticks = _ticks(node)
        # An invisible input over a drawn box is what takes the tap.
        if opacity < _LEAST_OPACITY and ticks is None:
            return
        fixed = node.styles.get("position") == "fixed"
        screen = _screen(self.viewport)
        box = _line(node) or node.box
        seen = around.seen(box, fixed=fixed, screen=screen) if box is not None else None
        if around.depth == 0:
            # The page is as large as the screen, however little it holds.
            seen = screen
        shown = seen is not None and _area(seen) > 0 and node.styles.get("visibility") != "hidden"
        into, depth = around.into, around.depth
        if shown and seen is not None and depth < MAX_DEPTH:
            into = self._write(node, seen, around, ticks)
            depth += 1
        if node.name == "svg":
            return
        if node.name in _FRAMES:
            if seen is not None and around.level < MAX_FRAMED:
                self._frame(node, seen, _Around(around.x, around.y, seen, depth, into, opacity, level=around.level + 1))
            return
        clip = screen if fixed else around.clip
        if seen is not None and _clips(node):
            clip = _cut(seen, clip)
        inside = _Around(
            around.x,
            around.y,
            clip,
            depth,
            into,
            opacity,
            node.styles.get("cursor") == "pointer" or around.pointer,
            node.clickable or around.listened,
            around.level + 1,
        )
        self._children(node, inside, told=shown and _is_run(node))

    def _children(self, node: Laid, inside: _Around, *, told: bool) -> None:
        """Write what is in an element; of a run of text that is `told` already only what can be tapped."""
        first = len(inside.into)
        orders: list[int] = []
        for child in node.children:
            before = len(inside.into)
            if child.type == TEXT and not told:
                self._text(child, inside)
            elif child.type == ELEMENT or child.name.startswith("::"):
                if told and not _clickable(child, inside):
                    self._children(child, inside, told=True)
                else:
                    self._element(child, inside)
            orders += [child.painted] * (len(inside.into) - before)
        parts = list(inside.into)[first:]
        if orders != sorted(orders):
            # What is painted last stands in front, wherever it is in the document.
            inside.into[first:] = [parts[place] for place in sorted(range(len(parts)), key=orders.__getitem__)]

    def _text(self, node: Laid, around: _Around) -> None:
        words = _readable(node.text)
        seen = around.seen(node.box, fixed=False, screen=_screen(self.viewport)) if node.box is not None else None
        if words and seen is not None and _area(seen) > 0 and node.styles.get("visibility") != "hidden":
            _put(around.into, "text", seen, self.viewport, text=words)

    def _frame(self, node: Laid, seen: Rectangle, around: _Around) -> None:
        if node.frame is None or not 0 < node.frame < len(self.documents) or node.box is None:
            return
        inner, border = self.documents[node.frame], node.inner or (0.0, 0.0, 0.0, 0.0)
        x = inner.scroll_x - (node.box[0] - around.x + border[0])
        y = inner.scroll_y - (node.box[1] - around.y + border[1])
        self.read(node.frame, around.into, replace(around, x=x, y=y))

    def _write(self, node: Laid, seen: Rectangle, around: _Around, ticks: bool | None) -> etree._Element:
        screen = _area(_screen(self.viewport))
        page = _area(seen) >= _WHOLE * screen and node.styles.get("position") not in _LIFTED
        top = around.into.getparent()
        # A dialog in the top layer is a window of its own.
        lifted = node.name == "dialog" and node.styles.get("position") == "fixed" and top is not None
        into = around.into.getroottree().getroot() if lifted else around.into
        said = {
            "kind": _kind(node, ticks),
            "text": _said(node),
            "desc": _described(node),
            "id": _id(node),
            "clickable": _flag(_clickable(node, around) and not page),
            "checkable": _flag(ticks is not None),
            "checked": _flag(ticks is True),
            "selected": _flag(_selected(node)),
            "enabled": "false" if _off(node) else "",
            "scrollable": _flag(_scrolls(node) or (around.depth == 0 and self._page_scrolls(node))),
        }
        return _put(into, node.name.removeprefix("::"), seen, self.viewport, **said)

    def _page_scrolls(self, body: Laid) -> bool:
        page = self.documents[0]
        root = next((node for node in page.root.children if node.name == "html"), body)
        held = any(node.styles.get("overflow-y") in ("hidden", "clip") for node in (root, body))
        return page.height > self.viewport.height + 4 and not held


def _put(into: etree._Element, tag: str, box: Rectangle, viewport: Viewport, **said: str) -> etree._Element:
    left, top, right, bottom = (round(value * viewport.scale) for value in box)
    told = {"tag": for_xml(tag)} | {name: for_xml(value) for name, value in said.items() if value}
    place = {"x": str(left), "y": str(top), "w": str(right - left), "h": str(bottom - top)}
    return etree.SubElement(into, "node", told | place)


def _is_run(node: Laid) -> bool:
    """Whether an element holds nothing but a run of text: words, and elements that only dress or link some of them."""
    return _only_words(node) and any(_readable(part.text) for part in node.walk())


def _only_words(node: Laid) -> bool:
    return all(
        not _PRIVATE_USE.search(part.text)
        and (
            part.type == TEXT
            or part.name == "br"
            or part.name in _UNSEEN
            or (
                part.styles.get("display", "inline") in _INLINE
                and not _replaced(part)
                and _ticks(part) is None
                and _only_words(part)
            )
        )
        for part in node.children
        if part.type in (ELEMENT, TEXT) or part.name.startswith("::")
    )


def _line(node: Laid) -> Rectangle | None:
    """The longest line of an inline run that is broken over several: the middle of all may belong to something else."""
    if node.styles.get("display") != "inline" or not _is_run(node):
        return None
    rows: dict[int, Rectangle] = {}
    for line in (line for part in node.walk() for line in part.lines):
        row = rows.get(round(line[1]))
        left, right = (line[0], line[2]) if row is None else (min(row[0], line[0]), max(row[2], line[2]))
        rows[round(line[1])] = left, line[1], right, line[3]
    return max(rows.values(), key=lambda row: row[2] - row[0]) if len(rows) > 1 else None


def _replaced(node: Laid) -> bool:
    return node.name in _PICTURES | _FRAMES | {"input", "textarea", "select", "button", "video", "audio"}


def _said(node: Laid) -> str:
    """The text of an element of its own: that of a field, or of the run of text that it holds."""
    if node.name == "input":
        shown = node.attributes.get("type", "").lower()
        if shown in ("checkbox", "radio", "hidden", "image", "file", "range", "color"):
            return ""
        value = node.value or node.attributes.get("value", "")
        return "•" * len(value) if shown == "password" and value else value or node.attributes.get("placeholder", "")
    if node.name == "textarea":
        return node.value or node.attributes.get("placeholder", "")
    if node.name.startswith("::"):
        return "".join(_readable(part.text) for part in node.walk())
    if not _is_run(node):
        return ""
    parts = ("\n" if part.name == "br" else _PRIVATE_USE.sub("", part.text) for part in node.walk())
    return "\n".join(" ".join(line.split()) for line in "".join(parts).splitlines()).strip()


def _described(node: Laid) -> str:
    for name in ("aria-label", "alt", "title"):
        if node.attributes.get(name, "").strip():
            return node.attributes[name].strip()
    return ""


def _id(node: Laid) -> str:
    """What an author calls an element: its id, the id for tests, or its classes as a style sheet names them."""
    for name in ("id", "data-testid", "data-test-id", "data-test"):
        if node.attributes.get(name, "").strip():
            return node.attributes[name].strip()
    classes = node.attributes.get("class", "").split()
    return "." + ".".join(classes[:4]) if classes else ""


def _kind(node: Laid, ticks: bool | None) -> str:
    """What an element is to a person, in the words that other platforms' classes use."""
    role = node.attributes.get("role", "").lower()
    if role == "switch":
        return "switch"
    if ticks is not None:
        return "radio" if "radio" in (role, node.attributes.get("type", "").lower()) else "checkbox"
    if node.name == "textarea" or node.attributes.get("contenteditable", "false").lower() in ("", "true"):
        return "textfield"
    if node.name == "input" and node.attributes.get("type", "").lower() in _TEXT_INPUTS:
        return "textfield"
    if node.name in _PICTURES or _draws_icon(node):
        return "image"
    return "webview" if node.name in _FRAMES else ""


def _draws_icon(node: Laid) -> bool:
    """An element that holds characters of an icon font and no words."""
    few = list(islice(node.walk(), _FEW + 1))
    texts = "".join(part.text for part in few) if len(few) <= _FEW else ""
    return bool(_PRIVATE_USE.search(texts)) and not _readable(texts)


def _ticks(node: Laid) -> bool | None:
    """Whether a tick box is ticked; None for what is none. A label stands for its input where that is not seen."""
    role = node.attributes.get("role", "").lower()
    if role in _TICK_ROLES:
        return node.attributes.get("aria-checked", "").lower() == "true"
    if node.name == "input":
        return bool(node.checked) if node.attributes.get("type", "").lower() in ("checkbox", "radio") else None
    if node.name != "label":
        return None
    inputs = [part for part in node.walk() if part.name == "input" and _ticks(part) is not None]
    return bool(inputs[0].checked) if len(inputs) == 1 and _out_of_sight(inputs[0]) else None


def _out_of_sight(node: Laid) -> bool:
    return (
        node.box is None
        or node.box[2] <= 0
        or _area(node.box) < 4
        or node.styles.get("visibility") == "hidden"
        or _number(node.styles.get("opacity"), 1.0) < _LEAST_OPACITY
    )


def _clickable(node: Laid, around: _Around) -> bool:
    """Links and controls, what listens to clicks, and what has the hand for its cursor where its parent has not.

    Where something around it listens for all that is in it, what is called a control is one.
    """
    return (
        node.clickable
        or node.name in _CLICK_TAGS
        or (node.name == "input" and node.attributes.get("type", "").lower() != "hidden")
        or node.attributes.get("role", "").lower() in _CLICK_ROLES
        or (node.styles.get("cursor") == "pointer" and not around.pointer)
        or (around.listened and _called_control(node))
    )


def _called_control(node: Laid) -> bool:
    if node.type != ELEMENT or node.name in ("body", "form", "p"):
        return False
    named = any(name.startswith("data-") and not name.startswith("data-v-") for name in node.attributes)
    named = named or any(_CONTROL_NAMES.search(part.lower()) for part in node.attributes.get("class", "").split())
    if not named:
        return False
    words = 0
    for part in node.walk():
        words += len(_readable(part.text))
        if words > _MOST_WORDS:
            return False
    return words > 0


def _selected(node: Laid) -> bool:
    return node.attributes.get("aria-selected", "").lower() == "true" or "aria-current" in node.attributes


def _off(node: Laid) -> bool:
    return "disabled" in node.attributes or node.attributes.get("aria-disabled", "").lower() == "true"


def _scrolls(node: Laid) -> bool:
    inner, whole = node.inner, node.scrolled
    if inner is None or whole is None:
        return False
    if node.name in ("body", "html"):
        return False
    wide, high = (whole[2] - whole[0]) - (inner[2] - inner[0]), (whole[3] - whole[1]) - (inner[3] - inner[1])
    styles = node.styles
    return (high > 4 and styles.get("overflow-y") in ("auto", "scroll")) or (
        wide > 4 and styles.get("overflow-x") in ("auto", "scroll")
    )


def _clips(node: Laid) -> bool:
    if node.name in ("body", "html"):
        return False
    return any(node.styles.get(name) not in (None, "visible") for name in ("overflow-x", "overflow-y"))


def _readable(text: str) -> str:
    return _PRIVATE_USE.sub("", text).strip()


def _flag(value: bool) -> str:
    return "true" if value else ""


def _number(text: str | None, default: float) -> float:
    try:
        return float(text) if text else default
    except ValueError:
        return default


def _area(box: Rectangle) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _cut(a: Rectangle, b: Rectangle) -> Rectangle:
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
