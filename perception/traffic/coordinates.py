"""The forms in which a place on earth is sent; latitude and longitude count only together."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, InvalidOperation

from perception.traffic.binary.writing import float32
from perception.traffic.datum import bd09, gcj02, in_china

DATUMS = 3
"""WGS-84, GCJ-02, BD-09."""

NEAR_BYTES = 256
"""Latitude and longitude of one place stand no further apart than this."""

CLOSE_BYTES = 160
"""The same for roundings to fewer digits than make a place specific, as prices have them too."""

_MIN_DECIMALS = 2
_MAX_DECIMALS = 7
_FREE_DECIMALS = 4
"""From this many decimals on (11 m), further digits may follow: the value is specific enough."""

_COMPUTED_DECIMALS = 9
_POWERS = (5, 6, 7)
_TOP_BYTES = 5
"""Sign, exponent and 28 bits of a float of 8 bytes: 1e-7 degrees, whatever noise is in the rest."""


@dataclass(frozen=True, slots=True)
class CoordinateForm:
    """Bytes that stand for a latitude or a longitude (`part`: lat, lon); both must be of one `datum` (0, 1, 2).

    `more` tells whether more digits may follow, `raw` that they are a number in a binary format.
    """

    data: bytes
    name: str
    part: str
    datum: int
    more: bool = False
    raw: bool = False


def coordinate_forms(value: str) -> tuple[CoordinateForm, ...]:
    """All forms of "lat,lon" in degrees; nothing when it is not such a value, or is zero or without decimals."""
    pieces = value.split(",")
    if len(pieces) != 2:
        return ()
    try:
        lat, lon = (Decimal(piece.strip()) for piece in pieces)
    except InvalidOperation:
        return ()
    if not (lat.is_finite() and lon.is_finite() and abs(lat) <= 90 and abs(lon) <= 180):
        return ()
    if lat == 0 or lon == 0 or min(_decimals(lat), _decimals(lon)) < _MIN_DECIMALS:
        return ()
    forms: dict[tuple[bytes, str, int], CoordinateForm] = {}
    for datum, (name, north, east) in enumerate(_datums(lat, lon)):
        for number, part in ((north, "lat"), (east, "lon")):
            for form in _forms(number, part, datum, name):
                forms.setdefault((form.data, part, datum), form)
    return tuple(forms.values())


def _datums(lat: Decimal, lon: Decimal) -> Iterator[tuple[str, Decimal, Decimal]]:
    yield "", lat, lon
    if not in_china((float(lat), float(lon))):
        return
    chinese = gcj02((float(lat), float(lon)))
    for name, (north, east) in (("GCJ-02", chinese), ("BD-09", bd09(chinese))):
        yield f"{name}, ", Decimal(f"{north:.{_COMPUTED_DECIMALS}f}"), Decimal(f"{east:.{_COMPUTED_DECIMALS}f}")


def _forms(number: Decimal, part: str, datum: int, prefix: str) -> Iterator[CoordinateForm]:
    own = _decimals(number)
    for decimals in range(_MIN_DECIMALS, min(own, _MAX_DECIMALS) + 1):
        name = prefix + ("exact" if decimals == own else f"{decimals} decimals")
        for rounded in _rounded(number, decimals):
            more = decimals >= _FREE_DECIMALS
            yield CoordinateForm(str(rounded).encode(), name, part, datum, more)
            yield from _floats(float(rounded), prefix, part, datum, texts=more)
    yield from _floats(float(number), prefix, part, datum, texts=True)
    for power in _POWERS if own >= _FREE_DECIMALS else ():
        name = f"{prefix}1e-{power} degrees"
        for scaled in _rounded(number.scaleb(power), 0):
            yield CoordinateForm(str(scaled).encode(), name, part, datum)
            for order in "<>":
                yield CoordinateForm(struct.pack(f"{order}i", int(scaled)), f"{name}, int32", part, datum, raw=True)


def _rounded(number: Decimal, decimals: int) -> tuple[Decimal, ...]:
    step = Decimal(1).scaleb(-decimals)
    return number.quantize(step, ROUND_DOWN), number.quantize(step, ROUND_HALF_EVEN)


def _floats(number: float, prefix: str, part: str, datum: int, *, texts: bool) -> Iterator[CoordinateForm]:
    """The number as a float of 8 and of 4 bytes, and the digits that are left of it in one of 4."""
    double, single = struct.pack(">d", number), struct.pack(">f", number)
    yield CoordinateForm(double[:_TOP_BYTES], f"{prefix}float64", part, datum, raw=True)
    yield CoordinateForm(double[::-1][-_TOP_BYTES:], f"{prefix}float64", part, datum, raw=True)
    yield CoordinateForm(single, f"{prefix}float32", part, datum, raw=True)
    yield CoordinateForm(single[::-1], f"{prefix}float32", part, datum, raw=True)
    if texts:
        kept: float = struct.unpack(">f", single)[0]
        yield CoordinateForm(float32(kept).encode(), f"{prefix}float32", part, datum)
        yield CoordinateForm(f"{kept:.9f}"[:-3].encode(), f"{prefix}float32", part, datum, more=True)


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
