"""What the words of a window are about: signs in its title, its lines and its buttons, counted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from perception.screen.actions import Action
from perception.screen.hanzi import simplified
from perception.screen.lexicon import found_words, patterns
from perception.screen.view import Kind, SeenText
from perception.screen.windows import Layer

TOPICS: tuple[Kind, ...] = ("update", "rating", "notification", "login", "purpose", "coupon")
"""The kinds that words alone tell; the earlier one where two weigh the same."""
TITLE, BUTTON, LINE, WORD = 3.0, 2.0, 1.5, 0.5
"""What a sign weighs by where it stands; a title says what a window is about, a button what it is for."""
_MOST_LINES, _MOST_WORDS, _MOST_TOLD = 60, 4, 4
_LONGEST = 300
_TITLE = 24
"""Characters up to which the topmost text is a title."""
_SPACE = re.compile(r"(?<![a-z0-9,.?!])\s+|\s+(?![a-z0-9])")
_LOG_IN = re.compile("登入|登陆")


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind, the weight of its signs, and those signs."""

    kind: Kind
    weight: float
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The kind of a window, how sure that is, and why."""

    kind: Kind
    score: float
    reasons: tuple[str, ...]


def topics(texts: Sequence[SeenText], actions: Sequence[Action]) -> tuple[Topic, ...]:
    """All kinds that the words speak for, the one with the most weight first.

    Lines that hold a kind's words and are about something else (更新头像, 退出登录) do not count for it.
    """
    lines, buttons = _lines(texts), _buttons(actions)
    title = _title(lines, buttons)
    if _matches(title[:_TITLE], "other_title"):
        return ()
    found = [_topic(kind, lines, title if len(title) <= _TITLE else "", buttons) for kind in TOPICS]
    return tuple(sorted((topic for topic in found if topic.weight), key=lambda topic: -topic.weight))


def title_of(texts: Sequence[SeenText], actions: Sequence[Action]) -> str:
    """The topmost text as patterns see it where it is as short as titles are, else an empty text."""
    title = _title(_lines(texts), _buttons(actions))
    return title if len(title) <= _TITLE else ""


def title_kind(texts: Sequence[SeenText], actions: Sequence[Action]) -> Kind | None:
    """What the title says that a window is about: `other` for 青少年模式 and the like, None when it does not say."""
    first = _title(_lines(texts), _buttons(actions))
    if _matches(first[:_TITLE], "other_title"):
        return "other"
    title = title_of(texts, actions)
    return next(
        (kind for kind in TOPICS if _matches(title, f"{kind}_line") and not _matches(title, f"{kind}_not")), None
    )


def has_field(layer: Layer) -> bool:
    """Whether a window has a field to type in."""
    return any("edittext" in item.node.cls.lower() or "textfield" in item.node.cls.lower() for item in layer.items)


def _lines(texts: Sequence[SeenText]) -> list[str]:
    lines = [_line(text.text) for text in sorted(texts, key=lambda text: text.box.y1)[:_MOST_LINES]]
    return [part for line in lines for part in line.split("\n") if part]


def _buttons(actions: Sequence[Action]) -> set[str]:
    return {_line(action.text) for action in actions if action.tappable}


def _title(lines: Sequence[str], buttons: set[str]) -> str:
    return next((line for line in lines if line not in buttons and len(line) > 1), "")


def _topic(kind: Kind, lines: Sequence[str], title: str, buttons: set[str]) -> Topic:
    weight, told, own = 0.0, list[str](), list[str]()
    for line in dict.fromkeys(lines):
        if _matches(line, f"{kind}_not"):
            continue
        own.append(line)
        if _matches(line, f"{kind}_line"):
            weight += TITLE if line == title else BUTTON if line in buttons else LINE
            told.append(f"says {line[:24]}")
    words = found_words("\n".join(own), "kinds", kind)[:_MOST_WORDS]
    return Topic(kind, weight + WORD * len(words), (*told, *(f"says {word}" for word in words))[:_MOST_TOLD])


def is_log_in_button(text: str) -> bool:
    """Whether a button logs in, in words that requests for consent do not use (同意并登录 is left out)."""
    return _matches(_line(text), "login_button")


@lru_cache(maxsize=1024)
def _line(text: str) -> str:
    """A text as the patterns see it: simplified, lower case, spaces only between words of Latin letters."""
    folded = simplified(unicodedata.normalize("NFKC", text[:_LONGEST])).casefold()
    parts = (_SPACE.sub("", part.strip()) for part in folded.splitlines())
    return _LOG_IN.sub("登录", "\n".join(parts))


def _matches(line: str, group: str) -> bool:
    return any(pattern.search(line) for pattern in patterns("kinds", group))
