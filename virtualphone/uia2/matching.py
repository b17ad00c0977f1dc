"""Finds nodes by UiSelector, as UiAutomator's query controller does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from virtualphone.engine.tree import UiNode
from virtualphone.uia2.uiselector import NESTED_CRITERIA, Call, UiSelector

_STRINGS = {
    "text": "text", "className": "class_name", "description": "description", "resourceId": "resource_id",
    "packageName": "package",
}  # fmt: skip
_BOOLEANS = {
    "checkable": "checkable", "checked": "checked", "clickable": "clickable", "enabled": "enabled",
    "focusable": "focusable", "focused": "focused", "longClickable": "long_clickable", "scrollable": "scrollable",
    "selected": "selected",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    node: UiNode
    parent: UiNode | None
    index: int


def find_all(selector: UiSelector, roots: Sequence[UiNode]) -> list[UiNode]:
    """Every node that a selector means, in document order; a nested selector looks below the first match only."""
    return [place.node for place in _find(selector, _places(roots))]


def _find(selector: UiSelector, places: list[_Place]) -> list[_Place]:
    own = [call for call in selector.criteria if call.name not in NESTED_CRITERIA and call.name != "instance"]
    found = [place for place in places if all(_meets(place, call) for call in own)]
    instance = next((call.arguments[0] for call in selector.criteria if call.name == "instance"), None)
    if isinstance(instance, int):
        found = found[instance : instance + 1] if instance >= 0 else []
    for call in selector.criteria:
        nested = call.arguments[0] if call.name in NESTED_CRITERIA else None
        if not isinstance(nested, UiSelector):
            continue
        if not found:
            return []
        start = found[0].node if call.name == "childSelector" else found[0].parent
        found = _find(nested, _places(start.children)) if start is not None else []
    return found


def _places(roots: Sequence[UiNode], parent: UiNode | None = None) -> list[_Place]:
    places: list[_Place] = []
    for index, node in enumerate(roots):
        places.append(_Place(node, parent, index))
        places.extend(_places(node.children, node))
    return places


def _meets(place: _Place, call: Call) -> bool:
    argument = call.arguments[0]
    if call.name == "index":
        return place.index == argument
    if call.name in _BOOLEANS:
        return bool(getattr(place.node, _BOOLEANS[call.name])) == argument
    for suffix in ("Contains", "StartsWith", "Matches"):
        name = call.name.removesuffix(suffix)
        if name != call.name and name in _STRINGS:
            return _compare(str(getattr(place.node, _STRINGS[name])), suffix, str(argument))
    return str(getattr(place.node, _STRINGS[call.name])) == argument


def _compare(value: str, how: str, wanted: str) -> bool:
    # UiAutomator compares parts of texts without regard to case, whole texts with it.
    match how:
        case "Contains":
            return wanted.lower() in value.lower()
        case "StartsWith":
            return value.lower().startswith(wanted.lower())
        case _:
            return re.fullmatch(wanted, value, re.DOTALL) is not None
