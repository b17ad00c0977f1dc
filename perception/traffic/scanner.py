"""One pass over bytes for thousands of words at once (Hyperscan; docs/decisions/0010)."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import hyperscan

MAX_WORD = 4000
"""Bytes of a word: Hyperscan takes expressions of 16,000 characters, and a byte is written in four."""

Found = tuple[int, int, int]
"""Number of the word, from, to (exclusive)."""


class Scanner:
    """Finds words; several threads may use one, each in its turn."""

    def __init__(self, words: Mapping[bytes, bool]) -> None:
        """The words in their order, of MAX_WORD bytes at most, each with whether upper and lower case are the same."""
        self._sizes = tuple(len(word) for word in words)
        self._lock = threading.Lock()
        flags = [hyperscan.HS_FLAG_CASELESS if caseless else 0 for caseless in words.values()]
        self._database = _compiled([b"".join(b"\\x%02x" % byte for byte in word) for word in words], flags)

    def scan(self, data: bytes) -> list[Found]:
        """Every place of every word, in the order of their ends."""
        found: list[Found] = []
        if not data or not self._sizes:
            return found
        sizes = self._sizes

        def met(word: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found.append((word, end - sizes[word], end))

        with self._lock:
            self._database.scan(data, match_event_handler=met)
        return found


class Signs:
    """Tells which of some patterns occur in bytes at all, so that the slow search for each is made where it is due."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._lock = threading.Lock()
        self._database = _compiled(patterns, [hyperscan.HS_FLAG_SINGLEMATCH] * len(patterns))

    def present(self, data: bytes) -> frozenset[int]:
        """The numbers of the patterns that occur."""
        found: list[int] = []

        def met(pattern: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            found.append(pattern)

        if data:
            with self._lock:
                self._database.scan(data, match_event_handler=met)
        return frozenset(found)


def _compiled(patterns: Sequence[bytes], flags: Sequence[int]) -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    if patterns:
        database.compile(expressions=patterns, ids=list(range(len(patterns))), flags=flags)
    return database
