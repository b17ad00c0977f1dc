"""Judging and reporting a recording: needs no phone, no Appium and no adb."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from detectors import judge
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Findings
from evidence.errors import EvidenceError
from evidence.recording import Recording
from reports.har import har_file
from reports.html import html_report
from reports.junit import junit_xml

FORMATS = ("html", "junit")
"""The formats that tell findings, which a run writes."""

ALL_FORMATS = (*FORMATS, "har")


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


def write_report(
    recording: Recording, findings: Findings, folder: Path, formats: tuple[str, ...], *, show_values: bool = False
) -> list[Path]:
    """Write the reports into a folder and return their paths."""
    written = []
    for name in formats:
        if name == "html":
            path, data = folder / "report.html", html_report(recording, findings, show_values=show_values)
        else:
            path, data = folder / "junit.xml", junit_xml(recording, findings, show_values=show_values)
        write_file(path, data)
        written.append(path)
    return written


def write_har(recording: Recording, folder: Path) -> Path:
    """Write the traffic as `traffic.har`, for its owner's eyes: it has personal values as they were sent."""
    path = folder / "traffic.har"
    write_file(path, har_file(recording), mode=0o600)
    return path


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
        part.unlink(missing_ok=True)
        raise EvidenceError(f"{path} cannot be written: {error.strerror or error}") from error
