"""Running a scenario's steps: each an event with start, end and the screens before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from evidence.errors import EvidenceError
from evidence.events import AppOutcome, StepEnded, StepStarted
from harness.errors import AppRefused, InfraError
from harness.scenario.drive import AppGone, Drive, StepFailed
from harness.scenario.model import ClearState, DecideConsent, InputText, Step
from harness.scenario.steps import DO

Status = Literal["ok", "failed", "skipped", "interrupted"]


def run_steps(drive: Drive, steps: Sequence[Step]) -> bool:
    """Run the steps in order; True when each did what it says.

    When the app is gone, the rest of its present life is skipped and the next life begins. A failing step that is not
    optional ends the life likewise. InfraError goes up to the attempt, with the step noted as interrupted.
    """
    whole, skipping = True, ""
    for index, step in enumerate(steps):
        if isinstance(step, ClearState):
            skipping = ""
            drive.choice = _choice_ahead(steps[index + 1 :])
        if skipping:
            _note(drive, index, step, "skipped", skipping)
            continue
        drive.report(step.label or step.kind)
        reason = _run(drive, index, step)
        if reason:
            whole = False
            skipping = reason
    return whole


def _run(drive: Drive, index: int, step: Step) -> str:
    """Run one step; returns why the rest of this life cannot be seen, or an empty text."""
    number = str(index + 1)
    before = drive.last.number if drive.last else None
    drive.writer.add(
        StepStarted(
            step=number,
            kind=step.kind,
            label=step.label,
            params=_params(step),
            before=before,
        )
    )
    try:
        DO[type(step)](drive, step)
    except StepFailed as error:
        _end(drive, number, "failed", str(error), before)
        return "" if step.optional else f"step {number} ({step.kind}) failed: {error}"
    except AppGone as error:
        _end(drive, number, "interrupted", str(error), before)
        return str(error)
    except AppRefused as error:
        drive.writer.add(AppOutcome(outcome=error.outcome, detail=error.detail, launch=drive.launch), sync=True)
        _end(drive, number, "interrupted", str(error), before)
        return str(error)
    except (InfraError, EvidenceError, KeyboardInterrupt) as error:
        _end(drive, number, "interrupted", str(error) or type(error).__name__, before)
        raise
    _end(drive, number, "ok", "", before)
    return ""


def _params(step: Step) -> dict[str, Any]:
    """The step's settings; what is typed may be a secret and stays out of the recording."""
    hidden = {"label", "optional"} | ({"text"} if isinstance(step, InputText) else set())
    return step.model_dump(mode="json", exclude=hidden)


def _end(drive: Drive, number: str, status: Status, reason: str, before: int | None) -> None:
    after = drive.last.number if drive.last else None
    drive.writer.add(StepEnded(step=number, status=status, reason=reason[:1000], before=before, after=after))


def _note(drive: Drive, index: int, step: Step, status: Status, reason: str) -> None:
    number = str(index + 1)
    drive.writer.add(StepStarted(step=number, kind=step.kind, label=step.label, params=_params(step)))
    drive.writer.add(StepEnded(step=number, status=status, reason=reason[:1000]))


def _choice_ahead(steps: Sequence[Step]) -> str:
    """What the user of the life that begins will choose."""
    for step in steps:
        if isinstance(step, ClearState):
            break
        if isinstance(step, DecideConsent):
            return step.choice
    return "ignore"
