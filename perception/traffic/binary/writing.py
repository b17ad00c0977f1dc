"""A binary message written out as text: what values it holds, each with the bytes that it was read from."""

from __future__ import annotations

import math
import struct
from bisect import bisect_right
from dataclasses import dataclass

from perception.traffic.layer import Mapping, Span
from perception.traffic.limits import Work

MAX_NESTING = 24
"""Values nested deeper than this are not read: no message of an app is, and a hostile one may be."""

_PIECE_WORK = 64
"""What writing one value costs, in the bytes that are scanned in the same time."""

_LOW, _HIGH = 1e-6, 1e15
_SHOWN_AS_TEXT = bytes(range(0x20, 0x7F)) + b"\t\r\n"
_HIGH_BYTES = bytes(range(0x80, 0x100))


class NotThisFormat(Exception):
    """The bytes are no complete message of the format; the reader turns to the next one."""


@dataclass(frozen=True, slots=True)
class Written:
    """The text, the way back from its spans, and the spans in the message of bytes that are no text."""

    text: bytes
    back: Mapping
    blobs: tuple[Span, ...]


class Writer:
    """Puts the text together piece by piece; each piece knows where it came from, and costs work, kept or not."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._parts: list[bytes] = []
        self._starts: list[int] = []
        self._origins: list[tuple[int, int, bool]] = []
        self._size = 0
        self._blobs: list[Span] = []

    def copied(self, text: bytes, at: int) -> None:
        """Bytes that stand in the message as they are, from `at` on."""
        self._add(text, at, at + len(text), True)

    def made(self, text: str, start: int, end: int) -> None:
        """A text for the bytes of the message from start to end, such as a number."""
        self._add(text.encode("ascii"), start, end, False)

    def string(self, data: bytes, at: int) -> None:
        """A string, or bytes: what is no text is named by its size and taken apart on its own."""
        if is_clean(data):
            self.copied(data, at)
            return
        self.made(f"<{len(data)} bytes>", at, at + len(data))
        self._blobs.append((at, at + len(data)))

    def blob(self, start: int, end: int) -> None:
        """Bytes that are to be taken apart on their own, whatever was written for them."""
        self._blobs.append((start, end))

    def finish(self) -> Written:
        """What was written."""
        return Written(b"".join(self._parts), self.back, tuple(self._blobs))

    def mark(self) -> tuple[int, int, int]:
        """A point to go back to."""
        return len(self._parts), self._size, len(self._blobs)

    def back_to(self, mark: tuple[int, int, int]) -> None:
        """Forget what was written since: the reading of that part failed."""
        parts, self._size, blobs = mark
        del self._parts[parts:], self._starts[parts:], self._origins[parts:], self._blobs[blobs:]

    def back(self, start: int, end: int) -> Span:
        """The span of the message that a span of the text was made from."""
        if not self._starts:
            return 0, 0
        first, last = self._lead(start), self._lead(max(start, end - 1))
        return first[0], max(first[0], last[1])

    def _add(self, text: bytes, start: int, end: int, exact: bool) -> None:
        self._work.left -= _PIECE_WORK
        if self._work.left < 0:
            raise NotThisFormat
        if text:
            self._parts.append(text)
            self._starts.append(self._size)
            self._origins.append((start, end, exact))
            self._size += len(text)

    def _lead(self, offset: int) -> Span:
        index = max(0, bisect_right(self._starts, offset) - 1)
        start, end, exact = self._origins[index]
        if not exact:
            return start, end
        inside = offset - self._starts[index]
        return start + inside, start + inside + 1


def is_clean(data: bytes) -> bool:
    """Whether bytes are wholly a text: UTF-8 without control characters other than tab and line ends."""
    strange = data.translate(None, _SHOWN_AS_TEXT)
    if not strange:
        return True
    if strange.translate(None, _HIGH_BYTES):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_plausible(number: float) -> bool:
    """Whether a number is one that somebody measures: an integer or a text read as a float hardly ever is."""
    return number == 0 or (math.isfinite(number) and _LOW <= abs(number) <= _HIGH)


def float64(number: float) -> str:
    """The shortest decimal text without an exponent where one can be had."""
    text = repr(number)
    return f"{number:.10f}" if "e" in text and is_plausible(number) else text


def float32(number: float) -> str:
    """Seven significant digits, as many as a float of four bytes holds."""
    return f"{number:.7g}" if not is_plausible(number) or abs(number) >= 1e6 else _plain(number)


def _plain(number: float) -> str:
    before = len(str(int(abs(number))))
    return f"{number:.{max(0, 7 - before)}f}"


def double_at(data: bytes, at: int, order: str) -> float:
    """The float of eight bytes; `order` is < or >."""
    number: float = struct.unpack_from(f"{order}d", data, at)[0]
    return number


def single_at(data: bytes, at: int, order: str) -> float:
    """The float of four bytes; `order` is < or >."""
    number: float = struct.unpack_from(f"{order}f", data, at)[0]
    return number
