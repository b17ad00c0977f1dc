"""SARIF 2.1.0: findings for code scanning, IDEs and whatever else reads the format.

`kind` has the verdict and `level` its weight: only a violation of a rule in force is `fail` and `error`. Locations are
files of the recording, relative to the base `RECORDING`, which is its folder. Personal values are masked in every text;
the artefacts are named and never contained.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from detectors.rules.catalogue import Instrument, catalogue
from detectors.rules.finding import EvidenceRef, Findings, Text, Verdict
from evidence.events import AppInstalled, InfraProblem
from evidence.recording import Recording
from reports.account import Entry, entries
from reports.masking import mask_for
from reports.places import Place, Places
from reports.plain import on_one_line, printable
from reports.reviewing import Reviewed
from reports.wording import BASES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "RECORDING"
MAX_MESSAGE = 4000
MAX_LABEL = 1000
MAX_DESCRIPTION = 1000
"""Code scanning cuts descriptions off at 1024 characters."""

KINDS = {
    Verdict.VIOLATION: "fail",
    Verdict.PASS: "pass",
    Verdict.INCONCLUSIVE: "open",
    Verdict.REVIEW: "review",
    Verdict.NOT_APPLICABLE: "notApplicable",
    Verdict.NOT_OBSERVED: "informational",
}

_MIME = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
    ".xml": "application/xml",
    ".html": "text/html",
}
_LINK = re.compile(r"\[(?=[^\]]*\]\()")

type Shape = dict[str, Any]


def sarif_log(
    recording: Recording, findings: Findings, *, show_values: bool = False, alerts_only: bool = False
) -> bytes:
    """The file's bytes, UTF-8. Personal values are masked unless `show_values`.

    `alerts_only` leaves out all but what is violated and not rejected: GitHub's code scanning takes every result for an
    alert, whatever its kind and suppressions. Raises EvidenceError.
    """
    mask = mask_for(recording, show_values=show_values)
    known = entries(recording, findings)
    told = tuple(entry for entry in known if not alerts_only or (_kind(entry) == "fail" and entry.outcome is not None))
    places = Places(recording, (ref for entry in told for ref in entry.finding.evidence))
    results = _Results(recording, places, mask.text)
    made = [results.of(entry, index) for index, entry in enumerate(told)]
    instruments = list(dict.fromkeys(entry.rule.instrument for entry in told))
    run = {
        "tool": {"driver": _driver(recording, told, instruments)},
        "language": "en",
        "automationDetails": {"id": _automation(recording)},
        "originalUriBaseIds": {BASE: {"description": {"text": "The folder of the recording that was judged."}}},
        "invocations": [_invocation(recording, known, mask.text)],
        "artifacts": results.artefacts(),
        "results": made,
        "taxonomies": [_taxonomy(catalogue().instruments[name], told) for name in instruments],
        "properties": _about(recording, findings, mask.text),
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


class _Results:
    """Makes results, and keeps which files of the recording they name."""

    def __init__(self, recording: Recording, places: Places, mask: Callable[[str], str]) -> None:
        self._recording = recording
        self._places = places
        self._mask = mask
        self._used: dict[str, int] = {}

    def of(self, entry: Entry, index: int) -> Shape:
        """A finding as a result; `index` is its rule's."""
        finding = entry.finding
        kind = _kind(entry)
        located = [self._location(ref, number) for number, ref in enumerate(finding.evidence)]
        result: Shape = {
            "ruleId": finding.rule,
            "ruleIndex": index,
            "kind": kind,
            "level": "error" if kind == "fail" else "none",
            "message": {"text": self._message(entry)},
            "locations": located[:1] or [self._bare("recording.json")],
            "partialFingerprints": {"consentinel/v1": entry.standing.fingerprint},
            "properties": self._properties(entry),
        }
        if located[1:]:
            result["relatedLocations"] = located[1:]
        if request := self._request(finding.evidence):
            result["webRequest"] = request
        decision = entry.standing.decision
        if entry.outcome is None and decision is not None:
            why = _plain(self._mask(decision.text), MAX_MESSAGE) or "rejected by a reviewer"
            result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
        return result

    def artefacts(self) -> list[Shape]:
        """The files that were named, in the order of their indices."""
        made = []
        for path in self._used:
            known = self._places.artefact(path)
            made.append(
                {
                    "location": {"uri": path, "uriBaseId": BASE},
                    "length": known.length,
                    "hashes": {"sha-256": known.sha256},
                    "mimeType": _MIME.get(path[path.rfind(".") :], "text/plain"),
                    "roles": ["analysisTarget"],
                }
            )
        return made

    def _message(self, entry: Entry) -> str:
        finding = entry.finding
        texts = [finding.message, *([finding.reason] if finding.reason else []), *entry.notes]
        lines = [f"{on_one_line(self._mask(text.en), 1500)}" for text in texts]
        lines += [f"{on_one_line(self._mask(text.zh), 1500)}" for text in texts]
        return _plain("\n".join(lines), MAX_MESSAGE)

    def _location(self, ref: EvidenceRef, number: int) -> Shape:
        place = self._places.of(ref)
        location = self._bare(place.path, place) if place is not None else self._bare("recording.json")
        location["id"] = number
        location["message"] = {"text": _plain(self._mask(f"{ref.label.en} / {ref.label.zh}"), MAX_LABEL)}
        properties: Shape = {"evidence": f"{ref.kind} {on_one_line(self._mask(ref.id), 200)}"}
        if ref.box is not None:
            properties["boxPx"] = list(ref.box)
        if ref.place:
            properties["place"] = on_one_line(self._mask(ref.place), 200)
        if ref.range is not None:
            properties["byteRangeInPlace"] = list(ref.range)
        if ref.encodings:
            properties["encodings"] = list(ref.encodings)
        if place is None:
            properties["missing"] = True
        location["properties"] = properties
        return location

    def _bare(self, path: str, place: Place | None = None) -> Shape:
        index = self._used.setdefault(path, len(self._used))
        physical: Shape = {"artifactLocation": {"uri": path, "uriBaseId": BASE, "index": index}}
        if place is not None and place.line:
            physical["region"] = {"startLine": place.line, "byteOffset": place.at, "byteLength": place.size}
        return {"physicalLocation": physical}

    def _request(self, evidence: Iterable[EvidenceRef]) -> Shape | None:
        wanted = next((ref.id for ref in evidence if ref.kind == "flow"), None)
        flow = next((flow for flow in self._recording.flows if flow.id == wanted), None)
        if flow is None:
            return None
        request = {"method": on_one_line(flow.method, 20), "target": on_one_line(self._mask(flow.url), MAX_LABEL)}
        protocol, _, version = flow.http_version.partition("/")
        if protocol and version:
            request |= {"protocol": on_one_line(protocol, 20), "version": on_one_line(version, 20)}
        return request

    def _properties(self, entry: Entry) -> Shape:
        finding = entry.finding
        properties: Shape = {
            "verdict": str(finding.verdict),
            "outcome": str(entry.outcome) if entry.outcome is not None else "rejected",
            "message_zh": on_one_line(self._mask(finding.message.zh), MAX_MESSAGE),
            "detector": f"{finding.detector} {finding.detector_version}",
        }
        if finding.informative:
            properties["informative"] = True
        if finding.thresholds:
            properties["thresholds"] = [
                {"id": one.id, "value": one.value, "basis": one.basis} for one in finding.thresholds
            ]
        if finding.measures:
            properties["measures"] = {
                name: on_one_line(self._mask(value), MAX_LABEL) if isinstance(value, str) else value
                for name, value in finding.measures.items()
            }
        if entry.again is not None:
            properties["confirmation"] = entry.again.mark
        if entry.standing.state:
            properties["review"] = entry.standing.state
        return properties


