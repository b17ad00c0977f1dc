"""The recordings under a folder, as a list tells them; what was read once is kept and read again when it changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from consentinel.judging import write_file
from consentinel.serving.rows import Row, Signature, read_row
from evidence.errors import EvidenceError
from evidence.reviews import REVIEWS

MAX_DEPTH = 8
"""Folders from the one that is served down to a recording: those of nightlies, tasks, runs, attempts and bags."""

MAX_FOLDERS = 200_000
_VERSION = 2
_WATCHED = ("recording.json", "findings.json", "events.jsonl", REVIEWS)
_KEPT: TypeAdapter[tuple[int, dict[str, Row]]] = TypeAdapter(tuple[int, dict[str, Row]])


@dataclass(frozen=True, slots=True)
class Found:
    """A recording's folder, where it lies under the root, and how its files stand."""

    folder: Path
    place: str
    signature: Signature


class Index:
    """The list of recordings, newest first. One thread at a time may refresh it; readers take `rows` as it is.

    `kept` is a file of the cache: without it, or with a damaged one, everything is read anew.
    """

    def __init__(self, root: Path, kept: Path) -> None:
        self.root = root
        self.rows: tuple[Row, ...] = ()
        self._kept = kept
        self._known = _load(kept)
        self._by_id: dict[str, Row] = {}

    def refresh(self, report: Callable[[int], object] = lambda _: None) -> None:
        """Look what is there; only recordings that changed are read, and `report` is told how many were.

        Raises EvidenceError for a root that is no folder.
        """
        if not self.root.is_dir():
            raise EvidenceError(f"{self.root} is no folder: name the one that has the runs")
        known: dict[str, Row] = {}
        for found in _recordings(self.root):
            row = self._known.get(found.place)
            if row is None or row.signature != found.signature:
                row = _read(found)
                report(len(known) + 1)
            known[found.place] = row
        if known != self._known:
            _keep(self._kept, known)
        elif self._by_id:
            return
        self._known = known
        self.rows = tuple(sorted(_with_last(known.values()), key=lambda row: (row.began_s, row.place), reverse=True))
        self._by_id = {row.id: row for row in self.rows}

    def row(self, id: str) -> Row | None:
        """The recording of that id."""
        return self._by_id.get(id)

    def at(self, folder: Path) -> Row | None:
        """The recording that lies there."""
        try:
            place = folder.resolve().relative_to(self.root.resolve()).as_posix()
        except (ValueError, OSError):
            return None
        return self._by_id.get(_id(place))

    def folder(self, row: Row) -> Path:
        """Where a recording lies."""
        return self.root / row.place

    def attempts(self, row: Row) -> tuple[Row, ...]:
        """All recordings of the same run, the first attempt first."""
        same = [other for other in self.rows if (other.run_id, other.group) == (row.run_id, row.group)]
        return tuple(sorted(same, key=lambda other: (other.attempt, other.place)))


def _recordings(root: Path) -> Iterator[Found]:
    """Every recording under a folder; links are not followed, and nothing is looked for inside of a recording."""
    left = MAX_FOLDERS
    folders = [(root, 0)]
    while folders:
        folder, depth = folders.pop()
        left -= 1
        if left < 0:
            raise EvidenceError(f"{root} has more than {MAX_FOLDERS} folders: serve a smaller one")
        try:
            with os.scandir(folder) as listed:
                entries = {entry.name: entry for entry in listed}
        except OSError:
            continue
        if "recording.json" in entries:
            yield _found(root, folder, entries)
            continue
        if depth < MAX_DEPTH:
            folders += [
                (folder / name, depth + 1)
                for name, entry in entries.items()
                if not name.startswith(".") and entry.is_dir(follow_symlinks=False)
            ]


def _found(root: Path, folder: Path, entries: dict[str, os.DirEntry[str]]) -> Found:
    standing: list[int] = []
    for name in _WATCHED:
        standing += _standing(entries.get(name))
    if folder.name == "data":
        # Of a sealed bag, what is said later lies beside it.
        standing += _standing(folder.parent.with_name(f"{folder.parent.name}.{REVIEWS}"))
    return Found(folder, folder.relative_to(root).as_posix(), tuple(standing))


def _standing(entry: os.DirEntry[str] | Path | None) -> tuple[int, int]:
    if entry is None:
        return (0, 0)
    try:
        stat = entry.stat(follow_symlinks=False)
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def _read(found: Found) -> Row:
    return read_row(found.folder, found.place, _id(found.place), found.signature)


def _id(place: str) -> str:
    return hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _with_last(rows: Collection[Row]) -> list[Row]:
    """Each row with whether it is its run's last attempt."""
    last: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.run_id, row.group)
        last[key] = max(last.get(key, 0), row.attempt)
    return [replace(row, last=row.attempt == last[row.run_id, row.group]) for row in rows]


def _load(path: Path) -> dict[str, Row]:
    try:
        version, rows = _KEPT.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return {}
    return rows if version == _VERSION else {}


def _keep(path: Path, rows: dict[str, Row]) -> None:
    """What cannot be kept, as below a folder whose name is not UTF-8, is read again next time."""
    kept = {place: row for place, row in rows.items() if place.isprintable()}
    try:
        write_file(path, _KEPT.dump_json((_VERSION, kept)), mode=0o600)
    except EvidenceError:
        return
