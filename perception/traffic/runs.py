"""Long runs of one class of bytes, found at the speed of an array: a regex tries at every byte of each short one."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perception.traffic.layer import Span

_SHORT = 1024
"""Below this size an array costs more than it saves."""


class Runs:
    """Finds the longest possible runs of some bytes, of a least length each."""

    def __init__(self, allowed: bytes, least: int) -> None:
        self._in: NDArray[np.int8] = np.zeros(256, np.int8)
        self._in[list(allowed)] = 1
        self._least = least
        inside = re.escape(allowed)
        # Everything up to the next long run is passed over at once, so that no byte is looked at twice.
        self._next = re.compile(
            b"(?:[^%b]++|[%b]{1,%d}+(?![%b]))*+(?:([%b]{%d,}+)|\\Z)"
            % (inside, inside, least - 1, inside, inside, least)
        )

    def spans(self, data: bytes) -> list[Span]:
        """Where they stand, in order."""
        if len(data) < _SHORT:
            return [match.span(1) for match in self._next.finditer(data) if match.group(1)]
        inside = np.zeros(len(data) + 2, np.int8)
        np.take(self._in, np.frombuffer(data, np.uint8), out=inside[1:-1])
        edges = np.flatnonzero(inside[1:] != inside[:-1])
        starts, ends = edges[::2], edges[1::2]
        long = np.flatnonzero(ends - starts >= self._least)
        return list(zip(starts[long].tolist(), ends[long].tolist(), strict=True))
