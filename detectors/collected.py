"""What of personal information was sent, accessed or asked for in a moment of the app's lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from detectors.attribution import Attribution
from detectors.case import Case
from detectors.operations import asks_for_personal, operation
from detectors.rules.finding import Text
from evidence.events import AppOpsSeen, SystemPrompt
from evidence.lives import Life, Moment
from evidence.traffic import Flow
from perception.traffic.find import Hit
from perception.traffic.opaque import Opaque
from perception.traffic.parties import Party, party


@dataclass(frozen=True, slots=True)
class Sent:
    """An identifier that left the phone, and to whom."""

    life: Life
    flow: Flow
    hit: Hit
    party: Party


@dataclass(frozen=True, slots=True)
class Access:
    """A guarded operation that the phone says the app carried out, at `at_ms` on the recording's clock."""

    event: AppOpsSeen
    name: str
    at_ms: float
    reaches: Text


@dataclass
class Collected:
    """What was seen in the moments that a rule is about; `boundary` holds what stands between a tap and its effect."""

    sent: list[Sent] = field(default_factory=list)
    boundary: list[Sent] = field(default_factory=list)
    accesses: list[Access] = field(default_factory=list)
    boundary_accesses: int = 0
    prompts: list[SystemPrompt] = field(default_factory=list)
    opaque: list[tuple[Flow, Opaque]] = field(default_factory=list)
    flows: int = 0
    partial: list[Flow] = field(default_factory=list)
    """Flows of which a part was not read."""
    system_hits: int = 0


def look_for(case: Case, attribution: Attribution, lives: Iterable[Life], moment: Moment) -> Collected:
    """Look through traffic, operations and permission prompts of some lives for what falls into a moment."""
    seen = Collected()
    domains = case.recording.info.app.operator_domains
    for life in lives:
        _look_at_traffic(case, attribution, life, moment, domains, seen)
        _look_at_phone(case, life, moment, seen)
    return seen


def _look_at_traffic(
    case: Case, attribution: Attribution, life: Life, moment: Moment, domains: tuple[str, ...], seen: Collected
) -> None:
    for flow in case.recording.flows:
        moments = {at: life.moment(at) for at in _sending_times(flow) if life.holds(at)}
        if not {moment, Moment.BOUNDARY} & set(moments.values()):
            continue
        hits = [hit for hit in case.reading(flow).hits if moments.get(hit.at_ms) in (moment, Moment.BOUNDARY)]
        if not attribution.is_apps(flow):
            seen.system_hits += len(hits)
            continue
        owner = party(flow.host, domains)
        for hit in hits:
            where = seen.sent if moments[hit.at_ms] is moment else seen.boundary
            where.append(Sent(life, flow, hit, owner))
        if moment in moments.values():
            seen.flows += 1
            if case.reading(flow).partial:
                seen.partial.append(flow)
            if not hits:
                pieces = case.reading(flow).opaque
                seen.opaque += [(flow, piece) for piece in pieces if moments.get(_sent_ms(flow, piece)) is moment]


def _sending_times(flow: Flow) -> Iterator[float]:
    yield flow.began_ms
    yield from (message.at_ms for message in flow.messages if message.from_client)


def _sent_ms(flow: Flow, piece: Opaque) -> float:
    """When a piece was sent: with the request, or with its message."""
    return next((m.at_ms for m in flow.messages if piece.place == f"ws:{m.index}"), flow.began_ms)


def _look_at_phone(case: Case, life: Life, moment: Moment, seen: Collected) -> None:
    known: set[tuple[str, int]] = set()
    for event in life.of(AppOpsSeen):
        if event.package != case.package:
            continue
        for name, age_ms in sorted(event.accesses.items()):
            reaches, at_ms = operation(name), round(event.at_ms - age_ms, 3)
            if reaches is None or not life.holds(at_ms) or (name, round(at_ms / 1000)) in known:
                continue
            known.add((name, round(at_ms / 1000)))
            if life.moment(at_ms) is moment:
                seen.accesses.append(Access(event, name, at_ms, reaches))
            elif life.moment(at_ms) is Moment.BOUNDARY:
                seen.boundary_accesses += 1
    for prompt in life.of(SystemPrompt):
        if prompt.kind == "permission" and life.moment(prompt.at_ms) is moment:
            screen = case.recording.screens.get(prompt.screen) if prompt.screen is not None else None
            stable = screen is None or screen.taken.stable
            if stable and asks_for_personal(prompt.permissions, prompt.text):
                seen.prompts.append(prompt)
