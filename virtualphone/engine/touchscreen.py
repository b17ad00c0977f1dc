"""The touch screen: fingers go down on the window that is topmost there and stay with it until they lift."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable

from virtualphone.engine.surface import Surface, SurfaceGoneError, TouchKind, TouchPoint

_STEP_MS = 12
_MIN_STEPS = 5
_SLOP_PX = 21
_LONG_PRESS_S = 0.5
_MAX_IN_FLIGHT = 4

type Route = Callable[[float, float], Awaitable[Surface | None]]


class Touchscreen:
    """Fingers by number, positions in px of the display; `last_touch` is a time of the event loop's clock."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._target: Surface | None = None
        self._fingers: dict[int, TouchPoint] = {}
        self._busy = asyncio.Lock()
        self.last_touch = 0.0
        self._pressing: asyncio.Future[None] | None = None
        self._press_is_due = False
        self._pressed = False
        self._start = (0.0, 0.0)
        self._sending: deque[asyncio.Future[None]] = deque()

    async def down(self, finger: int, x: float, y: float) -> None:
        """A finger touches; the first one chooses the window for all."""
        if not self._fingers:
            self._target = await self._route(x, y)
            self._pressed = self._press_is_due = False
            self._start = (x, y)
            self._pressing = asyncio.ensure_future(self._long_press(x, y))
        else:
            self._cancel_press()
        self._fingers[finger] = TouchPoint(finger, x, y)
        await self._tell("touchStart")

    async def move(self, finger: int, x: float, y: float) -> None:
        """A finger moves; one that is not down is ignored."""
        if finger in self._fingers:
            if max(abs(self._start[0] - x), abs(self._start[1] - y)) > _SLOP_PX:
                self._cancel_press()
                self._pressed = False
            self._fingers[finger] = TouchPoint(finger, x, y)
            await self._tell("touchMove")

    async def up(self, finger: int) -> None:
        """A finger lifts."""
        if self._fingers.pop(finger, None) is not None:
            if self._press_is_due and self._pressing is not None:
                await self._pressing
            self._cancel_press()
            # A long press that somebody listened for is no click any more.
            await self._tell("touchCancel" if self._pressed and not self._fingers else "touchEnd")

    def _cancel_press(self) -> None:
        if self._pressing is not None and not self._press_is_due:
            self._pressing.cancel()

    async def _long_press(self, x: float, y: float) -> None:
        await asyncio.sleep(_LONG_PRESS_S)
        self._press_is_due = True
        if self._target is not None:
            with contextlib.suppress(SurfaceGoneError):
                self._pressed = await self._target.long_press(x, y)

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

    async def _tell(self, kind: TouchKind) -> None:
        """Sends the fingers as they are now.

        Only the end of a touch waits for the page. Were each event to wait, a slow page would turn a swipe into a long
        press: Chromium starts its clock for one when the touch reaches it.
        """
        self.last_touch = asyncio.get_running_loop().time()
        if self._target is None:
            return
        sending = asyncio.ensure_future(self._target.touch(kind, list(self._fingers.values()), time.time()))
        self._sending.append(sending)
        allowed = 0 if kind in ("touchEnd", "touchCancel") else _MAX_IN_FLIGHT
        try:
            while len(self._sending) > allowed:
                await self._sending.popleft()
        except SurfaceGoneError:
            self._target = None
            await asyncio.gather(*self._sending, return_exceptions=True)
            self._sending.clear()
        else:
            # The task has to begin before the next one does, so that events leave in their order.
            await asyncio.sleep(0)
