"""app-2019/4.4: nothing is collected more often than the function needs, as far as traffic shows it.

While nobody uses the app, the need is about zero. One read may be sent to several receivers, so that what decides is
how often one receiver got the same item; where only all receivers together exceed a number, a person decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from detectors.attribution import Attribution
from detectors.case import Case
from detectors.collected import Collected, Sent, Suspected, Unread, look_for
from detectors.coverage import identifier_gaps
from detectors.resting import NOT_WATCHED, Rest, is_watched, rest_gaps, rests
from detectors.rules.finding import EvidenceRef, Finding, Text
from detectors.telling import Measures, doubts, kind_name, listed, measures, partial_gaps, sent_ref
from detectors.verdicts import Verdicts, text, together
from evidence.lives import Moment

_VERDICTS = Verdicts("app-2019/4.4", "collection_frequency")

RATE_MS = 10_000
"""TH07: not more than one of the same item a second, at any time. A rate is taken over this time, so that the few
messages with which an SDK starts are none."""

MOST_IN_RATE_MS = 10

LOCATION_MS = 60_000
"""TH07: location not more often than once in this time, with no function active."""

MOST_A_SESSION = 3
"""TH07: a stable identifier not more often than this in a session, with no function active."""

STABLE = ("android_id", "oaid", "imei", "imsi", "serial", "mac", "phone_number")


@dataclass(frozen=True, slots=True)
class _Excess:
    """Too many transmissions of one item: what was exceeded, and whether one receiver alone got as many."""

    sent: tuple[Sent, ...]
    said: Text
    one_receiver: bool


def collection_frequency(case: Case) -> Finding:
    """The rate at any time; the count in the times in which nobody used the app."""
    attribution = Attribution(case)
    lives = [life for life in case.lives if life.launched_ms is not None]
    seen = look_for(case, attribution, lives, Moment.BEFORE, Moment.AFTER_AGREE, Moment.AFTER_REFUSE)
    known = rests(case)
    sent = _transmissions([*seen.sent, *seen.boundary])
    excesses = [*_rates(sent), *_sessions(sent, known)]
    proved = [one for one in excesses if one.one_receiver]
    numbers = {**measures(case, attribution, seen), **_counts(sent, known)}
    gaps = [*rest_gaps(case, attribution)]
    if is_watched(case):
        gaps += [*identifier_gaps(case), *partial_gaps(_while_resting(seen, known))]
    shown = [rest.ref() for rest in known]
    if proved:
        return _VERDICTS.violation(_said(proved), [*_refs(proved), *shown], numbers, gaps)
    message = _said(excesses) if excesses else text("没有看到超过阈值的收集频率。", "No item was sent too often.")
    if gaps:
        return _VERDICTS.inconclusive(message, gaps, [*_refs(excesses), *shown], numbers)
    if excesses:
        return _VERDICTS.review(message, _SEVERAL, [*_refs(excesses), *shown], numbers)
    hidden = _hidden(_while_resting(seen, known), known)
    if hidden.unread or hidden.suspected:
        leads = doubts(hidden)
        return _VERDICTS.review(message, together(leads), [*(ref for lead in leads for ref in lead.evidence)], numbers)
    if not known:
        return _VERDICTS.not_applicable(message, NOT_WATCHED)
    return _VERDICTS.not_observed(message, shown, numbers)


_SEVERAL = text(
    "同一信息发给多个接收方，单个接收方没有超过阈值，可能只读取了一次",
    "several receivers got the same item, none of them too often by itself: it may have been read once",
)


def _transmissions(sent: Iterable[Sent]) -> list[Sent]:
    """One for each time that a kind of identifier was sent, however often it stands in the message, in order."""
    unique = {(*one.message, one.hit.kind): one for one in sent}
    return sorted(unique.values(), key=lambda one: one.hit.at_ms)


def _rates(sent: Sequence[Sent]) -> Iterator[_Excess]:
    """More than one a second of the same item to the same receiver, in any life."""
    for (_, kind, _), group in _grouped(sent, lambda one: (one.life.phase, one.hit.kind, one.receiver)):
        most = _most_within(group, RATE_MS)
        if len(most) > MOST_IN_RATE_MS:
            yield _excess(kind, most, f"{RATE_MS // 1000} 秒内", f"within {RATE_MS // 1000} s", one_receiver=True)


def _sessions(sent: Sequence[Sent], known: Sequence[Rest]) -> Iterator[_Excess]:
    """Too many in the times of one session in which nobody used the app."""
    for _, times in _grouped(known, lambda rest: (rest.life.phase, rest.session)):
        resting = [one for one in sent if any(rest.life is one.life and rest.holds(one.hit.at_ms) for rest in times)]
        where = {rest.name.en: rest.name for rest in times}.values()
        zh, en = "、".join(name.zh for name in where), " and ".join(name.en for name in where)
        for kind, group in _grouped(resting, lambda one: one.hit.kind):
            receivers = [list(part) for _, part in _grouped(group, lambda one: one.receiver)]
            for part in [*receivers, group] if len(receivers) > 1 else receivers:
                alone = part is not group or len(receivers) == 1
                if kind == "location" and len(near := _most_within(part, LOCATION_MS)) > 1:
                    seconds = LOCATION_MS // 1000
                    yield _excess(kind, near, f"{zh}时 {seconds} 秒内", f"within {seconds} s {en}", one_receiver=alone)
                elif kind in STABLE and len(part) > MOST_A_SESSION:
                    yield _excess(kind, part, f"{zh}时的一次会话中", f"in one session {en}", one_receiver=alone)


def _grouped[T, K: Hashable](items: Iterable[T], key: Callable[[T], K]) -> list[tuple[K, list[T]]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.items())


def _most_within(sent: Sequence[Sent], span_ms: float) -> list[Sent]:
    """The most transmissions that any span of time holds; `sent` is in order of time."""
    best, first = (0, 0), 0
    for last, one in enumerate(sent):
        while one.hit.at_ms - sent[first].hit.at_ms >= span_ms:
            first += 1
        best = max(best, (last + 1 - first, -first))
    return list(sent[-best[1] : best[0] - best[1]])


def _excess(kind: str, sent: Sequence[Sent], zh: str, en: str, *, one_receiver: bool) -> _Excess:
    name, number, to = kind_name(kind), len(sent), listed(f"{one.party.name} ({one.host})" for one in sent)
    said = text(f"{zh}把{name.zh}发送 {number} 次给 {to}", f"{name.en} sent {number} times {en} to {to}")
    return _Excess(tuple(sent), said, one_receiver)


def _said(excesses: Iterable[_Excess]) -> Text:
    said = [one.said for one in excesses]
    zh, en = "；".join(one.zh for one in said), "; ".join(one.en for one in said)
    return text(f"{zh}。", f"{en}.")


def _refs(excesses: Iterable[_Excess]) -> list[EvidenceRef]:
    return [sent_ref(one) for excess in excesses for one in excess.sent]


def _while_resting(seen: Collected, known: Sequence[Rest]) -> Collected:
    """What cannot be read, and what looks personal, of the times in which nobody used the app."""

    def rested(at_ms: float) -> bool:
        return any(rest.holds(at_ms) for rest in known)

    return Collected(
        unread=[one for one in seen.unread if rested(one.at_ms)],
        suspected=[one for one in seen.suspected if rested(one.at_ms)],
        partial=[flow for flow in seen.partial if rested(flow.began_ms)],
    )


def _hidden(resting: Collected, known: Sequence[Rest]) -> Collected:
    """Pieces that may hold an identifier, to receivers who got so many that a threshold may be exceeded."""
    pieces: list[Unread | Suspected] = [*resting.unread, *resting.suspected]
    often: set[str] = set()
    for rest in known:
        numbers = Counter(one.party.name for one in pieces if rest.holds(one.at_ms))
        often |= {receiver for receiver, number in numbers.items() if number > MOST_A_SESSION}
    return Collected(
        unread=[one for one in resting.unread if one.party.name in often],
        suspected=[one for one in resting.suspected if one.party.name in often],
    )


def _counts(sent: Sequence[Sent], known: Sequence[Rest]) -> Measures:
    """How often each item was sent at rest, and the most of one item to one receiver within a second."""
    resting = Counter(one.hit.kind for one in sent if any(rest.holds(one.hit.at_ms) for rest in known))
    groups = _grouped(sent, lambda one: (one.life.phase, one.hit.kind, one.receiver))
    return {
        "sent_at_rest": ", ".join(f"{kind} {number}" for kind, number in sorted(resting.items())),
        "watched_at_rest_s": sum((rest.ended_ms - rest.began_ms) / 1000 for rest in known),
        "peak_within_1_s": max((len(_most_within(group, 1000)) for _, group in groups), default=0),
        "peak_within_10_s": max((len(_most_within(group, RATE_MS)) for _, group in groups), default=0),
    }
