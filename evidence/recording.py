"""Reading a recording: whole or cut short, on any machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from evidence.errors import EvidenceError, SourceError
from evidence.events import EVENT, BaseEvent, Event, Identifiers, RunEnded, ScreenTaken
from evidence.info import FORMAT_VERSION, RecordingInfo
from evidence.lines import Damage, read_lines
from evidence.traffic import INDEX_LINE, Flow, IndexLine, assemble
from evidence.tree import Tree, parse_source

E = TypeVar("E", bound=BaseEvent)

MAX_PICTURE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
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
        return self._file(self.taken.picture)

    @property
    def source_path(self) -> Path | None:
        """The UI source, when there is one."""
        return self._file(self.taken.source)

    @cached_property
    def picture(self) -> bytes | None:
        """The PNG's bytes; None when it is missing or beyond the limit."""
        path = self.picture_path
        return path.read_bytes() if path and path.stat().st_size <= MAX_PICTURE_BYTES else None

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
        if path is None:
            return None, "no source was recorded"
        try:
            return parse_source(self.taken.platform, path.read_bytes()), ""
        except SourceError as error:
            return None, str(error)

    def _file(self, name: str | None) -> Path | None:
        """Names come from a file that anybody may have edited: only plain names inside the folder count."""
        if not name or "/" in name or "\\" in name or name.startswith("."):
            return None
        path = self.folder / "screens" / name
        return path if path.is_file() else None


@dataclass(frozen=True)
class Recording:
    """A recording as it stands on the disk. `complete` is False when it was cut short; `damage` lists unreadable lines."""

    folder: Path
    info: RecordingInfo
    events: tuple[Event, ...]
    index: tuple[IndexLine, ...]
    damage: tuple[Damage, ...]

    @classmethod
    def open(cls, folder: Path) -> Recording:
        """Read a recording folder. Raises EvidenceError when it is not one or is of a newer format."""
        info = _info(folder)
        damage: list[Damage] = []
        events = tuple(_events(folder, damage))
        index = tuple(_index(folder, damage))
        return cls(folder, info, events, index, tuple(damage))

    @property
    def complete(self) -> bool:
        """Whether the attempt ended by itself, rather than being cut short."""
        return self.ended is not None

    @property
    def ended(self) -> RunEnded | None:
        """How the attempt ended, when it did."""
        return next(iter(self.of(RunEnded)), None)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """All exchanges in the order in which they began."""
        return assemble(self.index)

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
        return next((event for event in self.events if event.id == number), None)

    def lines(self, kind: type[L]) -> tuple[L, ...]:
        """The traffic lines of one type, in order of time."""
        return tuple(
            sorted(
                (x for x in self.index if isinstance(x, kind)),
                key=lambda line: line.at_ms,
            )
        )

    def text(self, folder: str, name: str) -> str:
        """A text of `device/` or `policy/`; empty when it is missing."""
        if "/" in name or "\\" in name or name.startswith("."):
            return ""
        path = self.folder / folder / name
        return path.read_text("utf-8", "replace") if path.is_file() else ""


L = TypeVar("L", bound="IndexLine")


def _info(folder: Path) -> RecordingInfo:
    path = folder / "recording.json"
    if not path.is_file():
        raise EvidenceError(f"{folder} is not a recording: it has no recording.json; name the folder of one attempt")
    try:
        info = RecordingInfo.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise EvidenceError(f"{path}: {where}: {first['msg']}") from None
    if info.format_version > FORMAT_VERSION:
        raise EvidenceError(
            f"{path}: format {info.format_version} is newer than this tool reads ({FORMAT_VERSION}): update consentinel"
        )
    return info


def _events(folder: Path, damage: list[Damage]) -> Iterator[Event]:
    name = "events.jsonl"
    for number, value in enumerate(read_lines(folder / name, damage), 1):
        try:
            yield EVENT.validate_python(value)
        except ValidationError as error:
            damage.append(Damage(name, number, str(error.errors()[0]["msg"])))


def _index(folder: Path, damage: list[Damage]) -> Iterator[IndexLine]:
    name = "index.jsonl"
    for number, value in enumerate(read_lines(folder / "traffic" / name, damage), 1):
        try:
            yield INDEX_LINE.validate_python(value)
        except ValidationError as error:
            damage.append(Damage(name, number, str(error.errors()[0]["msg"])))
