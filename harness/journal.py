"""The write-ahead journal of everything that the harness changes on a phone.

An entry is on the disk before the change is made, so that it can be undone whatever happens; it is settled when it is
undone. One file a phone; a file with nothing left to undo is removed. How a change is undone is the business of its
platform.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evidence.disk import sync
from harness.state import file_name, state_folder

_SUFFIX = ".jsonl"


@dataclass(frozen=True, slots=True)
class PhoneKey:
    """Which phone, in a way that outlives devices.yaml: the adb server's host and port, and the serial."""

    server_host: str
    server_port: int
    serial: str

    def __str__(self) -> str:
        return f"{self.serial} (adb server {self.server_host}:{self.server_port})"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `kind` (http_proxy, reverse, ca …) and what is needed to undo it."""

    number: int
    kind: str
    values: dict[str, str] = field(default_factory=dict)


class Journal:
    """The journal of one phone. Only the holder of the phone's lock may write it."""

    def __init__(self, phone: PhoneKey) -> None:
        self.phone = phone
        self._path = state_folder("journal") / (file_name(str(phone)) + _SUFFIX)
        self._pending = {change.number: change for change in _read(self._path)[1]}
        self._next = max(self._pending, default=0) + 1

    def record(self, kind: str, **values: str) -> Change:
        """Put a change that is about to be made on the disk."""
        change = Change(self._next, kind, values)
        self._append({"phone": asdict(self.phone), "change": asdict(change)})
        self._pending[change.number] = change
        self._next += 1
        return change

    def settle(self, change: Change) -> None:
        """Note that a change is undone (or was never made)."""
        self._append({"settled": change.number})
        self._pending.pop(change.number, None)
        if not self._pending:
            self._path.unlink(missing_ok=True)

    def pending(self) -> tuple[Change, ...]:
        """What is still to be undone, the newest first."""
        return tuple(sorted(self._pending.values(), key=lambda change: -change.number))

    def _append(self, line: dict[str, Any]) -> None:
        new = not self._path.exists()
        with self._path.open("a", encoding="utf-8") as file:
            # A line that a crash cut short stays by itself.
            file.write("\n" * (not new) + json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
        if new:
            sync(self._path.parent)


def unfinished() -> tuple[PhoneKey, ...]:
    """The phones that have changes still to be undone."""
    folder = state_folder("journal")
    read = [_read(path) for path in sorted(folder.glob(f"*{_SUFFIX}"))]
    return tuple(phone for phone, pending in read if phone is not None and pending)


def _read(path: Path) -> tuple[PhoneKey | None, tuple[Change, ...]]:
    """The phone and what is pending; a line that a crash cut short stands for a change that was not yet made."""
    phone: PhoneKey | None = None
    pending: dict[int, Change] = {}
    try:
        # Not by splitlines: values are a phone's, and may hold what Unicode takes for the end of a line.
        lines = path.read_text("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return None, ()
    for line in lines:
        try:
            entry = json.loads(line)
            if "settled" in entry:
                pending.pop(entry["settled"], None)
            else:
                phone = PhoneKey(**entry["phone"])
                change = Change(**entry["change"])
                pending[change.number] = change
        except (ValueError, TypeError, KeyError):
            continue
    return phone, tuple(pending.values())
