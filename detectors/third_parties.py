"""app-2019/5.1: the app gives no personal information to third parties without consent, embedded code included.

A hash of an identifier is no anonymisation. Every host that is not the operator's counts; whose it is, is known for the
operator's domains and for the vendors of `vendors.yaml`. A host of a cloud, or of nobody known, may be the operator's
all the same, so that a person decides, unless the app's own policy names its domain as a third party's.
"""

from __future__ import annotations

from detectors.attribution import Attribution
from detectors.case import Case
from detectors.collected import Collected, Sent, look_for
from detectors.coverage import after_gaps, before_gaps, identifier_gaps
from detectors.gaps import Gap, outcome_gaps, run_gaps, wall_gaps, watch_gaps
from detectors.policy_words import names_as_other, names_party, policy_text, policy_whole
from detectors.rules.finding import Finding, Text
from detectors.telling import boundary_text, doubts, listed, measures, partial_gaps, sent_ref, sent_refs, sent_text
from detectors.traffic_gaps import traffic_gaps
from detectors.verdicts import Verdicts, text, together
from evidence.lives import Life, Moment
from perception.traffic.parties import INFRASTRUCTURE

_VERDICTS = Verdicts("app-2019/5.1", "third_parties")


def third_parties(case: Case) -> Finding:
    """Before consent and after a refusal a hit decides; after agreeing, receivers that the policy does not name."""
    attribution = Attribution(case)
    lives = [life for life in case.lives if life.launched_ms is not None]
    seen = _of_others(look_for(case, attribution, lives, Moment.BEFORE, Moment.AFTER_REFUSE))
    agreed = _of_others(look_for(case, attribution, lives, Moment.AFTER_AGREE))
    words = policy_text(case) if seen.sent or agreed.sent else ""
    proved = [one for one in seen.sent if _is_foreign(one, words)]
    unknown = [one for one in seen.sent if not _is_foreign(one, words)]
    unnamed = [one for one in agreed.sent if not names_party(words, one.party, one.host)]
    numbers = {
        **measures(case, attribution, seen),
        "operator_domains": ", ".join(case.operator_domains),
        "third_party_hits": len(proved),
        "unknown_owner_hits": len(unknown),
        "unknown_owners": ", ".join(sorted({one.receiver for one in unknown})),
        "hits_after_agreeing": len(agreed.sent),
        "receivers_not_in_policy": ", ".join(sorted({one.host for one in unnamed})),
    }
    gaps = [*_gaps(case, attribution, lives), *partial_gaps(seen)]
    others = [*map(sent_ref, unknown), *map(sent_ref, unnamed)]
    if proved:
        said = sent_text(proved)
        return _VERDICTS.violation(
            text(f"未经同意，{said.zh}（第三方）。", f"Without consent: {said.en}, a third party."),
            sent_refs(proved, others),
            numbers,
            gaps,
        )
    reasons = [*_reasons(unknown, unnamed, words, policy_whole(case)), *doubts(seen)]
    evidence = [*sent_refs(unknown), *sent_refs(unnamed)]
    evidence += [*map(sent_ref, seen.boundary), *(ref for gap in reasons for ref in gap.evidence)]
    message = _message(unknown, unnamed, seen)
    if gaps:
        return _VERDICTS.inconclusive(message, [*gaps, *reasons], evidence, numbers)
    if reasons:
        return _VERDICTS.review(message, together(reasons), evidence, numbers)
    return _VERDICTS.not_observed(message, evidence, numbers)


def _of_others(seen: Collected) -> Collected:
    """What did not go to the operator."""
    return Collected(
        sent=[one for one in seen.sent if one.party.owner != "operator"],
        boundary=[one for one in seen.boundary if one.party.owner != "operator"],
        unread=[one for one in seen.unread if one.party.owner != "operator"],
        suspected=[one for one in seen.suspected if one.party.owner != "operator"],
        weakly_suspected=[one for one in seen.weakly_suspected if one.party.owner != "operator"],
        flows=seen.flows,
        partial=seen.partial,
        system_hits=seen.system_hits,
    )


def _is_foreign(sent: Sent, words: str) -> bool:
    """Whether the receiver is plainly not the operator; a policy that names whose machines they are does not say so."""
    if sent.party.kind == INFRASTRUCTURE:
        return False
    if sent.party.owner == "vendor" and sent.party.kind != "cloud":
        return True
    return names_as_other(words, sent.host)


def _reasons(unknown: list[Sent], unnamed: list[Sent], words: str, whole: bool) -> list[Gap]:
    reasons = []
    if unknown:
        names = listed(one.receiver for one in unknown)
        reasons.append(
            Gap(text(f"不知道 {names} 属于运营者还是第三方", f"whether {names} belongs to the operator is unknown"))
        )
    if unnamed:
        names = listed(one.receiver for one in unnamed)
        where = text("隐私政策中没有找到", "is not found in the privacy policy")
        if not words:
            where = text("没有读到隐私政策，无法核对", "cannot be looked up, as no privacy policy was read")
        elif not whole:
            where = text(
                "在读到的部分隐私政策中没有找到（未读到末尾）",
                "is not found in what was read of the privacy policy, which was not read to its end",
            )
        reasons.append(Gap(text(f"接收方 {names} {where.zh}", f"the receiver {names} {where.en}")))
    return reasons


def _message(unknown: list[Sent], unnamed: list[Sent], seen: Collected) -> Text:
    zh, en = [], []
    if unknown:
        said = sent_text(unknown)
        zh.append(f"未经同意，{said.zh}，其所有者未知。")
        en.append(f"Without consent: {said.en}, whose owner is unknown.")
    if unnamed:
        said = sent_text(unnamed)
        zh.append(f"同意后，{said.zh}。")
        en.append(f"After agreeing: {said.en}.")
    if not unknown and not unnamed:
        zh.append("没有看到未经同意向第三方提供个人信息。")
        en.append("No personal information was seen to go to third parties without consent.")
    mention = boundary_text(seen)
    return text("".join(zh) + mention.zh, " ".join(en) + mention.en)


def _gaps(case: Case, attribution: Attribution, lives: list[Life]) -> list[Gap]:
    gaps: list[Gap] = []
    for life in lives:
        gaps += before_gaps(case, attribution, life)
        if life.decision is not None and life.decision.agree:
            gaps += [*watch_gaps(life, "after_agree"), *wall_gaps(life)]
            gaps += traffic_gaps(case, attribution, life.decision.sent_ms, life.ended_ms)
        elif life.decision is not None:
            gaps += after_gaps(case, attribution, life)
    if not lives:
        gaps += [gap for life in case.lives for gap in outcome_gaps(life)]
        gaps.append(Gap(text("应用没有启动", "the app was not started")))
    return [*gaps, *run_gaps(case), *identifier_gaps(case)]
