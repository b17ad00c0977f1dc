"""What was recorded as it was recorded: pictures, UI sources and films, each by its number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence.recording import MAX_PICTURE_BYTES, Recording, Screen
from evidence.tree import MAX_SOURCE_BYTES
from evidence.video import pieces

MAX_LISTED = 2000
MAX_FILM_BYTES = 1024 * 1024 * 1024

_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Original:
    """A file of the recording: `kind` and `number` name it, `type` is its media type."""

    kind: str
    number: int
    at_ms: float
    path: Path
    type: str


def originals(recording: Recording) -> Iterator[Original]:
    """What may be asked for, kind by kind; what is larger than it should be is left out."""
    for screen in recording.screens.values():
        yield from _of_screen(screen)
    for number, piece in enumerate(pieces(recording), 1):
        if piece.path is not None and _fits(piece.path, MAX_FILM_BYTES):
            yield Original("film", number, piece.began_ms, piece.path, "video/mp4")


def _of_screen(screen: Screen) -> Iterator[Original]:
    picture, source = screen.picture_path, screen.source_path
    if picture is not None and picture.suffix in _PICTURES and _fits(picture, MAX_PICTURE_BYTES):
        yield Original("screen", screen.number, screen.taken.at_ms, picture, _PICTURES[picture.suffix])
    if source is not None and _fits(source, MAX_SOURCE_BYTES):
        # As text: a browser must not make a document of what an app supplied.
        yield Original("source", screen.number, screen.taken.at_ms, source, "text/plain; charset=utf-8")


def _fits(path: Path, limit: int) -> bool:
    try:
        return path.stat().st_size <= limit
    except OSError:
        return False
