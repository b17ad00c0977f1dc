"""Writing findings: one door for each verdict, so that each carries what it must."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detectors.gaps import Gap
from detectors.rules.catalogue import catalogue, threshold_ref
from detectors.rules.finding import EvidenceRef, Finding, Text, ThresholdRef, Verdict

MAX_EVIDENCE = 24
"""A finding shows so many places at most; its measures hold the full numbers."""

Measures = Mapping[str, float | int | str | bool]


def text(zh: str, en: str) -> Text:
    """One sentence in both languages."""
    return Text(zh=zh, en=en)


def sentence(parts: Iterable[Text]) -> Text:
    """Parts as one sentence, each once."""
    unique = list({part.en: part for part in parts}.values())
    en = "; ".join(part.en for part in unique)
    return text("；".join(part.zh for part in unique) + "。", f"{en[:1].upper()}{en[1:]}.")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The findings of one detector about one rule."""

    rule: str
    detector: str
    version: int = 1
    thresholds: tuple[str, ...] = ()

    def violation(
        self, message: Text, evidence: Iterable[EvidenceRef], measures: Measures | None = None, gaps: Iterable[Gap] = ()
    ) -> Finding:
        """The violation test is met; gaps in the coverage do not weaken it, but are told."""
        return self._make(Verdict.VIOLATION, message, evidence, measures, also(gaps))

    def passed(self, message: Text, evidence: Iterable[EvidenceRef], measures: Measures | None = None) -> Finding:
        """The rule is proved kept. Raises ValueError for a rule that only a hit can decide."""
        if catalogue().rule(self.rule).decides == "violation_only":
            raise ValueError(f"{self.rule}: what was not seen does not prove this rule kept")
        return self._make(Verdict.PASS, message, evidence, measures, None)

    def not_observed(self, message: Text, evidence: Iterable[EvidenceRef], measures: Measures | None = None) -> Finding:
        """Coverage is complete and nothing was hit, which does not prove that the rule is kept."""
        return self._make(Verdict.NOT_OBSERVED, message, evidence, measures, None)

    def inconclusive(
        self, message: Text, gaps: Iterable[Gap], evidence: Iterable[EvidenceRef] = (), measures: Measures | None = None
    ) -> Finding:
        """Coverage is incomplete; the gaps are the reason."""
        listed = list(gaps)
        shown = [*evidence, *(ref for gap in listed for ref in gap.evidence)]
        return self._make(Verdict.INCONCLUSIVE, message, shown, measures, together(listed))

    def review(
        self, message: Text, reason: Text, evidence: Iterable[EvidenceRef], measures: Measures | None = None
    ) -> Finding:
        """A person decides."""
        return self._make(Verdict.REVIEW, message, evidence, measures, reason)

    def not_applicable(self, message: Text, reason: Text, evidence: Iterable[EvidenceRef] = ()) -> Finding:
        """The rule does not concern what was run."""
        return self._make(Verdict.NOT_APPLICABLE, message, evidence, None, reason)

    def _make(
        self,
        verdict: Verdict,
        message: Text,
        evidence: Iterable[EvidenceRef],
        measures: Measures | None,
        reason: Text | None,
    ) -> Finding:
        unique = {ref.model_dump_json(): ref for ref in evidence}
        return Finding(
            rule=self.rule,
            verdict=verdict,
            detector=self.detector,
            detector_version=self.version,
            message=message,
            reason=reason,
            thresholds=self._thresholds(),
            measures={name: round(v, 2) if isinstance(v, float) else v for name, v in sorted((measures or {}).items())},
            evidence=tuple(unique.values())[:MAX_EVIDENCE],
            informative=catalogue().rule(self.rule).verdict_use == "reference_only",
        )

    def _thresholds(self) -> tuple[ThresholdRef, ...]:
        named = dict.fromkeys((*catalogue().rule(self.rule).thresholds, *self.thresholds))
        return tuple(threshold_ref(id) for id in named)


def together(gaps: Iterable[Gap]) -> Text:
    """All reasons as one, in order, each once."""
    unique = list(dict.fromkeys((gap.reason.zh, gap.reason.en) for gap in gaps))
    return Text(zh="；".join(zh for zh, _ in unique), en="; ".join(en for _, en in unique))


def also(gaps: Iterable[Gap]) -> Text | None:
    """What was not seen besides, or nothing."""
    listed = list(gaps)
    if not listed:
        return None
    reasons = together(listed)
    return Text(zh=f"另外，覆盖不完整：{reasons.zh}", en=f"besides, coverage is incomplete: {reasons.en}")
