"""What the store keeps of a judged run: plain values, masked, bounded, and fit for any database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from detectors.rules.finding import Finding, Findings, Text
from detectors.rules.fingerprint import fingerprint, pointed_at
from evidence.events import AppInstalled, StepEnded, StepStarted
from evidence.recording import Recording
from perception.traffic.parties import party
from reports.masking import Mask, mask_for

MAX_TEXT = 500
"""Characters of one text; what an app supplies may be a megabyte."""

MAX_HOSTS = 400
MAX_STEPS = 400

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
"""What PostgreSQL or UTF-8 cannot carry, and what would break a line."""


def fit(text: str) -> str:
    """A text of an app's as the store takes it: on one line, without halves of characters, not too long."""
    cleaned = _UNFIT.sub("\ufffd", text[: MAX_TEXT * 2])
    return cleaned if len(cleaned) <= MAX_TEXT else cleaned[: MAX_TEXT - 1] + "…"


Words = Annotated[str, AfterValidator(fit)]


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FindingFact(_Facts):
    """A finding: `identifiers` are the kinds that its evidence points at, `mark` is its lasting fingerprint."""

    rule: Words
    verdict: Words
    informative: bool
    mark: Words
    detector: Words
    detector_version: int
    zh: Words
    en: Words
    identifiers: tuple[Words, ...] = ()


class HostFact(_Facts):
    """A host that was asked, and how often; `owner` is operator, vendor or unknown, `party` and `sdk` name it."""

    host: Words
    owner: Words
    party: Words
    sdk: Words
    requests: int


class StepFact(_Facts):
    """A step of the scenario and how long it took."""

    step: Words
    kind: Words
    label: Words
    status: Words
    took_ms: float


class FailureFact(_Facts):
    """An attempt that the equipment spoiled; without a device when none could be had."""

    attempt: int
    device: Words
    error: Words
    message: Words


class RunFacts(_Facts):
    """A judged run. Times in s since 1970 and s, sizes in bytes; the app is known by `app`, its package or address."""

    app: Words
    app_name: Words
    app_label: Words
    app_version: Words
    app_sha256: Words
    device: Words
    device_model: Words
    system: Words
    scenario: Words
    scenario_sha256: Words
    run: Words
    attempt: int
    began_s: float
    took_s: float
    complete: bool
    tools: dict[Words, Words]
    catalogue: Words
    recording: str
    """The recording's folder, absolute."""
    report: str
    """The report page, absolute; empty when none was written."""
    bytes: int
    judged_s: float
    """How long judging and reporting took."""
    findings: tuple[FindingFact, ...]
    hosts: tuple[HostFact, ...]
    steps: tuple[StepFact, ...]
    failures: tuple[FailureFact, ...] = ()


def facts_of(
    recording: Recording,
    findings: Findings,
    *,
    report: str = "",
    size: int = 0,
    judged_s: float = 0.0,
    failures: tuple[FailureFact, ...] = (),
) -> RunFacts:
    """The facts of a judged recording. Personal values of the phone are masked, whatever a detector's words hold."""
    info, mask = recording.info, mask_for(recording, show_values=False)
    installed = next(iter(recording.of(AppInstalled)), None)
    device = info.device
    return RunFacts(
        app=info.app.package,
        app_name=info.app.name,
        app_label=mask.text(info.app.label),
        app_version=f"{installed.version_name} ({installed.version_code})" if installed else "",
        app_sha256=installed.sha256 if installed else info.app.file_sha256,
        device=device.name,
        device_model=f"{device.manufacturer} {device.model}".strip(),
        system=f"{device.platform} {device.os_version} {device.build}".strip(),
        scenario=info.scenario.name,
        scenario_sha256=info.scenario.sha256,
        run=info.run_id,
        attempt=info.attempt,
        began_s=info.started_epoch_s,
        took_s=round(max((event.at_ms for event in recording.events), default=0.0) / 1000, 3),
        complete=recording.complete,
        tools=dict(sorted(info.tools.items())[:40]),
        catalogue=findings.catalogue_version,
        recording=str(recording.folder.resolve()),
        report=report,
        bytes=size,
        judged_s=round(judged_s, 3),
        findings=tuple(_finding(info.app.package, finding, mask) for finding in findings.findings),
        hosts=tuple(_hosts(recording, mask)),
        steps=tuple(_steps(recording, mask)),
        failures=failures,
    )


def _finding(app: str, finding: Finding, mask: Mask) -> FindingFact:
    told: Text = finding.reason if finding.reason and finding.verdict == "inconclusive" else finding.message
    return FindingFact(
        rule=finding.rule,
        verdict=str(finding.verdict),
        informative=finding.informative,
        mark=fingerprint(app, finding),
        detector=finding.detector,
        detector_version=finding.detector_version,
        zh=mask.text(told.zh[:MAX_TEXT]),
        en=mask.text(told.en[:MAX_TEXT]),
        identifiers=tuple(sorted({identifier for _, identifier, _ in pointed_at(finding) if identifier})),
    )


def _hosts(recording: Recording, mask: Mask) -> Iterator[HostFact]:
    asked = Counter(flow.host.lower()[:253] for flow in recording.flows)
    for host, requests in sorted(asked.most_common(MAX_HOSTS)):
        who = party(host, recording.info.app.operator_domains)
        yield HostFact(host=mask.text(host), owner=who.owner, party=mask.text(who.name), sdk=who.sdk, requests=requests)


def _steps(recording: Recording, mask: Mask) -> Iterator[StepFact]:
    begun = dict[str, StepStarted]()
    told = 0
    for event in recording.events:
        if isinstance(event, StepStarted):
            begun[event.step] = event
        elif isinstance(event, StepEnded) and (start := begun.pop(event.step, None)) is not None and told < MAX_STEPS:
            told += 1
            yield StepFact(
                step=event.step,
                kind=start.kind,
                label=mask.text(start.label[:MAX_TEXT]),
                status=event.status,
                took_ms=round(max(0.0, event.at_ms - start.at_ms), 1),
            )
