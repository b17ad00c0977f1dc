"""Large JSON files a value at a time: the standard decoder reads where the cursor stands.

A value that is not whole in memory, or may be nested too deep, is cut out at its brackets first. Bounded: a piece of at
most MAX_VALUE_BYTES is in memory, nested at most MAX_DEPTH deep. Bytes that are not UTF-8 come through as U+DC80 to
U+DCFF.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from evidence.errors import EvidenceError

MAX_VALUE_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 1000
MAX_TOP_VALUES = 100_000
"""Keys of the file's own objects; more is not what any tool writes."""

_CHUNK = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_FLAT = rb'[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_BRACKET = re.compile(rb"(?s)(?:" + _FLAT + rb"|\{(?:" + _FLAT + rb")*+\})*+([\[\]{}])")
"""A bracket that stands in no string, with all before it; objects that hold no other, such as headers, are skipped."""
_STRING = re.compile(rb'(?s)"[^"\\]*(?:\\.[^"\\]*)*("|\\?\Z)')
_PLAIN = re.compile(rb"[^\s,\]}]*")
_SPACE = re.compile(rb"[ \t\r\n]*")

Pairs = Callable[[list[tuple[str, Any]]], Any]


_CLOSED = (b"{", b"[", b'"')
"""What shows by itself where it ends: a number at the end of the buffer may go on."""


class _Text:
    """The bytes of a buffer as text, from `byte` on: places in one to places in the other, from the front on.

    Between values stands ASCII only, so there both go on alike.
    """

    def __init__(self, text: str, byte: int) -> None:
        self.text, self._ascii = text, text.isascii()
        self._byte, self._char = byte, 0

    def place(self, byte: int) -> int:
        """Where in the text a byte stands."""
        return self._char + byte - self._byte

    def passed(self, begin: int, end: int) -> int:
        """The bytes of a value that was read from the text."""
        size = end - begin if self._ascii else len(self.text[begin:end].encode("utf-8", "surrogateescape"))
        self._byte, self._char = self._byte + begin - self._char + size, end
        return size

    def skip(self, raw: bytes, byte: int) -> None:
        """Go over a value that was read from the bytes."""
        self._char = self.place(byte) + len(raw.decode("utf-8", "surrogateescape"))
        self._byte = byte + len(raw)


