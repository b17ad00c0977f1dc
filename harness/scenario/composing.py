"""Steps made of what was pointed at: the most stable selector of a node, and steps written as YAML."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ruamel.yaml import YAML

from evidence.geometry import Box
from evidence.tree import Node, Tree
from harness.scenario.finding import find
from harness.scenario.language.vocabulary import STEPS
from harness.scenario.language.words import Step
from harness.scenario.model import Selector, TapOn

MOST_PROPOSALS = 6
MOST_ALIKE = 50
"""Beyond so many nodes that say the same, none is named by its number: each number is tried on the whole tree."""

LONGEST_TEXT = 40
"""Characters; longer texts are contents, and change."""
_CHANGING = re.compile(r"\d{2}|[:：¥￥$%]|\d+\s*(?:s|秒|分钟|小时|天|条|次|元)")
"""Times, amounts, countdowns: what reads differently tomorrow."""
_PLAIN = re.compile(r"[\w ]{2,}")
_MADE_UP = re.compile(r"\A(?:android:id/)?(?:content|button\d|text\d|message)\Z|\d{3,}|[0-9a-f]{8}")
"""Ids that many screens share, or that a build makes anew."""


def node_at(tree: Tree, x: int, y: int) -> Node | None:
    """What a tap at a point in px hits: of the front window there, the smallest node that can be tapped, or any."""
    for window in tree.windows:
        if not window.bounds.contains_point(x, y):
            continue
        hit = [node for node in window.walk() if node.visible and node.bounds.contains_point(x, y)]
        tappable = [node for node in hit if node.clickable or node.checkable]
        if tappable or hit:
            return min(reversed(tappable or hit), key=lambda node: node.bounds.area)
    return None


def tap_at(tree: Tree | None, x: int, y: int, width: int, height: int) -> TapOn:
    """The step that does again what a tap at a point in px did; by position where no node can be told from others."""
    node = node_at(tree, x, y) if tree is not None else None
    selector = stable_selector(tree, node) if tree is not None and node is not None else None
    if selector is None:
        return TapOn(point=f"{round(100 * x / max(1, width))}%, {round(100 * y / max(1, height))}%")
    return TapOn.model_validate(selector.model_dump(exclude_unset=True))


def stable_selector(tree: Tree, node: Node) -> Selector | None:
    """The selector that means this node and is likeliest to mean it in the next version too; None when there is none.

    An id first, then what is said, then what stands beside it, then a number among its like.
    """
    return next(_meaning(tree, node), None)


def proposals(tree: Tree, node: Node) -> tuple[Selector, ...]:
    """All selectors that mean a node now, the one that is likeliest to last first, without repeats."""
    return tuple(dict.fromkeys(_meaning(tree, node)))[:MOST_PROPOSALS]


def _meaning(tree: Tree, node: Node) -> Iterator[Selector]:
    for written in _candidates(tree, node):
        selector = Selector.model_validate(written)
        found = find(tree, selector)
        if found and (found[0] is node or _same_touch(found[0], node)):
            yield selector


def written(steps: Iterable[Step]) -> str:
    """Steps as the lines of a scenario file, with the settings that differ from what counts without them."""
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 110
    yaml.indent(mapping=2, sequence=2, offset=0)
    out = io.StringIO()
    yaml.dump([_plain(step) for step in steps], out)
    return out.getvalue()


def word_of(step: Step) -> str:
    """The word that stands for a step in a file."""
    return next(word for word, model in STEPS.items() if model is type(step))


def _candidates(tree: Tree, node: Node) -> Iterator[dict[str, Any]]:
    nodes = [one for one in tree.walk() if one.visible]
    own_id = node.id if node.id and not _MADE_UP.search(node.short_id) else ""
    said = _said(node)
    if own_id and sum(one.id == node.id for one in nodes) == 1:
        yield {"id": own_id}
    for text in said:
        if sum(text in (one.text, one.description) for one in nodes) == 1:
            yield {"text": text}
    for text in said:
        if own_id:
            yield {"id": own_id, "text": text}
        yield {"text": text}
    for label in _labels_beside(nodes, node):
        yield {"id": own_id, "rightOf": label} if own_id else {"traits": "square", "rightOf": label}
    like = [one for one in nodes if own_id and one.id == node.id]
    if own_id and node in like:
        ordered = sorted(like, key=lambda one: (one.bounds.y1, one.bounds.x1))
        yield {"id": own_id, "index": ordered.index(node)}
    for text in said:
        same = sorted(
            (one for one in nodes if text in (one.text, one.description)),
            key=lambda one: (one.bounds.y1, one.bounds.x1),
        )
        for index in range(min(len(same), MOST_ALIKE)):
            yield {"text": text, "index": index}


def _said(node: Node) -> list[str]:
    """What the node says, or what something in it says if it can be tapped; short and lasting texts only."""
    parts = node.walk() if node.clickable or node.checkable else ()
    inside = (text for one in parts if one.visible for text in (one.text, one.description))
    texts = dict.fromkeys(text for text in (node.text, node.description, *inside) if text)
    lasting = [text for text in texts if len(text) <= LONGEST_TEXT and not _CHANGING.search(text)]
    whole = [text for text in lasting if "\n" not in text]
    # A row whose texts are read as one (设置, then ›) is known by its first line.
    begun = [f"{first}.*" for text in lasting if "\n" in text and _PLAIN.fullmatch(first := text.partition("\n")[0])]
    return [*whole, *begun][:4]


def _labels_beside(nodes: Sequence[Node], node: Node) -> list[str]:
    """Lasting texts on the same line, left of the node, nearest first."""
    beside = [
        one
        for one in nodes
        if one.text
        and len(one.text) <= LONGEST_TEXT
        and not _CHANGING.search(one.text)
        and one.bounds.x2 <= node.bounds.x1 + 2
        and one.bounds.y1 <= node.bounds.centre[1] <= one.bounds.y2
    ]
    return [one.text for one in sorted(beside, key=lambda one: -one.bounds.x2)][:2]


def _same_touch(found: Node, wanted: Node) -> bool:
    """Whether a tap on the one is a tap on the other: it lies inside, and nothing else in between takes it."""
    return not found.clickable and _inside(found.bounds, wanted.bounds) and any(one is found for one in wanted.walk())


def _inside(box: Box, around: Box) -> bool:
    return around.contains_point(*box.centre)


def _plain(step: Step) -> Any:
    word = word_of(step)
    settings = step.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude_none=True, exclude={"commands"}, warnings=False
    )
    settings = {name: _short(value) for name, value in settings.items()}
    inner = getattr(step, "commands", None)
    if inner:
        settings["commands"] = [_plain(one) for one in inner]
    if not settings:
        return word
    fields = type(step).model_fields
    short = fields[step.shorthand].alias or step.shorthand if step.shorthand else ""
    return {word: settings[short]} if list(settings) == [short] else {word: settings}


def _short(value: Any) -> Any:
    """A selector that is its text alone is written as that text."""
    if isinstance(value, dict) and list(value) == ["text"]:
        return value["text"]
    if isinstance(value, list):
        return [_short(one) for one in value]
    return {key: _short(inner) for key, inner in value.items()} if isinstance(value, dict) else value
