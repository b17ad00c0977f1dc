"""The findings as cards: rule and law text, thresholds, evidence with the bytes and boxes marked, how to reproduce."""

from __future__ import annotations

from collections.abc import Mapping

from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Text
from evidence.confirmations import Retried
from evidence.lives import Life
from reports import confirming
from reports.page.contract import Again, Card, Review, Said, Threshold
from reports.page.encoding import Words
from reports.page.proofs import Proofs
from reports.page.reproduction import steps_to
from reports.reviewing import Reviewed, Standing, account, sentence
from reports.wording import BASES

MAX_EXHIBITS = 40
MAX_MEASURES = 60


def tell_cards(
    proofs: Proofs, lives: tuple[Life, ...], known: Reviewed, again: Mapping[str, Retried]
) -> tuple[Card, ...]:
    """The cards in the order of `Reviewed.ranked`, numbered from 1."""
    return tuple(
        _card(proofs, lives, number, one, again.get(one.finding.rule)) for number, one in enumerate(known.ranked, 1)
    )


def _card(proofs: Proofs, lives: tuple[Life, ...], number: int, standing: Standing, again: Retried | None) -> Card:
    finding = standing.finding
    words = proofs.words
    rule = catalogue().rule(finding.rule)
    instrument = catalogue().instruments[rule.instrument]
    refs = finding.evidence[:MAX_EXHIBITS]
    times = tuple(sorted({time for ref in finding.evidence if (time := proofs.time(ref)) is not None}))
    return Card(
        number=number,
        rule=rule.id,
        title=Said(rule.title.zh, rule.title.en),
        instrument=instrument.id,
        instrument_title=Said(instrument.title.zh, instrument.title.en),
        ref=rule.ref,
        law_zh=rule.text_zh,
        law_en=rule.text_en,
        verdict=finding.verdict.value,
        informative=finding.informative,
        message=words.said(finding.message),
        reason=words.said(finding.reason) if finding.reason is not None else None,
        thresholds=tuple(
            Threshold(
                words(one.id, 60),
                words(one.value, 300),
                Said(words(basis.zh, 60), words(basis.en, 60)),
                words(one.source, 400),
            )
            for one in finding.thresholds
            for basis in (BASES.get(one.basis, Text(zh=one.basis, en=one.basis)),)
        ),
        measures=tuple(
            (words(name, 80), words(str(value), 200)) for name, value in [*finding.measures.items()][:MAX_MEASURES]
        ),
        detector=words(f"{finding.detector} {finding.detector_version}", 120),
        fingerprint=standing.fingerprint,
        exhibits=tuple(proofs.exhibit(ref) for ref in refs),
        more_exhibits=len(finding.evidence) - len(refs),
        steps=tuple(words.said(step, 300) for step in steps_to(proofs.recording, lives, times)),
        times=tuple(round(time, 1) for time in times),
        again=Again(again.mark, words.said(confirming.sentence(again))) if again is not None else None,
        review=_review(standing, words),
    )


def _review(standing: Standing, words: Words) -> Review | None:
    if not standing.history:
        return None
    return Review(
        state=standing.state,
        account=tuple(words.said(line) for line in account(standing)),
        history=tuple(words.said(sentence(one)) for one in standing.history),
    )
