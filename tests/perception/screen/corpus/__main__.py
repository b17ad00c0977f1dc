"""Draws the corpus: `python -m tests.perception.screen.corpus render --out DIR`; always the same screens."""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.perception.screen.corpus.browser import MODULES, ContradictionError, Renderer
from tests.perception.screen.corpus.model import Half, Screen
from tests.perception.screen.corpus.photos import photos
from tests.perception.screen.corpus.screens import libraries, screens
from tests.perception.screen.corpus.tree import source
from tests.perception.screen.corpus.tree_ios import source_ios
from tests.perception.screen.corpus.truth import truth
from tools.setup.inventory import take_inventory
from tools.setup.node import install_corpus
from tools.setup.process import Missing
from tools.setup.stamps import Stamps, only_one_at_a_time

HALVES: tuple[Half, ...] = ("tuning", "held-out")


def render(
    out: Path, half: Half, library: str | None = None, limit: int | None = None, modules: Path = MODULES
) -> tuple[int, int]:
    """Write NAME.png, NAME.xml and NAME.truth.json of a half into a folder; how many were written, and how many
    should have been: one that contradicts itself is named and left out."""
    pictures = photos(half, modules)
    wanted = list(itertools.islice(screens(half, len(pictures), library), limit))
    # One page serves all screens of a library and a display.
    wanted.sort(key=lambda one: (one[0].kit.name, one[0].phone.density))
    out.mkdir(parents=True, exist_ok=True)
    drawn = 0
    with Renderer({half: pictures}) as renderer:
        for screen, bars in wanted:
            try:
                shot = renderer.draw(screen, bars)
            except ContradictionError as contradiction:
                print(contradiction, file=sys.stderr)
                continue
            drawn += 1
            for ending in (".png", ".jpg"):
                (out / f"{screen.name}{ending}").unlink(missing_ok=True)
            (out / f"{screen.name}{'.jpg' if screen.quality else '.png'}").write_bytes(shot.picture)
            (out / f"{screen.name}.xml").write_bytes(_source(shot.nodes, screen))
            told = json.dumps(truth(screen, shot.truths), ensure_ascii=False, indent=1)
            (out / f"{screen.name}.truth.json").write_text(told + "\n", encoding="utf-8")
    return drawn, len(wanted)


def _source(nodes: list[dict[str, Any]], screen: Screen) -> bytes:
    write = source_ios if screen.style.flavour == "ios" else source
    return write(nodes, screen.style, screen.phone)


def main(words: Iterable[str] | None = None) -> int:
    """The command; 0 when all was written."""
    parser = argparse.ArgumentParser(prog="python -m tests.perception.screen.corpus", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("render", help="draw the screens")
    command.add_argument("--out", type=Path, required=True, help="folder; a half gets a folder of its own in it")
    command.add_argument("--half", choices=HALVES, help="one half alone")
    command.add_argument("--library", help="one library alone")
    command.add_argument("--limit", type=int, help="so many screens of each half")
    told = parser.parse_args(None if words is None else list(words))
    halves = [told.half] if told.half else list(HALVES)
    if told.library and not any(told.library in libraries(half) for half in halves):
        known = ", ".join(name for half in halves for name in libraries(half))
        parser.error(f"--library {told.library}: known are {known}")
    try:
        with only_one_at_a_time():
            install_corpus(Stamps(), take_inventory()["node"])
    except Missing as absent:
        print(absent, file=sys.stderr)
        return 2
    missing = 0
    for half in halves:
        drawn, wanted = render(told.out / half, half, told.library, told.limit)
        print(f"{half}: {drawn} of {wanted} screens in {told.out / half}")
        missing += wanted - drawn
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
