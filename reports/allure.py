"""Allure results: one test result a rule and one for the run itself, with steps, severity and evidence attached.

A violation is `failed`. What the tool could not see or do (`inconclusive`, failed equipment) is `broken`, so that it is
nobody's defect. Names are made of the run, so that reporting it again replaces its files; the history id is made of
app, scenario and rule, so that a rule keeps its history when the verdict changes.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from typing import Any

from detectors.rules.catalogue import catalogue
from detectors.rules.finding import EvidenceRef, Findings, Verdict
from evidence.events import InfraProblem
from evidence.recording import Recording
from reports.account import Entry, entries
from reports.exhibits import Showcase
from reports.figures import excerpt, picture_bytes
from reports.markdown import escaped
from reports.masking import Mask, mask_for
from reports.plain import on_one_line, printable
from reports.steps import STATUSES, Carried, Status, carried_out
from reports.table import about

MAX_EVIDENCE = 40
MAX_TEXT = 2000
MAX_TRACE = 8000

_SPACE = uuid.UUID("6f0e3f0e-7c0b-5f6e-9d2b-0d5a4e9c1a57")
"""Of our ids; drawn once."""

_STEPS: dict[Status, str] = {"ok": "passed", "failed": "broken", "skipped": "skipped", "interrupted": "broken"}

_CATEGORIES = (
    ("违规 Violations", "failed", r"[\s\S]*"),
    ("无法判定 Inconclusive", "broken", r"^inconclusive: [\s\S]*"),
    ("工具或设备故障 Equipment failed", "broken", r"^equipment: [\s\S]*"),
    ("需人工复核 Needs a person", "skipped", r"^review: [\s\S]*"),
    ("仅供参考 Not in force", "skipped", r"^not in force: [\s\S]*"),
    ("已驳回 Rejected by a reviewer", "skipped", r"^rejected: [\s\S]*"),
    ("不适用 Not applicable", "skipped", r"^not_applicable: [\s\S]*"),
)

type Shape = dict[str, Any]
type Files = Iterator[tuple[str, bytes]]


def allure_results(recording: Recording, findings: Findings, *, show_values: bool = False) -> Files:
    """The files of a results folder by name. Personal values are masked unless `show_values`. Raises EvidenceError."""
    writer = _Results(recording, mask_for(recording, show_values=show_values))
    own = prefix(recording)
    for number, entry in enumerate(entries(recording, findings), 1):
        result, attached = writer.of(entry)
        yield from attached.items()
        yield f"{own}-{number}-result.json", _json(result)
    yield f"{own}-0-result.json", _json(writer.run())
    categories = [
        {"name": name, "matchedStatuses": [status], "messageRegex": pattern} for name, status, pattern in _CATEGORIES
    ]
    yield "categories.json", _json(categories)
    told = {name.en: value for name, value in about(recording, findings, writer.mask.text)}
    yield "environment.properties", "".join(map(_property, told, told.values())).encode("ascii")


def prefix(recording: Recording) -> str:
    """What the names of a recording's results and attachments begin with; several share a folder."""
    return _name(recording.info.run_id, str(recording.info.attempt))


