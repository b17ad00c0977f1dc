"""Which screens of two runs are the same, which differ, and which only one of them came to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from PIL import Image

from evidence.lives import lives, opening
from evidence.recording import Recording, Screen
from evidence.tree import Node
from reports.pictures import open_picture

MAX_SCREENS = 400
"""Of each life; a run takes some dozens."""
MAX_TEXTS = 40
_DIGITS = re.compile(r"\d+")
_SYSTEM = ("com.android.systemui",)
"""Clock and battery tick in the status bar whatever the app does."""

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two screens of the same place in both runs, or one that the other run did not come to, with the texts of one."""

    path: str
    """Of the life; empty before the first one."""
    before: Screen | None
    after: Screen | None
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()

    @property
    def kind(self) -> Literal["same", "differs", "come", "gone"]:
        """Whether both runs show it."""
        if self.before is None or self.after is None:
            return "come" if self.before is None else "gone"
        return "differs" if self.only_before or self.only_after else "same"


def compare_screens(before: Recording, after: Recording) -> tuple[Pair, ...]:
    """The stable screens of both runs in order, put beside each other life by life; repeats are left out.

    What lies before the first life, such as all of a run that cleared nothing, is put beside its like.
    """
    pairs = list[Pair]()
    nothing: tuple[str, list[tuple[Screen, Key]]] = ("", [])
    for earlier, later in zip_longest(_by_life(before), _by_life(after), fillvalue=nothing):
        pairs += _paired(earlier[0] or later[0], earlier[1], later[1])
    return tuple(pairs)


def _by_life(recording: Recording) -> list[tuple[str, list[tuple[Screen, Key]]]]:
    found = []
    for life in (opening(recording), *lives(recording)):
        screens = [
            screen
            for number, screen in sorted(recording.screens.items())
            if screen.taken.stable and life.holds(screen.taken.taken_ms)
        ]
        found.append((life.path, _without_repeats(screens[:MAX_SCREENS])))
    return found


def _without_repeats(screens: list[Screen]) -> list[tuple[Screen, Key]]:
    kept = list[tuple[Screen, Key]]()
    for screen in screens:
        key = _key(screen)
        if not kept or kept[-1][1] != key:
            kept.append((screen, key))
    return kept


def _paired(path: str, before: list[tuple[Screen, Key]], after: list[tuple[Screen, Key]]) -> Iterator[Pair]:
    matcher = SequenceMatcher(None, [key for _, key in before], [key for _, key in after], autojunk=False)
    for _, low, high, start, end in matcher.get_opcodes():
        for one, other in zip_longest(before[low:high], after[start:end]):
            yield _pair(path, one, other)


def _pair(path: str, before: tuple[Screen, Key] | None, after: tuple[Screen, Key] | None) -> Pair:
    if before is None or after is None:
        return Pair(path, before[0] if before else None, after[0] if after else None)
    if before[1] == after[1]:
        return Pair(path, before[0], after[0])
    was, now = _texts(before[0]), _texts(after[0])
    only_before = tuple(text for text in was if text not in now)[:MAX_TEXTS]
    only_after = tuple(text for text in now if text not in was)[:MAX_TEXTS]
    return Pair(path, before[0], after[0], only_before, only_after)


def _key(screen: Screen) -> Key:
    """What makes a screen the same in another run: its nodes without place and numbers; without nodes, its picture."""
    seen = [(n.cls, n.short_id, _DIGITS.sub("0", n.label), n.checked) for n in _nodes(screen)]
    return tuple(seen) if any(label for _, _, label, _ in seen) else (screen.taken.activity, _look(screen))


def _nodes(screen: Screen) -> Iterator[Node]:
    for node in screen.tree.walk() if screen.tree is not None else ():
        if node.visible and node.package not in _SYSTEM:
            yield node


def _texts(screen: Screen) -> dict[str, None]:
    return {_DIGITS.sub("0", node.label): None for node in _nodes(screen) if node.label}


def _look(screen: Screen) -> bytes:
    """Whether each of 8 × 16 fields is lighter than its neighbour (a difference hash), below the status bar."""
    picture = open_picture(screen.picture) if screen.picture else None
    if picture is None:
        return b""
    body = picture.crop((0, picture.height // 20, picture.width, picture.height))
    small = body.convert("L").resize((9, 16), Image.Resampling.BOX)
    grey, bits = small.tobytes(), io.BytesIO()
    for row in range(16):
        line = grey[row * 9 : row * 9 + 9]
        bits.write(bytes([sum((line[x] > line[x + 1] + 4) << x for x in range(8))]))
    return bits.getvalue()
