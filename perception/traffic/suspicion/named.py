"""Judging one named value: which kind of personal data it is, how sure that is, and why."""

from __future__ import annotations

from dataclasses import dataclass

from perception.traffic.suspicion import plausible
from perception.traffic.suspicion.fields import Field, around
from perception.traffic.suspicion.grading import POOR, PROVED, Grade
from perception.traffic.suspicion.keynames import Meaning, lexicon, says, words
from perception.traffic.suspicion.why import Why

SPATIAL = ("latitude", "longitude", "location")
"""Kinds that are judged together (`whereabouts`)."""

_OF_SOMEBODY = frozenset(("phone_number", "email", "address", "name", "contacts", "ssid", "bssid", "ip_address", "mac"))
"""Kinds that shops, services and companies have as well."""

_NUMBERS = frozenset(("imei", "android_id", "serial"))
"""Kinds whose poor likeness under a vague name is any number."""

_BESIDE = 200


@dataclass(frozen=True, slots=True)
class Found:
    """What looks personal in the bytes of a layer; a value that is not `named` stands alone."""

    kind: str
    why: Why
    strong: bool
    start: int
    end: int
    named: bool = True


def judge(field: Field, meant: tuple[Meaning, ...], data: bytes) -> Found | None:
    """The surest of what a named value may be, the first of the lexicon among equals."""
    best: Found | None = None
    for meaning in meant:
        if meaning.kind in SPATIAL:
            continue
        judged = _graded(field, meaning)
        if judged is None or (field.path and judged.level < PROVED):
            continue
        if judged.level == POOR and not meaning.sure and meaning.kind in _NUMBERS:
            continue
        if meaning.kind in _OF_SOMEBODY and _is_of_others(field, data):
            continue
        strong = _is_strong(meaning, judged, data, field)
        if best is None or (strong and not best.strong):
            name = field.key.decode("utf-8", "replace")
            best = Found(meaning.kind, judged.why.under(name), strong, field.start, field.end)
    return best


def _graded(field: Field, meaning: Meaning) -> Grade | None:
    if field.structured:
        return plausible.grade(meaning.kind, field.value, structured=True) if meaning.form == "plain" else None
    if meaning.form == "digest":
        return plausible.grade_digest(field.value)
    if meaning.form == "cipher":
        return plausible.grade_cipher(field.value)
    return plausible.grade(meaning.kind, field.value)


def _is_strong(meaning: Meaning, judged: Grade, data: bytes, field: Field) -> bool:
    if judged.level == POOR or field.path:
        return False
    if meaning.sure or judged.level == PROVED:
        return True
    # A network's name stands beside its access point's address; alone the same key is a session's.
    return meaning.kind == "ssid" and b"bssid" in data[max(0, field.start - _BESIDE) : field.end + _BESIDE].lower()


def _is_of_others(field: Field, data: bytes) -> bool:
    own, others = lexicon().own, lexicon().others
    key = words(field.key.decode("utf-8", "replace"))
    if says(key, others):
        return True
    outer = {word for name in around(data, field.at) for word in words(name.decode("utf-8", "replace"))}
    return says(outer, others) and not says(key, own)
