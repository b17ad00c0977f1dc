"""`alert/*`: dialogs with the buttons that Android itself names."""

from __future__ import annotations

import re

from virtualphone.engine.tree import UiNode
from virtualphone.uia2.command import Command
from virtualphone.uia2.errors import WireError
from virtualphone.uia2.session import Json

_MESSAGE = re.compile(r"(?:android:id/(?:alertTitle|message)|[\w.]+:id/permission_message)\Z")
_ACCEPT = re.compile(r"(?:android:id/(?:button1|aerr_wait|aerr_restart)|[\w.]+:id/permission_allow\w*button)\Z")
_DISMISS = re.compile(r"(?:android:id/(?:button2|aerr_close)|[\w.]+:id/permission_deny\w*button)\Z")


async def text(command: Command) -> Json:
    """What the alert says, a line a part."""
    nodes = await _alert(command)
    return "\n".join(node.text for node in nodes if _MESSAGE.match(node.resource_id) and node.text)


async def accept(command: Command) -> Json:
    """Presses the button that agrees, or the one with a label."""
    await _press(command, _ACCEPT)
    return None


async def dismiss(command: Command) -> Json:
    """Presses the button that refuses, or the one with a label."""
    await _press(command, _DISMISS)
    return None


async def _alert(command: Command) -> list[UiNode]:
    await command.session.wait_idle()
    roots = await command.session.engine.window_roots(multi_window=False)
    nodes = [node for entry in roots for node in entry.root.walk()]
    if not any(_ACCEPT.match(node.resource_id) or _DISMISS.match(node.resource_id) for node in nodes):
        raise WireError("no such alert", "An attempt was made to operate on a modal dialog when one was not open")
    return nodes


async def _press(command: Command, pattern: re.Pattern[str]) -> None:
    nodes = await _alert(command)
    label = command.body.get("buttonLabel")
    if isinstance(label, str) and label:
        found = next((node for node in nodes if node.clickable and node.text == label), None)
    else:
        found = next((node for node in nodes if pattern.match(node.resource_id)), None)
    if found is None:
        raise WireError("no such element", "the alert has no such button")
    await command.session.engine.tap(*found.bounds.center)
