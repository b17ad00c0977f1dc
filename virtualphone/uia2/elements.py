"""Commands on one element: reading it, touching it, typing into it."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

from PIL import Image

from virtualphone.engine.keys import KEYCODE_ENTER
from virtualphone.engine.tree import UiNode
from virtualphone.uia2.command import Command
from virtualphone.uia2.errors import WireError, invalid
from virtualphone.uia2.session import Found, Json


async def click(command: Command) -> Json:
    """Touches the middle of what is visible of an element."""
    found = await _find(command)
    await command.session.engine.tap(*found.node.bounds.center)
    return None


async def clear(command: Command) -> Json:
    """Empties a field."""
    await _replace_text(await _find(command), "")
    return None


async def set_value(command: Command) -> Json:
    """Types into a field: after what stands there, or in its place with `replace`; a last line feed presses Enter."""
    found = await _find(command)
    given = command.body.get("text")
    if given is None:
        characters = command.body.get("value")
        given = "".join(str(item) for item in characters) if isinstance(characters, list) else None
    if not isinstance(given, str):
        raise invalid("'text' must be a text")
    before = "" if command.flag("replace") or found.node.showing_hint else found.node.text
    await _replace_text(found, before + given.removesuffix("\n"))
    if given.endswith("\n"):
        await command.session.engine.key(KEYCODE_ENTER)
    return None


async def text(command: Command) -> Json:
    """The text of an element."""
    return (await _find(command)).node.text


async def name(command: Command) -> Json:
    """The content description of an element."""
    return (await _find(command)).node.description


async def rect(command: Command) -> Json:
    """Position and size in px."""
    bounds = (await _find(command)).node.bounds
    return {"x": bounds.left, "y": bounds.top, "width": bounds.width, "height": bounds.height}


async def location(command: Command) -> Json:
    """Position in px."""
    bounds = (await _find(command)).node.bounds
    return {"x": bounds.left, "y": bounds.top}


async def size(command: Command) -> Json:
    """Size in px."""
    bounds = (await _find(command)).node.bounds
    return {"width": bounds.width, "height": bounds.height}


async def screenshot(command: Command) -> Json:
    """The part of the display that an element covers, as PNG in base64."""
    bounds = (await _find(command)).node.bounds
    display = Image.open(io.BytesIO(await command.session.engine.screenshot()))
    part = display.crop((bounds.left, bounds.top, bounds.right, bounds.bottom))
    out = io.BytesIO()
    part.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


async def attribute(command: Command) -> Json:
    """One attribute as text; null where the element has none."""
    node = (await _find(command)).node
    read = ATTRIBUTES.get(command.path["name"].lower().replace("-", ""))
    if read is None:
        raise invalid(f"'{command.path['name'][:60]}' is not a supported attribute")
    value = read(node)
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


ATTRIBUTES: dict[str, Callable[[UiNode], bool | int | str | None]] = {
    "text": lambda node: node.text,
    "originaltext": lambda node: node.text,
    "name": lambda node: node.description or node.text,
    "contentdesc": lambda node: node.description or None,
    "contentdescription": lambda node: node.description or None,
    "resourceid": lambda node: node.resource_id or None,
    "id": lambda node: node.resource_id or None,
    "class": lambda node: node.class_name,
    "classname": lambda node: node.class_name,
    "package": lambda node: node.package,
    "hint": lambda node: node.hint or None,
    "showinghint": lambda node: node.showing_hint,
    "bounds": lambda node: str(node.bounds),
    "checkable": lambda node: node.checkable,
    "checked": lambda node: node.checked,
    "clickable": lambda node: node.clickable,
    "enabled": lambda node: node.enabled,
    "isenabled": lambda node: node.enabled,
    "focusable": lambda node: node.focusable,
    "focused": lambda node: node.focused,
    "longclickable": lambda node: node.long_clickable,
    "password": lambda node: node.password,
    "scrollable": lambda node: node.scrollable,
    "selected": lambda node: node.selected,
    "isselected": lambda node: node.selected,
    "displayed": lambda _: True,
    "isdisplayed": lambda _: True,
    "selectionstart": lambda node: node.selection[0] if node.selection else None,
    "selectionend": lambda node: node.selection[1] if node.selection else None,
}


async def _find(command: Command) -> Found:
    return await command.session.find(command.path["element"])


async def _replace_text(found: Found, value: str) -> None:
    surface = found.window.surface
    if surface is None or not await surface.set_text(found.node.key, value):
        raise WireError("invalid element state", "cannot set the element's text; is it an input field?")
