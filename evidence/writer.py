"""Writing a recording while it happens."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TypeVar

from evidence.clock import Clock
from evidence.errors import EvidenceError
from evidence.events import BaseEvent, Event, RunEnded, StepEnded, Tap
from evidence.info import RecordingInfo
from evidence.lines import LineWriter
from evidence.traffic import IndexLine

E = TypeVar("E", bound=BaseEvent)

_FOLDERS = ("screens", "traffic", "device", "policy", "video")


class RecordingWriter:
    """Appends to one recording folder; safe for several threads.

    Every event is on the file when `add` returns; steps, taps and the end are on the disk as well. File names are numbers
    and kinds of ours, never the app's. Raises EvidenceError when the folder holds a recording already or the disk is full.
    """

    def __init__(self, folder: Path, info: RecordingInfo, clock: Clock) -> None:
        if (folder / "recording.json").exists():
            raise EvidenceError(f"{folder} holds a recording already: choose another folder, attempts are never mixed")
        self.folder, self.info, self.clock = folder, info, clock
        self._lock = threading.RLock()
        self._next_event, self._next_screen, self._next_file = 1, 1, 1
        with _disk(folder):
            for name in _FOLDERS:
                (folder / name).mkdir(parents=True, exist_ok=True)
            _write_durably(
                folder / "recording.json",
                info.model_dump_json(indent=2).encode() + b"\n",
            )
            self._events = LineWriter(folder / "events.jsonl")
            self._index = LineWriter(self.index_path)

    @property
    def index_path(self) -> Path:
        """Where the capture appends its lines."""
        return self.folder / "traffic" / "index.jsonl"

    @property
    def native_path(self) -> Path:
        """Where the capture streams its native flows."""
        return self.folder / "traffic" / "flows.mitm"

    def add(self, event: E, *, sync: bool = False) -> E:
        """Append an event; returns it with its id and, unless it has one, its time."""
        with self._lock, _disk(self.folder):
            stamped = event.model_copy(
                update={
                    "id": self._next_event,
                    "at_ms": event.at_ms or self.clock.now_ms(),
                },
            )
            self._next_event += 1
            must_last = sync or isinstance(event, StepEnded | RunEnded | Tap)
            self._events.write(stamped.model_dump(mode="json"), sync=must_last)
            return stamped

    def add_traffic(self, line: IndexLine) -> None:
        """Append a line to the traffic index, beside the capture's own."""
        with self._lock, _disk(self.folder):
            self._index.write(line.model_dump(mode="json"))

    def screen_files(self, picture: bytes | None, source: bytes | None) -> tuple[int, str | None, str | None]:
        """Store a screen's picture (PNG) and source (XML); returns its number and the two file names."""
        with self._lock, _disk(self.folder):
            number, self._next_screen = self._next_screen, self._next_screen + 1
            names: list[str | None] = []
            for data, ending in ((picture, "png"), (source, "xml")):
                name = f"{number:06d}.{ending}" if data is not None else None
                if name and data is not None:
                    (self.folder / "screens" / name).write_bytes(data)
                names.append(name)
            return number, names[0], names[1]

    def device_file(self, kind: str, text: str) -> str:
        """Store a text that the phone gave; `kind` is a word of ours. Returns the file name in `device/`."""
        return self._numbered("device", kind, text)

    def policy_file(self, text: str) -> str:
        """Store the text of a policy that was opened. Returns the file name in `policy/`."""
        return self._numbered("policy", "policy", text)

    def flush(self) -> None:
        """Everything so far is on the disk when this returns."""
        with self._lock, _disk(self.folder):
            self._events.sync()
            self._index.sync()

    def close(self) -> None:
        """Close the files; the recording stays readable in any case."""
        with self._lock:
            self._events.close()
            self._index.close()

    def _numbered(self, folder: str, kind: str, text: str) -> str:
        with self._lock, _disk(self.folder):
            number, self._next_file = self._next_file, self._next_file + 1
            name = f"{number:06d}-{kind}.txt"
            (self.folder / folder / name).write_text(text, "utf-8", "backslashreplace", "\n")
            return name


class _disk:
    """Turns a failing disk into one clear line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise EvidenceError(
                f"the recording cannot be written to {self._folder}: {error.strerror or error}; "
                "free some space or choose another folder with --out"
            ) from error


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


__all__ = ["Event", "RecordingWriter"]
