"""Answering permission prompts."""

from __future__ import annotations

from evidence.tree import Node
from harness.scenario.drive import Drive, Seen, StepFailed
from harness.scenario.model import Deny, Grant
from harness.scenario.prompting import GRANTS, REFUSALS, answering, is_system_prompt
from perception.screen.permission import prompt_on

_NARROW_FIRST = ("allow_foreground_only", "allow_one_time", "allow", "grant")
"""Parts of the ids of the allowing buttons: while the app is used, rather than once, rather than always."""


def grant(drive: Drive, step: Grant) -> None:
    """Allow what the next prompt asks for, while the app is used where that can be chosen."""
    seen = _await_prompt(drive, step)
    button = _allowing(_buttons(seen))
    if button is None:
        raise StepFailed("the prompt has no button that allows")
    drive.tap(button.bounds, "prompt", button.label, seen)
    drive.wait_change(seen.tree, 3.0)


def deny(drive: Drive, step: Deny) -> None:
    """Deny what the next prompt asks for."""
    deny_prompt(drive, _await_prompt(drive, step))


def deny_prompt(drive: Drive, seen: Seen) -> None:
    """Answer the prompt that stands there with no, as a careful user would; by the back key where nothing says no."""
    nodes = _buttons(seen)
    button = next((node for node in nodes if "deny" in node.short_id), None) or answering(nodes, REFUSALS)
    if button is None:
        drive.back()
    else:
        drive.tap(button.bounds, "prompt", button.label, seen)
    drive.wait_change(seen.tree, 3.0)


def _buttons(seen: Seen) -> list[Node]:
    return [node for node in (seen.tree.walk() if seen.tree else ()) if node.clickable and node.visible]


def _await_prompt(drive: Drive, step: Grant | Deny) -> Seen:
    deadline = drive.clock.now_s() + step.wait
    while True:
        seen = drive.recent()
        if is_system_prompt(seen.taken.package) and _asks_for(drive, seen, step.permission):
            return seen
        if drive.clock.now_s() > deadline:
            wanted = f" for {step.permission}" if step.permission else ""
            raise StepFailed(f"no permission prompt{wanted} within {step.wait:g} s")
        drive.check_app()
        drive.wait_change(seen.tree, 1.0)
        drive.screen()


def _asks_for(drive: Drive, seen: Seen, permission: str | None) -> bool:
    if permission is None:
        return True
    prompt = prompt_on(drive.glance(seen), seen.taken.platform)
    return prompt is not None and permission in prompt.groups


def _allowing(nodes: list[Node]) -> Node | None:
    for part in _NARROW_FIRST:
        for node in nodes:
            if part in node.short_id and "deny" not in node.short_id and "dont" not in node.short_id:
                return node
    return answering(nodes, GRANTS)
