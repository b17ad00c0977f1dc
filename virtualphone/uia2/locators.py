"""Finds nodes by the strategies of the UiAutomator2 driver, except those that must scroll."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

from virtualphone.engine.geometry import Geometry
from virtualphone.engine.hierarchy import to_element
from virtualphone.engine.tree import UiNode
from virtualphone.uia2.errors import WireError
from virtualphone.uia2.matching import find_all
from virtualphone.uia2.uiselector import UiSelector

_MAX_XPATH_CHARS = 10_000
_FULL_ID = re.compile(r"\S+:id/\S+\Z")


def by_simple(strategy: str, selector: str, roots: Sequence[UiNode], package: str) -> list[UiNode]:
    """Nodes by id, accessibility id or class name; an id without package gets that of the active window."""
    nodes = (node for root in roots for node in root.walk())
    match strategy:
        case "id":
            full = selector if _FULL_ID.match(selector) else f"{package}:id/{selector}"
            return [node for node in nodes if node.resource_id in (full, selector)]
        case "accessibility id":
            return [node for node in nodes if node.description == selector]
        case "class name":
            return [node for node in nodes if node.class_name == selector]
        case _:
            raise WireError("invalid selector", f"the locator strategy '{strategy[:60]}' is not supported")


def by_selector(selector: UiSelector, roots: Sequence[UiNode]) -> list[UiNode]:
    """Nodes by UiSelector."""
    return find_all(selector, roots)


def by_xpath(expression: str, roots: Sequence[UiNode], geometry: Geometry) -> list[UiNode]:
    """Nodes by an XPath over the page source; a few functions of XPath 2 are known besides those of XPath 1."""
    if len(expression) > _MAX_XPATH_CHARS:
        raise WireError("invalid selector", f"the XPath is longer than {_MAX_XPATH_CHARS} characters")
    top = to_element(roots, geometry, dialect="uia2")
    # Both are in document order, one element a node, after the element of the hierarchy itself.
    nodes = [node for root in roots for node in root.walk()]
    by_element = dict(zip(list(top.iter())[1:], nodes, strict=True))
    try:
        result: Any = top.xpath(expression, extensions=_FUNCTIONS)
    except (etree.XPathError, ValueError, re.error) as error:
        raise WireError("invalid selector", f"{expression[:200]!r} is not a valid XPath: {error}") from error
    if not isinstance(result, list) or not all(isinstance(item, etree._Element) for item in result):
        raise WireError("invalid selector", f"the XPath {expression[:200]!r} does not give elements")
    return [by_element[item] for item in result if item in by_element]


def _matches(_: object, value: object, pattern: object, flags: object = "") -> bool:
    mode = re.IGNORECASE if "i" in str(flags) else 0
    return re.search(str(pattern), _string(value), mode) is not None


def _ends_with(_: object, value: object, end: object) -> bool:
    return _string(value).endswith(_string(end))


def _lower_case(_: object, value: object) -> str:
    return _string(value).lower()


def _upper_case(_: object, value: object) -> str:
    return _string(value).upper()


def _string(value: object) -> str:
    if isinstance(value, list):
        return str(value[0]) if value else ""
    return str(value)


_FUNCTIONS = {
    (None, "matches"): _matches,
    (None, "ends-with"): _ends_with,
    (None, "lower-case"): _lower_case,
    (None, "upper-case"): _upper_case,
}
