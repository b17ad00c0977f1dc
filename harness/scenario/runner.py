"""Running a scenario's steps: each an event with start, end and the screens before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from evidence.errors import EvidenceError
from evidence.events import AppOutcome, StepEnded, StepStarted
from harness.errors import AppRefused, ConfigError, InfraError
from harness.scenario.drive import AppGone, Drive, StepFailed
from harness.scenario.language.expression import BadExpression
from harness.scenario.language.words import EXPRESSION
from harness.scenario.model import (
    Block,
    ClearState,
    DecideConsent,
    InputText,
    LaunchApp,
    PassWalls,
    Repeat,
    Retry,
    RunFlow,
    Scenario,
    Step,
)
from harness.scenario.scope import ScriptFailed
from harness.scenario.steps import DO
from harness.scenario.steps.checks import holds
from harness.scenario.walls import Wall, await_wall, flow_for

CHANGE_S = 1.0
"""How long an acting step has to change the screen, before it is recorded as it is."""
MOST_ROUNDS = 1000
"""Rounds of a loop that only its condition ends."""
MOST_WALLS = 4

Status = Literal["ok", "failed", "skipped", "interrupted"]


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of some steps: why the rest of this life cannot be seen (or nothing), whether each did what it says."""

    reason: str = ""
    gone: bool = False
    whole: bool = True


class _Skipped(Exception):
    """A block had nothing to do; the message says why."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A step that is no block, with the values that the blocks around it bring, the outermost first."""

    step: Step
    around: tuple[Mapping[str, str], ...]


def play(drive: Drive, scenario: Scenario, *, start: int = 0) -> bool:
    """Run a scenario, from the step with index `start` on; True when each step did what it says.

    The life that `onFlowStart` begins goes on in the steps; `onFlowComplete` is run whatever befell them. Raises
    InfraError, and ConfigError when the header's values cannot be computed.
    """
    header = scenario.header
    runner = _Runner(drive, (*header.onFlowStart, *scenario.steps, *header.onFlowComplete))
    with ExitStack() as values:
        try:
            values.enter_context(drive.scope.inside(header.env))
        except (ScriptFailed, BadExpression) as error:
            raise ConfigError(f"{scenario.source}: the header's env: {error}") from None
        begun = _Done() if start else runner.all(header.onFlowStart, "start.")
        done = runner.all(scenario.steps, "", begun.reason, start)
        ended = runner.all(header.onFlowComplete, "end.")
        return begun.whole and done.whole and ended.whole


def run_steps(drive: Drive, steps: Sequence[Step]) -> bool:
    """Run the steps in order; True when each did what it says.

    When the app is gone, the rest of its present life is skipped and the next life begins. A failing step that is not
    optional ends the life likewise. InfraError goes up to the attempt, with the step noted as interrupted.
    """
    return _Runner(drive, steps).all(steps, "").whole


