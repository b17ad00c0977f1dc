"""A place on earth under its names: latitude and longitude together, more exact than a city."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perception.traffic.coordinates import NEAR_BYTES
from perception.traffic.suspicion.fields import Field, around
from perception.traffic.suspicion.keynames import lexicon, says, words
from perception.traffic.suspicion.why import Why

_DEGREES = re.compile(r"-?\d{1,3}\.(\d{3,16})")
_SCALED = re.compile(r"-?\d{7,9}")
_PAIR = re.compile(r"\[?\s?(-?\d{1,3}\.\d{3,16})\s?[,;| ]\s?(-?\d{1,3}\.\d{3,16})\s?\]?")
_SIBLING = re.compile(rb"[\"'&?;,{\s]([A-Za-z_]{3,24})[\"']?\s?[:=]")
_SIBLING_BYTES = 160
_MAX_FIELDS = 600
_EXACT = 5
"""Decimals from which a position was measured (1 m); tables of cities mostly end before."""

_OWN = Why("；从周围的字段名看，是这部手机自身的位置", "; the names around say that it is the phone’s own")
_ANYBODYS = Why("；从字段名看不出是谁的位置", "; whose position it is, the names do not say")


@dataclass(frozen=True, slots=True)
class Spot:
    """Latitude and longitude with the span that holds both."""

    start: int
    end: int
    strong: bool
    why: Why


def spots(data: bytes, found: Sequence[tuple[str, Field]]) -> Iterator[Spot]:
    """Positions among fields of the kinds latitude, longitude and location; those of shops are left out."""
    found = found[:_MAX_FIELDS]
    lons = [field for kind, field in found if kind == "longitude"]
    for kind, field in found:
        if kind == "location" and (match := _PAIR.fullmatch(field.value)) is not None:
            yield from _spot(data, match.group(1), match.group(2), (field,))
        elif kind == "latitude":
            near = [lon for lon in lons if lon.start - field.end <= NEAR_BYTES and field.start - lon.end <= NEAR_BYTES]
            if near:
                lon = min(near, key=lambda lon: abs(lon.start - field.start))
                yield from _spot(data, field.value, lon.value, (field, lon))


def _spot(data: bytes, first: str, second: str, fields: tuple[Field, ...]) -> Iterator[Spot]:
    one, other = _degrees(first), _degrees(second)
    if one is None or other is None:
        return
    lat, lon = (one, other) if len(fields) == 2 or _is_latitude_first(one[0], other[0]) else (other, one)
    if abs(lat[0]) > 90 or abs(lon[0]) > 180 or min(abs(lat[0]), abs(lon[0])) < 0.01:
        return
    if {f"{lat[0]:.3f},{lon[0]:.3f}", f"{_cut(lat[0])},{_cut(lon[0])}"} & lexicon().map_defaults:
        return
    keys = {word for field in fields for word in words(field.key.decode("utf-8", "replace"))}
    outer = {word for key in around(data, fields[0].at) for word in words(key.decode("utf-8", "replace"))}
    own = says(keys, lexicon().own)
    if says(keys, lexicon().others) or (says(outer, lexicon().others) and not own):
        return
    start, end = min(field.start for field in fields), max(field.end for field in fields)
    siblings = _siblings(data, start, end)
    own = own or says(outer, lexicon().own) or says(siblings, lexicon().measured)
    decimals = min(lat[1], lon[1])
    strong = own and decimals >= _EXACT and not says(siblings, lexicon().others)
    why = Why(f"纬度和经度精确到小数点后 {decimals} 位", f"latitude and longitude with {decimals} decimals")
    names = dict.fromkeys(field.key.decode("utf-8", "replace") for field in fields)
    yield Spot(start, end, strong, why.then(_OWN if own else _ANYBODYS).under(*names))


def _degrees(value: str) -> tuple[float, int] | None:
    """Degrees and their decimals, from a decimal fraction or millionths of a degree."""
    match = _DEGREES.fullmatch(value)
    if match is not None:
        fraction = match.group(1).rstrip("0")
        return (float(value), len(fraction)) if len(fraction) >= 3 else None
    return (int(value) / 1e6, 6) if _SCALED.fullmatch(value) and not value.endswith("000") else None


def _is_latitude_first(one: float, other: float) -> bool:
    """In China a longitude is 73–135 and a latitude 3–54; elsewhere latitude is taken to stand first."""
    return not (abs(one) > 90 or (73 <= one <= 135 and 3 <= other <= 54))


def _cut(degrees: float) -> str:
    return f"{int(degrees * 1000) / 1000:.3f}"


def _siblings(data: bytes, start: int, end: int) -> set[str]:
    near = data[max(0, start - _SIBLING_BYTES) : end + _SIBLING_BYTES]
    return {word for match in _SIBLING.finditer(near) for word in words(match.group(1).decode("ascii", "replace"))}
