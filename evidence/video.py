"""Films of the screen: what a piece of MP4 says of itself, and the pieces that a recording has."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from evidence.errors import EvidenceError
from evidence.events import VideoPiece, VideoStarted

if TYPE_CHECKING:
    from evidence.recording import Recording

_MOST_BOXES = 1000
_HEAD = struct.Struct(">I4s")
_MOST_HEADER = 256
"""Bytes of a header box that are read; those with times and sizes have about 100."""


@dataclass(frozen=True, slots=True)
class Film:
    """What an MP4 file says of its picture: px, and how long it plays in ms."""

    width: int
    height: int
    duration_ms: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of video of a recording; what was shown at `began_ms` + t on its clock is at t of the file.

    `path` is None when there is nothing to play; `problem` says why, or what else is wrong, and is empty else.
    """

    file: str
    path: Path | None
    began_ms: float
    ended_ms: float
    width: int
    height: int
    problem: str


def pieces(recording: Recording) -> tuple[Piece, ...]:
    """All pieces of video that were begun, in order, with those that were lost."""
    ended = {event.file: event for event in recording.of(VideoPiece)}
    return tuple(_piece(recording, event, ended.get(event.file)) for event in recording.of(VideoStarted))


def _piece(recording: Recording, started: VideoStarted, event: VideoPiece | None) -> Piece:
    path = recording.stored("video", started.file)
    if event is None:
        lost = "the recording was cut short before the piece was fetched from the phone"
        return Piece(started.file, None, started.at_ms, started.at_ms, 0, 0, lost)
    problem, playable = event.problem, path is not None and event.size > 0
    if path is None and event.size:
        problem = "the file is not there, as in a masked copy"
    elif path is not None and path.stat().st_size != event.size:
        problem, playable = f"the file has {path.stat().st_size} bytes instead of {event.size}: it was changed", False
    return Piece(
        file=event.file,
        path=path if playable and event.width else None,
        began_ms=event.began_ms,
        ended_ms=event.ended_ms,
        width=event.width,
        height=event.height,
        problem=problem,
    )


def read_film(path: Path) -> Film:
    """The size and length of an MP4 file (ISO/IEC 14496-12); nothing but its headers is read.

    Raises EvidenceError for anything else, and for one that was cut short: its table of contents is written last.
    """
    try:
        with path.open("rb") as file:
            return _film(file)
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}") from error
    except (struct.error, ValueError, IndexError) as error:
        raise EvidenceError(f"{path.name} cannot be played: {error}") from None


def _film(file: BinaryIO) -> Film:
    end = file.seek(0, os.SEEK_END)
    top = dict(_boxes(file, 0, end))
    if b"ftyp" not in top:
        raise ValueError("it is no MP4 file")
    if b"moov" not in top:
        raise ValueError("it was cut short, its table of contents is missing")
    duration_ms, width, height = 0.0, 0, 0
    for kind, (start, stop) in _boxes(file, *top[b"moov"]):
        if kind == b"mvhd":
            duration_ms = _duration_ms(_header(file, start, stop))
        elif kind == b"trak" and not width:
            inner = dict(_boxes(file, start, stop))
            if b"tkhd" in inner:
                width, height = struct.unpack(">2I", _header(file, *inner[b"tkhd"])[-8:])
    if not (0 < width >> 16 <= 16384 and 0 < height >> 16 <= 16384):
        raise ValueError("it has no picture")
    return Film(width >> 16, height >> 16, duration_ms)


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Kind and span of the content of each box between two places."""
    for _ in range(_MOST_BOXES):
        if end - at < _HEAD.size:
            return
        file.seek(at)
        size, kind = _HEAD.unpack(file.read(_HEAD.size))
        head = _HEAD.size
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
            head += 8
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise ValueError("it was cut short")
        yield kind, (at + head, at + size)
        at += size


def _header(file: BinaryIO, start: int, stop: int) -> bytes:
    file.seek(start)
    return file.read(min(stop - start, _MOST_HEADER))


def _duration_ms(head: bytes) -> float:
    scale, duration = struct.unpack(">IQ" if head[0] == 1 else ">II", head[20:32] if head[0] == 1 else head[12:20])
    return 1000.0 * duration / scale if scale else 0.0
