"""Places that are a small part of a screen, cut from the picture as it was recorded: nothing of them is scaled away."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from PIL import ImageDraw

from evidence.geometry import Box
from evidence.recording import Recording, Screen
from reports.page.contract import BoxPx, Card
from reports.page.encoding import Words
from reports.page.screens import Covers, covers_of
from reports.pictures import COVER, open_picture

SMALL = 0.03
"""Share of the screen; a larger place is seen well enough on the whole picture."""
MAX_CLOSEUPS = 120
QUALITY = 88


@dataclass(frozen=True, slots=True)
class Cut:
    """What surrounds a place (`region`, px of the screen) as WebP."""

    screen: int
    box: BoxPx
    region: BoxPx
    webp: bytes


def cut_closeups(recording: Recording, cards: Sequence[Card], words: Words) -> tuple[Cut, ...]:
    """The small places that cards point at, each once, with personal values covered."""
    wanted = dict.fromkeys(
        (exhibit.screen, exhibit.box)
        for card in cards
        for exhibit in card.exhibits
        if exhibit.screen is not None and exhibit.box is not None
    )
    return tuple(islice(_cuts(recording, wanted, words), MAX_CLOSEUPS))


def _cuts(recording: Recording, wanted: Iterable[tuple[int, BoxPx]], words: Words) -> Iterator[Cut]:
    for number, box in wanted:
        screen = recording.screens.get(number)
        if screen is None or not 0 < Box(*box).area < SMALL * screen.taken.width * screen.taken.height:
            continue
        cut = _cut(screen, box, covers_of(screen, words))
        if cut is not None:
            yield cut


def _cut(screen: Screen, box: BoxPx, covers: Covers) -> Cut | None:
    # A screen of its own, so that the picture's bytes go when it is done.
    png = Screen(screen.taken, screen.folder).picture
    picture = open_picture(png) if png is not None else None
    region = _around(box, picture.size) if picture is not None else None
    if picture is None or region is None:
        return None
    part = picture.crop(region)
    draw = ImageDraw.Draw(part)
    for cover in covers:
        if cover.intersect(Box(*region)).area:
            x1, y1, x2, y2 = cover.as_list()
            draw.rectangle((x1 - region[0], y1 - region[1], x2 - region[0], y2 - region[1]), fill=COVER)
    buffer = io.BytesIO()
    part.save(buffer, "WEBP", quality=QUALITY, method=4, icc_profile=b"")
    return Cut(screen.number, box, region, buffer.getvalue())


def _around(box: BoxPx, size: tuple[int, int]) -> BoxPx | None:
    """The box with some of what is around it, within the picture; None when it lies outside."""
    width, height = size
    inside = Box(*box).intersect(Box(0, 0, width, height))
    if not inside.area:
        return None
    wide = min(width, max(inside.width * 3 // 2, width // 6))
    high = min(height, max(inside.height * 9 // 5, wide // 4))
    left = max(0, min(width - wide, (inside.x1 + inside.x2 - wide) // 2))
    top = max(0, min(height - high, (inside.y1 + inside.y2 - high) // 2))
    return left, top, left + wide, top + high
