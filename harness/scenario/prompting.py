"""The prompts with which the system asks for permissions in an app's name: their windows and their buttons."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from evidence.tree import Node
from perception.screen.lexicon import plain, raw_words

REFUSALS = ("permission_refusals",)
GRANTS = ("permission_grants", "permission_agrees")
"""Groups of the lexicon of packages, what allows least first."""


def is_system_prompt(package: str) -> bool:
    """Whether a package is the one that asks for permissions in an app's name (AOSP and the vendors' own)."""
    return package in _asking()


def answering(nodes: Iterable[Node], groups: tuple[str, ...]) -> Node | None:
    """The button that says one of the words of these groups and nothing else; an earlier word counts before a later."""
    said = dict[str, Node]()
    for node in nodes:
        said.setdefault(plain(node.label), node)
    return next((said[word] for word in _answers(groups) if word in said), None)


@cache
def _asking() -> frozenset[str]:
    return frozenset(raw_words("packages", "prompt"))


@cache
def _answers(groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(word) for group in groups for word in raw_words("packages", group))
