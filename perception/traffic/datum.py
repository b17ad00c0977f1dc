"""The two datums of Chinese maps: GCJ-02 (高德, 腾讯) and BD-09 (百度), from WGS-84, which the phone measures.

Neither is published; these are the formulas that map software shares. Their error is below a metre.
"""

from __future__ import annotations

from math import atan2, cos, pi, sin, sqrt

_AXIS = 6378245.0
"""Krassowsky 1940: semi-major axis in metres, then eccentricity squared."""
_ECCENTRICITY = 0.00669342162296594323

_BD = pi * 3000.0 / 180.0

Point = tuple[float, float]
"""Latitude, longitude in degrees."""


def in_china(point: Point) -> bool:
    """Whether maps shift the place at all; the box is the one that map software uses."""
    lat, lon = point
    return 0.8293 <= lat <= 55.8271 and 72.004 <= lon <= 137.8347


def gcj02(point: Point) -> Point:
    """A WGS-84 place in GCJ-02."""
    lat, lon = point
    east, north = lon - 105.0, lat - 35.0
    dlat = -100.0 + 2.0 * east + 3.0 * north + 0.2 * north * north + 0.1 * east * north + 0.2 * sqrt(abs(east))
    dlat += _waves(east, 6.0, 2.0) + _fine(north, pi, ((20.0, 1.0), (40.0, 1 / 3))) * 2.0 / 3.0
    dlat += (160.0 * sin(north / 12.0 * pi) + 320.0 * sin(north * pi / 30.0)) * 2.0 / 3.0
    dlon = 300.0 + east + 2.0 * north + 0.1 * east * east + 0.1 * east * north + 0.1 * sqrt(abs(east))
    dlon += _waves(east, 6.0, 2.0) + _fine(east, pi, ((20.0, 1.0), (40.0, 1 / 3))) * 2.0 / 3.0
    dlon += (150.0 * sin(east / 12.0 * pi) + 300.0 * sin(east / 30.0 * pi)) * 2.0 / 3.0
    slope = 1.0 - _ECCENTRICITY * sin(lat / 180.0 * pi) ** 2
    dlat = dlat * 180.0 / (_AXIS * (1.0 - _ECCENTRICITY) / (slope * sqrt(slope)) * pi)
    dlon = dlon * 180.0 / (_AXIS / sqrt(slope) * cos(lat / 180.0 * pi) * pi)
    return lat + dlat, lon + dlon


def bd09(point: Point) -> Point:
    """A GCJ-02 place in BD-09."""
    lat, lon = point
    radius = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * _BD)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD)
    return radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065


def _waves(along: float, quick: float, slow: float) -> float:
    return (20.0 * sin(quick * along * pi) + 20.0 * sin(slow * along * pi)) * 2.0 / 3.0


def _fine(along: float, turn: float, waves: tuple[tuple[float, float], ...]) -> float:
    return sum(size * sin(along * rate * turn) for size, rate in waves)
