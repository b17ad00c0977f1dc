"""What a worker process is given to do and what it answers, one JSON object a line; results go to files.

Files make a result independent of who lives to hear of it: a worker writes them whole or not at all, and the next
start finds them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from reports.history.facts import FailureFact, RunFacts

DRIVEN, RESULT = "driven.json", "result.json"
AGAIN = "again"
"""The folder of a task in which its violations are tried again, with a DRIVEN of its own."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Drive(_Line):
    """Try an app; `folder` is the task's own, or the one for its second run. `env` are NAME=VALUE for the scenario."""

    do: Literal["drive"] = "drive"
    folder: Path
    logs: Path
    app: str
    apps_file: Path
    scenario: str
    devices_file: Path
    devices: tuple[str, ...] | None
    watch_s: float | None
    attempts: int
    env: tuple[str, ...] = ()


class Judge(_Line):
    """Judge a recording, report it, and write what the store keeps as RESULT into the task's folder."""

    do: Literal["judge"] = "judge"
    folder: Path
    recording: Path
    failures: tuple[FailureFact, ...] = ()


class Confirm(_Line):
    """Compare a second run with the first, whose result is in the task's folder, and write RESULT anew.

    `second` is its recording, or None; `failed` says how the equipment failed in it.
    """

    do: Literal["confirm"] = "confirm"
    folder: Path
    recording: Path
    second: Path | None
    failed: str
    failures: tuple[FailureFact, ...] = ()


Job = Annotated[Drive | Judge | Confirm, Field(discriminator="do")]
JOB: TypeAdapter[Drive | Judge | Confirm] = TypeAdapter(Job)


class Said(_Line):
    """A line for the person who watches."""

    say: Literal["said"] = "said"
    line: str


class Lent(_Line):
    """A device was lent: from now on the budget counts."""

    say: Literal["lent"] = "lent"
    device: str


class Done(_Line):
    """The job is over; its result is in its file."""

    say: Literal["done"] = "done"


class Failed(_Line):
    """The job has no result. `usage` when the user's files are at fault, and not the equipment."""

    say: Literal["failed"] = "failed"
    error: str
    message: str
    usage: bool = False


Answer = Annotated[Said | Lent | Done | Failed, Field(discriminator="say")]
ANSWER: TypeAdapter[Said | Lent | Done | Failed] = TypeAdapter(Answer)


class Driven(_Line):
    """What came of driving: the last attempt's recording, and the attempts that the equipment spoiled.

    `spoiled` says why, when the last attempt was one of them.
    """

    recording: Path | None
    failures: tuple[FailureFact, ...]
    spoiled: str = ""


def driven_in(folder: Path) -> Driven | None:
    """What a worker has left of driving in a task's folder."""
    return _read(folder / DRIVEN, Driven)


def result_in(folder: Path) -> RunFacts | None:
    """What a worker has left of judging in a task's folder."""
    return _read(folder / RESULT, RunFacts)


def _read[M: BaseModel](path: Path, model: type[M]) -> M | None:
    try:
        return model.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        return None