class JsonCursor:
    """Walks through one JSON file. Raises EvidenceError, with file and byte, for whatever is not JSON.

    `pairs` makes the value of an object from its keys and values, as for `json.loads`.
    """

    def __init__(self, path: Path, file: IO[bytes], pairs: Pairs | None = None) -> None:
        self._path, self._file = path, file
        self._decoder = json.JSONDecoder(object_pairs_hook=pairs)
        self._buffer, self._at, self._base, self._ended = b"", 0, 0, False
        self._text: _Text | None = None
        self._more()
        if self._buffer.startswith(_BOM):
            self._at = len(_BOM)

    @property
    def byte(self) -> int:
        """Where the cursor stands in the file."""
        return self._base + self._at

    def peek(self) -> bytes:
        """The next byte that is no white space; empty at the end of the file."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer) or not self._more():
                return self._buffer[self._at : self._at + 1]

    def items(self) -> Iterator[Any]:
        """The items of the array that begins here, each read whole."""
        self._take(b"[")
        while self._another(b"]"):
            yield self.value()

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here; the caller reads or passes over each value before the next."""
        self._take(b"{")
        count = 0
        while self._another(b"}"):
            count += 1
            if count > MAX_TOP_VALUES:
                raise self.error(f"more than {MAX_TOP_VALUES} keys in one object")
            if self.peek() != b'"':
                raise self.error("a key in quotes was expected")
            key = self.value()
            self._take(b":")
            yield str(key)

    def value(self) -> Any:
        """The value that begins here."""
        if self.peek() in _CLOSED and (found := self._ready()) is not None:
            return found[0]
        start = self.byte
        raw = self._extent()
        try:
            return self._decoder.decode(raw.decode("utf-8", "surrogateescape"))
        except (ValueError, RecursionError) as error:
            place = start + getattr(error, "pos", 0)
            raise EvidenceError(f"{self._path}: not JSON at byte {place}: {_first(error)}") from None

    def skip(self) -> None:
        """Pass over the value that begins here."""
        self._extent()

    def error(self, problem: str) -> EvidenceError:
        """The error that tells where the cursor stands."""
        return EvidenceError(f"{self._path}: {problem} at byte {self.byte}")

    def _ready(self) -> tuple[Any] | None:
        """The value here, when it is whole in memory, sound, and surely not too deep."""
        if self._text is None:
            self._text = _Text(self._buffer[self._at :].decode("utf-8", "surrogateescape"), self._at)
        text, begin = self._text.text, self._text.place(self._at)
        try:
            value, end = self._decoder.raw_decode(text, begin)
        except (ValueError, RecursionError):
            return None
        if text.count("{", begin, end) + text.count("[", begin, end) > MAX_DEPTH:
            return None
        self._at += self._text.passed(begin, end)
        return (value,)

    def _another(self, end: bytes) -> bool:
        """Whether an array or object goes on; takes commas and the closing bracket."""
        following = self.peek()
        if following == b",":
            self._at += 1
            following = self.peek()
        if following == end:
            self._at += 1
            return False
        if not following:
            raise self.error("the file is cut short")
        return True

    def _take(self, expected: bytes) -> None:
        found = self.peek()
        if found != expected:
            what = f"{expected.decode()} was expected"
            raise self.error(what if found else "the file is cut short")
        self._at += 1

    def _extent(self) -> bytes:
        """The bytes of the value that begins here, which are passed over."""
        first = self.peek()
        if not first:
            raise self.error("the file is cut short")
        if first == b'"':
            size = self._string_size()
        elif first in b"[{":
            size = self._container_size()
        else:
            size = self._plain_size()
        raw = self._buffer[self._at : self._at + size]
        if self._text is not None:
            self._text.skip(raw, self._at)
        self._at += size
        return raw

    def _string_size(self) -> int:
        while True:
            match = _STRING.match(self._buffer, self._at)
            if match is not None and match[1] == b'"':
                return match.end() - self._at
            self._need()

    def _container_size(self) -> int:
        depth, size = 1, 1
        while True:
            # Always from where the last one ended: a search would begin within a string that is not there whole.
            while match := _BRACKET.match(self._buffer, self._at + size):
                size = match.end() - self._at
                if match[1] in b"[{":
                    depth += 1
                    if depth > MAX_DEPTH:
                        raise self.error(f"nested deeper than {MAX_DEPTH}")
                else:
                    depth -= 1
                    if depth == 0:
                        return size
            self._need()

    def _plain_size(self) -> int:
        while True:
            match = _PLAIN.match(self._buffer, self._at)
            size = match.end() - self._at if match else 0
            if self._at + size < len(self._buffer) or not self._more():
                return size or 1

    def _need(self) -> None:
        if len(self._buffer) - self._at > MAX_VALUE_BYTES:
            raise self.error(f"a value larger than {MAX_VALUE_BYTES} bytes")
        if not self._more():
            raise self.error("the file is cut short in the value that begins")

    def _drop(self) -> None:
        """Forget what is behind the cursor."""
        self._buffer, self._base, self._at, self._text = self._buffer[self._at :], self._base + self._at, 0, None

    def _more(self) -> bool:
        """Read on, twice as much each time, so that a long value is not searched again and again."""
        if self._ended:
            return False
        data = self._file.read(max(_CHUNK, len(self._buffer) - self._at))
        self._ended = not data
        self._drop()
        self._buffer += data
        return bool(data)


def _first(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error).splitlines()[0][:160]
