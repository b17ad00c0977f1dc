"""What a recording drove, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.errors import EvidenceError
from evidence.events import BaseEvent, PhaseStarted, StepEnded, StepStarted
from evidence.recording import Recording


@dataclass(frozen=True, slots=True)
class Driven:
    """One step that was carried out, with all that happened in it."""

    step: StepStarted
    events: tuple[BaseEvent, ...]
    failed: bool = False
    """It could not be carried out then either."""

    @property
    def begins_life(self) -> bool:
        """Whether a new life of the app began in it."""
        return any(isinstance(event, PhaseStarted) for event in self.events)


def course(recording: Recording) -> tuple[Driven, ...]:
    """The innermost steps in order; blocks are told by what is in them, and what was skipped is left out.

    Raises EvidenceError when nothing was driven.
    """
    driven = list[Driven]()
    step: StepStarted | None = None
    events = list[BaseEvent]()
    for event in recording.events:
        if isinstance(event, StepStarted):
            if step is not None and events:
                driven.append(Driven(step, tuple(events)))
            step, events = event, []
        elif isinstance(event, StepEnded):
            if step is not None and event.status != "skipped" and (events or event.step == step.step):
                driven.append(Driven(step, tuple(events), failed=event.status == "failed"))
            step, events = None, []
        elif step is not None:
            events.append(event)
    if step is not None:
        driven.append(Driven(step, tuple(events)))
    if not driven:
        raise EvidenceError(f"{recording.folder}: nothing was driven in this recording, so there is nothing to replay")
    return tuple(driven)
