"""A small recording whose screen was filmed."""

from __future__ import annotations

from pathlib import Path

from detectors.rules.finding import Findings
from evidence import events as ev
from evidence.clock import Clock
from evidence.recording import Recording
from evidence.writer import RecordingWriter
from tests.evidence.made import info
from virtualphone.shell.film import Film

NONE = Findings(run_id="test", attempt=1, catalogue_version="1", findings=())
_RED = bytes([200, 0, 0]) * (64 * 128)


def filmed(folder: Path, *, lost: str = "") -> Recording:
    """A recording of two screens with a film of 2.5 s that begins at 1 s; or with one that is lost."""
    writer = RecordingWriter(folder, info(), Clock.start())
    writer.add(ev.RunStarted())
    for at_ms in (1200.0, 2600.0):
        number, _, _ = writer.screen_files(None, None)
        writer.add(
            ev.ScreenTaken(
                screen=number, platform="android", picture=None, source=None, stable=True, unstable_reason="",
                package="a", activity="b", width=64, height=128, density=160, taken_ms=at_ms,
            )
        )  # fmt: skip
    name = writer.video_begins()
    if not lost:
        film = Film(64, 128, 1_000_000)
        film.show(_RED, 0)
        writer.video_path(name).write_bytes(film.end(2500))
    writer.video_ended(name, 1000.0, 3500.0, lost)
    writer.add(ev.RunEnded(outcome="completed"))
    writer.close()
    return Recording.open(folder)
