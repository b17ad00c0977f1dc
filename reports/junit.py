"""JUnit XML: one test case a rule, as CI servers read it.

The form is that of Jenkins' xunit plugin (`junit-10.xsd`): violations are failures, inconclusive rules are errors,
review and not_applicable are skipped; what a reviewer confirmed is a failure, what one rejected is skipped. What the
form has no attribute for (verdict, decision, second run, thresholds, evidence) stands in `system-out`.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Finding, Findings, Verdict
from evidence.characters import for_xml
from evidence.recording import Recording
from reports import confirming
from reports.account import Entry, entries
from reports.masking import Mask, mask_for
from reports.reviewing import sentence

MAX_MESSAGE = 1000
"""Characters of one message; CI servers show them in a table."""


def junit_xml(recording: Recording, findings: Findings, *, show_values: bool = False) -> bytes:
    """The file's bytes, UTF-8. Personal values are masked unless `show_values`."""
    mask = mask_for(recording, show_values=show_values)
    name = _words(f"{recording.info.scenario.name}.{recording.info.app.name}", mask)
    told = entries(recording, findings)
    counts = _counts(told)
    duration = f"{_duration_s(recording):.3f}"
    suites = etree.Element("testsuites", {"name": "consentinel", "time": duration} | counts)
    skipped = str(sum(_outcome(entry) == "skipped" for entry in told))
    suite = etree.SubElement(
        suites,
        "testsuite",
        {"name": name, "timestamp": recording.info.started[:19], "time": duration, "skipped": skipped} | counts,
    )
    info = recording.info
    properties = etree.SubElement(suite, "properties")
    for key, value in {
        "app": info.app.package,
        "device": info.device.name,
        "run": info.run_id,
        "attempt": str(info.attempt),
        "recording": recording.folder.name,
        "catalogue": findings.catalogue_version,
    }.items():
        etree.SubElement(properties, "property", {"name": key, "value": _words(value, mask)})
    for entry in told:
        _case(suite, name, entry, mask)
    return etree.tostring(suites, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _case(suite: etree._Element, name: str, entry: Entry, mask: Mask) -> None:
    finding, standing = entry.finding, entry.standing
    title = f"{finding.rule} {catalogue().rule(finding.rule).title.en}"
    case = etree.SubElement(suite, "testcase", {"classname": name, "name": _words(title, mask), "time": "0"})
    reason = _words((finding.reason or finding.message).en, mask)
    decided = "".join(f" ({_words(line.en, mask)})" for line in entry.notes)
    match _outcome(entry):
        case "failure":
            message = _words(finding.message.en, mask) + decided
            told = etree.SubElement(case, "failure", {"message": message, "type": str(finding.verdict)})
            told.text = _details(finding, mask)
        case "error":
            told = etree.SubElement(case, "error", {"message": reason, "type": str(finding.verdict)})
            told.text = _details(finding, mask)
        case "skipped":
            note = "informative" if finding.informative else standing.state or str(finding.verdict)
            etree.SubElement(case, "skipped", {"message": f"{note}: {reason}{decided}", "type": str(finding.verdict)})
    lines = [f"verdict: {finding.verdict}", f"detector: {finding.detector} {finding.detector_version}"]
    if entry.again is not None:
        lines.append(f"second run: {_words(confirming.sentence(entry.again).en, mask)}")
    lines += [f"review: {_words(sentence(review).en, mask)}" for review in standing.history]
    lines += [f"threshold {t.id}: {t.value} (basis: {t.basis})" for t in finding.thresholds]
    lines += [f"evidence: {_words(f'{ref.kind} {ref.id}: {ref.label.en}', mask)}" for ref in finding.evidence]
    etree.SubElement(case, "system-out").text = for_xml("\n".join(lines))


def _details(finding: Finding, mask: Mask) -> str:
    texts = [finding.message, *([finding.reason] if finding.reason else [])]
    return "\n".join(_words(line, mask) for text in texts for line in (text.zh, text.en))


def _counts(told: Sequence[Entry]) -> dict[str, str]:
    outcomes = [_outcome(entry) for entry in told]
    return {
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count("failure")),
        "errors": str(outcomes.count("error")),
    }


def _outcome(entry: Entry) -> str:
    """What a CI server is told: failure, error, skipped or, empty, that the rule is kept as far as was seen."""
    if entry.finding.informative or entry.outcome in (None, Verdict.REVIEW, Verdict.NOT_APPLICABLE):
        return "skipped"
    return {Verdict.VIOLATION: "failure", Verdict.INCONCLUSIVE: "error"}.get(entry.outcome, "")


def _duration_s(recording: Recording) -> float:
    return max((event.at_ms for event in recording.events), default=0.0) / 1000


def _words(text: str, mask: Mask) -> str:
    """Masked, cut, and without the characters that XML 1.0 cannot hold; apps put them into texts."""
    return for_xml(mask.text(text)[:MAX_MESSAGE])
