"""Violations that were tried again in a second clean run: what came of each, and how reports say it.

A violation is confirmed when the same rule is violated again by at least one of the same things (an identifier and the
place where it was sent), or, where nothing was sent, by what the same detector saw again.
"""

from __future__ import annotations

from collections.abc import Mapping

from detectors.rules.finding import Finding, Findings, Text, Verdict
from detectors.rules.fingerprint import fingerprint, pointed_at
from evidence.confirmations import Mark, Retried, Said, read_confirmations
from evidence.recording import Recording
from reports.wording import VERDICTS

MARKS: Mapping[Mark, Text] = {
    "confirmed": Text(zh="已复现", en="Confirmed"),
    "not_confirmed": Text(zh="未复现", en="Not confirmed"),
    "not_retried": Text(zh="未能复测", en="Could not be tried again"),
}

_UNDECIDED = (Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE)


def retried(app: str, first: Findings, second: Findings) -> tuple[Retried, ...]:
    """What came of each violation of `first` in the second run of an app (its package or address)."""
    later = {finding.rule: finding for finding in second.findings}
    return tuple(_retried(app, finding, later.get(finding.rule)) for finding in _violations(first))


def not_retried(app: str, first: Findings, reason: Text) -> tuple[Retried, ...]:
    """The violations of a run after which there was no second one."""
    return tuple(_told(app, finding, "not_retried", reason) for finding in _violations(first))


def marks(recording: Recording, findings: Findings) -> dict[str, Retried]:
    """What came of trying again, by rule: the latest of each violation that findings still name as it was tried."""
    app = recording.info.app.package
    names = {finding.rule: fingerprint(app, finding) for finding in _violations(findings)}
    return {
        one.rule: one
        for confirmation in read_confirmations(recording.folder)
        for one in confirmation.retried
        if names.get(one.rule) == one.fingerprint
    }


def sentence(again: Retried) -> Text:
    """The mark and why, in one sentence."""
    mark = MARKS[again.mark]
    return Text(zh=f"{mark.zh}：{again.said.zh}", en=f"{mark.en}: {again.said.en}")


def _violations(findings: Findings) -> list[Finding]:
    return [finding for finding in findings.findings if finding.verdict is Verdict.VIOLATION]


def _retried(app: str, first: Finding, second: Finding | None) -> Retried:
    if second is None:
        return _told(
            app, first, "not_retried", Text(zh="第二次运行没有检测该条款", en="the second run did not judge it")
        )
    if second.verdict in _UNDECIDED:
        why = second.reason or second.message
        return _told(app, first, "not_retried", _in_second(second.verdict, why))
    if second.verdict is not Verdict.VIOLATION:
        return _told(app, first, "not_confirmed", _in_second(second.verdict, second.message))
    before, after = _sent(first), _sent(second)
    if not before:
        text = Text(
            zh=f"第二次运行中再次出现。{second.message.zh}", en=f"seen again in the second run. {second.message.en}"
        )
        return _told(app, first, "confirmed", text)
    if not before & after:
        text = Text(
            zh="第二次运行违反了同一条款，但表现不同", en="the second run violates it too, but by something else"
        )
        return _told(app, first, "not_confirmed", text)
    missing = len(before - after)
    text = Text(
        zh="第二次运行中再次出现" + (f"；{len(before)} 处中有 {missing} 处未再出现" if missing else "，各处均相同"),
        en="seen again in the second run"
        + (f"; {missing} of {len(before)} places not again" if missing else ", all of it"),
    )
    return _told(app, first, "confirmed", text)


def _sent(finding: Finding) -> frozenset[tuple[str, str]]:
    """Identifiers with their places; ids and the choice of pictures differ from run to run."""
    return frozenset((identifier, place) for _, identifier, place in pointed_at(finding) if identifier)


def _in_second(verdict: Verdict, why: Text) -> Text:
    word = VERDICTS[verdict]
    return Text(zh=f"第二次运行：{word.zh}。{why.zh}", en=f"second run: {word.en.lower()}. {why.en}")


def _told(app: str, finding: Finding, mark: Mark, text: Text) -> Retried:
    said = Said(zh=text.zh[:1000], en=text.en[:1000])
    return Retried(rule=finding.rule, fingerprint=fingerprint(app, finding), mark=mark, said=said)
