"""app-2019/3.1 and 3.2a, appinfo-2016/7.4a: nothing personal is collected before consent, nor after a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detectors.attribution import Attribution
from detectors.case import Case
from detectors.collected import Collected, look_for
from detectors.coverage import after_gaps, appops_gap, before_gaps, identifier_gaps
from detectors.gaps import Gap, outcome_gaps, run_gaps, unstable_gap, watch_gaps
from detectors.operations import NEEDS_NOTICE
from detectors.references import screen_ref
from detectors.rules.finding import EvidenceRef, Finding, Text
from detectors.telling import (
    access_refs,
    boundary_text,
    doubts,
    measures,
    partial_gaps,
    prompt_refs,
    sent_ref,
    sent_refs,
    sent_text,
)
from detectors.verdicts import Verdicts, text, together
from evidence.lives import Life, Moment

_BEFORE = Verdicts("app-2019/3.1", "collection_before_consent", version=2)
_AFTER = Verdicts("app-2019/3.2a", "collection_after_refusal", version=2)
_NOTICE = Verdicts("appinfo-2016/7.4a", "sensitive_before_consent")

_NOTICE_KINDS = ("location", "contacts")
"""What appinfo-2016/7.4a is about, of the identifiers that can be seen in traffic."""

_NOTICE_LOOKALIKES = (*_NOTICE_KINDS, "latitude", "longitude")


def collection_before_consent(case: Case) -> Finding:
    """Everything in any life between the start and the tap that decides; with no pop-up, everything."""
    attribution = Attribution(case)
    seen = look_for(case, attribution, _started(case), Moment.BEFORE)
    gaps = [*_gaps_before(case, attribution), *_always(case)]
    return _decide(case, attribution, _BEFORE, seen, gaps, text("同意前", "before consent"))


def collection_after_refusal(case: Case) -> Finding:
    """Everything after the first refusal of a life, the relaunch included."""
    attribution = Attribution(case)
    refused = _refused(case)
    if not refused:
        return _nothing_refused(case)
    # A permission that is asked for after a refusal is not yet opened.
    seen = replace(look_for(case, attribution, refused, Moment.AFTER_REFUSE), prompts=[], moving=[])
    gaps = [*_gaps_after(case, attribution, refused), *_always(case)]
    return _decide(case, attribution, _AFTER, seen, gaps, text("拒绝后", "after the refusal"))


def sensitive_before_consent(case: Case) -> Finding:
    """Location, contacts, camera and microphone, before consent as well as after a refusal.

    Whether a function that uses them starts without a notice on the screen is not looked at.
    """
    attribution = Attribution(case)
    before = look_for(case, attribution, _started(case), Moment.BEFORE)
    after = look_for(case, attribution, _refused(case), Moment.AFTER_REFUSE)
    seen = _only_noticeable(before, after)
    gaps = [*_gaps_before(case, attribution), *_gaps_after(case, attribution, _refused(case)), *run_gaps(case)]
    gaps += identifier_gaps(case, _NOTICE_KINDS)
    return _decide(case, attribution, _NOTICE, seen, gaps, text("未经同意", "without consent"))


def _started(case: Case) -> list[Life]:
    return [life for life in case.lives if life.launched_ms is not None]


def _refused(case: Case) -> list[Life]:
    return [life for life in case.lives if life.decision is not None and not life.decision.agree]


def _only_noticeable(before: Collected, after: Collected) -> Collected:
    """Both together, without what no notice is needed for; what cannot be read may hold anything."""
    parts = (before, after)
    return Collected(
        sent=[one for part in parts for one in part.sent if one.hit.kind in _NOTICE_KINDS],
        boundary=[one for one in before.boundary if one.hit.kind in _NOTICE_KINDS],
        accesses=[access for part in parts for access in part.accesses if access.name_only in NEEDS_NOTICE],
        boundary_accesses=[access for access in before.boundary_accesses if access.name_only in NEEDS_NOTICE],
        unread=[one for part in parts for one in part.unread],
        suspected=[one for part in parts for one in part.suspected if one.suspect.kind in _NOTICE_LOOKALIKES],
        weakly_suspected=[
            one for part in parts for one in part.weakly_suspected if one.suspect.kind in _NOTICE_LOOKALIKES
        ],
        flows=sum(part.flows for part in parts),
        partial=[flow for part in parts for flow in part.partial],
        system_hits=sum(part.system_hits for part in parts),
    )


def _nothing_refused(case: Case) -> Finding:
    message = text("运行中没有拒绝操作。", "Nothing was refused.")
    offered: list[EvidenceRef] = []
    moving = False
    for life in case.lives:
        for screen in case.screens(life, life.launched_ms or 0.0):
            consent = case.view(screen).consent
            # A log-in page can be left (随便看看), which refuses nothing.
            if consent is not None and consent.refuse is not None and consent.window.kind != "login":
                if screen.taken.stable:
                    offered.append(screen_ref(screen, consent.refuse.box, "拒绝选项", "the choice to refuse"))
                else:
                    moving = True
    gaps = [*run_gaps(case)]
    tried = [life for life in case.lives if life.path == "refuse"]
    if not any(life.launched_ms is not None for life in tried):
        gaps.append(Gap(text("没有执行到用户拒绝的那一轮", "the run in which the user refuses did not take place")))
    gaps += [gap for life in tried for gap in (*outcome_gaps(life), *watch_gaps(life, "first_launch"))]
    if offered:
        gaps.append(
            Gap(text("有拒绝选项，但没有点击", "a choice to refuse was there but was not tapped"), tuple(offered[:2]))
        )
    elif moving:
        gaps.append(
            Gap(text("拒绝选项只在不稳定的画面上出现", "the choice to refuse was seen on unstable screens only"))
        )
    if gaps:
        return _AFTER.inconclusive(message, gaps)
    return _AFTER.not_applicable(message, text("应用没有提供拒绝选项", "the app offers nothing that could be refused"))


def _gaps_before(case: Case, attribution: Attribution) -> Iterator[Gap]:
    for life in _started(case):
        yield from before_gaps(case, attribution, life)
        yield from appops_gap(case, life, Moment.BEFORE)
    if not _started(case):
        for life in case.lives:
            yield from outcome_gaps(life)
        yield Gap(text("应用没有启动", "the app was not started"))


def _gaps_after(case: Case, attribution: Attribution, refused: list[Life]) -> Iterator[Gap]:
    for life in refused:
        yield from after_gaps(case, attribution, life)
        yield from appops_gap(case, life, Moment.AFTER_REFUSE)


def _always(case: Case) -> Iterator[Gap]:
    yield from run_gaps(case)
    yield from identifier_gaps(case)


def _decide(
    case: Case, attribution: Attribution, verdicts: Verdicts, seen: Collected, gaps: list[Gap], when: Text
) -> Finding:
    numbers = {
        **measures(case, attribution, seen),
        "operations": ", ".join(sorted({access.name for access in seen.accesses})),
        "permission_prompts": len(seen.prompts),
        "boundary_operations": len(seen.boundary_accesses),
    }
    gaps = [*gaps, *partial_gaps(seen), *([unstable_gap(seen.moving)] if seen.moving else [])]
    if seen.sent or seen.accesses or seen.prompts:
        evidence = sent_refs(seen.sent, [*access_refs(seen), *prompt_refs(case, seen)])
        return verdicts.violation(_violation_text(seen, when), evidence, numbers, gaps)
    leads = doubts(seen)
    shown = [*map(sent_ref, seen.boundary), *(ref for lead in leads for ref in lead.evidence)]
    mention = boundary_text(seen)
    if gaps:
        message = text(
            f"{when.zh}没有看到收集个人信息，但覆盖不完整。{mention.zh}",
            f"No collection was seen {when.en}, but coverage is incomplete.{mention.en}",
        )
        return verdicts.inconclusive(message, [*gaps, *leads], shown, numbers)
    nothing = text(
        f"{when.zh}没有看到收集个人信息。{mention.zh}",
        f"No collection of personal information was seen {when.en}.{mention.en}",
    )
    if leads:
        return verdicts.review(nothing, together(leads), shown, numbers)
    return verdicts.not_observed(nothing, shown, numbers)


def _violation_text(seen: Collected, when: Text) -> Text:
    zh, en = [], []
    if seen.sent:
        said = sent_text(seen.sent)
        zh.append(said.zh)
        en.append(said.en)
    if seen.accesses:
        reached = {access.reaches.en: access.reaches for access in seen.accesses}.values()
        zh.append(f"访问了{'、'.join(item.zh for item in reached)}")
        en.append(f"{', '.join(item.en for item in reached)} accessed")
    if seen.prompts:
        zh.append("申请了系统权限")
        en.append("a permission asked for")
    return text(f"{when.zh}{'，'.join(zh)}。", f"{when.en[0].upper()}{when.en[1:]}: {'; '.join(en)}.")
