"""`appium/gestures/*`: touches of one or two fingers on an element, an area or a point."""

from __future__ import annotations

import math
from dataclasses import dataclass

from virtualphone.engine.api import Bounds
from virtualphone.uia2.command import Command, as_number
from virtualphone.uia2.errors import WireError, invalid
from virtualphone.uia2.scrollable import Scrollable
from virtualphone.uia2.searching import locate
from virtualphone.uia2.session import Json
from virtualphone.uia2.uiselector import Call, UiScrollable, UiSelector

_LONG_PRESS_MS = 500
_SWIPE_SPEED_DP = 2000
_SCROLL_SPEED_DP = 2000
_FLING_SPEED_DP = 7500
_DRAG_SPEED_DP = 2500
_PINCH_SPEED_DP = 1000
_EDGE = 0.05
_MAX_HOLD_MS = 60_000

type Line = list[tuple[float, float]]


async def click(command: Command) -> Json:
    """One touch."""
    x, y = await _point(command)
    await command.session.engine.touchscreen.tap(x, y)
    return None


async def long_click(command: Command) -> Json:
    """One touch, held; half a second unless told."""
    x, y = await _point(command)
    hold = min(command.number("duration", _LONG_PRESS_MS), _MAX_HOLD_MS)
    await command.session.engine.touchscreen.tap(x, y, round(max(hold, 0)))
    return None


async def double_click(command: Command) -> Json:
    """Two touches in quick succession."""
    x, y = await _point(command)
    for _ in range(2):
        await command.session.engine.touchscreen.tap(x, y, 40)
    return None


async def drag(command: Command) -> Json:
    """Holds, then moves and lets go."""
    start = await _point(command, "start")
    end = command.mapping("end")
    if end is None:
        raise invalid("'end' must be a point")
    target = (as_number(end.get("x"), "end.x"), as_number(end.get("y"), "end.y"))
    duration = _duration(command, [start, target], _DRAG_SPEED_DP)
    await command.session.engine.touchscreen.drag([[start, target]], duration, _LONG_PRESS_MS)
    return None


async def swipe(command: Command) -> Json:
    """Moves one finger across an area in a direction."""
    await _stroke(command, _SWIPE_SPEED_DP, _percent(command), reverse=False)
    return None


async def scroll(command: Command) -> Json:
    """Moves the content of an area in a direction and says whether it moved: there may be more."""
    return await _moves(command, _SCROLL_SPEED_DP, _percent(command))


async def fling(command: Command) -> Json:
    """Flings the content of an area in a direction and says whether it moved."""
    return await _moves(command, _FLING_SPEED_DP, 1.0)


async def pinch_open(command: Command) -> Json:
    """Two fingers from the middle of an area outwards."""
    await _pinch(command, outwards=True)
    return None


async def pinch_close(command: Command) -> Json:
    """Two fingers from the edges of an area to its middle."""
    await _pinch(command, outwards=False)
    return None


async def scroll_to(command: Command) -> Json:
    """Scrolls until an element of a strategy and selector is in sight."""
    params = command.mapping("params") or {}
    strategy, selector = params.get("strategy"), params.get("selector")
    if not isinstance(strategy, str) or not isinstance(selector, str):
        raise invalid("'strategy' and 'selector' must be texts")
    swipes = params.get("maxSwipes")
    steps = int(swipes) if isinstance(swipes, int) else 30
    container = UiSelector((Call("scrollable", (True,)),))
    forward = Scrollable(command.session, UiScrollable(container, (Call("scrollForward", ()),)))
    for _ in range(min(max(steps, 0), 100) + 1):
        if await locate(command.session, strategy, selector, None):
            return None
        await forward.run()
    raise WireError("no such element", "the element was not found by scrolling")


async def scroll_element_to(command: Command) -> Json:
    """Brings one element of a container into sight; both are on the display, so it stays where it is."""
    await command.session.find(command.path["element"])
    await command.session.find(command.path["target"])
    return None


