"""What a detector is given: the recording with its lives, views and hits, each computed once and shared."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from detectors.seeing import Eyes, Sights
from evidence.events import AppInstalled, CaptureStarted, PolicyOpened, ScreenTaken, Tap, WatchEnded, WatchStarted
from evidence.lives import Life, lives
from evidence.recording import Recording, Screen
from evidence.traffic import DnsQuery, Flow, TlsFailed
from perception.screen.legibility import Legibility
from perception.screen.permission import Prompt, Purpose, prompt_on
from perception.screen.policy import PolicyText
from perception.screen.view import View
from perception.traffic.decode import decode
from perception.traffic.find import Hit, hits_in
from perception.traffic.needles import Needles
from perception.traffic.parallel import Readers
from perception.traffic.parties import Party, operator_domains_of, party
from perception.traffic.place import named_place
from perception.traffic.reading import Reading, read_flow


@dataclass(frozen=True, slots=True)
class Watched:
    """A watch with its end; `ended_ms` None means that it never ended."""

    started: WatchStarted
    ended: WatchEnded | None

    @property
    def completed(self) -> bool:
        """Whether it ran to its planned end."""
        return self.ended is not None and self.ended.completed

    @property
    def ended_ms(self) -> float | None:
        """When it ended, in ms."""
        return self.ended.at_ms if self.ended else None


@dataclass(frozen=True)
class Case:
    """One recording under judgement; detectors read it and change nothing."""

    recording: Recording
    eyes: Eyes
    _parties: dict[str, Party] = field(default_factory=dict, repr=False, compare=False)
    _purposes: dict[int, tuple[Purpose, ...]] = field(default_factory=dict, repr=False, compare=False)
    _legibilities: dict[int, Legibility] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def lives(self) -> tuple[Life, ...]:
        """The app's lives in order."""
        return lives(self.recording)

    @cached_property
    def needles(self) -> Needles:
        """The identifiers of the phone to look for."""
        return Needles.from_values(self.recording.identifiers)

    @cached_property
    def capture(self) -> CaptureStarted | None:
        """How traffic was captured, when it was."""
        return next(iter(self.recording.of(CaptureStarted)), None)

    @cached_property
    def uid(self) -> int | None:
        """The app's uid on the phone, when told."""
        return next((event.uid for event in self.recording.of(AppInstalled) if event.uid is not None), None)

    @cached_property
    def _sights(self) -> Sights:
        return Sights(self.eyes, self.package)

    @property
    def package(self) -> str:
        """The package (or bundle, or address) of the app under test."""
        return self.recording.info.app.package

    def view(self, screen: Screen) -> View:
        """What a person sees on the screen."""
        return self._sights.view(screen)

    def legibility(self, screen: Screen) -> Legibility:
        """How well the texts of a page can be read."""
        known = self._legibilities.get(screen.number)
        if known is None:
            known = self._legibilities[screen.number] = self.eyes.measure(screen, self.view(screen))
        return known

    def prompt(self, screen: Screen) -> Prompt | None:
        """The permission prompt on a screen, or None."""
        return prompt_on(self.view(screen), screen.taken.platform)

    def purposes(self, screen: Screen) -> tuple[Purpose, ...]:
        """What a screen says permissions are for; a policy tells nobody at the moment of asking (app-2019/2.3a)."""
        known = self._purposes.get(screen.number)
        if known is None:
            view = self.view(screen)
            is_policy = self.prompt(screen) is None and self.eyes.read(view.all_text).is_policy
            known = self._purposes[screen.number] = () if is_policy else self.eyes.told(screen, view)
        return known

    def readable_beside(self, screen: Screen) -> bool:
        """Whether anything is known of what stands beside the prompt on a screen."""
        return self.eyes.readable(screen, self.view(screen))

    def read(self, opened: PolicyOpened) -> tuple[str, PolicyText]:
        """The text of what was opened, and whether it is a policy; screens give the text when no file holds it."""
        text = self.recording.text("policy", opened.text_file) if opened.text_file else ""
        if not text.strip():
            shown = (self.recording.screens.get(number) for number in opened.screens)
            text = "\n".join(self.view(screen).all_text for screen in shown if screen is not None)
        return text, self.eyes.read(text)

    def screens(self, life: Life, since_ms: float = 0.0, until_ms: float = float("inf")) -> tuple[Screen, ...]:
        """The screens of a life whose picture was asked for within [since, until), in order."""
        known = self.recording.screens
        return tuple(known[event.screen] for event in life.of(ScreenTaken) if since_ms <= event.taken_ms < until_ms)

    def tap(self, number: int | None) -> Tap | None:
        """The tap event with that id."""
        event = self.recording.event(number) if number is not None else None
        return event if isinstance(event, Tap) else None

    def reading(self, flow: Flow) -> Reading:
        """The identifiers and the unreadable pieces in what the phone sent in this exchange."""
        return self._readings[flow.id]

    @cached_property
    def _readings(self) -> dict[str, Reading]:
        """Of all exchanges, by their id: each is read once, for all lives and rules, and many of them in parallel."""
        flows = self.recording.flows
        with Readers(self.recording.identifiers, read_flow) as readers:
            return {flow.id: reading for flow, reading in zip(flows, readers.each(flows), strict=True)}

    @cached_property
    def operator_domains(self) -> tuple[str, ...]:
        """The hosts of the app's operator, each with all hosts below it: of its profile, and as the app itself says.

        That is its manifest, its certificate and the policies that were opened.
        """
        texts = (self.read(event) for event in self.recording.of(PolicyOpened))
        policies = "\n".join(text for text, judged in texts if judged.is_policy)
        hosts = [host for event in self.recording.of(AppInstalled) for host in event.link_hosts]
        signers = [name for event in self.recording.of(AppInstalled) for name in event.signers]
        told = self.recording.info.app.operator_domains
        return tuple(dict.fromkeys((*told, *operator_domains_of(hosts, signers, policies))))

    def party(self, host: str) -> Party:
        """Who a host belongs to."""
        if host not in self._parties:
            self._parties[host] = party(host, self.operator_domains)
        return self._parties[host]

    @cached_property
    def named_hits(self) -> tuple[tuple[DnsQuery | TlsFailed, str, tuple[Hit, ...]], ...]:
        """Names that the phone looked up or greeted in vain, each with the identifiers that stand in it."""
        found: list[tuple[DnsQuery | TlsFailed, str, tuple[Hit, ...]]] = []
        if self.needles.count:
            for query in self.recording.lines(DnsQuery):
                place = named_place("dns", query.name, query.at_ms)
                found.append((query, query.name, hits_in(place, decode(place), self.needles)))
            for failed in self.recording.lines(TlsFailed):
                name = failed.sni or failed.host
                place = named_place("sni", name, failed.at_ms)
                found.append((failed, name, hits_in(place, decode(place), self.needles)))
        return tuple(one for one in found if one[2])


def watches(life: Life, purpose: str) -> tuple[Watched, ...]:
    """The watches of a life for one purpose, each with its end."""
    ends = {event.watch: event for event in life.of(WatchEnded)}
    return tuple(Watched(event, ends.get(event.watch)) for event in life.of(WatchStarted) if event.purpose == purpose)
