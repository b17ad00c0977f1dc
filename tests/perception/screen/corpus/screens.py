"""The list of screens of each half: which templates, in which libraries, on which displays."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.perception.screen.corpus.bars import bars
from tests.perception.screen.corpus.model import PHONE_SHARES, PHONES, Draw, Half, Kit, Piece, Screen, draw_style

COUNTS: Mapping[Half, int] = {"tuning": 360, "held-out": 360}
_SEED = 20261


def screens(half: Half, photos: int, library: str | None = None) -> Iterator[tuple[Screen, Mapping[str, object]]]:
    """Each screen with its bars. Number n of a half is the same screen whatever else is asked for."""
    looks, templates = _half(half)
    names, shares = list(templates), [share for _, share in templates.values()]
    for number in range(COUNTS[half]):
        choose = random.Random(f"{_SEED} {half} {number}")
        look = looks[number % len(looks)]
        template = choose.choices(names, shares)[0]
        if library not in (None, look.kit.name):
            continue
        yield _screen(f"{half}-{number:04d}", look, template, templates[template][0], choose, photos)


def libraries(half: Half) -> tuple[str, ...]:
    """The names of a half's libraries."""
    return tuple(look.kit.name for look in _half(half)[0])


def _screen(
    name: str, look: Any, template: str, make: Callable[[Any, Draw], Piece], choose: random.Random, photos: int
) -> tuple[Screen, Mapping[str, object]]:
    phone = choose.choices(PHONES, PHONE_SHARES)[0]
    draw = Draw(choose, phone, choose.random() < 0.25, photos)
    piece = make(look, draw)
    kit: Kit = look.kit
    screen = Screen(name, kit, template, phone, draw.dark, piece, draw_style(draw), draw.traits)
    return screen, bars(draw)


def _half(half: Half) -> tuple[Sequence[Any], Mapping[str, tuple[Callable[[Any, Draw], Piece], int]]]:
    if half == "tuning":
        from tests.perception.screen.corpus.tuning.ads import ADS
        from tests.perception.screen.corpus.tuning.asks import ASKS
        from tests.perception.screen.corpus.tuning.looks import LOOKS
        from tests.perception.screen.corpus.tuning.pages import PLAIN

        return LOOKS, {**{f"page_{make.__name__}": (make, 3) for make in PLAIN}, **ASKS, **ADS}
    raise ValueError(f"no half {half}")
