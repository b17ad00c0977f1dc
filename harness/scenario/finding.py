"""Which nodes of a screen a selector means."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import re2

from evidence.geometry import Box
from evidence.tree import Node, Tree
from harness.scenario.language.selector import Selector, SelectorFields, re2_options

LONG_TEXT = 200
"""Characters that a long text exceeds, as Maestro counts."""
SQUARE = 0.03
"""How far the sides of a square may differ, as a share of the longer one."""
_MOST_TEXT = 20_000


def find(tree: Tree | None, selector: SelectorFields) -> list[Node]:
    """The visible nodes that a selector means, best first.

    With an index it is the one of that number, from top left to bottom right. Else those that can be tapped come first,
    and beside another node the nearest ones.
    """
    if tree is None:
        return []
    nodes = _matching(_Forest.of(tree), selector)
    if selector.index is not None:
        return _numbered(nodes, selector.index)
    return sorted(nodes, key=lambda node: not node.clickable)


def matches(pattern: str, value: str) -> bool:
    """Whether a text is the pattern, or as a whole what the pattern describes; line ends count as spaces too."""
    if not value:
        return False
    if pattern == value:
        return True
    compiled = _compiled(pattern)
    if compiled is None:
        return pattern.casefold() == value.casefold()
    whole = value[:_MOST_TEXT]
    return compiled(whole) or ("\n" in whole and compiled(whole.replace("\n", " ")))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Callable[[str], bool] | None:
    """None for a text that is no regular expression, and so is meant as it stands."""
    try:
        compiled = re2.compile(pattern, re2_options())
    except re2.error:
        return None
    return lambda value: compiled.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class _Forest:
    """The visible nodes in drawing order, and for each that has one its parent, by path."""

    nodes: tuple[Node, ...]
    parents: dict[str, Node]

    @classmethod
    def of(cls, tree: Tree) -> _Forest:
        nodes = tuple(node for node in tree.walk() if node.visible and node.bounds != Box(0, 0, 0, 0))
        return cls(nodes, {child.path: node for node in tree.walk() for child in node.children})

    def above(self, node: Node) -> Iterator[str]:
        """The paths of what a node lies inside, from the nearest on."""
        while (parent := self.parents.get(node.path)) is not None:
            yield parent.path
            node = parent


def _matching(forest: _Forest, selector: SelectorFields) -> list[Node]:
    nodes = _deepest(forest, [node for node in forest.nodes if _says(node, selector)], selector)
    nodes = [node for node in nodes if _is(node, selector)]
    if selector.containsChild is not None:
        inside = {parent.path for one in _matching(forest, selector.containsChild) if (parent := _parent(forest, one))}
        nodes = [node for node in nodes if node.path in inside]
    for inner in selector.containsDescendants or ():
        outer = {path for one in _chosen(forest, inner) for path in forest.above(one)}
        nodes = [node for node in nodes if node.path in outer]
    if selector.childOf is not None:
        around = {one.path for one in _chosen(forest, selector.childOf)}
        nodes = [node for node in nodes if not around.isdisjoint(forest.above(node))]
    for anchor, lies in _sides(selector):
        nodes = _nearest(nodes, _chosen(forest, anchor), lies)
    return nodes


def _chosen(forest: _Forest, selector: Selector) -> list[Node]:
    """As `_matching`, with the selector's index."""
    nodes = _matching(forest, selector)
    return nodes if selector.index is None else _numbered(nodes, selector.index)


def _numbered(nodes: list[Node], index: int) -> list[Node]:
    """The node of that number from top left to bottom right, from the end when it is negative; none beyond."""
    ordered = sorted(nodes, key=lambda node: (node.bounds.y1, node.bounds.x1))
    return ordered[index:][:1] if -len(ordered) <= index < len(ordered) else []


def _parent(forest: _Forest, node: Node) -> Node | None:
    return forest.parents.get(node.path)


def _says(node: Node, selector: SelectorFields) -> bool:
    if selector.text is not None and not (
        matches(selector.text, node.text) or matches(selector.text, node.description)
    ):
        return False
    if selector.description is not None and not matches(selector.description, node.description):
        return False
    return selector.id is None or matches(selector.id, node.id) or matches(selector.id, node.short_id)


def _deepest(forest: _Forest, nodes: list[Node], selector: SelectorFields) -> list[Node]:
    """Without those that say it only because something in them does; where a child is asked for, all of them."""
    if (selector.text or selector.id or selector.description) is None or selector.containsChild is not None:
        return nodes
    outer = set()
    for node in nodes:
        for path in forest.above(node):
            if path in outer:
                break
            outer.add(path)
    return [node for node in nodes if node.path not in outer]


def _is(node: Node, selector: SelectorFields) -> bool:
    off = selector.tolerance or 0
    return (
        (selector.width is None or abs(node.bounds.width - selector.width) <= off)
        and (selector.height is None or abs(node.bounds.height - selector.height) <= off)
        and (selector.enabled is None or node.enabled == selector.enabled)
        and (selector.checked is None or node.checked == selector.checked)
        and (selector.selected is None or node.selected == selector.selected)
        and (selector.focused is None or node.focused == selector.focused)
        and all(_has(node, trait) for trait in (selector.traits or "").split())
    )


def _has(node: Node, trait: str) -> bool:
    match trait:
        case "text":
            return bool(node.text)
        case "long-text":
            return len(node.text) > LONG_TEXT
        case _:
            longer = max(node.bounds.width, node.bounds.height, 1)
            return abs(node.bounds.width - node.bounds.height) / longer <= SQUARE


def _sides(selector: SelectorFields) -> Iterable[tuple[Selector, Callable[[Box, Box], bool]]]:
    """Beside which nodes, and on which side: the corners are compared, as Maestro does."""
    if selector.below is not None:
        yield selector.below, lambda box, other: box.y1 > other.y1
    if selector.above is not None:
        yield selector.above, lambda box, other: box.y1 < other.y1
    if selector.leftOf is not None:
        yield selector.leftOf, lambda box, other: box.x1 < other.x1
    if selector.rightOf is not None:
        yield selector.rightOf, lambda box, other: box.x1 > other.x1


def _nearest(nodes: list[Node], anchors: list[Node], lies: Callable[[Box, Box], bool]) -> list[Node]:
    far = []
    for node in nodes:
        near = [
            math.dist(node.bounds.centre, anchor.bounds.centre)
            for anchor in anchors
            if anchor.path != node.path and lies(node.bounds, anchor.bounds)
        ]
        if near:
            far.append((min(near), node))
    return [node for _, node in sorted(far, key=lambda pair: pair[0])]
