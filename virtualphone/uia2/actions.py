"""W3C actions: fingers and keys of several sources, tick by tick."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from virtualphone.uia2.command import Command, as_number, element_id
from virtualphone.uia2.errors import invalid
from virtualphone.uia2.session import Json, Session

_MAX_TICKS = 1000
_MAX_SOURCES = 10
_MAX_TICK_MS = 60_000
_STEP_MS = 12
_MIN_STEPS = 5
_SPECIAL_KEYS = {
    "\ue003": "Backspace", "\ue004": "Tab", "\ue006": "Enter", "\ue007": "Enter", "\ue00c": "Escape",
    "\ue00e": "PageUp", "\ue00f": "PageDown", "\ue010": "End", "\ue011": "Home", "\ue012": "ArrowLeft",
    "\ue013": "ArrowUp", "\ue014": "ArrowRight", "\ue015": "ArrowDown", "\ue017": "Delete",
}  # fmt: skip
_KEYCODES = {"Backspace": 67, "Tab": 61, "Enter": 66, "Escape": 111, "PageUp": 92, "PageDown": 93, "End": 123,
             "Home": 122, "ArrowLeft": 21, "ArrowUp": 19, "ArrowRight": 22, "ArrowDown": 20, "Delete": 112}  # fmt: skip


@dataclass(slots=True)
class _Source:
    number: int
    kind: str
    actions: Sequence[Mapping[str, Json]]
    x: float = 0.0
    y: float = 0.0
    is_down: bool = False


@dataclass(slots=True)
class _Glide:
    source: _Source
    start: tuple[float, float]
    end: tuple[float, float]
    duration_ms: float


@dataclass(slots=True)
class _Tick:
    glides: list[_Glide] = field(default_factory=list)
    duration_ms: float = 0.0


async def perform(command: Command) -> Json:
    """Carries out all sources together; fingers that are still down at the end lift."""
    sources = _read_sources(command.body.get("actions"))
    performer = _Performer(command.session)
    try:
        for number in range(max((len(source.actions) for source in sources), default=0)):
            active = [source for source in sources if number < len(source.actions)]
            await performer.tick([(source, source.actions[number]) for source in active])
    finally:
        for source in sources:
            if source.is_down:
                await command.session.engine.touchscreen.up(source.number)
    return None


class _Performer:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._touchscreen = session.engine.touchscreen

    async def tick(self, actions: list[tuple[_Source, Mapping[str, Json]]]) -> None:
        """One tick: what happens at once, then movements and pauses side by side."""
        tick = _Tick()
        for source, action in actions:
            await self._begin(source, action, tick)
        await self._glide(tick)

    async def _begin(self, source: _Source, action: Mapping[str, Json], tick: _Tick) -> None:
        match action.get("type"):
            case "pause":
                tick.duration_ms = max(tick.duration_ms, _duration(action))
            case "pointerMove" if source.kind == "pointer":
                end = await self._target(source, action)
                tick.glides.append(_Glide(source, (source.x, source.y), end, _duration(action)))
                tick.duration_ms = max(tick.duration_ms, _duration(action))
            case "pointerDown" if source.kind == "pointer":
                source.is_down = True
                await self._touchscreen.down(source.number, source.x, source.y)
            case "pointerUp" | "pointerCancel" if source.kind == "pointer":
                source.is_down = False
                await self._touchscreen.up(source.number)
            case "keyDown" if source.kind == "key":
                await self._type(action.get("value"))
            case "keyUp" if source.kind == "key":
                return
            case other:
                raise invalid(f"'{str(other)[:40]}' is not an action of a {source.kind} source")

    async def _glide(self, tick: _Tick) -> None:
        clock = asyncio.get_running_loop().time
        begin = clock()
        moving = [glide for glide in tick.glides if glide.source.is_down]
        elapsed, steps = -1.0, 0
        while elapsed < tick.duration_ms:
            # Early positions may not be left out however slow the page is: a jump would be no movement to it.
            steps += 1
            await asyncio.sleep(min(_STEP_MS, tick.duration_ms) / 1000 if moving else tick.duration_ms / 1000)
            elapsed = min((clock() - begin) * 1000, tick.duration_ms * (steps / _MIN_STEPS if moving else 1))
            for glide in moving:
                part = 1.0 if glide.duration_ms <= 0 else min(elapsed / glide.duration_ms, 1.0)
                x = glide.start[0] + (glide.end[0] - glide.start[0]) * part
                y = glide.start[1] + (glide.end[1] - glide.start[1]) * part
                await self._touchscreen.move(glide.source.number, x, y)
        for glide in tick.glides:
            glide.source.x, glide.source.y = glide.end

    async def _target(self, source: _Source, action: Mapping[str, Json]) -> tuple[float, float]:
        x, y = as_number(action.get("x"), "x"), as_number(action.get("y"), "y")
        origin = action.get("origin", "viewport")
        if origin == "viewport":
            return x, y
        if origin == "pointer":
            return source.x + x, source.y + y
        element = element_id(origin)
        if element is None:
            raise invalid("'origin' must be viewport, pointer or an element")
        center_x, center_y = (await self._session.find(element)).node.bounds.center
        return center_x + x, center_y + y

    async def _type(self, value: Json) -> None:
        if not isinstance(value, str) or not value:
            raise invalid("'value' of a key action must be a character")
        name = _SPECIAL_KEYS.get(value)
        if name is not None:
            await self._session.engine.key(_KEYCODES[name])
        elif not "\ue000" <= value <= "\uf8ff":
            await self._session.engine.text(value)


def _read_sources(given: Json) -> list[_Source]:
    if not isinstance(given, list) or len(given) > _MAX_SOURCES:
        raise invalid(f"'actions' must be a list of at most {_MAX_SOURCES} sources")
    sources = []
    for number, entry in enumerate(given):
        if not isinstance(entry, dict) or entry.get("type") not in ("pointer", "key", "none", "wheel"):
            raise invalid("each source must have the type pointer, key or none")
        actions = entry.get("actions", [])
        if not isinstance(actions, list) or len(actions) > _MAX_TICKS:
            raise invalid(f"'actions' of a source must be a list of at most {_MAX_TICKS}")
        if not all(isinstance(action, dict) for action in actions):
            raise invalid("each action must be an object")
        sources.append(_Source(number, str(entry["type"]), [action for action in actions if isinstance(action, dict)]))
    return sources


def _duration(action: Mapping[str, Json]) -> float:
    value = action.get("duration", 0)
    return min(max(as_number(0 if value is None else value, "duration"), 0.0), _MAX_TICK_MS)
