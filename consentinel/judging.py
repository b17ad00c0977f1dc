"""Judging and reporting a recording: needs no phone, no Appium and no adb."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from detectors import judge
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Findings
from evidence.errors import EvidenceError
from evidence.recording import Recording
from reports.formats import FORMATS, LINKED
from reports.html import BESIDE


def judge_folder(folder: Path) -> tuple[Recording, Findings]:
    """Judge a recording and write its `findings.json`. Raises EvidenceError."""
    recording = Recording.open(folder)
    findings = judge(recording)
    write_file(folder / "findings.json", findings.to_json())
    return recording, findings


def stored_findings(folder: Path) -> Findings:
    """The findings that `judge` wrote. Raises EvidenceError."""
    path = folder / "findings.json"
    try:
        findings = Findings.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise EvidenceError(f"{path} is missing: run `consentinel judge {folder}` first") from None
    except ValueError:
        raise EvidenceError(f"{path} cannot be read: run `consentinel judge {folder}` again") from None
    known = {rule.id for rule in catalogue().rules}
    strange = next((finding.rule for finding in findings.findings if finding.rule not in known), None)
    if strange is not None:
        raise EvidenceError(
            f"{path} names a rule that this version does not know ({strange}): run `consentinel judge {folder}` again"
        )
    return findings


def findings_for(recording: Recording, formats: tuple[str, ...]) -> Findings:
    """The stored findings where one of the formats tells them, else none. Raises EvidenceError."""
    if any(FORMATS[name].judged for name in formats):
        return stored_findings(recording.folder)
    info = recording.info
    return Findings(run_id=info.run_id, attempt=info.attempt, catalogue_version=catalogue().version, findings=())


def write_report(
    recording: Recording,
    findings: Findings,
    folder: Path,
    formats: tuple[str, ...],
    *,
    show_values: bool = False,
    linked: bool = False,
) -> list[Path]:
    """Write the reports of these names into a folder; returns the path of each. What is private is for its owner alone.

    `linked` writes the page's pictures and contents beside it. Raises EvidenceError.
    """
    written = []
    for name in formats:
        made = LINKED if linked and name == LINKED.name else FORMATS[name]
        if name == LINKED.name:
            _clear(folder / BESIDE)
        if made.earlier is not None:
            _take_away(folder.glob(made.earlier(recording)))
        for place, content in made.files(recording, findings, show_values):
            write_file(folder / place, content, mode=0o600 if made.private else 0o666)
        written.append(folder / made.place)
    return written


def _take_away(paths: Iterable[Path]) -> None:
    try:
        for path in paths:
            path.unlink()
    except OSError as error:
        raise EvidenceError(f"{error.filename}: {error.strerror or error}; remove it by hand") from error


def _clear(folder: Path) -> None:
    """Take away what an earlier linked page left: it may show what this one masks."""
    try:
        for path in (*folder.glob("picture-*.webp"), *folder.glob("request-*.txt")):
            path.unlink()
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise EvidenceError(f"{error.filename or folder}: {error.strerror or error}; remove it by hand") from error


def write_file(path: Path, data: bytes | Iterable[bytes], *, mode: int = 0o666) -> None:
    """Whole or not at all: a report that was cut short would mislead."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with open(part, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.writelines([data] if isinstance(data, bytes) else data)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        mend = f"; {error.filename} is no folder" if isinstance(error, FileExistsError | NotADirectoryError) else ""
        raise EvidenceError(f"{path} cannot be written: {error.strerror or error}{mend}") from error
