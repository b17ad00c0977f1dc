"""Filming the screen of a phone for the time of an attempt, in pieces, beside everything else.

A film is an extra: when it fails, the attempt goes on without it, and the recording says why.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from evidence.errors import EvidenceError
from evidence.writer import RecordingWriter
from harness.errors import InfraError

_SHORTEST_S = 2.0
"""A piece that ends by itself so soon failed: another try would fail as well."""
_END_S = 120.0
"""The longest that the last piece may take to be ended and fetched."""


class Take(Protocol):
    """A piece that is being filmed."""

    def over(self, timeout_s: float) -> bool:
        """Wait until it has ended by itself, for a phone films no longer than it likes; False when the time is over."""

    def cut(self) -> None:
        """End it. Raises InfraError."""

    def fetch(self, to: Path) -> None:
        """Bring the file, whole or not at all, and remove it from the phone. Raises InfraError, with what was said."""


class Camera(Protocol):
    """Films a phone's screen; nothing of it is left on the phone after `put_away`, or as soon as the phone answers."""

    def take_out(self) -> None:
        """Get ready. Raises InfraError."""

    def roll(self, name: str) -> Take:
        """Begin a piece; returns when it is being filmed. Raises InfraError."""

    def put_away(self) -> None:
        """End whatever is being filmed, and remove all files. Raises InfraError."""


@contextlib.contextmanager
def filmed(
    camera: Camera | None,
    writer: RecordingWriter,
    report: Callable[[str], None],
    private: Callable[[], bool] = lambda: False,
) -> Iterator[None]:
    """Film for the time of the block, when there is a camera; what ends while something is `private` is not kept."""
    if camera is None:
        yield
        return
    film = _Filming(camera, writer, report, private)
    try:
        film.start()
        yield
    finally:
        film.stop()


class _Filming:
    def __init__(
        self,
        camera: Camera,
        writer: RecordingWriter,
        report: Callable[[str], None],
        private: Callable[[], bool],
    ) -> None:
        self._camera, self._writer, self._report, self._private = camera, writer, report, private
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run, name="film", daemon=True)

    def start(self) -> None:
        try:
            # In this thread, for only it may write the phone's journal.
            self._camera.take_out()
        except InfraError as error:
            self._report(f"the screen is not filmed: {error}")
            self._enough.set()
        self._thread.start()

    def stop(self) -> None:
        self._enough.set()
        self._thread.join(_END_S)
        try:
            self._camera.put_away()
        except InfraError as error:
            self._report(f"the film could not be removed from the phone, which is tried again later: {error}")

    def _run(self) -> None:
        before: _Piece | None = None
        try:
            while not self._enough.is_set():
                piece = _Piece(self._writer, self._private)
                try:
                    piece.roll(self._camera)
                finally:
                    # Fetched while the next one is filmed, so that as little as can be lies between them.
                    if before is not None:
                        before.keep()
                    before = piece
                if not piece.film(self._enough):
                    break
            if before is not None:
                before.keep()
        except (InfraError, EvidenceError) as error:
            self._report(f"the screen is filmed no more: {error}")


class _Piece:
    def __init__(self, writer: RecordingWriter, private: Callable[[], bool]) -> None:
        self._writer, self._private = writer, private
        self._name = writer.video_begins()
        self._began_ms = self._ended_ms = writer.clock.now_ms()
        self._take: Take | None = None

    def roll(self, camera: Camera) -> None:
        try:
            self._take = camera.roll(self._name)
        except InfraError as error:
            self._lost(error)
            raise
        self._began_ms = self._writer.clock.now_ms()

    def film(self, enough: threading.Event) -> bool:
        """Film until it is enough or the piece is full; False when it ended too soon to be worth another."""
        take = self._take
        assert take is not None
        while not enough.is_set() and not take.over(0.2):
            pass
        self._ended_ms = self._writer.clock.now_ms()
        if enough.is_set():
            with contextlib.suppress(InfraError):
                take.cut()
        return enough.is_set() or self._ended_ms - self._began_ms >= 1000 * _SHORTEST_S

    def keep(self) -> None:
        if self._take is None:
            return
        if self._private():
            # Pictures and texts have secrets taken out of them, a film cannot.
            self._writer.video_ended(self._name, self._began_ms, self._ended_ms, "it may show a value that is secret")
            return
        try:
            self._take.fetch(self._writer.video_path(self._name))
        except InfraError as error:
            self._lost(error)
            raise
        self._writer.video_ended(self._name, self._began_ms, self._ended_ms)

    def _lost(self, error: InfraError) -> None:
        self._take = None
        with contextlib.suppress(EvidenceError):
            self._writer.video_ended(self._name, self._began_ms, self._writer.clock.now_ms(), str(error))
