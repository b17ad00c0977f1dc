"""What of personal information was sent, accessed or asked for in some moments of the app's lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from detectors.attribution import Attribution
from detectors.case import Case
from detectors.operations import asks_for_personal, operation, plain
from detectors.rules.finding import Text
from evidence.events import AppOpsSeen, SystemPrompt
from evidence.lives import Life, Moment
from evidence.recording import Screen
from evidence.traffic import DnsQuery, Flow, TlsFailed
from perception.traffic.find import Hit
from perception.traffic.opaque import Opaque
from perception.traffic.parties import INFRASTRUCTURE, Party
from perception.traffic.suspects import Suspect

CLEARTEXT = ("http", "ws")
"""Schemes that anybody on the way can read."""

NOT_COUNTED = ("ip_address",)
"""What the rules do not count by itself."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An identifier that left the phone, and to whom; a name that was looked up or greeted can carry one as well."""

    life: Life
    moment: Moment
    source: Flow | DnsQuery | TlsFailed
    hit: Hit
    party: Party

    @property
    def message(self) -> tuple[str, float]:
        """Which message it stood in: the exchange or the name, and when."""
        source = self.source
        return (source.id if isinstance(source, Flow) else f"{source.type} {self.party.name}"), self.hit.at_ms

    @property
    def host(self) -> str:
        """Where it went: the host, or the registered domain where the name itself is what was sent."""
        return self.source.host if isinstance(self.source, Flow) else self.party.name

    @property
    def receiver(self) -> str:
        """Who got it; of rented machines the host, as their tenant is not known."""
        return self.host if self.party.kind == INFRASTRUCTURE else self.party.name

    @property
    def cleartext(self) -> bool:
        """Whether it went without encryption, over http or ws."""
        return isinstance(self.source, Flow) and self.source.scheme.lower() in CLEARTEXT


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece of an exchange that nobody can read, and whose it is."""

    life: Life
    flow: Flow
    piece: Opaque
    party: Party
    at_ms: float


@dataclass(frozen=True, slots=True)
class Suspected:
    """Something that looks like personal information but is no known value of this phone."""

    life: Life
    flow: Flow
    suspect: Suspect
    party: Party

    @property
    def at_ms(self) -> float:
        """When it was sent."""
        return self.suspect.at_ms


@dataclass(frozen=True, slots=True)
class Access:
    """A guarded operation that the phone says the app carried out, at `at_ms` on the recording's clock."""

    event: AppOpsSeen
    name: str
    at_ms: float
    reaches: Text

    @property
    def name_only(self) -> str:
        """The operation's name as in AppOpsManager."""
        return plain(self.name)


@dataclass
class Collected:
    """What was seen in the moments that a rule is about; `boundary` holds what stands between a tap and its effect."""

    sent: list[Sent] = field(default_factory=list)
    boundary: list[Sent] = field(default_factory=list)
    accesses: list[Access] = field(default_factory=list)
    boundary_accesses: list[Access] = field(default_factory=list)
    prompts: list[SystemPrompt] = field(default_factory=list)
    moving: list[Screen] = field(default_factory=list)
    """Screens of permission prompts that were never seen at rest."""
    unread: list[Unread] = field(default_factory=list)
    suspected: list[Suspected] = field(default_factory=list)
    """What surely looks personal: it asks for a reviewer."""
    weakly_suspected: list[Suspected] = field(default_factory=list)
    """What only might: numbers that pass a checksum by chance are among them, so that they are counted and no more."""
    flows: int = 0
    partial: list[Flow] = field(default_factory=list)
    """Flows of which a part was not read."""
    system_hits: int = 0


def look_for(case: Case, attribution: Attribution, lives: Iterable[Life], *moments: Moment) -> Collected:
    """Look through traffic, operations and permission prompts of some lives for what falls into the moments."""
    seen = Collected()
    for life in lives:
        _look_at_flows(case, attribution, life, moments, seen)
        _look_at_names(case, attribution, life, moments, seen)
        _look_at_phone(case, life, moments, seen)
    return seen


