"""How far a decoder goes into bytes that a stranger supplied."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one place. Sizes in bytes; `depth` counts decodings one inside another."""

    depth: int = 6
    layers: int = 50_000
    layer_bytes: int = 8 * 1024 * 1024
    """What one decoding may give; a longer result is cut and the layer says so."""
    total_bytes: int = 48 * 1024 * 1024
    """What all decodings of one place may give together."""
    expansion: int = 200
    """A decompression beyond this ratio (and 1 MiB) is a bomb: cut, and the layer says so."""


DEFAULT_LIMITS = Limits()
