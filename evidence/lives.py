"""The lives of an app within a recording, and the consent boundary of each.

A life begins with fresh data (a phase) and ends where the next one begins. Within it the first tap on agree, or the
first on refuse, is the user's decision; a second dialog that persuades changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evidence.clock import MAX_MS
from evidence.events import AppLaunched, ConsentTold, Event, PhaseStarted, Tap, TapEffect
from evidence.recording import E, Recording

BOUNDARY_MS = 2000.0
"""A flow that begins within this time after the tap, and before its effect was seen, is at the boundary."""


class Moment(StrEnum):
    """Where something stands with regard to the user's decision."""

    NOT_LAUNCHED = "not_launched"
    BEFORE = "before_consent"
    BOUNDARY = "at_boundary"
    AFTER_AGREE = "after_agree"
    AFTER_REFUSE = "after_refuse"


@dataclass(frozen=True, slots=True)
class Decision:
    """The user's choice: the id of its event, when it was sent and until when a flow is at the boundary, in ms.

    The event is a tap, or `consent.told` where nobody saw the choice.
    """

    agree: bool
    tap: int
    sent_ms: float
    settled_ms: float


@dataclass(frozen=True, slots=True)
class Life:
    """One life: `path` is what the scenario meant to do (agree, refuse), `events` all that happened, times in ms."""

    phase: int
    path: str
    began_ms: float
    ended_ms: float
    launched_ms: float | None
    decision: Decision | None
    events: tuple[Event, ...]

    def of(self, kind: type[E]) -> tuple[E, ...]:
        """The events of one type in this life."""
        return tuple(event for event in self.events if isinstance(event, kind))

    def holds(self, at_ms: float) -> bool:
        """Whether the moment lies in this life."""
        return self.began_ms <= at_ms < self.ended_ms

    def moment(self, at_ms: float) -> Moment:
        """Where a moment stands: `at_ms` is when a request began, or an operation happened."""
        if self.launched_ms is None or at_ms < self.launched_ms:
            return Moment.NOT_LAUNCHED
        if self.decision is None or at_ms < self.decision.sent_ms:
            return Moment.BEFORE
        if at_ms <= self.decision.settled_ms:
            return Moment.BOUNDARY
        return Moment.AFTER_AGREE if self.decision.agree else Moment.AFTER_REFUSE


def lives(recording: Recording) -> tuple[Life, ...]:
    """The lives of a recording in order; the last one ends with the recording."""
    starts = [event for event in recording.events if isinstance(event, PhaseStarted)]
    end = max((event.at_ms for event in recording.events), default=0.0)
    end = max(end, recording.traffic.last_ms) + 1.0
    result = []
    for start, following in zip(starts, [*starts[1:], None], strict=False):
        ended = following.at_ms if following else end
        inside = tuple(
            event
            for event in recording.events
            if event.id >= start.id and (following is None or event.id < following.id)
        )
        result.append(_life(start, ended, inside))
    return tuple(result)


def opening(recording: Recording) -> Life:
    """What lies before the first life, as a life of phase 0 without a path: all of a recording that cleared nothing.

    What its user had decided in earlier runs is not known.
    """
    first = next((event for event in recording.events if isinstance(event, PhaseStarted)), None)
    events = tuple(event for event in recording.events if first is None or event.id < first.id)
    return _life(PhaseStarted(phase=0, path="", at_ms=-MAX_MS), first.at_ms if first else MAX_MS, events)


def _life(start: PhaseStarted, ended_ms: float, events: tuple[Event, ...]) -> Life:
    launches = [event for event in events if isinstance(event, AppLaunched)]
    return Life(
        phase=start.phase,
        path=start.path,
        began_ms=start.at_ms,
        ended_ms=ended_ms,
        launched_ms=launches[0].at_ms if launches else None,
        decision=_decision(events),
        events=events,
    )


def _decision(events: tuple[Event, ...]) -> Decision | None:
    tap = next(
        (e for e in events if isinstance(e, Tap) and e.purpose in ("agree", "refuse")),
        None,
    )
    if tap is None:
        return _told(events)
    effect = next((e for e in events if isinstance(e, TapEffect) and e.tap == tap.id), None)
    latest = tap.at_ms + BOUNDARY_MS
    seen = effect is not None and effect.effect != "still_open"
    settled = min(effect.at_ms, latest) if effect is not None and seen else latest
    return Decision(tap.purpose == "agree", tap.id, tap.at_ms, settled)


def _told(events: tuple[Event, ...]) -> Decision | None:
    """A decision that nobody saw: nor is its effect known, so that the boundary is as wide as it can be."""
    told = next((e for e in events if isinstance(e, ConsentTold)), None)
    return Decision(told.agree, told.id, told.at_ms, told.at_ms + BOUNDARY_MS) if told is not None else None


__all__ = ["BOUNDARY_MS", "Decision", "Life", "Moment", "lives", "opening"]