def _look_at_flows(
    case: Case, attribution: Attribution, life: Life, moments: tuple[Moment, ...], seen: Collected
) -> None:
    wanted = {*moments, Moment.BOUNDARY}
    for flow in case.recording.flows:
        when = {at: life.moment(at) for at in _sending_times(flow) if life.holds(at)}
        if wanted.isdisjoint(when.values()):
            continue
        reading = case.reading(flow)
        hits = [hit for hit in reading.hits if when.get(hit.at_ms) in wanted]
        if not attribution.is_apps(flow):
            seen.system_hits += len(hits)
            continue
        owner = case.party(flow.host)
        _add(seen, (Sent(life, when[hit.at_ms], flow, hit, owner) for hit in hits), moments)
        if set(moments).isdisjoint(when.values()):
            continue
        seen.flows += 1
        if reading.partial:
            seen.partial.append(flow)
        sent_ms = {f"ws:{message.index}": message.at_ms for message in reversed(flow.messages)}
        seen.unread += [
            Unread(life, flow, piece, owner, at_ms)
            for piece in reading.opaque
            if when.get(at_ms := sent_ms.get(piece.place, flow.began_ms)) in moments
        ]
        for suspect in reading.suspects:
            if when.get(suspect.at_ms) in moments and suspect.kind not in NOT_COUNTED:
                strong = suspect.confidence == "strong"
                (seen.suspected if strong else seen.weakly_suspected).append(Suspected(life, flow, suspect, owner))


def _look_at_names(
    case: Case, attribution: Attribution, life: Life, moments: tuple[Moment, ...], seen: Collected
) -> None:
    """The names that were looked up, and those that a refused handshake gave away."""
    for line, name, hits in case.named_hits:
        if not hits or not life.holds(line.at_ms) or life.moment(line.at_ms) not in (*moments, Moment.BOUNDARY):
            continue
        if attribution.is_systems(name):
            seen.system_hits += len(hits)
            continue
        owner = case.party(name)
        _add(seen, (Sent(life, life.moment(line.at_ms), line, hit, owner) for hit in hits), moments)


def _add(seen: Collected, sent: Iterable[Sent], moments: tuple[Moment, ...]) -> None:
    for one in sent:
        (seen.sent if one.moment in moments else seen.boundary).append(one)


def _sending_times(flow: Flow) -> Iterator[float]:
    yield flow.began_ms
    yield from (message.at_ms for message in flow.messages if message.from_client)


def _look_at_phone(case: Case, life: Life, moments: tuple[Moment, ...], seen: Collected) -> None:
    known: set[tuple[str, int]] = set()
    for event in life.of(AppOpsSeen):
        if event.package != case.package:
            continue
        for name, age_ms in sorted(event.accesses.items()):
            reaches, at_ms = operation(name), round(event.at_ms - age_ms, 3)
            if reaches is None or not life.holds(at_ms) or (name, round(at_ms / 1000)) in known:
                continue
            known.add((name, round(at_ms / 1000)))
            access = Access(event, name, at_ms, reaches)
            if life.moment(at_ms) in moments:
                seen.accesses.append(access)
            elif life.moment(at_ms) is Moment.BOUNDARY:
                seen.boundary_accesses.append(access)
    for prompt in life.of(SystemPrompt):
        if prompt.kind == "permission" and life.moment(prompt.at_ms) in moments:
            if not asks_for_personal(prompt.permissions, prompt.text):
                continue
            screen = case.recording.screens.get(prompt.screen) if prompt.screen is not None else None
            if screen is None or screen.taken.stable:
                seen.prompts.append(prompt)
            elif (still := _at_rest(case, life, screen)) is not None:
                seen.prompts.append(prompt.model_copy(update={"screen": still.number}))
            else:
                seen.moving.append(screen)


def _at_rest(case: Case, life: Life, first: Screen) -> Screen | None:
    """The first stable screen of the prompt that an unstable one shows: it is told of once, when it slides in."""
    for screen in case.screens(life, first.taken.taken_ms):
        if case.prompt(screen) is None:
            return None
        if screen.taken.stable:
            return screen
    return None
