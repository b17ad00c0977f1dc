"""JUnit XML: one test case a rule, as CI servers read it.

The form is that of Jenkins' xunit plugin: violations are failures, inconclusive rules are errors, review and
not_applicable are skipped; every case carries verdict, thresholds and the place of the recording as properties.
"""

from __future__ import annotations

import re

from lxml import etree

from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Finding, Findings, Verdict
from evidence.recording import Recording

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(recording: Recording, findings: Findings) -> bytes:
    """The file's bytes, UTF-8."""
    cases = findings.findings
    counts = {
        "tests": len(cases),
        "failures": sum(_is(f, Verdict.VIOLATION) and not f.informative for f in cases),
        "errors": sum(_is(f, Verdict.INCONCLUSIVE) and not f.informative for f in cases),
        "skipped": sum(_skipped(f) for f in cases),
    }
    name = f"{recording.info.scenario.name}.{recording.info.app.name}"
    suites = etree.Element("testsuites", {key: str(value) for key, value in counts.items()})
    suite = etree.SubElement(
        suites,
        "testsuite",
        {"name": _clean(name), "timestamp": recording.info.started[:19], "time": f"{_duration_s(recording):.3f}"}
        | {key: str(value) for key, value in counts.items()},
    )
    _properties(
        suite,
        {
            "app": recording.info.app.package,
            "device": recording.info.device.name,
            "run": recording.info.run_id,
            "attempt": str(recording.info.attempt),
            "recording": recording.folder.name,
        },
    )
    for finding in cases:
        _case(suite, name, finding)
    return etree.tostring(suites, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _case(suite: etree._Element, name: str, finding: Finding) -> None:
    title = f"{finding.rule} {catalogue().rule(finding.rule).title.en}"
    case = etree.SubElement(suite, "testcase", {"classname": _clean(name), "name": title, "time": "0"})
    _properties(
        case,
        {"verdict": str(finding.verdict), "detector": finding.detector}
        | {f"threshold.{t.id}": f"{t.value} (basis: {t.basis})" for t in finding.thresholds},
    )
    message = _clean(finding.message.en)
    reason = _clean(finding.reason.en) if finding.reason else message
    if finding.verdict is Verdict.VIOLATION and not finding.informative:
        failure = etree.SubElement(case, "failure", {"message": message, "type": "violation"})
        failure.text = _clean(_details(finding))
    elif finding.verdict is Verdict.INCONCLUSIVE and not finding.informative:
        error = etree.SubElement(case, "error", {"message": reason, "type": "inconclusive"})
        error.text = _clean(_details(finding))
    elif _skipped(finding):
        etree.SubElement(case, "skipped", {"message": f"{finding.verdict}: {reason}"})


def _details(finding: Finding) -> str:
    lines = [finding.message.zh, finding.message.en]
    if finding.reason:
        lines += [finding.reason.zh, finding.reason.en]
    lines += [f"{ref.kind} {ref.id}: {ref.label.en}" for ref in finding.evidence]
    return "\n".join(lines)


def _properties(parent: etree._Element, values: dict[str, str]) -> None:
    element = etree.SubElement(parent, "properties")
    for key, value in values.items():
        etree.SubElement(element, "property", {"name": _clean(key), "value": _clean(value)})


def _is(finding: Finding, verdict: Verdict) -> bool:
    return finding.verdict is verdict


def _skipped(finding: Finding) -> bool:
    return finding.informative or finding.verdict in (Verdict.REVIEW, Verdict.NOT_APPLICABLE)


def _duration_s(recording: Recording) -> float:
    return max((event.at_ms for event in recording.events), default=0.0) / 1000


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold; apps put them into texts."""
    return _ILLEGAL.sub("\ufffd", text)
