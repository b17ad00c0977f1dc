"""Writing a recording while it happens."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import re
import shutil
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar, get_args, get_origin

from evidence.clock import Clock
from evidence.custody.chain import Chain
from evidence.disk import sync
from evidence.errors import EvidenceError
from evidence.events import BaseEvent, RunEnded, StepEnded, Tap, VideoPiece, VideoStarted
from evidence.info import RecordingInfo
from evidence.lines import LineWriter
from evidence.traffic import IndexLine
from evidence.video import Film, read_film

E = TypeVar("E", bound=BaseEvent)

_FOLDERS = ("screens", "traffic", "device", "policy", "video")
_FILES = ("recording.json", "events.jsonl", "traffic/index.jsonl")
_FILE_NAMES = ("file", "picture", "source", "text_file", "sha256")
_OURS = frozenset((*_FILE_NAMES, "package", "path", "kind", "moment", "step", "key", "sensor", "error", "run_id"))
_WORD = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}", re.IGNORECASE)
_MENDS = {
    errno.ENOSPC: "free some space or choose another folder with --out",
    errno.EDQUOT: "free some space or choose another folder with --out",
    errno.EACCES: "choose a folder that you may write to with --out",
    errno.EROFS: "choose a folder that you may write to with --out",
}


class Hiding(Protocol):
    """Takes what must not be kept out of what is written."""

    def mask(self, text: str) -> str:
        """A text without it."""

    def mask_bytes(self, data: bytes) -> bytes:
        """The bytes of a file without it."""

    def mask_source(self, source: bytes) -> bytes:
        """The bytes of a UI source (XML) without it, still readable as one."""


class RecordingWriter:
    """Appends to one recording folder; safe for several threads.

    Every event is on the file when `add` returns; steps, taps and the end are on the disk as well, with all that came
    before them. A hash chain goes on with every event (`evidence.custody.chain`). File names are numbers and kinds of
    ours, never the app's. Raises EvidenceError when the folder holds a recording already or the disk is full; what was
    written before stays readable. What `hiding` hides is in no event and in no text; pictures are their giver's
    business.
    """

    hiding: Hiding | None = None

    def __init__(self, folder: Path, info: RecordingInfo, clock: Clock) -> None:
        if any((folder / name).exists() for name in _FILES):
            raise EvidenceError(f"{folder} holds a recording already: choose another folder, attempts are never mixed")
        self.folder, self.info, self.clock = folder, info, clock
        self._lock = threading.RLock()
        self._next_event, self._next_screen, self._next_file, self._next_piece = 1, 1, 1, 1
        self._unsynced: list[Path] = []
        self._closed = False
        with _disk(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name in _FOLDERS:
                (folder / name).mkdir(exist_ok=True)
            _write_durably(folder / "recording.json", info.model_dump_json(indent=2).encode() + b"\n")
            self._events = LineWriter(folder / "events.jsonl")
            self._index = LineWriter(self.index_path)
            self._chain = Chain(folder)

    @property
    def index_path(self) -> Path:
        """Where the capture appends its lines."""
        return self.folder / "traffic" / "index.jsonl"

    def add(self, event: E, *, sync: bool = False) -> E:
        """Append an event; returns it with its id and, unless it has one, its time."""
        must_last = sync or isinstance(event, StepEnded | RunEnded | Tap)
        with self._lock, _disk(self.folder):
            if must_last:
                self._sync_files()
            stamped = event.model_copy(update={"id": self._next_event, "at_ms": event.at_ms or self.clock.now_ms()})
            self._next_event += 1
            fixed = _fixed(type(stamped))
            value = {
                key: value if key in fixed else self._hidden(value)
                for key, value in stamped.model_dump(mode="json").items()
            }
            self._events.write(value, sync=must_last)
            self._chain.link(stamped.at_ms)
            return stamped

    def add_traffic(self, line: IndexLine) -> None:
        """Append a line to the traffic index, beside the capture's own."""
        with self._lock, _disk(self.folder):
            self._index.write(line.model_dump(mode="json"))

    def screen_files(self, picture: bytes | None, source: bytes | None) -> tuple[int, str | None, str | None]:
        """Store a screen's picture (PNG, JPEG, WebP) and source (XML); returns its number and the two file names."""
        with self._lock, _disk(self.folder):
            number, self._next_screen = self._next_screen, self._next_screen + 1
            shown = self._screen_file(number, _ending(picture), picture)
            return number, shown, self._screen_file(number, "xml", source)

    def device_file(self, kind: str, text: str) -> str:
        """Store a text that the phone gave; `kind` is a word of ours. Returns the file name in `device/`."""
        return self._numbered("device", kind, text)

    def policy_file(self, text: str) -> str:
        """Store the text of a policy that was opened. Returns the file name in `policy/`."""
        return self._numbered("policy", "policy", text)

    def video_begins(self) -> str:
        """Note that a piece of video begins; returns the name that it is to have in `video/`."""
        with self._lock:
            number, self._next_piece = self._next_piece, self._next_piece + 1
        name = f"{number:06d}.mp4"
        self.add(VideoStarted(file=name), sync=True)
        return name

    def video_path(self, name: str) -> Path:
        """Where a piece of video is to be put."""
        return self.folder / "video" / name

    def video_ended(self, name: str, began_ms: float, ended_ms: float, problem: str = "") -> VideoPiece:
        """Note a piece of video that is in its place, or that it is not and why; the file ends in the hash chain."""
        path, film, size, digest = self.video_path(name), Film(0, 0, 0), 0, ""
        with self._lock, _disk(self.folder):
            if path.is_file():
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                size = path.stat().st_size
                self._chain.summed(f"video/{name}", digest)
                self._unsynced.append(path)
                try:
                    film = read_film(path)
                except EvidenceError as error:
                    problem = problem or str(error)
            return self.add(
                VideoPiece(
                    file=name,
                    began_ms=began_ms,
                    ended_ms=ended_ms,
                    width=film.width,
                    height=film.height,
                    size=size,
                    sha256=digest,
                    problem=problem[:500],
                ),
                sync=True,
            )

    def flush(self) -> None:
        """Everything so far is on the disk when this returns."""
        with self._lock, _disk(self.folder):
            self._sync_files()
            self._events.sync()

    def rewrite(self, path: Path, change: Callable[[Path, Path], bool], reason: str) -> None:
        """Replace a traffic file by what `change` makes of it, wholly or not at all; the hash chain says why.

        `change` gets the file and the path to write to, and says whether anything is different.
        """
        part = path.with_name(path.name + ".part")
        with self._lock, _disk(self.folder):
            try:
                if not change(path, part):
                    return
                shutil.copymode(path, part)
                sync(part)
                part.replace(path)
                sync(path.parent)
            finally:
                part.unlink(missing_ok=True)
            if path == self.index_path:
                self._index.close()
                self._index = LineWriter(path)
                self._chain.rewritten("traffic", reason)

    def close(self) -> None:
        """Close the files and the hash chain; the recording stays readable in any case."""
        with self._lock:
            if not self._closed:
                self._closed = True
                with contextlib.suppress(OSError):
                    # A chain without its last link says that the recording was cut short.
                    self._chain.link(self.clock.now_ms(), last=True)
            self._chain.close()
            self._events.close()
            self._index.close()

    def _screen_file(self, number: int, ending: str, data: bytes | None) -> str | None:
        if data is None:
            return None
        name = f"{number:06d}.{ending}"
        self._store(self.folder / "screens" / name, data)
        return name

    def _numbered(self, folder: str, kind: str, text: str) -> str:
        if not _WORD.fullmatch(kind):
            raise ValueError(f"the kind of a file is a word of ours, not {kind[:80]!r}")
        with self._lock, _disk(self.folder):
            number, self._next_file = self._next_file, self._next_file + 1
            name = f"{number:06d}-{kind}.txt"
            self._store(self.folder / folder / name, text.encode("utf-8", "backslashreplace"))
            return name

    def _hidden(self, value: Any) -> Any:
        if self.hiding is None:
            return value
        if isinstance(value, str):
            return self.hiding.mask(value)
        if isinstance(value, dict):
            return {key: self._hidden(inner) for key, inner in value.items()}
        return [self._hidden(inner) for inner in value] if isinstance(value, list) else value

    def _store(self, path: Path, data: bytes) -> None:
        kept = data
        if self.hiding is not None and path.suffix == ".xml":
            kept = self.hiding.mask_source(data)
        elif self.hiding is not None and path.suffix == ".txt":
            kept = self.hiding.mask_bytes(data)
        path.write_bytes(kept)
        self._chain.stored(f"{path.parent.name}/{path.name}", kept)
        self._unsynced.append(path)

    def _sync_files(self) -> None:
        """What the next event may speak of is on the disk before it: traffic, pictures, sources, texts."""
        self._index.sync()
        while self._unsynced:
            sync(self._unsynced[-1])
            self._unsynced.pop()


class _disk:
    """Turns a failing disk into one clear line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            mend = _MENDS.get(error.errno or 0, "see whether the folder is still there and whole")
            raise EvidenceError(
                f"the recording cannot be written to {self._folder}: {error.strerror or error}; {mend}"
            ) from error


@lru_cache
def _fixed(kind: type[BaseEvent]) -> frozenset[str]:
    """The fields of an event whose words are ours or name files and apps: no app writes into them."""
    return frozenset(
        name for name, field in kind.model_fields.items() if name in _OURS or _has_choice(field.annotation)
    )


def _has_choice(annotation: Any) -> bool:
    return get_origin(annotation) is Literal or any(map(_has_choice, get_args(annotation)))


def _ending(picture: bytes | None) -> str:
    """Phones give PNG; what is imported may be something else."""
    if picture is None or not picture.startswith((b"\xff\xd8\xff", b"RIFF")):
        return "png"
    return "webp" if picture.startswith(b"RIFF") else "jpg"


def _write_durably(path: Path, data: bytes) -> None:
    """The whole file or none: a crash leaves no half of it."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    sync(part)
    part.replace(path)
    sync(path.parent)
