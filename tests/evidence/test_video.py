"""Pieces of video: named with their times, whole or told of, and in the hash chain."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.clock import Clock
from evidence.custody.checking import check_chain
from evidence.errors import EvidenceError
from evidence.events import RunStarted, VideoPiece
from evidence.recording import Recording
from evidence.video import Film, pieces, read_film
from evidence.writer import RecordingWriter
from tests.evidence.films import box, mp4
from tests.evidence.made import info


def writer_in(folder: Path) -> RecordingWriter:
    writer = RecordingWriter(folder, info(), Clock.start())
    writer.add(RunStarted())
    return writer


def filmed(folder: Path, data: bytes = mp4()) -> VideoPiece:
    writer = writer_in(folder)
    name = writer.video_begins()
    writer.video_path(name).write_bytes(data)
    event = writer.video_ended(name, 100.0, 2600.0)
    writer.close()
    return event


@pytest.mark.parametrize("long_times", [False, True])
def test_a_film_says_how_large_and_how_long_it_is(tmp_path: Path, long_times: bool) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(mp4(720, 1600, 61_000, long_times=long_times))

    assert read_film(path) == Film(720, 1600, 61_000.0)


def test_a_piece_has_its_times_and_its_sum_is_in_the_chain(tmp_path: Path) -> None:
    event = filmed(tmp_path / "r")
    recording = Recording.open(tmp_path / "r")

    (piece,) = pieces(recording)
    assert (piece.began_ms, piece.ended_ms, piece.width, piece.height) == (100.0, 2600.0, 544, 1200)
    assert piece.problem == "" and piece.path == tmp_path / "r" / "video" / event.file
    assert check_chain(tmp_path / "r").state == "whole"

    piece.path.write_bytes(mp4()[:-1] + b"x")
    found = check_chain(tmp_path / "r")
    assert (found.state, found.problem) == ("broken", f"video/{event.file} was changed")

    piece.path.write_bytes(mp4() + b"x")
    assert "it was changed" in pieces(recording)[0].problem

    piece.path.unlink()
    assert pieces(recording)[0].path is None and "masked copy" in pieces(recording)[0].problem


def test_what_was_lost_is_told(tmp_path: Path) -> None:
    writer = writer_in(tmp_path / "r")
    first, second, _ = writer.video_begins(), writer.video_begins(), writer.video_begins()
    writer.video_ended(first, 10.0, 20.0, "the phone has no screenrecord")
    writer.video_path(second).write_bytes(mp4()[:200])
    writer.video_ended(second, 20.0, 30.0)

    told = pieces(Recording.open(tmp_path / "r"))

    assert [piece.path for piece in told] == [None, None, None]
    assert told[0].problem == "the phone has no screenrecord"
    assert told[1].problem == f"{second} cannot be played: it was cut short"
    assert "before the piece was fetched" in told[2].problem


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is no MP4 file"),
        (b"\x1aE\xdf\xa3" + bytes(60), "it was cut short"),
        (box(b"ftyp", b"mp42"), "its table of contents is missing"),
        (box(b"ftyp", b"mp42") + box(b"moov", b""), "it has no picture"),
        (box(b"ftyp", b"mp42") + box(b"moov", box(b"mvhd", b"")), "cannot be played"),
        (mp4(width=0), "it has no picture"),
    ],
)
def test_what_cannot_be_played_says_why(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(data)

    with pytest.raises(EvidenceError, match=why):
        read_film(path)


@given(st.binary(max_size=200), st.integers(0, 700), st.integers(0, 700))
def test_broken_films_raise_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, cut: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "hostile.mp4"
    whole = mp4()
    path.write_bytes(whole[:at] + junk + whole[at + cut :])
    try:
        film = read_film(path)
    except EvidenceError:
        return
    assert film.width > 0 and film.duration_ms >= 0
