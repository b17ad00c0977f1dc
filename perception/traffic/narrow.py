"""Bytes that were written as a text of the characters U+0000 to U+00FF, as JavaScript packers put them into JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perception.traffic.layer import Mapping, Span

_PACKED = re.compile(rb"\x1f\xc2\x8b\x08|\x78(?:\x01|\x5e|\xc2\x9c|\xc3\x9a)")
"""The marks of gzip and zlib as such a text has them in UTF-8."""

_RUN = re.compile(rb"(?:[\x00-\x7f]++|[\xc2\xc3][\x80-\xbf])++")
_HIGH = re.compile(rb"[\xc2\xc3]")


def latin1(data: bytes) -> Iterator[tuple[bytes, Mapping]]:
    """The bytes of each run of such characters, from the first mark of a compression in it on."""
    at = 0
    while (mark := _PACKED.search(data, at)) is not None:
        start = mark.start()
        run = _RUN.match(data, start)
        at = run.end() if run is not None else mark.end()
        text = data[start:at]
        if run is not None and _HIGH.search(text) is not None:
            yield text.decode("utf-8").encode("latin-1"), _mapping(text, start)


def _mapping(text: bytes, offset: int) -> Mapping:
    def back(start: int, end: int) -> Span:
        made = text.decode("utf-8")
        before = len(made[:start].encode("utf-8"))
        return offset + before, offset + before + len(made[start:end].encode("utf-8"))

    return back
