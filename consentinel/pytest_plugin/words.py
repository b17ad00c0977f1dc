"""A finding as a tester reads it in the terminal and in JUnit: what was seen, why it counts, where the evidence is.

Personal values are masked, as in all reports.
"""

from __future__ import annotations

import os

from consentinel.pytest_plugin.farm import Judged
from consentinel.pytest_plugin.options import Choice
from consentinel.terminal import plain
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import EvidenceRef, Finding, Text
from reports.confirming import marks, sentence
from reports.masking import mask_for

MOST_EVIDENCE = 8
"""References that a message lists; the report has all."""


class Teller:
    """Tells the findings of one recording, in Chinese where the terminal is Chinese, else in English."""

    def __init__(self, judged: Judged, choice: Choice) -> None:
        self._judged = judged
        self._again = marks(judged.recording, judged.findings)
        self._mask = mask_for(judged.recording, show_values=False)
        self._zh = (os.environ.get("LC_ALL") or os.environ.get("LANG", "")).startswith("zh")
        self._recording = choice.place(judged.recording.folder)
        self._page = choice.place(judged.page)

    def line(self, finding: Finding) -> str:
        """Rule, verdict and the sentence that matters most, in one line."""
        told = finding.reason if finding.reason is not None and str(finding.verdict) != "violation" else finding.message
        return f"{finding.rule} {finding.verdict}: {self._text(told)}"

    def whole(self, finding: Finding) -> str:
        """The line, and below it rule, reason, thresholds, evidence and places."""
        rows = [("rule", self._text(catalogue().rule(finding.rule).title))]
        if finding.reason is not None:
            rows.append(("seen" if str(finding.verdict) != "violation" else "reason", self._other(finding)))
        rows += [("threshold", f"{t.id} {t.name}: {t.value} (basis: {t.basis})") for t in finding.thresholds]
        rows += [("evidence", self._place(ref)) for ref in finding.evidence[:MOST_EVIDENCE]]
        if len(finding.evidence) > MOST_EVIDENCE:
            rows.append(("", f"and {len(finding.evidence) - MOST_EVIDENCE} more in the report"))
        if finding.rule in self._again:
            said = sentence(self._again[finding.rule])
            rows.append(("again", self._clean(said.zh if self._zh else said.en)))
        rows += [("device", self._device()), ("recording", self._recording), ("report", self._page)]
        return "\n".join([self.line(finding), *(f"  {name:<10} {text}" for name, text in rows)])

    def properties(self, finding: Finding) -> list[tuple[str, object]]:
        """What a report of this rule's subtest carries for JUnit."""
        return [
            ("rule", finding.rule),
            ("title", self._text(catalogue().rule(finding.rule).title)),
            ("verdict", str(finding.verdict)),
            ("told", self.whole(finding)),
        ]

    def _other(self, finding: Finding) -> str:
        violated = str(finding.verdict) == "violation" and finding.reason is not None
        return self._text(finding.reason if violated and finding.reason is not None else finding.message)

    def _device(self) -> str:
        name = self._judged.recording.info.device.name
        failed = [attempt for attempt in self._judged.attempts if attempt.failure is not None]
        before = "; ".join(f"attempt {x.number} on {x.device or 'no device'} failed: {x.failure}" for x in failed)
        return f"{self._clean(name)} ({self._clean(before)})" if before else self._clean(name)

    def _place(self, ref: EvidenceRef) -> str:
        where = f"{ref.kind} {ref.id}"
        if ref.place:
            where += f", {ref.place}" + (f" bytes {ref.range[0]}–{ref.range[1]}" if ref.range else "")
        if ref.encodings:
            where += f" ({' > '.join(ref.encodings)})"
        if ref.box:
            where += " at {},{}–{},{}".format(*ref.box)
        return f"{self._clean(where)}: {self._text(ref.label)}"

    def _text(self, text: Text) -> str:
        return self._clean(text.zh if self._zh else text.en)

    def _clean(self, text: str) -> str:
        return plain(self._mask.text(text)).plain