def _kind(entry: Entry) -> str:
    """A hit on an instrument that is not in force is told, and fails nothing; so is what a reviewer rejected."""
    if entry.outcome is None:
        return KINDS[Verdict.VIOLATION] if entry.finding.verdict is Verdict.VIOLATION else KINDS[Verdict.NOT_OBSERVED]
    kind = KINDS[entry.outcome]
    return "informational" if kind == "fail" and entry.finding.informative else kind


def _driver(recording: Recording, told: tuple[Entry, ...], instruments: list[str]) -> Shape:
    return {
        "name": "consentinel",
        "version": recording.info.tools.get("consentinel", "unknown"),
        "shortDescription": {"text": "Tries apps as a new user would and judges what was seen against privacy rules."},
        "rules": [_rule(entry, instruments) for entry in told],
        "supportedTaxonomies": [{"name": name, "index": index} for index, name in enumerate(instruments)],
    }


def _rule(entry: Entry, instruments: list[str]) -> Shape:
    rule = entry.rule
    return {
        "id": rule.id,
        "shortDescription": {"text": _plain(f"{entry.title.en} / {entry.title.zh}", MAX_DESCRIPTION)},
        "fullDescription": {"text": _plain(f"{rule.text_en}\n{entry.law}", MAX_DESCRIPTION)},
        "help": {
            "text": _plain("\n".join(_help(entry, "")), 8000),
            "markdown": _plain("\n\n".join(_help(entry, "**")), 8000),
        },
        "defaultConfiguration": {"level": "error" if rule.verdict_use == "verdict" else "none"},
        "relationships": [
            {
                "target": {
                    "id": rule.ref,
                    "toolComponent": {"name": rule.instrument, "index": instruments.index(rule.instrument)},
                },
                "kinds": ["relevant"],
            }
        ],
        "properties": {"tags": ["privacy", rule.instrument], "decides": rule.decides},
    }


