"""The list of screens of each half: which templates, in which libraries, on which displays."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.perception.screen.corpus.bars import bars
from tests.perception.screen.corpus.held_out import ads as held_ads
from tests.perception.screen.corpus.held_out import asks as held_asks
from tests.perception.screen.corpus.held_out import looks as held_looks
from tests.perception.screen.corpus.held_out import pages as held_pages
from tests.perception.screen.corpus.model import (
    IPHONES,
    PHONE_SHARES,
    PHONES,
    Draw,
    Half,
    Kit,
    Piece,
    Screen,
    draw_style,
)
from tests.perception.screen.corpus.tuning import ads as tuning_ads
from tests.perception.screen.corpus.tuning import asks as tuning_asks
from tests.perception.screen.corpus.tuning import looks as tuning_looks
from tests.perception.screen.corpus.tuning import pages as tuning_pages

COUNTS: Mapping[Half, int] = {"tuning": 360, "held-out": 360}
_SEED = 20261
_IOS_SHARES = {"framework7": 0.6}


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
    apple = choose.random() < _IOS_SHARES.get(look.kit.name, 0.08) and template != "permission"
    phone = choose.choice(IPHONES) if apple else choose.choices(PHONES, PHONE_SHARES)[0]
    draw = Draw(choose, phone, choose.random() < 0.25, photos, style={"flavour": "ios"} if apple else {})
    piece = make(look, draw)
    kit: Kit = look.kit
    style, around = draw_style(draw), bars(draw)
    quality = draw.one(55, 70, 80, 90) if draw.chance(0.12) else 0
    shrunk = draw.one(0.5, 0.66, 0.75) if phone.width > 1000 and draw.chance(0.06) else 1.0
    screen = Screen(name, kit, template, phone, draw.dark, piece, style, quality, shrunk, draw.traits)
    return screen, around


def _half(half: Half) -> tuple[Sequence[Any], Mapping[str, tuple[Callable[[Any, Draw], Piece], int]]]:
    """The looks of a half, and its templates with their shares."""
    if half == "tuning":
        return tuning_looks.LOOKS, {**_pages(tuning_pages.PLAIN), **tuning_asks.ASKS, **tuning_ads.ADS}
    return held_looks.LOOKS, {**_pages(held_pages.PLAIN), **held_asks.ASKS, **held_ads.ADS}


def _pages(plain: Sequence[Callable[[Any, Draw], Piece]]) -> dict[str, tuple[Callable[[Any, Draw], Piece], int]]:
    return {f"page_{make.__name__}": (make, 3) for make in plain}
