"""From what each appearance of a pop-up says about a rule to one finding about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from detectors.gaps import Gap, unstable_gap
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import EvidenceRef, Finding, Text
from detectors.sightings import Appearance, PopupRun
from detectors.verdicts import Measures, Verdicts, sentence, text


@dataclass(frozen=True, slots=True)
class Judged:
    """What one appearance of a pop-up says about one rule; `doubtful` is a hit that a person has to weigh."""

    result: Literal["kept", "broken", "doubtful", "unknown"]
    reason: Text
    evidence: tuple[EvidenceRef, ...] = ()
    measures: dict[str, float | int | str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """How a finding speaks of its pop-ups: the rule kept, nothing to conclude, none met, and why that is so."""

    kept: Text
    open: Text
    none: Text
    absent: Text


Ruled = tuple[Appearance, Judged]


def rule_on(verdicts: Verdicts, run: PopupRun, judged: Sequence[Ruled], words: Words) -> Finding:
    """The finding about a rule: one place that breaks it is a violation, unless its sightings disagree."""
    if not run.appearances:
        return _none_met(verdicts, run, words)
    slots = _by_slot(judged)
    broken = [group for group in slots if _is(group, "broken") and not _disagree(group)]
    torn = [group for group in slots if _is(group, "broken") and _disagree(group)]
    doubtful = [group for group in slots if _is(group, "doubtful") and not _is(group, "broken")]
    unknown = [group for group in slots if {ruling.result for _, ruling in group} == {"unknown"}]
    measures: dict[str, float | int | str | bool] = {"appearances": len(judged), "popups": len(slots)}
    for _, ruling in judged:
        measures = {**ruling.measures, **measures}
    if broken:
        faults = [ruling for group in broken for _, ruling in group if ruling.result == "broken"]
        return verdicts.violation(
            sentence(ruling.reason for ruling in faults),
            [ref for ruling in faults for ref in ruling.evidence],
            {**measures, **faults[0].measures, "appearances": len(judged)},
        )
    evidence = [ref for _, ruling in judged for ref in ruling.evidence]
    gaps = [Gap(ruling.reason, ruling.evidence) for group in unknown for _, ruling in group]
    gaps += [_disagreement(group) for group in torn]
    gaps += run.gaps
    if gaps:
        return verdicts.inconclusive(words.open, gaps, evidence, measures)
    if doubtful:
        doubts = [ruling for group in doubtful for _, ruling in group if ruling.result == "doubtful"]
        reason = sentence(ruling.reason for ruling in doubts)
        return verdicts.review(words.open, reason, [ref for one in doubts for ref in one.evidence], measures)
    return _kept(verdicts, words, evidence, measures)


def _kept(verdicts: Verdicts, words: Words, evidence: list[EvidenceRef], measures: Measures) -> Finding:
    if catalogue().rule(verdicts.rule).decides == "violation_only":
        return verdicts.not_observed(words.kept, evidence, measures)
    return verdicts.passed(words.kept, evidence, measures)


def _none_met(verdicts: Verdicts, run: PopupRun, words: Words) -> Finding:
    gaps = list(run.gaps)
    if run.unstable:
        gaps.append(unstable_gap(list(run.unstable)))
    if gaps:
        return verdicts.inconclusive(words.none, gaps)
    return verdicts.not_applicable(words.none, words.absent)


def _by_slot(judged: Sequence[Ruled]) -> list[list[Ruled]]:
    slots: list[list[Ruled]] = []
    for one, ruling in judged:
        group = next((group for group in slots if group[0][0].is_place_of(one)), None)
        if group is None:
            slots.append([(one, ruling)])
        else:
            group.append((one, ruling))
    return slots


def _is(group: list[Ruled], result: str) -> bool:
    return any(ruling.result == result for _, ruling in group)


def _disagree(group: list[Ruled]) -> bool:
    """Whether one fresh start shows the fault and another, of the same place, shows none."""
    broken = {one.life.phase for one, ruling in group if ruling.result == "broken"}
    kept = {one.life.phase for one, ruling in group if ruling.result == "kept"}
    return bool(kept - broken)


def _disagreement(group: list[Ruled]) -> Gap:
    said = {ruling.reason.en: ruling.reason for _, ruling in group}.values()
    return Gap(
        text(
            "多次观察的结果不一致：" + "，".join(reason.zh for reason in said),
            "the sightings disagree: " + ", ".join(reason.en for reason in said),
        )
    )
