"""What a UiScrollable does: swipes its container until something is in sight or nothing moves any more."""

from __future__ import annotations

from virtualphone.engine.tree import UiNode
from virtualphone.uia2.errors import WireError
from virtualphone.uia2.locators import by_selector
from virtualphone.uia2.session import Session
from virtualphone.uia2.uiselector import Call, UiScrollable, UiSelector

_DEFAULT_SWIPES = 30
_MAX_SWIPES = 100
_SCROLL_MS = 250
_FLING_MS = 80
_DEAD_ZONE = 0.1


class Scrollable:
    """One expression being carried out."""

    def __init__(self, session: Session, expression: UiScrollable) -> None:
        self._session = session
        self._expression = expression
        self._vertical = True
        self._max_swipes = _DEFAULT_SWIPES
        self._dead_zone = _DEAD_ZONE

    async def run(self) -> list[UiNode]:
        """The nodes that the last call gives; no such element where it gives none."""
        result: list[UiNode] = await self._container_now()
        for call in self._expression.calls:
            result = await self._carry_out(call)
        return result

    async def _carry_out(self, call: Call) -> list[UiNode]:
        match call.name, call.arguments:
            case "setAsVerticalList", _:
                self._vertical = True
            case "setAsHorizontalList", _:
                self._vertical = False
            case "setMaxSearchSwipes", (int(count),):
                self._max_swipes = min(max(count, 0), _MAX_SWIPES)
            case "setSwipeDeadZonePercentage", (int() | float() as share,):
                self._dead_zone = min(max(float(share), 0.0), 0.45)
            case "scrollIntoView", (UiSelector() as wanted,):
                return await self._scroll_to(wanted)
            case "scrollTextIntoView", (str(text),):
                return await self._scroll_to(UiSelector((Call("text", (text,)),)))
            case "scrollDescriptionIntoView", (str(text),):
                return await self._scroll_to(UiSelector((Call("description", (text,)),)))
            case "getChildByText", (UiSelector() as wanted, str(text), *rest):
                scroll = rest != [False]
                return await self._child(wanted, Call("text", (text,)), scroll=scroll)
            case "getChildByDescription", (UiSelector() as wanted, str(text), *rest):
                return await self._child(wanted, Call("description", (text,)), scroll=rest != [False])
            case "getChildByInstance", (UiSelector() as wanted, int(number)):
                return by_selector(UiSelector((*wanted.criteria, Call("instance", (number,)))), await self._children())
            case name, arguments:
                await self._move(name, arguments)
        return await self._container_now()

    async def _move(self, name: str, arguments: tuple[object, ...]) -> None:
        forward = name.endswith(("Forward", "End"))
        duration = _FLING_MS if name.startswith("fling") else _SCROLL_MS
        first = arguments[0] if arguments else 1
        count = first if name.endswith(("Beginning", "End")) and isinstance(first, int) else 1
        for _ in range(min(count, _MAX_SWIPES)):
            if not await self._swipe(forward=forward, duration_ms=duration):
                return

    async def _scroll_to(self, wanted: UiSelector) -> list[UiNode]:
        if found := by_selector(wanted, await self._children()):
            return found
        for _ in range(self._max_swipes):
            if not await self._swipe(forward=False, duration_ms=_FLING_MS):
                break
        for _ in range(self._max_swipes):
            if found := by_selector(wanted, await self._children()):
                return found
            if not await self._swipe(forward=True, duration_ms=_SCROLL_MS):
                break
        found = by_selector(wanted, await self._children())
        if not found:
            raise WireError("no such element", "the element was not found by scrolling")
        return found

    async def _child(self, wanted: UiSelector, inner: Call, *, scroll: bool) -> list[UiNode]:
        if scroll:
            await self._scroll_to(UiSelector((inner,)))
        holders = by_selector(wanted, await self._children())
        return [holder for holder in holders if by_selector(UiSelector((inner,)), [holder])]

    async def _swipe(self, *, forward: bool, duration_ms: int) -> bool:
        """Swipes once and says whether anything moved."""
        container = (await self._container_now())[0]
        before = _look(container)
        bounds = container.bounds
        x, y = bounds.center
        size = bounds.height if self._vertical else bounds.width
        near, far = round(size * max(self._dead_zone, 0.05)), round(size * (1 - max(self._dead_zone, 0.05)))
        start, end = (far, near) if forward else (near, far)
        if self._vertical:
            await self._session.engine.swipe(x, bounds.top + start, x, bounds.top + end, duration_ms)
        else:
            await self._session.engine.swipe(bounds.left + start, y, bounds.left + end, y, duration_ms)
        await self._session.engine.wait_still()
        return _look((await self._container_now())[0]) != before

    async def _children(self) -> list[UiNode]:
        return (await self._container_now())[0].children

    async def _container_now(self) -> list[UiNode]:
        found = by_selector(self._expression.container, await self._session.roots())
        if not found:
            raise WireError("no such element", "the scrollable container is not on the display")
        return found[:1]


def _look(node: UiNode) -> list[tuple[str, str]]:
    return [(inner.key, str(inner.bounds)) for inner in node.walk()]
