"""Reports made when they are asked for, and kept until the recording, its findings or its reviews change."""

from __future__ import annotations

import hashlib
import os
import zipfile
from importlib.resources import files
from pathlib import Path

from consentinel.judging import findings_for, write_file
from evidence.errors import EvidenceError
from evidence.recording import Recording
from evidence.reviews import reviews_file
from reports.formats import FORMATS, Files, Format

MAX_KEPT_BYTES = 2 * 1024 * 1024 * 1024
MAX_REPORT_BYTES = 512 * 1024 * 1024
"""A larger report is not served; the command line writes it."""

_SOURCES = ("recording.json", "events.jsonl", "traffic/index.jsonl", "findings.json", "confirmations.jsonl")


class Shelf:
    """Reports by recording and format, in a folder of the cache that only its owner reads; for one caller at a time."""

    def __init__(self, folder: Path, *, show_values: bool) -> None:
        self.folder = folder
        self.show_values = show_values
        self._made_by = _own_version()

    def formats(self) -> list[Format]:
        """What may be asked for; what nothing is masked in only where values are shown."""
        return [made for made in FORMATS.values() if self.show_values or not made.private]

    def file_name(self, name: str) -> str:
        """What a report is called when it is saved."""
        place = Path(FORMATS[name].place)
        return place.name if place.suffix else f"{place.name}.zip"

    def report(self, id: str, folder: Path, name: str) -> Path:
        """The file of a report; one of several files is a ZIP. Raises EvidenceError, and KeyError for no format."""
        made = {known.name: known for known in self.formats()}[name]
        path = self.folder / f"{id}-{name}-{self._signature(folder)}{Path(self.file_name(name)).suffix}"
        if path.is_file():
            os.utime(path)
        else:
            self._make(folder, made, path)
        return path

    def _make(self, folder: Path, made: Format, path: Path) -> None:
        recording = Recording.open(folder)
        findings = findings_for(recording, (made.name,))
        content = made.files(recording, findings, self.show_values)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise EvidenceError(f"{self.folder}: {error.strerror or error}") from error
        if path.suffix == ".zip":
            _zipped(path, content)
        else:
            for _, data in content:
                write_file(path, data, mode=0o600)
        if path.stat().st_size > MAX_REPORT_BYTES:
            path.unlink()
            raise EvidenceError(
                f"the report is larger than {MAX_REPORT_BYTES} bytes: write it with `consentinel report`"
            )
        self._make_room(path)

    def _make_room(self, newest: Path) -> None:
        """What was not asked for the longest goes first."""
        known = sorted((path for path in self.folder.iterdir() if path.is_file()), key=_last_used, reverse=True)
        total = 0
        for path in known:
            total += path.stat().st_size
            if total > MAX_KEPT_BYTES and path != newest:
                path.unlink(missing_ok=True)

    def _signature(self, folder: Path) -> str:
        parts = [self._made_by, str(folder.resolve()), str(self.show_values)]
        for path in (*(folder / name for name in _SOURCES), reviews_file(folder)):
            try:
                stat = path.stat()
            except OSError:
                parts.append("none")
            else:
                parts.append(f"{stat.st_mtime_ns} {stat.st_size}")
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _zipped(path: Path, content: Files) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with (
            open(part, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for place, data in content:
                archive.writestr(place, data if isinstance(data, bytes) else b"".join(data))
        part.replace(path)
    except OSError as error:
        raise EvidenceError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def _last_used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _own_version() -> str:
    """Another version of the exporters makes another report."""
    folder = Path(str(files("reports")))
    stats = sorted((path.name, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.suffix != ".pyc")
    return hashlib.sha256(repr(stats).encode()).hexdigest()
