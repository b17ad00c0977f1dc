"""Filming beside an attempt: pieces follow each other, and what fails is told and harms nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from evidence.clock import Clock
from evidence.custody.checking import check_chain
from evidence.recording import Recording
from evidence.video import Piece, pieces
from evidence.writer import RecordingWriter
from harness import filming
from harness.errors import InfraError, PhoneOffline
from harness.filming import filmed
from tests.evidence.films import mp4
from tests.evidence.made import info


@dataclass
class FakeTake:
    name: str
    camera: FakeCamera
    ended: threading.Event = field(default_factory=threading.Event)

    def over(self, timeout_s: float) -> bool:
        return self.ended.wait(timeout_s)

    def cut(self) -> None:
        self.camera.did.append(f"cut {self.name}")
        self.ended.set()

    def fetch(self, to: Path) -> None:
        if self.camera.lost:
            raise PhoneOffline("the phone is gone")
        self.camera.did.append(f"fetch {self.name}")
        to.write_bytes(mp4())


@dataclass
class FakeCamera:
    """Its first `full` pieces end by themselves at once."""

    full: int = 0
    broken: str = ""
    lost: bool = False
    did: list[str] = field(default_factory=list)
    last: threading.Event = field(default_factory=threading.Event)

    def take_out(self) -> None:
        self.did.append("out")

    def roll(self, name: str) -> FakeTake:
        if self.broken:
            self.last.set()
            raise InfraError(self.broken)
        self.did.append(f"roll {name}")
        take = FakeTake(name, self)
        if self.full:
            self.full -= 1
            take.ended.set()
        else:
            self.last.set()
        return take

    def put_away(self) -> None:
        self.did.append("away")


@pytest.fixture
def film(tmp_path: Path) -> Callable[..., tuple[tuple[Piece, ...], list[str]]]:
    def go(camera: FakeCamera, private: bool = False) -> tuple[tuple[Piece, ...], list[str]]:
        told: list[str] = []
        writer = RecordingWriter(tmp_path / "r", info(), Clock.start())
        with filmed(camera, writer, told.append, lambda: private):
            assert camera.last.wait(5)
        writer.close()
        assert check_chain(tmp_path / "r").state == "whole"
        return pieces(Recording.open(tmp_path / "r")), told

    return go


def test_pieces_follow_each_other_and_are_fetched_while_the_next_is_filmed(
    film: Callable[..., tuple[tuple[Piece, ...], list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filming, "_SHORTEST_S", 0.0)
    camera = FakeCamera(full=2)

    found, told = film(camera)

    names = ["000001.mp4", "000002.mp4", "000003.mp4"]
    assert [(piece.file, piece.problem, piece.path is not None) for piece in found] == [(n, "", True) for n in names]
    assert camera.did == [
        "out", "roll 000001.mp4", "roll 000002.mp4", "fetch 000001.mp4", "roll 000003.mp4", "fetch 000002.mp4",
        "cut 000003.mp4", "fetch 000003.mp4", "away",
    ]  # fmt: skip
    assert found[0].ended_ms <= found[1].began_ms and not told


def test_a_phone_that_cannot_film_is_told_once(film: Callable[..., tuple[tuple[Piece, ...], list[str]]]) -> None:
    found, told = film(FakeCamera(broken="screenrecord: not found"))

    assert [(piece.path, piece.problem) for piece in found] == [(None, "screenrecord: not found")]
    assert told == ["the screen is filmed no more: screenrecord: not found"]


def test_a_piece_that_ends_at_once_is_not_tried_for_ever(
    film: Callable[..., tuple[tuple[Piece, ...], list[str]]],
) -> None:
    camera = FakeCamera(full=1)
    camera.last.set()

    found, _ = film(camera)

    assert len(found) == 1


def test_a_phone_that_gets_lost_costs_the_piece_alone(film: Callable[..., tuple[tuple[Piece, ...], list[str]]]) -> None:
    found, told = film(FakeCamera(lost=True))

    assert [(piece.path, piece.problem) for piece in found] == [(None, "the phone is gone")]
    assert told == ["the screen is filmed no more: the phone is gone"]


def test_what_may_show_a_secret_is_not_kept(film: Callable[..., tuple[tuple[Piece, ...], list[str]]]) -> None:
    camera = FakeCamera()

    found, _ = film(camera, private=True)

    assert [(piece.path, piece.problem) for piece in found] == [(None, "it may show a value that is secret")]
    assert "fetch 000001.mp4" not in camera.did and camera.did[-1] == "away"
