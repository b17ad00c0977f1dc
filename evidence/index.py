"""Reading `traffic/index.jsonl` line by line; bodies and payloads stay on the disk until they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evidence.assembling import Assembler
from evidence.content import Readable
from evidence.errors import EvidenceError
from evidence.lines import Damage, Line, placed_lines, reason_of
from evidence.traffic import (
    INDEX_LINE,
    BytesCounted,
    DnsQuery,
    Flow,
    IndexLine,
    TlsFailed,
    WireBytes,
    decode_bytes,
)

_CONTENT = {"request": "body", "ws": "payload", "raw": "payload"}
"""The types of lines that carry content, and its key."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Content that stands in a line of the index: `at` and `size` of the line in bytes, and the key."""

    path: Path
    at: int
    size: int
    key: str

    def read(self) -> bytes:
        """The content; raises EvidenceError when the file is not any more what it was when it was opened."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.at)
                value = json.loads(file.read(self.size))
            return decode_bytes(value[self.key])
        except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
            raise EvidenceError(f"{self.path} was changed or removed while it was read; open it again") from error


type Apart = TlsFailed | DnsQuery | BytesCounted | WireBytes
"""Lines that stand for themselves, and are no part of an exchange."""


@dataclass(frozen=True, eq=False)
class Traffic:
    """What an index holds: the exchanges in the order in which they began, and the lines that stand for themselves.

    `count` is how many lines could be read, `last_ms` the latest time among them, `present` whether there is an index.
    """

    flows: tuple[Flow, ...] = ()
    apart: tuple[Apart, ...] = ()
    count: int = 0
    last_ms: float = float("-inf")
    present: bool = True

    @classmethod
    def read(cls, path: Path, damage: list[Damage]) -> Traffic:
        """Read an index; what cannot be read is noted in `damage` and passed over.

        Raises OSError when the file may not be read; a missing file has no lines.
        """
        assembler = Assembler()
        apart: list[Apart] = []
        count, last_ms = 0, cls.last_ms
        for line, content in _lines(path, damage):
            count, last_ms = count + 1, max(last_ms, line.at_ms)
            if isinstance(line, TlsFailed | DnsQuery | BytesCounted | WireBytes):
                apart.append(line)
            else:
                assembler.add(line, content)
        return cls(assembler.flows(), tuple(sorted(apart, key=lambda line: line.at_ms)), count, last_ms, path.is_file())


def _lines(path: Path, damage: list[Damage]) -> Iterator[tuple[IndexLine, Readable | None]]:
    for line in placed_lines(path, damage):
        content = _without_content(line, path)
        try:
            yield INDEX_LINE.validate_python(line.value), content
        except ValidationError as error:
            damage.append(Damage(path.name, line.number, reason_of(error)))


def _without_content(line: Line, path: Path) -> Readable | None:
    """Take the content out of a line, before it takes memory for good, and say where it can be read."""
    value: dict[str, Any] = line.value
    kind = value.get("type")
    key = _CONTENT.get(kind) if isinstance(kind, str) else None
    if key is None or not value.get(key) or not isinstance(value[key], str):
        return None
    value[key] = ""
    return Stored(path, line.at, line.size, key)
