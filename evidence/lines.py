"""Append-only JSON lines that survive a crash at any byte."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evidence.characters import without_halves

MAX_LINE_BYTES = 256 * 1024 * 1024
"""A longer line is damage, not data: captured bodies are bounded far below this."""

MAX_REASON = 200


class LineWriter:
    """Writes one JSON object a line, each with a single write to a file opened for appending.

    Several processes may append to the same file: a single O_APPEND write is not interleaved with another, and a line
    that another process left unfinished is closed first. Raises OSError when the disk is full; what was written before
    stays readable.
    """

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def write(self, value: dict[str, Any], *, sync: bool = False) -> None:
        """Append one object; with `sync` it is on the disk when this returns."""
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
        self.append(line, sync=sync)

    def append(self, line: bytes, *, sync: bool = False) -> None:
        """Append one object that is JSON already, without its line end: for writers that encode faster themselves."""
        view = memoryview(b"\n" + line + b"\n" if self._ends_mid_line() else line + b"\n")
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

    def _ends_mid_line(self) -> bool:
        size = os.fstat(self._fd).st_size
        return size > 0 and os.pread(self._fd, 1, size - 1) != b"\n"


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that could not be read: where it is (from 1) and why."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """An object of a JSON lines file: its number (from 1), where it begins and how long it is in bytes."""

    number: int
    at: int
    size: int
    value: dict[str, Any]


def read_lines(path: Path, damage: list[Damage]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON lines file; what cannot be read is noted in `damage` and passed over.

    Raises OSError when the file may not be read; a missing file has no lines.
    """
    return (line.value for line in placed_lines(path, damage))


def read_models[T](path: Path, model: TypeAdapter[T], damage: list[Damage]) -> Iterator[T]:
    """Yield the lines of a file as values of a type; what cannot be read is noted in `damage` and passed over.

    Raises OSError when the file may not be read; a missing file has no lines.
    """
    for line in placed_lines(path, damage):
        try:
            yield model.validate_python(line.value)
        except ValidationError as error:
            damage.append(Damage(path.name, line.number, reason_of(error)))


def placed_lines(path: Path, damage: list[Damage]) -> Iterator[Line]:
    """Yield the objects of a JSON lines file with their places; otherwise as `read_lines`."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        number, whole, at = 0, True, 0
        while line := file.readline(MAX_LINE_BYTES):
            number += whole
            whole = line.endswith(b"\n")
            start, at = at, at + len(line)
            if not line.strip():
                continue
            value = _parse(line, path.name, number, damage)
            if value is not None:
                yield Line(number, start, len(line), value)


def reason_of(error: ValidationError) -> str:
    """The first problem in one printable line: where it is and what is wrong."""
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    text = f"{where}: {message}" if where else message
    return "".join(c if c.isprintable() else "?" for c in text[:MAX_REASON])


def _parse(line: bytes, name: str, number: int, damage: list[Damage]) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        damage.append(Damage(name, number, "cut short"))
        return None
    try:
        value = json.loads(line)
        if b"\\u" in line or b"\xed" in line:
            value = _without_halves(value)
    except (ValueError, RecursionError):
        damage.append(Damage(name, number, "not JSON"))
        return None
    if not isinstance(value, dict):
        damage.append(Damage(name, number, "not an object"))
        return None
    return value


def _without_halves(value: Any) -> Any:
    """The same value with halves of characters, as apps and damaged files have them, replaced."""
    match value:
        case str():
            return without_halves(value)
        case list():
            return [_without_halves(item) for item in value]
        case dict():
            return {_without_halves(key): _without_halves(item) for key, item in value.items()}
        case _:
            return value