class _Runner:
    """`steps` are all of the scenario, so that a life knows what its user will choose."""

    def __init__(self, drive: Drive, steps: Sequence[Step]) -> None:
        self._drive = drive
        self._leaves = tuple(_leaves(steps))

    def all(self, steps: Sequence[Step], prefix: str, reason: str = "", start: int = 0) -> _Done:
        """Run steps one after the other; with a `reason` those up to the next life are skipped."""
        gone, whole = False, True
        for index, step in enumerate(steps[start:], start):
            number = f"{prefix}{index + 1}"
            if _begins_life(step):
                reason = ""
                self._drive.choice = self._choice_after(step)
            if reason and not _holds_life(step):
                self._note(number, step, reason)
                continue
            done = self._run(number, step, reason)
            whole = whole and done.whole
            reason, gone = done.reason, done.gone
        return _Done(reason, gone, whole)

    def _run(self, number: str, raw: Step, skipping: str) -> _Done:
        drive = self._drive
        drive.report(raw.label or raw.kind)
        before = drive.last.number if drive.last else None
        drive.writer.add(StepStarted(step=number, kind=raw.kind, label=raw.label, params=_params(raw), before=before))
        whole = True
        try:
            whole = self._do(number, raw, skipping)
        except _Skipped as error:
            self._end(number, "skipped", str(error), before)
            return _Done(skipping)
        except (StepFailed, ScriptFailed, BadExpression) as error:
            self._end(number, "failed", str(error), before)
            return _Done() if raw.optional else _Done(_told(number, raw, error), whole=False)
        except AppGone as error:
            self._end(number, "interrupted", str(error), before)
            return _Done(str(error), gone=True, whole=False)
        except AppRefused as error:
            drive.writer.add(AppOutcome(outcome=error.outcome, detail=error.detail, launch=drive.launch), sync=True)
            self._end(number, "interrupted", str(error), before)
            return _Done(str(error), gone=True, whole=False)
        except (InfraError, EvidenceError, KeyboardInterrupt) as error:
            self._end(number, "interrupted", str(error) or type(error).__name__, before)
            raise
        else:
            self._end(number, "ok", "", before)
        return _Done(whole=whole or raw.optional)

    def _do(self, number: str, raw: Step, skipping: str) -> bool:
        if isinstance(raw, Block):
            return self._block(number, raw, skipping)
        if isinstance(raw, PassWalls):
            return self._pass_walls(number, raw)
        step = filled(self._drive, raw)
        DO[type(step)](self._drive, step)
        if step.acts:
            look_after(self._drive, step)
        return True

    def _block(self, number: str, raw: Block, skipping: str) -> bool:
        match raw:
            case Repeat():
                return self._repeat(number, raw, skipping)
            case Retry():
                return self._retry(number, filled(self._drive, raw), skipping)
            case RunFlow():
                return self._run_flow(number, filled(self._drive, raw), skipping)
        raise TypeError(f"{raw.kind} is no block that can be run")

    def _run_flow(self, number: str, step: RunFlow, skipping: str) -> bool:
        if not skipping and step.when is not None and not holds(self._drive, step.when):
            raise _Skipped("its condition does not hold")
        with self._inside(step):
            return self._whole(self.all(step.steps, f"{number}.", skipping))

    def _retry(self, number: str, step: Retry, skipping: str) -> bool:
        with self._inside(step):
            for left in reversed(range(step.maxRetries + 1)):
                done = self.all(step.steps, f"{number}.", skipping)
                skipping = ""
                if not done.reason or done.gone or not left:
                    return self._whole(done)
        return True

    def _repeat(self, number: str, raw: Repeat, skipping: str) -> bool:
        """Run rounds; a counted one that fails is followed by the next when that begins a life of its own.

        A loop that only its condition ends stops there: what failed may be what would have ended it.
        """
        times = self._number(raw.times) if raw.times is not None else None
        if skipping and not times:
            raise _Skipped(skipping)
        goes_on = times is not None and any(map(_holds_life, raw.steps))
        done, whole = _Done(skipping), True
        for _ in range(MOST_ROUNDS if times is None else times):
            if raw.while_ is not None and not holds(self._drive, filled(self._drive, raw.while_)):
                return self._whole(done) and whole
            done = self.all(raw.steps, f"{number}.", done.reason)
            whole = whole and done.whole
            if done.reason and not goes_on:
                break
        whole = self._whole(done) and whole
        if times is None:
            raise StepFailed(f"the condition still holds after {MOST_ROUNDS} rounds")
        return whole

    def _pass_walls(self, number: str, raw: PassWalls) -> bool:
        """Lead past each wall with what the app's profile names; the same wall twice is one that was not passed."""
        drive, passed, whole = self._drive, list[Wall](), True
        while len(passed) < MOST_WALLS and (wall := await_wall(drive, filled(self._drive, raw).wait)) is not None:
            flow = flow_for(drive.app, wall.kind)
            if flow is None or any(before.kind == wall.kind for before in passed):
                why = "" if flow is None else "; the flow of the app's profile did not get past it"
                detail = f"{wall.said[:300]}{why}"
                drive.writer.add(
                    AppOutcome(outcome=wall.kind, detail=detail, launch=drive.launch, screen=wall.screen), sync=True
                )
                raise AppGone(f"{wall.kind}: {detail}")
            passed.append(wall)
            with drive.scope.inside(flow.header.env):
                done = self.all(flow.steps, f"{number}.")
            if done.gone:
                raise AppGone(done.reason)
            whole = whole and done.whole
        if not passed:
            raise _Skipped("no wall is in the way")
        return whole

    @contextmanager
    def _inside(self, step: RunFlow | Retry) -> Iterator[None]:
        """The names that the block brings. Raises ScriptFailed and BadExpression."""
        with ExitStack() as stack:
            for env in _brought(step):
                stack.enter_context(self._drive.scope.inside(env))
            yield

    def _whole(self, done: _Done) -> bool:
        """Whether the steps of a block did what they say; raises what ends the block."""
        if done.gone:
            raise AppGone(done.reason)
        if done.reason:
            raise StepFailed(done.reason)
        return done.whole

    def _number(self, times: int | str) -> int:
        """A number of rounds, which may be an expression until now."""
        if isinstance(times, int):
            return times
        try:
            return min(MOST_ROUNDS, max(0, int(float(self._drive.scope.fill(times)))))
        except BadExpression:
            raise
        except (ValueError, OverflowError):
            raise StepFailed(f"times: {times} is no number") from None

    def _choice_after(self, step: Step) -> str:
        """What the user of the life that begins with a step will choose."""
        ahead = iter(self._leaves)
        for leaf in ahead:
            if leaf.step is step:
                break
        for leaf in ahead:
            if _begins_life(leaf.step):
                break
            if isinstance(leaf.step, DecideConsent):
                return self._choice(leaf.step, leaf.around)
        return "ignore"

    def _choice(self, step: DecideConsent, around: Sequence[Mapping[str, str]]) -> str:
        """What a decision will be; one that cannot be computed yet is none until its step says why."""
        with ExitStack() as stack:
            try:
                for env in around:
                    stack.enter_context(self._drive.scope.inside(env))
                decided: DecideConsent = filled(self._drive, step)
            except (StepFailed, ScriptFailed, BadExpression):
                return "ignore"
            return decided.choice

    def _end(self, number: str, status: Status, reason: str, before: int | None) -> None:
        after = self._drive.last.number if self._drive.last else None
        self._drive.writer.add(StepEnded(step=number, status=status, reason=reason[:1000], before=before, after=after))

    def _note(self, number: str, step: Step, reason: str) -> None:
        writer = self._drive.writer
        writer.add(StepStarted(step=number, kind=step.kind, label=step.label, params=_params(step)))
        writer.add(StepEnded(step=number, status="skipped", reason=reason[:1000]))


