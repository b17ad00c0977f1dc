"""Where in a recording's files the evidence of a finding stands, for formats that open a file at a place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detectors.rules.finding import EvidenceRef
from evidence.errors import EvidenceError
from evidence.lines import Line, placed_lines
from evidence.recording import Recording

EVENTS, TRAFFIC = "events.jsonl", "traffic/index.jsonl"

type Key = tuple[str, str, str]
"""Kind, id and part of what a line is about."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file of a recording by its relative path; a line of it by number (from 1), offset and length in bytes."""

    path: str
    line: int = 0
    at: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file of a recording: its length in bytes and SHA-256."""

    path: str
    length: int
    sha256: str


class Places:
    """Finds the places of many references with one pass over each log. Raises EvidenceError."""

    def __init__(self, recording: Recording, refs: Iterable[EvidenceRef]) -> None:
        self._recording = recording
        wanted = tuple(refs)
        self._lines: dict[Key, Line] = {}
        try:
            if any(ref.kind == "event" for ref in wanted):
                self._note(recording.folder / EVENTS, {("event", ref.id, "") for ref in wanted if ref.kind == "event"})
            self._note(recording.folder / TRAFFIC, {key for ref in wanted for key in _keys(ref)})
        except OSError as error:
            raise EvidenceError(f"{error.filename}: {error.strerror or error}") from error

    def of(self, ref: EvidenceRef) -> Place | None:
        """Where a reference leads; None when the recording has nothing of that name."""
        match ref.kind:
            case "screen":
                screen = self._recording.screens.get(int(ref.id)) if ref.id.isdecimal() else None
                path = (screen.picture_path or screen.source_path) if screen is not None else None
                return Place(path.relative_to(self._recording.folder).as_posix()) if path is not None else None
            case "policy" | "device":
                return Place(f"{ref.kind}/{ref.id}") if self._recording.text(ref.kind, ref.id) else None
            case "event":
                return _at(EVENTS, self._lines.get(("event", ref.id, "")))
            case _:
                lines = (self._lines.get(key) for key in _keys(ref))
                return next((_at(TRAFFIC, line) for line in lines if line is not None), None)

    def artefact(self, path: str) -> Artefact:
        """Length and digest of a file that a place names. Raises EvidenceError."""
        whole: Path = self._recording.folder / path
        try:
            with whole.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                return Artefact(path, file.tell(), digest)
        except OSError as error:
            raise EvidenceError(f"{whole}: {error.strerror or error}") from error

    def _note(self, path: Path, wanted: set[Key]) -> None:
        if not wanted:
            return
        for line in placed_lines(path, []):
            key = _key(line.value)
            if key in wanted:
                self._lines.setdefault(key, Line(line.number, line.at, line.size, {}))


def _keys(ref: EvidenceRef) -> tuple[Key, ...]:
    """The lines of the traffic index that a reference means, the nearest first."""
    match ref.kind:
        case "flow" if ref.place == "body":
            return (("request", ref.id, ""), ("begin", ref.id, ""))
        case "flow" if ref.place.startswith("ws:"):
            return (("ws", ref.id, ref.place[3:]), ("begin", ref.id, ""))
        case "flow":
            return (("begin", ref.id, ""), ("raw", ref.id, ""))
        case "tls":
            return (("tls", ref.id, ""),)
        case "line":
            return (("dns", ref.id, ""),)
        case _:
            return ()


def _key(value: dict[str, Any]) -> Key:
    kind = value.get("type")
    match kind:
        case "begin" | "request" | "raw":
            return kind, str(value.get("flow")), ""
        case "ws":
            return kind, str(value.get("flow")), str(value.get("message"))
        case "tls_failed":
            return "tls", _timed(value.get("sni") or value.get("host"), value), ""
        case "dns":
            return "dns", _timed("dns", value), ""
        case _:
            return "event", str(value.get("id")), ""


def _timed(name: object, value: dict[str, Any]) -> str:
    at = value.get("at_ms")
    return f"{name}@{at:.3f}" if isinstance(at, int | float) else ""


def _at(path: str, line: Line | None) -> Place | None:
    return Place(path, line.number, line.at, line.size) if line is not None else None
