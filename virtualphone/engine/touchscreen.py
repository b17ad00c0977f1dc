"""The touch screen: fingers go down on the window that is topmost there and stay with it until they lift."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from virtualphone.engine.surface import Surface, SurfaceGoneError, TouchPoint

_STEP_MS = 12
_MIN_STEPS = 5

type Route = Callable[[float, float], Awaitable[Surface | None]]


class Touchscreen:
    """Fingers by number, positions in px of the display; `last_touch` is a time of the event loop's clock."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._target: Surface | None = None
        self._fingers: dict[int, TouchPoint] = {}
        self._busy = asyncio.Lock()
        self.last_touch = 0.0

    async def down(self, finger: int, x: float, y: float) -> None:
        """A finger touches; the first one chooses the window for all."""
        if not self._fingers:
            self._target = await self._route(x, y)
        self._fingers[finger] = TouchPoint(finger, x, y)
        await self._tell("touchStart")

    async def move(self, finger: int, x: float, y: float) -> None:
        """A finger moves; one that is not down is ignored."""
        if finger in self._fingers:
            self._fingers[finger] = TouchPoint(finger, x, y)
            await self._tell("touchMove")

    async def up(self, finger: int) -> None:
        """A finger lifts."""
        if self._fingers.pop(finger, None) is not None:
            await self._tell("touchEnd")

    async def tap(self, x: float, y: float, hold_ms: int = 0) -> None:
        """One touch, held for a while."""
        async with self._busy:
            await self.down(0, x, y)
            if hold_ms:
                await asyncio.sleep(hold_ms / 1000)
            await self.up(0)

    async def drag(self, paths: list[list[tuple[float, float]]], duration_ms: int, hold_ms: int = 0) -> None:
        """Moves fingers along straight lines at the same time; each path has a start and an end."""
        async with self._busy:
            for finger, (start, _) in enumerate(paths):
                await self.down(finger, *start)
            if hold_ms:
                await asyncio.sleep(hold_ms / 1000)
            await self._glide(paths, duration_ms)
            for finger in range(len(paths)):
                await self.up(finger)

    async def _glide(self, paths: list[list[tuple[float, float]]], duration_ms: int) -> None:
        # Positions follow the clock: a page that takes its time with one gets fewer of them, not a slower finger.
        clock = asyncio.get_running_loop().time
        begin, steps, part = clock(), 0, 0.0
        while part < 1.0:
            steps += 1
            await asyncio.sleep(_STEP_MS / 1000)
            elapsed = (clock() - begin) * 1000
            part = min(elapsed / max(duration_ms, 1), 1.0)
            part = min(part, steps / _MIN_STEPS)
            for finger, ((x1, y1), (x2, y2)) in enumerate(paths):
                await self.move(finger, x1 + (x2 - x1) * part, y1 + (y2 - y1) * part)

    async def _tell(self, kind: str) -> None:
        self.last_touch = asyncio.get_running_loop().time()
        if self._target is None:
            return
        try:
            match kind:
                case "touchStart":
                    await self._target.touch("touchStart", list(self._fingers.values()))
                case "touchMove":
                    await self._target.touch("touchMove", list(self._fingers.values()))
                case _:
                    await self._target.touch("touchEnd", list(self._fingers.values()))
        except SurfaceGoneError:
            self._target = None