def look_after(drive: Drive, step: Step) -> None:
    """Record what a step that acts has led to, once the screen has changed and come to rest."""
    settle_ms = getattr(step, "waitToSettleTimeoutMs", None)
    wait_s = CHANGE_S if settle_ms is None else settle_ms / 1000
    drive.wait_change(drive.last.tree if drive.last else None, wait_s)
    drive.screen()


def filled[W: (Step, Any)](drive: Drive, words: W) -> W:
    """A step or condition with its `${…}` computed. Raises StepFailed."""
    try:
        made: W = words.filled(drive.scope.fill)
    except (ScriptFailed, BadExpression) as error:
        raise StepFailed(str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise StepFailed(f"{place}: {first['msg']}, given {str(first['input'])[:80]!r}") from None
    return made


def _params(step: Step) -> dict[str, Any]:
    """The step's settings as they are written; what is typed may be a secret and stays out of the recording."""
    hidden = {"label", "optional", "commands"}
    if isinstance(step, InputText) and (EXPRESSION not in step.text or step.secret_as_written):
        hidden.add("text")
    return step.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=hidden, warnings=False)


def _told(number: str, step: Step, error: Exception) -> str:
    """The reason, once: that of a block is that of the step inside it."""
    said = str(error)
    return (
        said if isinstance(step, Block) and said.startswith("step ") else f"step {number} ({step.kind}) failed: {said}"
    )


def _begins_life(step: Step) -> bool:
    return isinstance(step, ClearState) or (isinstance(step, LaunchApp) and step.clearState is True)


def _holds_life(step: Step) -> bool:
    """Whether a step begins a life, itself or somewhere inside a block that no condition guards."""
    match step:
        case RunFlow(when=None) | Repeat(while_=None) | Retry():
            return any(map(_holds_life, step.steps))
    return _begins_life(step)


def _leaves(steps: Sequence[Step], around: tuple[Mapping[str, str], ...] = ()) -> Iterator[_Leaf]:
    for step in steps:
        if isinstance(step, Block):
            yield from _leaves(step.steps, (*around, *_brought(step)))
        else:
            yield _Leaf(step, around)


def _brought(block: Block) -> tuple[Mapping[str, str], ...]:
    """The values that a block brings: its own ones count more than those of the file that it runs."""
    env: Mapping[str, str] = block.env if isinstance(block, RunFlow | Retry) else {}
    return env, {name: value for name, value in block.own_env.items() if name not in env}
