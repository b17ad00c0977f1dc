"""Loopback ports for the servers of tests."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from itertools import islice

from harness.ports import LAST as HARNESS_LAST
from harness.ports import is_free

# Below those that Linux gives out by itself: between the choice of a port and listening on it a phone boots, and the
# browser or the proxy of another test would be given the same.
_FIRST, _LAST = HARNESS_LAST, 32768
_SHARES = 16


def free_port() -> int:
    """A port that nobody uses, and that no test beside this one is given. Raises RuntimeError when there is none."""
    port = next((port for port in islice(_ports, _SHARE) if is_free(port)), None)
    if port is None:
        raise RuntimeError(f"none of this process's share of the ports {_FIRST} to {_LAST} is free")
    return port


def _round() -> Iterator[int]:
    """The share of this test process, from somewhere on and round and round."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _SHARES
    first, offset = _FIRST + worker * _SHARE, secrets.randbelow(_SHARE)
    while True:
        yield first + offset
        offset = (offset + 1) % _SHARE


_SHARE = (_LAST - _FIRST) // _SHARES
_ports = _round()
