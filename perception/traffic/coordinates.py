"""The forms in which a place on earth is sent; latitude and longitude count only together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, InvalidOperation

NEAR_BYTES = 256
"""Latitude and longitude of one place stand no further apart than this."""

_MIN_DECIMALS = 2
_MAX_DECIMALS = 7
_FREE_DECIMALS = 4
"""From this many decimals on (11 m), further digits may follow: the value is specific enough."""

Form = tuple[str, str, str, bool]
"""Text, name of the form, lat or lon, whether more digits may follow."""


def coordinate_forms(value: str) -> tuple[Form, ...]:
    """All texts for "lat,lon" in degrees; nothing when it is not such a value, or is zero or without decimals."""
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
    forms = [*_texts(lat, "lat"), *_texts(lon, "lon")]
    return tuple({(text, part): (text, name, part, more) for text, name, part, more in forms}.values())


def _texts(number: Decimal, part: str) -> Iterator[Form]:
    own = _decimals(number)
    for decimals in range(_MIN_DECIMALS, min(own, _MAX_DECIMALS) + 1):
        step = Decimal(1).scaleb(-decimals)
        name = "exact" if decimals == own else f"{decimals} decimals"
        for rounding in (ROUND_DOWN, ROUND_HALF_EVEN):
            yield str(number.quantize(step, rounding)), name, part, decimals >= _FREE_DECIMALS
    for power in (6, 7):
        scaled = number.scaleb(power)
        if own >= _FREE_DECIMALS:
            yield str(scaled.to_integral_value(ROUND_DOWN)), f"1e-{power} degrees", part, False
            yield str(scaled.to_integral_value(ROUND_HALF_EVEN)), f"1e-{power} degrees", part, False


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
