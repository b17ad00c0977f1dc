"""Taking from a judged recording what the store keeps; personal values are masked on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from detectors.rules.finding import Finding, Findings, Text
from detectors.rules.fingerprint import fingerprint, pointed_at
from evidence.confirmations import Retried
from evidence.events import AppInstalled, StepEnded, StepStarted
from evidence.recording import Recording
from perception.traffic.parties import party
from reports import confirming
from reports.history.facts import MAX_TEXT, FailureFact, FindingFact, HostFact, RunFacts, StepFact
from reports.masking import Mask, mask_for

MAX_HOSTS = 400
MAX_STEPS = 400


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
    again = confirming.marks(recording, findings)
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
        findings=tuple(_finding(info.app.package, one, again.get(one.rule), mask) for one in findings.findings),
        hosts=tuple(_hosts(recording, mask)),
        steps=tuple(_steps(recording, mask)),
        failures=failures,
    )


def _finding(app: str, finding: Finding, again: Retried | None, mask: Mask) -> FindingFact:
    why = confirming.sentence(again) if again is not None else Text(zh="", en="")
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
        again=again.mark if again is not None else "",
        again_zh=mask.text(why.zh[:MAX_TEXT]),
        again_en=mask.text(why.en[:MAX_TEXT]),
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
