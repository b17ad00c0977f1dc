"""A display without a picture: enough of an engine for the tests of adbd and the shell."""

from __future__ import annotations

import asyncio

from virtualphone.device.state import PhoneState
from virtualphone.engine.api import ActivityNotFoundError, ActivityStart, Bounds, Dialect, TaskInfo, WindowInfo

_PNG = b"\x89PNG\r\n\x1a\n blank"
_LAUNCHER = ("com.android.launcher3", "com.android.launcher3.Launcher")


class BlankDisplay:
    """Keeps a stack of activities and a list of what was touched."""

    def __init__(self, state: PhoneState) -> None:
        self._state = state
        self._stack: list[TaskInfo] = []
        self.touched: list[tuple[object, ...]] = []
        self.frames = 0
        state.processes.on_exit(lambda end: self._forget(end.process.pid))

    async def start(self) -> None:
        await self.start_activity(*_LAUNCHER)

    async def stop(self) -> None:
        self._stack.clear()

    async def start_activity(
        self, package: str, activity: str | None, *, data: str | None = None, stop_first: bool = False
    ) -> ActivityStart:
        installed = self._state.packages.get(package)
        found = None
        if installed is not None:
            found = installed.activity(activity) if activity else installed.launcher_activity
        if installed is None or found is None:
            raise ActivityNotFoundError(f"{package}/{activity}")
        if stop_first:
            await self.stop_package(package)
        running = self._state.processes.of_package(package)
        process = running[0] if running else self._state.processes.start(package, installed.uid)
        self._stack.insert(0, TaskInfo(len(self._stack) + 1, package, found.name, process.pid))
        return ActivityStart(package, found.name, process.pid, not running, False, 120)

    async def stop_package(self, package: str) -> None:
        for process in self._state.processes.of_package(package):
            self._state.processes.kill(process.pid, reason="force-stop")

    async def clear_package(self, package: str) -> None:
        await self.stop_package(package)

    async def home(self) -> None:
        await self.start_activity(*_LAUNCHER)

    async def tap(self, x: int, y: int) -> None:
        self.touched.append(("tap", x, y))

    async def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        self.touched.append(("swipe", x1, y1, x2, y2, duration_ms))

    async def text(self, text: str) -> None:
        self.touched.append(("text", text))

    async def key(self, keycode: int) -> None:
        self.touched.append(("key", keycode))

    async def screenshot(self) -> bytes:
        return _PNG

    async def frame(self, width: int, height: int) -> bytes:
        self.frames += 1
        return bytes([min(255, 40 * self.frames), 0, 0]) * (width * height)

    async def hierarchy(self, *, multi_window: bool, compressed: bool = False, dialect: Dialect = "uiautomator") -> str:
        return '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?><hierarchy rotation="0"></hierarchy>'

    def focused_window(self) -> WindowInfo:
        return self.windows()[0]

    def windows(self) -> tuple[WindowInfo, ...]:
        screen = Bounds(0, 0, 1080, 2400)
        return tuple(
            WindowInfo(f"a{number:05x}", task.package, task.activity, f"{task.package}/{task.activity}", "application",
                       21_000 - number, screen, False, task.pid)
            for number, task in enumerate(self._stack)
        )  # fmt: skip

    def tasks(self) -> tuple[TaskInfo, ...]:
        return tuple(self._stack)

    def _forget(self, pid: int) -> None:
        self._stack = [task for task in self._stack if task.pid != pid]


class IdleInstrumentation:
    """A test package that runs until its process is ended."""

    def __init__(self, state: PhoneState) -> None:
        self._state = state

    async def run(self, component: str) -> str | None:
        await asyncio.Event().wait()
        return None