class _Results:
    def __init__(self, recording: Recording, mask: Mask) -> None:
        self.mask = mask
        self._recording = recording
        self._showcase = Showcase(recording, mask)
        self._began = round(recording.info.started_epoch_s * 1000)
        self._steps = carried_out(recording)
        self._ended = max((event.at_ms for event in recording.events), default=0.0)

    def of(self, entry: Entry) -> tuple[Shape, dict[str, bytes]]:
        """A finding, and the files that are attached to it."""
        finding, rule = entry.finding, entry.rule
        status, message = self._status(entry)
        attached: dict[str, bytes] = {}
        shown = [self._evidence(ref, status, attached) for ref in finding.evidence[:MAX_EVIDENCE]]
        if left := len(finding.evidence) - len(shown):
            shown.append(self._step(f"另有 {left} 处证据 {left} more pieces of evidence", status, 0, self._ended))
        instrument = catalogue().instruments[rule.instrument]
        result = self._result(rule.id, f"{rule.id} {entry.title.zh} / {entry.title.en}", status)
        result["statusDetails"] = {"message": message, "trace": self._trace(entry)}
        result["description"] = "\n\n".join(
            (
                f"> {escaped(entry.law)}",
                f"《{escaped(instrument.title.zh)}》{escaped(rule.ref)}",
                escaped(rule.text_en),
                *(f"{escaped(one.id)} {escaped(one.value)} ({escaped(one.basis)})" for one in finding.thresholds),
            )
        )
        result["labels"] += [
            {"name": "severity", "value": _severity(entry)},
            {"name": "subSuite", "value": instrument.title.zh},
            {"name": "epic", "value": f"{instrument.title.zh} {instrument.title.en}"},
            {"name": "feature", "value": f"{rule.ref} {entry.title.zh}"},
            {"name": "story", "value": rule.title.en},
            {"name": "tag", "value": str(finding.verdict)},
            *([{"name": "tag", "value": entry.again.mark}] if entry.again is not None else []),
        ]
        result["steps"] = [
            *self._scenario(),
            *([self._step("证据 Evidence", status, 0, self._ended, shown)] if shown else []),
        ]
        return result, attached

    def run(self) -> Shape:
        """The run itself: whether everything was carried out."""
        info, ended = self._recording.info, self._recording.ended
        troubles = [f"{event.error}: {event.message}" for event in self._recording.of(InfraProblem)]
        whole = ended is not None and ended.outcome == "completed"
        if not whole:
            troubles.append(ended.reason if ended is not None and ended.reason else "the recording was cut short")
        name = f"运行 {info.scenario.name} / the run itself"
        result = self._result("", name, "passed" if whole else "broken")
        if troubles:
            told = printable(self.mask.text("\n".join(troubles)), MAX_TRACE)
            result["statusDetails"] = {"message": f"equipment: {told}" if not whole else told}
        result["labels"].append({"name": "severity", "value": "blocker"})
        result["steps"] = self._scenario()
        return result

    def _result(self, rule: str, name: str, status: str) -> Shape:
        info = self._recording.info
        key = (info.app.package, info.scenario.name, rule)
        return {
            "uuid": _name(info.run_id, str(info.attempt), rule),
            "historyId": _digest(*key),
            "testCaseId": _digest(info.app.package, rule),
            "fullName": ".".join((info.scenario.name, info.app.name, rule or "run")),
            "name": self._line(name),
            "status": status,
            "stage": "finished",
            "start": self._began,
            "stop": self._began + round(self._ended),
            "labels": [
                {"name": "framework", "value": "consentinel"},
                {"name": "parentSuite", "value": self._line(info.app.label or info.app.name)},
                {"name": "suite", "value": info.scenario.name},
                {"name": "host", "value": self._line(info.device.name)},
            ],
            "parameters": [{"name": "device", "value": self._line(info.device.model), "excluded": True}],
        }

    def _status(self, entry: Entry) -> tuple[str, str]:
        finding = entry.finding
        said = "\n".join((finding.message.zh, finding.message.en))
        why = "\n".join((finding.reason.zh, finding.reason.en)) if finding.reason is not None else said
        notes = "".join(f"\n{note.zh}\n{note.en}" for note in entry.notes)
        if entry.outcome is None:
            status, message = "skipped", f"rejected: {said}"
        elif finding.informative and entry.outcome is Verdict.VIOLATION:
            status, message = "skipped", f"not in force: {said}"
        elif entry.outcome is Verdict.VIOLATION:
            status, message = "failed", said
        elif entry.outcome is Verdict.INCONCLUSIVE:
            status, message = "skipped" if finding.informative else "broken", f"inconclusive: {why}"
        elif entry.outcome in (Verdict.REVIEW, Verdict.NOT_APPLICABLE):
            status, message = "skipped", f"{entry.outcome}: {why}"
        else:
            status, message = "passed", said
        return status, printable(self.mask.text(message + notes), MAX_TEXT)

    def _trace(self, entry: Entry) -> str:
        finding = entry.finding
        lines = [f"detector {finding.detector} {finding.detector_version}", f"fingerprint {entry.standing.fingerprint}"]
        lines += [f"{name} = {value}" for name, value in finding.measures.items()]
        lines += [f"{ref.kind} {ref.id}: {ref.label.zh} {ref.label.en}" for ref in finding.evidence]
        return printable(self.mask.text("\n".join(lines)), MAX_TRACE)

    def _scenario(self) -> list[Shape]:
        """The steps, those of a block inside it."""
        made: list[Shape] = []
        open_: list[tuple[str, Shape]] = []
        for carried in self._steps:
            while open_ and not carried.place.startswith(f"{open_[-1][0]}."):
                open_.pop()
            step = self._carried(carried)
            (open_[-1][1]["steps"] if open_ else made).append(step)
            open_.append((carried.place, step))
        return made

    def _carried(self, carried: Carried) -> Shape:
        name = f"{carried.text.zh} / {carried.text.en}"
        step = self._step(name, _STEPS[carried.status], carried.began_ms, carried.ended_ms)
        if carried.status != "ok":
            word = STATUSES[carried.status]
            told = self._line(f"{word.zh} {word.en}: {carried.reason.en}")
            step["statusDetails"] = {"message": told}
        return step

    def _evidence(self, ref: EvidenceRef, status: str, attached: dict[str, bytes]) -> Shape:
        exhibit = self._showcase.exhibit(ref)
        step = self._step(f"{ref.label.zh} / {ref.label.en}（{exhibit.caption.zh}）", status, 0, self._ended)
        if exhibit.picture is not None:
            self._attach(step, attached, "画面 screen", "webp", "image/webp", picture_bytes(exhibit.picture))
        for head, text in excerpt(exhibit):
            title = f"{head.zh} {head.en}"
            self._attach(step, attached, title, "txt", "text/plain", text.encode("utf-8", "replace"))
        return step

    def _attach(self, step: Shape, attached: dict[str, bytes], title: str, suffix: str, kind: str, data: bytes) -> None:
        source = f"{prefix(self._recording)}-{hashlib.sha256(data).hexdigest()[:16]}-attachment.{suffix}"
        attached[source] = data
        step["attachments"].append({"name": self._line(title), "source": source, "type": kind})

    def _step(
        self, name: str, status: str, began_ms: float, ended_ms: float, parts: list[Shape] | None = None
    ) -> Shape:
        return {
            "name": self._line(name),
            "status": status,
            "stage": "finished",
            "start": self._began + round(began_ms),
            "stop": self._began + round(max(began_ms, ended_ms)),
            "steps": parts if parts is not None else [],
            "attachments": [],
        }

    def _line(self, text: str) -> str:
        return on_one_line(self.mask.text(text), 300)


def _severity(entry: Entry) -> str:
    """How firm the ground is: a text in force with a limit of its own or of a standard, one of ours, no force."""
    if entry.finding.informative or entry.rule.verdict_use != "verdict":
        return "minor"
    bases = {one.basis for one in entry.finding.thresholds}
    return "critical" if not bases or bases & {"seed_text", "found"} else "normal"


def _name(*parts: str) -> str:
    return str(uuid.uuid5(_SPACE, "\0".join(parts)))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _property(name: str, value: str) -> str:
    """A line of a Java properties file: ASCII, everything else escaped."""
    told = json.dumps(" ".join(value.split()))[1:-1].replace('\\"', '"')
    return f"{name.replace(' ', '_')}={told}\n"
