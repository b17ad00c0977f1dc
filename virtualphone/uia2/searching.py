"""`element` and `elements`: finding nodes, also by scrolling to them."""

from __future__ import annotations

from collections.abc import Sequence

from virtualphone.engine.tree import UiNode
from virtualphone.uia2.command import Command
from virtualphone.uia2.errors import WireError
from virtualphone.uia2.locators import by_selector, by_simple, by_xpath
from virtualphone.uia2.scrollable import Scrollable
from virtualphone.uia2.session import Json, Session
from virtualphone.uia2.uiselector import UiScrollable, UiSelectorSyntaxError, parse


async def find_element(command: Command) -> Json:
    """The first match; no such element where there is none."""
    found = await _search(command)
    if not found:
        raise WireError(
            "no such element", "An element could not be located on the page using the given search parameters"
        )
    return dict(command.session.reference(found[0]))


async def find_elements(command: Command) -> Json:
    """All matches, in document order."""
    return [command.session.reference(node) for node in await _search(command)]


async def active_element(command: Command) -> Json:
    """The focused element."""
    for root in await command.session.roots():
        for node in root.walk():
            if node.focused:
                return dict(command.session.reference(node))
    raise WireError("no such element", "no element has the input focus")


async def first_visible(command: Command) -> Json:
    """The first child of an element that is on the display."""
    found = await command.session.find(command.path["element"])
    if not found.node.children:
        raise WireError("no such element", "the element has no visible children")
    return dict(command.session.reference(found.node.children[0]))


async def locate(session: Session, strategy: str, selector: str, context: str | None) -> list[UiNode]:
    """Nodes by a strategy, below `context` (an element id) where it is given."""
    await session.wait_idle()
    if strategy == "-android uiautomator":
        return await _by_ui_automator(session, selector, context)
    roots = await _search_roots(session, context)
    if strategy == "xpath":
        return by_xpath(selector, roots, session.engine.geometry)
    return by_simple(strategy, selector, roots, roots[0].package if roots else "")


async def _search(command: Command) -> list[UiNode]:
    strategy = command.text("strategy", "") or command.text("using")
    selector = command.text("selector", "") or command.text("value")
    return await locate(command.session, strategy, selector, command.text("context", "") or None)


async def _search_roots(session: Session, context: str | None) -> Sequence[UiNode]:
    if context is None:
        roots = await session.roots()
        # A bare id belongs to the active window's app, which is not the first root where the bars are listed too.
        active = [entry.root for entry in await session.engine.window_roots(multi_window=False)]
        keys = {root.key for root in active}
        return [*(root for root in roots if root.key in keys), *(root for root in roots if root.key not in keys)]
    return [(await session.find(context)).node]


async def _by_ui_automator(session: Session, text: str, context: str | None) -> list[UiNode]:
    try:
        expression = parse(text)
    except UiSelectorSyntaxError as error:
        raise WireError("invalid selector", f"could not parse the UiSelector expression: {error}") from error
    if isinstance(expression, UiScrollable):
        return await Scrollable(session, expression).run()
    roots = await _search_roots(session, context)
    if context is not None:
        roots = [child for root in roots for child in root.children]
    return by_selector(expression, roots)
