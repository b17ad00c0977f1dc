"""Append-only JSON lines that survive a crash at any byte."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_LINE_BYTES = 256 * 1024 * 1024
"""A longer line is damage, not data: captured bodies are bounded far below this."""


class LineWriter:
    """Writes one JSON object a line, each with a single write to a file opened for appending.

    Several processes may append to the same file: a single O_APPEND write is not interleaved with another.
    Raises OSError when the disk is full; what was written before stays readable.
    """

    def __init__(self, path: Path) -> None:
        self._torn = _ends_mid_line(path)
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def write(self, value: dict[str, Any], *, sync: bool = False) -> None:
        """Append one object; with `sync` it is on the disk when this returns."""
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"
        if self._torn:
            line, self._torn = b"\n" + line, False
        view = memoryview(line)
        while view:
            view = view[os.write(self._fd, view) :]
        if sync:
            self.sync()

    def sync(self) -> None:
        """Force everything written so far to the disk."""
        os.fsync(self._fd)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that could not be read: where it is and why."""

    file: str
    line: int
    reason: str


def read_lines(path: Path, damage: list[Damage]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON lines file; what cannot be read is noted in `damage` and passed over."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES):
            number += 1
            if not line.strip():
                continue
            value = _parse(line, path.name, number, damage)
            if value is not None:
                yield value


def _parse(line: bytes, name: str, number: int, damage: list[Damage]) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        damage.append(Damage(name, number, "cut short"))
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        damage.append(Damage(name, number, "not JSON"))
        return None
    if not isinstance(value, dict):
        damage.append(Damage(name, number, "not an object"))
        return None
    return value


def _ends_mid_line(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:
        return False
