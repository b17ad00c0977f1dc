"""How far a decoder goes into bytes that a stranger supplied."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one place. Sizes in bytes; `depth` counts decodings one inside another."""

    depth: int = 12
    layers: int = 50_000
    layer_bytes: int = 8 * 1024 * 1024
    """What one decoding may give; a longer result is cut and the layer says so."""
    total_bytes: int = 48 * 1024 * 1024
    """What all decodings of one place may give together."""
    expansion: int = 200
    """A decompression beyond this ratio (and 1 MiB) is a bomb: cut, and the layer says so."""

    work_bytes: int = 192 * 1024 * 1024
    """What all attempts on one place may read and give together. It bounds the time (about 10 s at most on a slow
    machine), and unlike a clock it cuts the same place at the same byte whenever a recording is judged."""


DEFAULT_LIMITS = Limits()


@dataclass(slots=True)
class Work:
    """The work that is left for one place; when there is none, nothing further is tried."""

    left: int
    limits: Limits = DEFAULT_LIMITS

    def spend(self, size: int) -> bool:
        """Whether there was work left for an attempt on so many bytes; a small attempt costs as much as 256 of them."""
        self.left -= max(size, 256)
        return self.left >= 0
