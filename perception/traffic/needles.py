"""The values to look for: every form in which an identifier of this phone is sent, in one automaton."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

from perception.traffic.coordinates import coordinate_forms

MIN_BITS = 26.0
"""A value with less information than this (8 digits, 3 Chinese characters) is no proof: it is found by chance."""

MIN_DIFFERENT = 3
"""A value of fewer different characters is a filler."""

TOGETHER_APPS = 3
"""An install list is recognised by this many of its packages in one place."""

_NOT_PERSONAL = re.compile(
    r"unknown|android|null|none|02:?00:?00:?00:?00:?00|9774d56d682e549c|[0\W_]*|0?1234567890?(12345)?|f+|"
    r"ffffffff-ffff-ffff-ffff-ffffffffffff",
    re.IGNORECASE,
)
_SYSTEM_PACKAGE = re.compile(r"(com\.)?(android|google\.android)\b.*")
_SEPARATORS = re.compile(r"[-:. ]")
_HEX_32 = re.compile(r"[0-9A-Fa-f]{32}")
_HEX_12 = re.compile(r"[0-9A-Fa-f]{12}")
_CHINESE_MOBILE = re.compile(r"(?:\+?86|0086)?[- ]?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})")
_CONTACT_PARTS = re.compile(r"[,;:|\t=/]")
_DIGESTS = ("md5", "sha1", "sha256")


@dataclass(frozen=True, slots=True)
class Needle:
    """One byte string to look for. `value` numbers the value within its kind; forms that count together share it.

    `part` is empty, or lat, lon for coordinates; `numeric` needs a neighbour that is no digit (text layers only);
    `more_digits` allows digits after it.
    """

    kind: str
    form: str
    value: int
    part: str = ""
    numeric: bool = False
    more_digits: bool = False


@dataclass(frozen=True)
class Needles:
    """All needles in one Aho–Corasick automaton; `left_out` names values that are no proof, by kind."""

    automaton: Any
    count: int
    kinds: tuple[str, ...]
    left_out: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_values(cls, values: Mapping[str, Sequence[str]]) -> Needles:
        """Needles for identifier kinds and their values; a location is "lat,lon" in degrees (WGS-84)."""
        words: dict[bytes, dict[Needle, None]] = {}
        left_out: dict[str, tuple[str, ...]] = {}
        kinds: list[str] = []
        for kind in sorted(values):
            usable, poor = _usable(kind, values[kind])
            if poor:
                left_out[kind] = tuple(poor)
            if kind == "installed_apps" and len(usable) < TOGETHER_APPS:
                usable = []
            before = len(words)
            for number, value in enumerate(usable):
                for word, needle in _needles(kind, value, number):
                    words.setdefault(word, {})[needle] = None
            if len(words) > before:
                kinds.append(kind)
        automaton = ahocorasick.Automaton()
        for word, found in words.items():
            automaton.add_word(word.decode("latin-1"), (len(word), tuple(found)))
        if words:
            automaton.make_automaton()
        return cls(automaton, len(words), tuple(kinds), left_out)


def is_proof(value: str) -> bool:
    """Whether finding this value proves something: enough information, not zeroed, not a filler of the system."""
    return (
        _NOT_PERSONAL.fullmatch(value.strip()) is None
        and len(set(_SEPARATORS.sub("", value))) >= MIN_DIFFERENT
        and _bits(value) >= MIN_BITS
    )


def _bits(value: str) -> float:
    """A lower bound of the information in a value, by the alphabet of each character."""
    bare = _SEPARATORS.sub("", value)
    latin = 3.3 if bare.isdigit() else 4.0 if re.fullmatch(r"[0-9A-Fa-f]+", bare) else 4.7
    return sum(latin if character < "\x80" else 9.0 for character in bare)


def _usable(kind: str, values: Sequence[str]) -> tuple[list[str], list[str]]:
    usable: dict[str, None] = {}
    poor: dict[str, None] = {}
    for value in values:
        for part in _parts(kind, value.strip()):
            good = bool(coordinate_forms(part)) if kind == "location" else is_proof(part)
            if kind == "installed_apps" and _SYSTEM_PACKAGE.fullmatch(part):
                good = False
            (usable if good else poor)[part] = None
    return list(usable), list(poor)


def _parts(kind: str, value: str) -> Iterator[str]:
    """A contact is written as name and number in one value; each part is a proof of its own."""
    if kind != "contacts":
        yield value
        return
    for part in _CONTACT_PARTS.split(value):
        if part.strip():
            yield part.strip()


def _needles(kind: str, value: str, number: int) -> Iterator[tuple[bytes, Needle]]:
    if kind == "location":
        for text, form, part, more in coordinate_forms(value):
            yield text.encode(), Needle(kind, form, number, part, numeric=True, more_digits=more)
        return
    for text, form in _forms(value):
        encoded = text.encode("utf-8", "surrogateescape")
        numeric = text.isdigit() and len(text) <= 12
        yield encoded, Needle(kind, form, number, numeric=numeric)
        if kind == "installed_apps":
            continue
        for digest in _DIGESTS:
            raw = hashlib.new(digest, encoded, usedforsecurity=False).digest()
            name = digest if form == "exact" else f"{digest} of {form}"
            yield raw.hex().encode(), Needle(kind, name, number)
            yield raw.hex().upper().encode(), Needle(kind, name, number)
            yield raw, Needle(kind, name, number)
    if kind != "installed_apps" and not value.isascii():
        yield value.encode("utf-16-le"), Needle(kind, "utf-16", number)


def _forms(value: str) -> Iterator[tuple[str, str]]:
    """Texts with the name of the form, each text once."""
    seen: set[str] = set()
    for text, form in _all_forms(value):
        if text not in seen:
            seen.add(text)
            yield text, form


def _all_forms(value: str) -> Iterator[tuple[str, str]]:
    yield value, "exact"
    phone = _CHINESE_MOBILE.fullmatch(value)
    if phone is not None:
        a, b, c = phone.groups()
        yield a + b + c, "national"
        for prefix in ("+86", "86", "0086", "+86 ", "+86-", "86-"):
            yield prefix + a + b + c, "with country code"
        yield f"{a} {b} {c}", "spaced"
        yield f"{a}-{b}-{c}", "spaced"
        return
    for text, form in _separations(value):
        yield text, form
        yield text.lower(), "lower case" if form == "exact" else f"{form}, lower case"
        yield text.upper(), "upper case" if form == "exact" else f"{form}, upper case"


def _separations(value: str) -> Iterator[tuple[str, str]]:
    yield value, "exact"
    bare = _SEPARATORS.sub("", value)
    if not re.fullmatch(r"[0-9A-Za-z]+", bare) or not is_proof(bare):
        return
    if _HEX_12.fullmatch(bare) and (bare == value or re.fullmatch(r"(..[:-]){5}..", value)):
        pairs = [bare[i : i + 2] for i in range(0, 12, 2)]
        yield ":".join(pairs), "with colons"
        yield "-".join(pairs), "with dashes"
    elif _HEX_32.fullmatch(bare):
        yield "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:])), "with dashes"
    if bare != value and "." not in value:
        yield bare, "without separators"
