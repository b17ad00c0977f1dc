"""Making a recording of screens that somebody else took: pictures with UI sources, in the order of their names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from evidence import events as ev
from evidence.clock import Clock
from evidence.errors import EvidenceError
from evidence.importers.pairs import ScreenFiles
from evidence.importers.recorded import Told
from evidence.info import AppInfo, DeviceInfo, RecordingInfo, ScenarioInfo
from evidence.writer import RecordingWriter

STEP_MS = 1000.0
"""Files tell an order and no times: screens stand this far apart."""


@dataclass(frozen=True, slots=True)
class TakenScreen:
    """A screen's files, and what is known of it: size in px, density in dots per inch, the package in front."""

    files: ScreenFiles
    platform: Literal["android", "ios", "web"]
    package: str
    width: int
    height: int
    density: int


def import_screens(screens: Sequence[TakenScreen], origin: Path, folder: Path, run_id: str, told: Told) -> None:
    """Make a recording of screens in a new folder; `origin` is where they are from. Raises EvidenceError."""
    if not screens:
        raise EvidenceError(f"{origin}: there is no screen to import")
    writer = RecordingWriter(folder, _info(screens, origin, run_id, told), Clock.start())
    with closing(writer):
        writer.add(ev.RunStarted(at_ms=STEP_MS / 2))
        writer.add(ev.PhaseStarted(at_ms=STEP_MS / 2, phase=1, path="imported"))
        for place, screen in enumerate(screens, 1):
            _add(writer, screen, place * STEP_MS)
        why = f"imported from {origin.name}: no traffic, no watch, and no times but the order of the files’ names"
        writer.add(ev.RunEnded(at_ms=(len(screens) + 1) * STEP_MS, outcome="interrupted", reason=why))


def _add(writer: RecordingWriter, screen: TakenScreen, at_ms: float) -> None:
    number, picture, source = writer.screen_files(*screen.files.read())
    writer.add(
        ev.ScreenTaken(
            at_ms=at_ms,
            screen=number,
            platform=screen.platform,
            picture=picture,
            source=source,
            stable=True,
            package=screen.package,
            width=screen.width,
            height=screen.height,
            density=screen.density,
            taken_ms=at_ms,
        )
    )


def _info(screens: Sequence[TakenScreen], origin: Path, run_id: str, told: Told) -> RecordingInfo:
    first, now = screens[0], datetime.now(UTC)
    return RecordingInfo(
        run_id=run_id,
        attempt=1,
        app=told.app or AppInfo(name=first.package or "imported", package=first.package),
        device=DeviceInfo(
            name="imported", platform=first.platform, width=first.width, height=first.height, density=first.density
        ),
        scenario=ScenarioInfo(name="import", sha256="", watch_s=0),
        started=now.isoformat(timespec="milliseconds"),
        started_epoch_s=now.timestamp(),
        tools={**told.tools, "imported screens": f"{len(screens)} of {origin.name} sha256:{_digest(screens)}"},
    )


def _digest(screens: Sequence[TakenScreen]) -> str:
    """One digest for names and contents of all files."""
    digest = hashlib.sha256()
    for screen in screens:
        for data in (screen.files.name.encode("utf-8", "surrogateescape"), *screen.files.read()):
            digest.update(hashlib.sha256(data or b"").digest())
    return digest.hexdigest()
