"""The library of scenarios: the project's own folder first, then the one that comes with the product."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from harness.scenario.load import load_scenario

ROOT = Path(__file__).resolve().parent.parent


def shipped() -> dict[str, Path]:
    """The files of the library by name."""
    folders = [folder for folder in (Path("scenarios"), ROOT / "scenarios") if folder.is_dir()]
    return {path.stem: path for folder in reversed(folders) for path in sorted(folder.glob("*.yaml"))}


@cache
def exposing() -> dict[str, tuple[str, ...]]:
    """For each rule the scenarios of the product's library that were made for it, best first.

    Quick ones come before slow ones, those that name the rule first before others, those for few rules before the rest.
    """
    found: dict[str, list[tuple[bool, int, int, str]]] = {}
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        header = load_scenario(path).header
        for place, rule in enumerate(header.rules):
            found.setdefault(rule, []).append(("smoke" not in header.tags, place, len(header.rules), header.name))
    return {rule: tuple(name for *_, name in sorted(names)) for rule, names in found.items()}
