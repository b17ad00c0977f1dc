"""The list of screens of each half: which templates, in which libraries, on which displays."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.perception.screen.corpus.bars import bars
from tests.perception.screen.corpus.held_out import adverts as held_adverts
from tests.perception.screen.corpus.held_out import asks as held_asks
from tests.perception.screen.corpus.held_out import consents as held_consents
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
from tests.perception.screen.corpus.tuning.first import ads as first_ads
from tests.perception.screen.corpus.tuning.first import asks as first_asks
from tests.perception.screen.corpus.tuning.first import looks as first_looks
from tests.perception.screen.corpus.tuning.first import pages as first_pages
from tests.perception.screen.corpus.tuning.second import ads as second_ads
from tests.perception.screen.corpus.tuning.second import asks as second_asks
from tests.perception.screen.corpus.tuning.second import looks as second_looks
from tests.perception.screen.corpus.tuning.second import pages as second_pages

type Templates = Mapping[str, tuple[Callable[[Any, Draw], Piece], int]]

COUNTS: Mapping[Half, int] = {"tuning": 480, "held-out": 564}
_SEED = 20261
_IOS_SHARES = {"framework7": 0.6, "onsenui": 0.4, "ionic": 0.3}


def screens(half: Half, photos: int, library: str | None = None) -> Iterator[tuple[Screen, Mapping[str, object]]]:
    """Each screen with its bars. Number n of a half is the same screen whatever else is asked for."""
    looks = _looks(half)
    for number in range(COUNTS[half]):
        choose = random.Random(f"{_SEED} {half} {number}")
        look, templates = looks[number % len(looks)]
        template = _dealt(f"{half} {look.kit.name}", templates, number // len(looks))
        if library not in (None, look.kit.name):
            continue
        yield _screen(f"{half}-{number:04d}", look, template, templates[template][0], choose, photos)


def _dealt(look: str, templates: Templates, turn: int) -> str:
    """The template of a look's n-th screen: all of a pack that holds each as often as its share, then the next pack."""
    pack = [name for name, (_, share) in templates.items() for _ in range(share)]
    round_, card = divmod(turn, len(pack))
    random.Random(f"{_SEED} {look} {round_}").shuffle(pack)
    return pack[card]


def libraries(half: Half) -> tuple[str, ...]:
    """The names of a half's libraries."""
    return tuple(look.kit.name for look, _ in _looks(half))


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


def _looks(half: Half) -> list[tuple[Any, Templates]]:
    """The looks of a half, each with its set's templates and their shares."""
    return [(look, templates) for looks, templates in _sets(half) for look in looks]


def _sets(half: Half) -> list[tuple[Sequence[Any], Templates]]:
    if half == "tuning":
        return [
            (first_looks.LOOKS, {**_pages(first_pages.PLAIN, 3), **first_asks.ASKS, **first_ads.ADS}),
            (second_looks.LOOKS, {**_pages(second_pages.PLAIN, 3), **second_asks.ASKS, **second_ads.ADS}),
        ]
    held = {**_pages(held_pages.PLAIN, 1), "sign_in": (held_pages.sign_in, 5)}
    return [(held_looks.LOOKS, {**held, **held_consents.CONSENTS, **held_asks.ASKS, **held_adverts.ADVERTS})]


def _pages(
    plain: Sequence[Callable[[Any, Draw], Piece]], share: int
) -> dict[str, tuple[Callable[[Any, Draw], Piece], int]]:
    return {f"page_{make.__name__}": (make, share) for make in plain}
