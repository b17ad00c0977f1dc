"""YAML as it is read here: numbers know how they were written, and nothing in it can be endless."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.nodes import Node, ScalarNode

MOST_NODES = 100_000
"""Values in one document, those behind a `*name` counted as often as they are named."""
_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset(_TAG + kind for kind in ("map", "seq", "str", "int", "float", "bool", "null", "merge", "timestamp"))


class WrittenInt(int):
    """A whole number with the text that it was written as, such as `007`."""

    written: str


class WrittenFloat(float):
    """A number with the text that it was written as, such as `1.10`."""

    written: str


def documents_in(text: str) -> list[Any]:
    """The documents of a YAML text, with their lines. Raises YAMLError, ValueError and RecursionError."""
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    return list(yaml.load_all(text))


class _Constructor(RoundTripConstructor):
    def construct_document(self, node: Node) -> Any:
        _weigh(node, {}, set())
        try:
            return super().construct_document(node)
        except (KeyError, TypeError, AttributeError) as error:
            raise _wrong(node, f"a tag (`!!…`) does not fit its value: leave the tags out ({error})") from None

    def _int(self, node: Node) -> int:
        number = WrittenInt(super().construct_yaml_int(node))
        number.written = node.value
        return number

    def _float(self, node: Node) -> float:
        number = WrittenFloat(super().construct_yaml_float(node))
        number.written = node.value
        return number

    def _text(self, node: Node) -> Any:
        # A text with a tag would come as an object that is no text.
        plain = isinstance(node, ScalarNode) and node.style not in ("|", ">")
        return node.value if plain else super().construct_yaml_str(node)


_Constructor.add_constructor(f"{_TAG}int", _Constructor._int)
_Constructor.add_constructor(f"{_TAG}float", _Constructor._float)
_Constructor.add_constructor(f"{_TAG}str", _Constructor._text)
_Constructor.add_constructor(f"{_TAG}timestamp", _Constructor._text)


def _weigh(node: Node, known: dict[int, int], above: set[int]) -> int:
    """How many values there are, each counted as often as it is read. Raises ConstructorError."""
    if id(node) in above:
        raise _wrong(node, "it holds itself: `*name` may not stand inside what `&name` names")
    if id(node) in known:
        return known[id(node)]
    if str(node.tag) not in _TAGS:
        tag = str(node.tag).replace(_TAG, "!!")
        raise _wrong(node, f"the tag `{tag}` has no meaning here: leave it out, or write the text in quotes")
    inner = [] if isinstance(node, ScalarNode) else node.value
    above.add(id(node))
    weight = 1
    for part in inner:
        weight += sum(_weigh(one, known, above) for one in (part if isinstance(part, tuple) else (part,)))
        if weight > MOST_NODES:
            raise _wrong(node, f"more than {MOST_NODES} values, with those that `*name` repeats: write fewer")
    above.discard(id(node))
    known[id(node)] = weight
    return weight


def _wrong(node: Node, what: str) -> ConstructorError:
    return ConstructorError(None, None, what, node.start_mark)
