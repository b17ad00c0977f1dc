"""The window tree as XML, in the words of UiAutomator2's server and of `uiautomator dump`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from virtualphone.engine.api import Dialect
from virtualphone.engine.geometry import Geometry
from virtualphone.engine.tree import UiNode

NOT_A_NAME = re.compile(r"[^\w.-]", re.ASCII)
KEY_ATTRIBUTE = "vp-key"
_LAYOUTS = re.compile(r"Layout\Z|ViewGroup\Z|\Aandroid\.view\.View\Z")


def tag_of(class_name: str) -> str:
    """A class name as an XML tag, inner classes with a dot as the server writes them."""
    return NOT_A_NAME.sub(".", class_name)


def to_element(
    roots: Sequence[UiNode], geometry: Geometry, *, dialect: Dialect, compressed: bool = False, with_keys: bool = False
) -> etree._Element:
    """The tree as an XML element; with keys each element carries its node's identity in `vp-key`."""
    top = etree.Element("hierarchy")
    if dialect == "uia2":
        top.set("index", "0")
        top.set("class", "hierarchy")
    top.set("rotation", "0")
    if dialect == "uia2":
        top.set("width", str(geometry.model.width))
        top.set("height", str(geometry.navigation_bar.top))
    for index, root in enumerate(roots):
        _append(top, root, index, dialect, compressed, with_keys)
    return top


def to_xml(roots: Sequence[UiNode], geometry: Geometry, *, dialect: Dialect, compressed: bool = False) -> str:
    """The tree as an XML 1.0 document."""
    element = to_element(roots, geometry, dialect=dialect, compressed=compressed)
    body = etree.tostring(element, encoding="unicode", pretty_print=dialect == "uia2")
    return f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n{body}"


def _append(
    parent: etree._Element, node: UiNode, index: int, dialect: Dialect, compressed: bool, with_keys: bool
) -> None:
    if compressed and _is_unimportant(node):
        for child in node.children:
            _append(parent, child, len(parent), dialect, compressed, with_keys)
        return
    attributes = _uia2_attributes(node, index) if dialect == "uia2" else _dump_attributes(node, index)
    if with_keys:
        attributes[KEY_ATTRIBUTE] = node.key
    element = etree.SubElement(parent, tag_of(node.class_name) if dialect == "uia2" else "node", attributes)
    for number, child in enumerate(node.children):
        _append(element, child, number, dialect, compressed, with_keys)


def _is_unimportant(node: UiNode) -> bool:
    """Whether Android's compressed layout leaves a view out: a bare layout that says and does nothing."""
    says = node.text or node.description or node.resource_id
    does = node.clickable or node.long_clickable or node.scrollable or node.checkable or node.focusable
    return not says and not does and bool(node.children) and _LAYOUTS.search(node.class_name) is not None


def _uia2_attributes(node: UiNode, index: int) -> dict[str, str]:
    attributes = {"index": str(index), "package": node.package, "class": node.class_name, "text": node.text}
    if node.description:
        attributes["content-desc"] = node.description
    if node.resource_id:
        attributes["resource-id"] = node.resource_id
    if node.hint:
        attributes["hint"] = node.hint
        attributes["showing-hint"] = _word(node.showing_hint)
    attributes |= _states(node)
    if node.selection is not None:
        attributes["selection-start"], attributes["selection-end"] = map(str, node.selection)
    return attributes | {"bounds": str(node.bounds), "displayed": "true"}


def _dump_attributes(node: UiNode, index: int) -> dict[str, str]:
    named = {
        "index": str(index),
        "text": node.text,
        "resource-id": node.resource_id,
        "class": node.class_name,
        "package": node.package,
        "content-desc": node.description,
    }
    return named | _states(node) | {"bounds": str(node.bounds)}


def _states(node: UiNode) -> dict[str, str]:
    return {
        "checkable": _word(node.checkable),
        "checked": _word(node.checked),
        "clickable": _word(node.clickable),
        "enabled": _word(node.enabled),
        "focusable": _word(node.focusable),
        "focused": _word(node.focused),
        "scrollable": _word(node.scrollable),
        "long-clickable": _word(node.long_clickable),
        "password": _word(node.password),
        "selected": _word(node.selected),
    }


def _word(value: bool) -> str:
    return "true" if value else "false"