def _help(entry: Entry, bold: str) -> list[str]:
    rule, instrument = entry.rule, catalogue().instruments[entry.rule.instrument]
    lines = [
        f"{bold}条文{bold} 《{instrument.title.zh}》{rule.ref}：{entry.law}",
        f"{bold}Duty{bold} ({instrument.title.en}, {rule.ref}): {rule.text_en}",
    ]
    if rule.violation:
        lines.append(f"{bold}Violation test{bold} {rule.violation}")
    for one in entry.finding.thresholds:
        basis = BASES.get(one.basis, Text(zh=one.basis, en=one.basis))
        lines.append(f"{bold}Threshold {one.id}{bold} {one.value} (basis: {basis.en} / 依据：{basis.zh})")
    if rule.verdict_use != "verdict":
        lines.append("This text is not in force: hits are told and fail nothing. / 该文件未生效：命中仅供参考。")
    return lines


def _taxonomy(instrument: Instrument, told: tuple[Entry, ...]) -> Shape:
    articles = {entry.rule.ref: entry.law for entry in told[::-1] if entry.rule.instrument == instrument.id}
    return {
        "name": instrument.id,
        "fullName": f"{instrument.title.zh} / {instrument.title.en}",
        "shortDescription": {"text": _plain(f"{instrument.issued}; {instrument.status}", MAX_DESCRIPTION)},
        "taxa": [{"id": ref, "shortDescription": {"text": _plain(text, 1000)}} for ref, text in articles.items()],
    }


def _invocation(recording: Recording, told: tuple[Entry, ...], mask: Callable[[str], str]) -> Shape:
    ended = recording.ended
    whole = ended is not None and ended.outcome == "completed"
    last = max((event.at_ms for event in recording.events), default=0.0)
    notes = [
        _notification(f"{event.error}: {event.message}", "warning" if event.recovered else "error", mask)
        for event in recording.of(InfraProblem)
    ]
    notes += [_notification(f"{one.file} line {one.line}: {one.reason}", "warning", mask) for one in recording.damage]
    if not whole:
        why = ended.reason if ended is not None else "the recording was cut short"
        notes.append(_notification(why or "the run did not complete", "error", mask))
    status = Reviewed(tuple(entry.standing for entry in told)).exit_status
    return {
        "executionSuccessful": whole,
        "exitCode": status,
        "exitCodeDescription": {
            0: "no rule in force is violated",
            1: "a rule in force is violated",
            3: "none is violated, one is inconclusive",
        }[status],
        "startTimeUtc": _time(recording.info.started_epoch_s),
        "endTimeUtc": _time(recording.info.started_epoch_s + last / 1000),
        "toolExecutionNotifications": notes,
    }


def _notification(text: str, level: str, mask: Callable[[str], str]) -> Shape:
    return {"message": {"text": _plain(mask(text), MAX_MESSAGE)}, "level": level}


def _about(recording: Recording, findings: Findings, mask: Callable[[str], str]) -> Shape:
    info = recording.info
    installed = next(iter(recording.of(AppInstalled)), None)
    told = {
        "app": info.app.package,
        "appLabel": info.app.label,
        "appVersion": installed.version_name if installed is not None else "",
        "appSha256": info.app.file_sha256 or (installed.sha256 if installed is not None else ""),
        "device": f"{info.device.manufacturer} {info.device.model}, {info.device.platform} {info.device.os_version}",
        "scenario": info.scenario.name,
        "run": info.run_id,
        "catalogue": findings.catalogue_version,
    }
    return {name: on_one_line(mask(value), 300) for name, value in told.items()} | {"attempt": info.attempt}


def _automation(recording: Recording) -> str:
    """Category of the analysis, then the run, as code scanning reads it."""
    info = recording.info
    return "/".join(re.sub(r"[^\w.-]", "_", part) for part in (info.scenario.name, info.app.name, info.run_id))


def _plain(text: str, limit: int) -> str:
    """A text of SARIF: what would be a link is none, and braces are no place holders."""
    return _LINK.sub(r"\\[", printable(text, limit).replace("{", "{{").replace("}", "}}"))


def _time(epoch_s: float) -> str:
    return datetime.fromtimestamp(epoch_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
