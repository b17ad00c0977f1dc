"""Screens as files: a folder of pictures, each with its UI source beside it under the same name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evidence.errors import EvidenceError
from evidence.tree import MAX_SOURCE_BYTES

MAX_PICTURE_BYTES = 40 * 1024 * 1024
MAX_SCREENS = 100_000
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp")
SOURCE_ENDINGS = (".xml", ".uix")

_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")


@dataclass(frozen=True, slots=True)
class ScreenFiles:
    """The files of one screen, at least one of them; `name` is what they share."""

    name: str
    picture: Path | None
    source: Path | None

    def read(self) -> tuple[bytes | None, bytes | None]:
        """The bytes of picture and source. Raises EvidenceError, which names the file."""
        picture = read_bounded(self.picture, MAX_PICTURE_BYTES) if self.picture is not None else None
        return picture, read_bounded(self.source, MAX_SOURCE_BYTES) if self.source is not None else None


def screens_in(folder: Path) -> tuple[ScreenFiles, ...]:
    """The screens of a folder by name: NAME.png, .jpg, .jpeg or .webp with NAME.xml, and sources without a picture.

    Raises EvidenceError when the folder cannot be read or holds none.
    """
    try:
        files = sorted(file for file in folder.iterdir() if not file.name.startswith(".") and file.is_file())
    except OSError as error:
        raise EvidenceError(f"{folder}: {error.strerror or error}") from error
    sources = {file.stem: file for file in files if file.suffix.lower() in SOURCE_ENDINGS}
    pictures = [file for file in files if file.suffix.lower() in PICTURE_ENDINGS]
    found: dict[str, ScreenFiles] = {}
    for picture in pictures:
        name = picture.name if picture.stem in found else picture.stem
        found[name] = ScreenFiles(name, picture, sources.get(picture.stem))
    for stem, source in sources.items():
        found.setdefault(stem, ScreenFiles(stem, None, source))
    if not found:
        raise EvidenceError(f"{folder}: there is no screen in it: neither a picture (png, jpg, webp) nor an XML source")
    if len(found) > MAX_SCREENS:
        raise EvidenceError(f"{folder}: more than {MAX_SCREENS} screens")
    return tuple(found[name] for name in sorted(found))


def screen_of(*files: Path) -> ScreenFiles:
    """The screen of one or two files, in any order. Raises EvidenceError when they are not a picture and a source."""
    pictures = [file for file in files if is_picture(file)]
    sources = [file for file in files if file not in pictures]
    if len(pictures) > 1 or len(sources) > 1:
        what = "pictures" if pictures else "UI sources"
        raise EvidenceError(f"{files[1]}: both files are {what}; a screen is a picture, its UI source, or one of each")
    first = files[0]
    return ScreenFiles(first.stem, next(iter(pictures), None), next(iter(sources), None))


def is_picture(file: Path) -> bool:
    """Whether a file is a picture, by its ending, else by its first bytes. Raises EvidenceError."""
    ending = file.suffix.lower()
    if ending in (*PICTURE_ENDINGS, *SOURCE_ENDINGS):
        return ending in PICTURE_ENDINGS
    return read_bounded(file, MAX_PICTURE_BYTES).startswith(_MAGIC)


def read_bounded(file: Path, most: int) -> bytes:
    """The bytes of a file. Raises EvidenceError when it cannot be read, is empty or has more than `most`."""
    try:
        with file.open("rb") as opened:
            data = opened.read(most + 1)
    except OSError as error:
        raise EvidenceError(f"{file}: {error.strerror or error}") from error
    if not data:
        raise EvidenceError(f"{file}: the file is empty")
    if len(data) > most:
        raise EvidenceError(f"{file}: the file has more than {most} bytes")
    return data
