"""What keys of messages are called, and which kind of personal data that means (`suspects.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\x00-\x7f])(?=[A-Za-z])")
_APART = re.compile(r"[^0-9A-Za-z\u0080-\uffff]+")
_NUMBERED = re.compile(r"(?<=[^\W\d])\d{1,2}\Z")

Form = str
"""How the value stands there: plain, digest or cipher."""


class _Names(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    sure: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()


class Lexicon(BaseModel):
    """The file `suspects.yaml`; its comments say what each list is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kinds: dict[str, _Names]
    qualifiers: frozenset[str]
    digests: frozenset[str]
    ciphers: frozenset[str]
    fillers: frozenset[str]
    own: frozenset[str]
    measured: frozenset[str]
    others: frozenset[str]
    innocent: frozenset[str]
    placeholders: frozenset[str]
    test_values: frozenset[str]
    map_defaults: frozenset[str]
    roles: frozenset[str]
    reserved_domains: frozenset[str]
    surnames: str
    double_surnames: frozenset[str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a key says of its value. A name that is not `sure` means other things as well."""

    kind: str
    sure: bool
    form: Form = "plain"


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    text = files("perception.traffic").joinpath("suspects.yaml").read_text(encoding="utf-8")
    return Lexicon.model_validate(yaml.safe_load(text))


@lru_cache(maxsize=16384)
def words(key: str) -> tuple[str, ...]:
    """The words of a key in lower case; camel, snake, kebab and dotted spellings give the same."""
    parts = [part for piece in _APART.split(key) for part in _CAMEL.split(piece) if part]
    return tuple(part.lower() for part in parts)


@lru_cache(maxsize=16384)
def meanings(key: bytes) -> tuple[Meaning, ...]:
    """The kinds that a key may mean, in the order of the lexicon; nothing for most keys."""
    found = words(key.decode("utf-8", "replace"))
    form = "plain"
    while len(found) > 1 and found[-1] in lexicon().digests | lexicon().ciphers:
        form = "digest" if found[-1] in lexicon().digests else "cipher"
        found = found[:-1]
    if len(found) > 1 and found[0] in lexicon().digests:
        form, found = "digest", found[1:]
    found = _without_number(found)
    direct = _lookup(found, form)
    if direct or len(found) < 2 or found[-1] not in lexicon().fillers:
        return direct
    return _lookup(found[:-1], form)


def says(found: Iterable[str], which: frozenset[str]) -> bool:
    """Whether one of the words is in a list; a Chinese word may stand inside a longer one."""
    return any(word in which or (not word.isascii() and any(w in word for w in which)) for word in found)


def _without_number(found: tuple[str, ...]) -> tuple[str, ...]:
    """Without the number of a slot at the end: imei1, mac_2."""
    if len(found) > 1 and found[-1].isdigit() and len(found[-1]) <= 2:
        return found[:-1]
    return (*found[:-1], _NUMBERED.sub("", found[-1])) if found else found


def _lookup(found: tuple[str, ...], form: Form) -> tuple[Meaning, ...]:
    sure, vague = _index()
    kinds: dict[str, Meaning] = {}
    for start in range(len(found)):
        rest = "".join(found[start:])
        for kind in sure.get(rest, ()):
            kinds[kind] = Meaning(kind, True, form)
        if all(word in lexicon().qualifiers for word in found[:start]):
            for kind in vague.get(rest, ()):
                kinds.setdefault(kind, Meaning(kind, False, form))
    order = list(lexicon().kinds)
    return tuple(sorted(kinds.values(), key=lambda meaning: order.index(meaning.kind)))


@cache
def _index() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Names without their blanks, with the kinds that they mean."""
    sure: dict[str, tuple[str, ...]] = {}
    vague: dict[str, tuple[str, ...]] = {}
    for kind, names in lexicon().kinds.items():
        for index, listed in ((sure, names.sure), (vague, names.vague)):
            for name in listed:
                bare = name.replace(" ", "")
                index[bare] = (*index.get(bare, ()), kind)
    return sure, vague
