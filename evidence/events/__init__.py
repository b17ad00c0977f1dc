"""The typed events of a recording, one a line of `events.jsonl`.

Every event has an `id` (1, 2, 3 … in the order of writing) and `at_ms`, ms on the recording's clock. An event that
describes something in progress is written before it begins, so that a crash leaves its trace.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from evidence.events.acting import (
    ConsentTold,
    KeyPressed,
    PermissionGroup,
    ScreenTaken,
    Swiped,
    SystemPrompt,
    Tap,
    TapDone,
    TapEffect,
    TapPurpose,
)
from evidence.events.app import (
    AppCleared,
    AppInstalled,
    AppLaunched,
    AppOutcome,
    AppStopped,
    Outcome,
    PhaseStarted,
    WatchEnded,
    WatchPurpose,
    WatchStarted,
)
from evidence.events.base import BaseEvent, BoxList
from evidence.events.phone import (
    AppOpsSeen,
    CaptureEnded,
    CaptureStarted,
    ClockCompared,
    DeviceState,
    Identifiers,
    NotificationSeen,
    SensorSet,
    VideoPiece,
    VideoStarted,
)
from evidence.events.policy import PolicyOpened, PolicySearchEnded, PolicySearchStarted, SearchEdge, SearchNode
from evidence.events.popups import ClosingTried, MotionEnded, MotionName, MotionStarted, PopupProbed, Spot
from evidence.events.running import InfraProblem, Replayed, ReplayStarted, RunEnded, RunStarted, StepEnded, StepStarted

Event = (
    RunStarted
    | RunEnded
    | StepStarted
    | StepEnded
    | PhaseStarted
    | AppInstalled
    | AppCleared
    | AppLaunched
    | AppStopped
    | AppOutcome
    | ScreenTaken
    | WatchStarted
    | WatchEnded
    | Tap
    | TapDone
    | TapEffect
    | ConsentTold
    | KeyPressed
    | Swiped
    | ClosingTried
    | PopupProbed
    | MotionStarted
    | MotionEnded
    | PolicyOpened
    | PolicySearchStarted
    | PolicySearchEnded
    | SystemPrompt
    | ReplayStarted
    | Replayed
    | DeviceState
    | AppOpsSeen
    | Identifiers
    | CaptureStarted
    | CaptureEnded
    | ClockCompared
    | InfraProblem
    | VideoStarted
    | VideoPiece
    | SensorSet
    | NotificationSeen
)

EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])
"""Reads an event from a decoded line."""

__all__ = [
    "EVENT",
    "AppCleared",
    "AppInstalled",
    "AppLaunched",
    "AppOpsSeen",
    "AppOutcome",
    "AppStopped",
    "BaseEvent",
    "BoxList",
    "CaptureEnded",
    "CaptureStarted",
    "ClockCompared",
    "ClosingTried",
    "ConsentTold",
    "DeviceState",
    "Event",
    "Identifiers",
    "InfraProblem",
    "KeyPressed",
    "MotionEnded",
    "MotionName",
    "MotionStarted",
    "NotificationSeen",
    "Outcome",
    "PermissionGroup",
    "PhaseStarted",
    "PolicyOpened",
    "PolicySearchEnded",
    "PolicySearchStarted",
    "PopupProbed",
    "ReplayStarted",
    "Replayed",
    "RunEnded",
    "RunStarted",
    "ScreenTaken",
    "SearchEdge",
    "SearchNode",
    "SensorSet",
    "Spot",
    "StepEnded",
    "StepStarted",
    "Swiped",
    "SystemPrompt",
    "Tap",
    "TapDone",
    "TapEffect",
    "TapPurpose",
    "VideoPiece",
    "VideoStarted",
    "WatchEnded",
    "WatchPurpose",
    "WatchStarted",
]
