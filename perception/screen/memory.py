"""What was found out before about the same bytes, in a bounded number; safe for several threads."""

from __future__ import annotations

import threading
from collections import OrderedDict


class Memory[T]:
    """Values by key; of more than `most` the ones not asked for longest are forgotten."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, T] = OrderedDict()

    def get(self, key: bytes) -> T | None:
        """The value of a key, if it is known."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def keep(self, key: bytes, value: T) -> None:
        """Know the value from now on."""
        with self._lock:
            self._known[key] = value
            while len(self._known) > self.most:
                self._known.popitem(last=False)
