"""The attempt itself: its beginning and end, its steps, a replay, what failed around the app."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from evidence.events.base import BaseEvent


class RunStarted(BaseEvent):
    """The attempt begins."""

    type: Literal["run.started"] = "run.started"


class RunEnded(BaseEvent):
    """The attempt ends by itself; a recording without this event was cut short."""

    type: Literal["run.ended"] = "run.ended"
    outcome: Literal["completed", "interrupted", "failed"]
    reason: str = ""


class StepStarted(BaseEvent):
    """A scenario step begins; `step` is its place in the file ("4", "4.2" inside a block)."""

    type: Literal["step.started"] = "step.started"
    step: str
    kind: str
    label: str = ""
    params: dict[str, Any] = Field(default_factory=dict)
    before: int | None = None


class StepEnded(BaseEvent):
    """A scenario step is over; `before` and `after` are screen numbers."""

    type: Literal["step.ended"] = "step.ended"
    step: str
    status: Literal["ok", "failed", "skipped", "interrupted"]
    reason: str = ""
    before: int | None = None
    after: int | None = None


class ReplayStarted(BaseEvent):
    """This attempt drives again what another recording drove."""

    type: Literal["replay.started"] = "replay.started"
    run_id: str
    attempt: int


class Replayed(BaseEvent):
    """A tap of the recording that is replayed (`recorded` is its id there): how it was found again, and the new tap.

    `none`: it was not tapped, since another screen, or another text, stood there.
    """

    type: Literal["replayed"] = "replayed"
    recorded: int
    tap: int | None
    by: Literal["element", "position", "none"]
    detail: str = ""


class InfraProblem(BaseEvent):
    """A part of the infrastructure failed; never a finding, never a pass."""

    type: Literal["infra"] = "infra"
    error: str
    message: str
    recovered: bool = False