@dataclass(frozen=True, slots=True)
class _Edges:
    left: float
    top: float
    right: float
    bottom: float


async def _point(command: Command, name: str = "offset") -> tuple[float, float]:
    """The point meant: in px of the display, or of the origin element from its corner; else its middle."""
    given = command.mapping(name)
    origin = command.origin()
    bounds = (await command.session.find(origin)).node.bounds if origin is not None else None
    if given is not None:
        x, y = as_number(given.get("x"), f"{name}.x"), as_number(given.get("y"), f"{name}.y")
        return (x + bounds.left, y + bounds.top) if bounds is not None else (x, y)
    if bounds is None:
        raise invalid("either an element or a point must be given")
    return bounds.center


async def _area(command: Command) -> Bounds:
    origin = command.origin()
    if origin is not None:
        return (await command.session.find(origin)).node.bounds
    given = command.mapping("area")
    if given is None:
        raise invalid("either an element or an area must be given")
    left, top, width, height = (round(as_number(given.get(key), key)) for key in ("left", "top", "width", "height"))
    return Bounds(left, top, left + width, top + height)


async def _moves(command: Command, speed_dp: int, percent: float) -> bool:
    engine = command.session.engine
    before = await engine.hierarchy(multi_window=False)
    await _stroke(command, speed_dp, percent, reverse=True)
    await engine.wait_still()
    return await engine.hierarchy(multi_window=False) != before


async def _stroke(command: Command, speed_dp: int, percent: float, *, reverse: bool) -> None:
    """One finger along the middle of an area; scrolling goes against the direction of the content."""
    area = await _area(command)
    direction = command.text("direction").lower()
    opposite = {"up": "down", "down": "up", "left": "right", "right": "left"}
    if direction not in opposite:
        raise invalid("'direction' must be up, down, left or right")
    line = _line(area, opposite[direction] if reverse else direction, percent)
    await command.session.engine.touchscreen.drag([line], _duration(command, line, speed_dp))


def _line(area: Bounds, direction: str, percent: float) -> Line:
    edges = _Edges(
        area.left + area.width * _EDGE, area.top + area.height * _EDGE,
        area.right - area.width * _EDGE, area.bottom - area.height * _EDGE,
    )  # fmt: skip
    x, y = area.center
    width, height = (edges.right - edges.left) * percent, (edges.bottom - edges.top) * percent
    match direction:
        case "up":
            return [(x, edges.bottom), (x, edges.bottom - height)]
        case "down":
            return [(x, edges.top), (x, edges.top + height)]
        case "left":
            return [(edges.right, y), (edges.right - width, y)]
        case _:
            return [(edges.left, y), (edges.left + width, y)]


async def _pinch(command: Command, *, outwards: bool) -> None:
    area = await _area(command)
    (x, y), reach = area.center, min(area.width, area.height) / 2 * (1 - 2 * _EDGE) * _percent(command)
    lines: list[Line] = []
    for sign in (-1, 1):
        near, far = (x + sign * reach * 0.1, float(y)), (x + sign * reach, float(y))
        lines.append([near, far] if outwards else [far, near])
    await command.session.engine.touchscreen.drag(lines, _duration(command, lines[0], _PINCH_SPEED_DP))


def _percent(command: Command) -> float:
    percent = command.number("percent")
    if not 0 < percent <= 1:
        raise invalid("'percent' must be above 0 and at most 1")
    return percent


def _duration(command: Command, line: Line, speed_dp: int) -> int:
    speed = command.number("speed", speed_dp * command.session.engine.geometry.scale)
    if speed <= 0:
        raise invalid("'speed' must be above 0")
    (x1, y1), (x2, y2) = line
    distance = math.hypot(x2 - x1, y2 - y1)
    return min(round(distance / speed * 1000), _MAX_HOLD_MS)
