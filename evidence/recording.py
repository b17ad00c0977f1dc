"""Reading a recording: whole or cut short, on any machine."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from evidence.errors import EvidenceError, SourceError
from evidence.events import EVENT, BaseEvent, Event, Identifiers, RunEnded, ScreenTaken
from evidence.index import Traffic
from evidence.info import FORMAT_VERSION, RecordingInfo
from evidence.lines import Damage, read_models, reason_of
from evidence.traffic import BytesCounted, DnsQuery, Flow, TlsFailed, WireBytes
from evidence.tree import MAX_SOURCE_BYTES, Tree, parse_source

E = TypeVar("E", bound=BaseEvent)
L = TypeVar("L", TlsFailed, DnsQuery, BytesCounted, WireBytes)

MAX_PICTURE_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 16 * 1024 * 1024
MAX_INFO_BYTES = 16 * 1024 * 1024

_PLAIN_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
"""Names come from a file that anybody may have edited: only plain ones inside the folder count."""


@dataclass(frozen=True, eq=False)
class Screen:
    """One recorded screen. `taken` is its event; picture and tree are read when asked for."""

    taken: ScreenTaken
    folder: Path

    @property
    def number(self) -> int:
        """The number that evidence references use."""
        return self.taken.screen

    @property
    def picture_path(self) -> Path | None:
        """The PNG, when there is one."""
        return _stored(self.folder, "screens", self.taken.picture)

    @property
    def source_path(self) -> Path | None:
        """The UI source, when there is one."""
        return _stored(self.folder, "screens", self.taken.source)

    @cached_property
    def picture(self) -> bytes | None:
        """The PNG's bytes; None when it is missing or beyond the limit."""
        path = self.picture_path
        data = _read(path, MAX_PICTURE_BYTES + 1) if path else None
        return data if data is not None and len(data) <= MAX_PICTURE_BYTES else None

    @cached_property
    def tree(self) -> Tree | None:
        """The UI tree; None when there is no readable source (see `tree_problem`)."""
        return self._parsed[0]

    @property
    def tree_problem(self) -> str:
        """Why there is no tree, or an empty text."""
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[Tree | None, str]:
        path = self.source_path
        source = _read(path, MAX_SOURCE_BYTES + 1) if path else None
        if source is None:
            return None, "no source was recorded"
        try:
            return parse_source(self.taken.platform, source), ""
        except SourceError as error:
            return None, str(error)


@dataclass(frozen=True, eq=False)
class Recording:
    """A recording as it stands on the disk.

    `complete` is False when it was cut short; `damage` lists unreadable lines.
    """

    folder: Path
    info: RecordingInfo
    events: tuple[Event, ...]
    traffic: Traffic
    damage: tuple[Damage, ...]

    @classmethod
    def open(cls, folder: Path) -> Recording:
        """Read a recording folder.

        Raises EvidenceError when it is not one, is of a newer format or may not be read.
        """
        damage: list[Damage] = []
        try:
            info = read_info(folder)
            events = tuple(read_models(folder / "events.jsonl", EVENT, damage))
            traffic = Traffic.read(folder / "traffic" / "index.jsonl", damage)
        except OSError as error:
            raise EvidenceError(
                f"{error.filename or folder}: {error.strerror or error}; make the recording readable"
            ) from error
        return cls(folder, info, events, traffic, tuple(damage))

    @property
    def complete(self) -> bool:
        """Whether the attempt ended by itself, rather than being cut short."""
        return self.ended is not None

    @property
    def ended(self) -> RunEnded | None:
        """How the attempt ended, when it did."""
        return next(iter(self.of(RunEnded)), None)

    @property
    def flows(self) -> tuple[Flow, ...]:
        """All exchanges in the order in which they began."""
        return self.traffic.flows

    @cached_property
    def screens(self) -> dict[int, Screen]:
        """All screens by number, in order."""
        return {event.screen: Screen(event, self.folder) for event in self.of(ScreenTaken)}

    @cached_property
    def identifiers(self) -> dict[str, tuple[str, ...]]:
        """Values known to belong to this phone, by kind, of all events together."""
        merged: dict[str, dict[str, None]] = {}
        for event in self.of(Identifiers):
            for kind, values in event.values.items():
                merged.setdefault(kind, {}).update(dict.fromkeys(values))
        return {kind: tuple(values) for kind, values in sorted(merged.items())}

    def of(self, kind: type[E]) -> tuple[E, ...]:
        """The events of one type, in order."""
        return tuple(event for event in self.events if isinstance(event, kind))

    def event(self, number: int) -> Event | None:
        """The event with that id."""
        return self._by_id.get(number)

    def lines(self, kind: type[L]) -> tuple[L, ...]:
        """The traffic lines of one type that is no part of an exchange, in order of time."""
        return tuple(line for line in self.traffic.apart if isinstance(line, kind))

    def text(self, folder: str, name: str) -> str:
        """A text of `device/` or `policy/`; empty when it is missing."""
        path = _stored(self.folder, folder, name)
        data = _read(path, MAX_TEXT_BYTES) if path else None
        return data.decode("utf-8", "replace") if data is not None else ""

    def stored(self, folder: str, name: str) -> Path | None:
        """A file of one of its folders; None when it is missing or lies elsewhere."""
        return _stored(self.folder, folder, name)

    @cached_property
    def _by_id(self) -> dict[int, Event]:
        return {event.id: event for event in reversed(self.events)}


def _stored(folder: Path, part: str, name: str | None) -> Path | None:
    """A file of a recording; None when there is none, or when it lies elsewhere (a link that leads out)."""
    if name is None or not _PLAIN_NAME.fullmatch(name):
        return None
    path = folder / part / name
    try:
        inside = path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return None
    return path if inside and path.is_file() else None


def _read(path: Path, limit: int) -> bytes | None:
    """At most so many bytes of a file; None when it may not be read."""
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError:
        return None


def _meant(folder: Path) -> str:
    """The recording that somebody means who names the folder of a run, or a sealed bag."""
    inside = (*sorted(folder.glob("attempt-*/recording.json")), folder / "data" / "recording.json")
    return next((str(path.parent) for path in reversed(inside) if path.is_file()), "the folder of one attempt")


def read_info(folder: Path) -> RecordingInfo:
    """The head of a recording alone. Raises EvidenceError, and OSError when it may not be read."""
    path = folder / "recording.json"
    if not path.is_file():
        raise EvidenceError(f"{folder} is not a recording: it has no recording.json; name {_meant(folder)}")
    with path.open("rb") as file:
        data = file.read(MAX_INFO_BYTES + 1)
    if len(data) > MAX_INFO_BYTES:
        raise EvidenceError(f"{path}: larger than {MAX_INFO_BYTES} bytes, which no recording's head is")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise EvidenceError(f"{path}: not JSON; the file was damaged after it was recorded") from None
    version = value.get("format_version", 1) if isinstance(value, dict) else None
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise EvidenceError(
            f"{path}: format {version:.0f} is newer than this tool reads ({FORMAT_VERSION}): update consentinel"
        )
    try:
        return RecordingInfo.model_validate(value)
    except ValidationError as error:
        raise EvidenceError(f"{path}: {reason_of(error)}") from None
