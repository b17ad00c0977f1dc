"""The words that the eyes know, as data: each list stands in a YAML file beside this one with its basis."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from ruamel.yaml import YAML

from perception.screen.hanzi import simplified

_SPACE = re.compile(r"\s+")
_EDGE = "《》〈〉「」【】[]()（）“”\"'·•|｜>›,，。.！!:：;；…、~-—_ "
_COUNT = re.compile(r"[\(（\[]?\d{1,3}\s*(?:s|秒|sec)?[\)）\]]?", re.IGNORECASE)
_LONGEST_BUTTON = 24
_CLAUSE = re.compile(r"[,;。、:(|~!]")


@cache
def _file(name: str) -> dict[str, dict[str, list[str]]]:
    loader = YAML(typ="safe", pure=True)
    loaded: dict[str, dict[str, list[str]]] = loader.load((files(__name__) / f"{name}.yaml").read_text("utf-8"))
    return loaded


def raw_words(name: str, group: str) -> tuple[str, ...]:
    """The words of a group as they are written."""
    return tuple(map(str, _file(name)[group]["words"]))


@cache
def words(name: str, group: str) -> tuple[str, ...]:
    """The words of a group in their plain form, longest first; `name` is the file, e.g. ("consent", "refuse")."""
    return tuple(sorted(set(map(plain, raw_words(name, group))), key=lambda w: (-len(w), w)))


@cache
def patterns(name: str, group: str) -> tuple[re.Pattern[str], ...]:
    """The regular expressions of a group."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _file(name)[group]["patterns"])


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """The text as it is compared: compatibility and traditional forms folded, lower case, without white space."""
    folded = unicodedata.normalize("NFKC", text[:4000]).replace("’", "'")
    return simplified(_SPACE.sub("", folded).casefold())


def button_word(text: str, name: str, group: str) -> str | None:
    """The longest word of the group that a button's text says, or None.

    It says a word when it, or its first clause (不同意，仅浏览), holds it and is at most twice as long; words of one
    letter (好) must stand alone. A countdown (3s) and marks at its edges do not count. Where the group has patterns as
    well, a text that is one from end to end says itself.
    """
    said = _COUNT.sub("", plain(text)).strip(_EDGE) or plain(text).strip()
    clauses = (said, _CLAUSE.split(said, maxsplit=1)[0])
    known = words(name, group)
    found = next((word for part in clauses for word in known if word in part and len(part) <= _longest(word)), None)
    if found is None and "patterns" in _file(name)[group] and length(said) <= _LONGEST_BUTTON:
        found = next((said for pattern in patterns(name, group) if pattern.fullmatch(said)), None)
    return found


def length(text: str) -> float:
    """How long a text is in Han characters; letters are half as wide and say half as much."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _longest(word: str) -> int:
    return 2 * len(word) if len(word) > 1 else 1


def found_words(text: str, name: str, group: str) -> tuple[str, ...]:
    """The words of the group that occur in a running text, longest first, none inside another that was found."""
    body, found = plain(text), list[str]()
    for word in words(name, group):
        if word in body:
            found.append(word)
            body = body.replace(word, "\0")
    return tuple(found)


def has_word(text: str, name: str, group: str) -> bool:
    """Whether any word of the group occurs in the text."""
    body = plain(text)
    return any(word in body for word in words(name, group))


def names_policy(text: str) -> bool:
    """Whether a text names a policy on personal information: by a usual title, or any title that speaks of it."""
    return has_word(text, "consent", "policy_name") or any(
        pattern.search(plain(text)) for pattern in patterns("consent", "policy_name")
    )
