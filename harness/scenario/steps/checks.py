"""Steps that look: what must be there, what must not, what is waited for; and the conditions of blocks."""

from __future__ import annotations

from harness.scenario.drive import Drive, StepFailed
from harness.scenario.model import (
    AssertNotVisible,
    AssertTrue,
    AssertVisible,
    Condition,
    EvalScript,
    ExtendedWaitUntil,
    RunScript,
    TakeScreenshot,
    WaitForAnimationToEnd,
)
from harness.scenario.steps.nodes import CONDITION_WAIT_S, await_absence, await_node, look_for, patience


def assert_visible(drive: Drive, step: AssertVisible) -> None:
    """Fail unless the node appears in time."""
    await_node(drive, step, patience(step.seconds, optional=step.optional))


def assert_not_visible(drive: Drive, step: AssertNotVisible) -> None:
    """Fail unless the node is gone in time."""
    wait_s = patience(step.seconds, optional=step.optional)
    if not await_absence(drive, step, wait_s):
        raise StepFailed(f"a node with {step.told()} is still there after {wait_s:g} s")


def assert_true(drive: Drive, step: AssertTrue) -> None:
    """Fail unless the expression is true."""
    if not drive.scope.holds(step.condition):
        raise StepFailed(f"the condition is not true, but {step.condition or 'empty'}")


def extended_wait_until(drive: Drive, step: ExtendedWaitUntil) -> None:
    """Wait until a node is there, or gone."""
    wait_s = step.timeout / 1000
    if step.visible is not None:
        await_node(drive, step.visible, wait_s)
    if step.notVisible is not None and not await_absence(drive, step.notVisible, wait_s):
        raise StepFailed(f"a node with {step.notVisible.told()} is still there after {wait_s:g} s")


def wait_for_animation_to_end(drive: Drive, step: WaitForAnimationToEnd) -> None:
    """Wait until the screen is at rest, and record it; one that never rests is no failure."""
    drive.settle(step.timeout / 1000)
    drive.screen()


def take_screenshot(drive: Drive, step: TakeScreenshot) -> None:
    """Record a screen."""
    drive.screen()


def eval_script(drive: Drive, step: EvalScript) -> None:
    """Nothing is left to do: what it computes was computed when the step was filled."""


def run_script(drive: Drive, step: RunScript) -> None:
    """Run the file's script; what it logs is told to the person who waits."""
    if step.when is not None and not holds(drive, step.when):
        return
    with drive.scope.inside(step.env):
        for line in drive.scope.run(step.source, step.file):
            drive.report(line)


def holds(drive: Drive, condition: Condition) -> bool:
    """Whether a condition holds, all its parts; nodes have a moment to come or go."""
    if condition.platform is not None and condition.platform != drive.platform.platform:
        return False
    if condition.true is not None and not drive.scope.holds(condition.true):
        return False
    if condition.visible is not None and look_for(drive, condition.visible, CONDITION_WAIT_S) is None:
        return False
    return condition.notVisible is None or await_absence(drive, condition.notVisible, CONDITION_WAIT_S)
