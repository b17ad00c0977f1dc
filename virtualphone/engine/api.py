"""What the shell, adbd and the UiAutomator2 server ask of the screen engine.

Lengths are pixels of the display unless a name says dp; times are milliseconds.
The engine is made as `ChromiumEngine(state, reverse_connect)` (module `virtualphone.engine.chromium_engine`), where
`reverse_connect(port)` opens a stream through `adb reverse` and raises `ConnectionError` when nothing is registered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Dialect = Literal["uia2", "uiautomator"]
WindowKind = Literal["application", "dialog", "system", "status_bar", "navigation_bar"]


class EngineError(Exception):
    """The engine was asked for something that Android would refuse."""


class ActivityNotFoundError(EngineError):
    """No installed app has the activity that was asked for."""

    def __init__(self, component: str) -> None:
        super().__init__(f"Activity class {{{component}}} does not exist.")
        self.component = component


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle in pixels of the display; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Width in px."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in px."""
        return self.bottom - self.top

    @property
    def center(self) -> tuple[int, int]:
        """Centre in px, rounded down as Android's Rect does."""
        return (self.left + self.right) // 2, (self.top + self.bottom) // 2

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def __str__(self) -> str:
        return f"[{self.left},{self.top}][{self.right},{self.bottom}]"


@dataclass(frozen=True, slots=True)
class ActivityStart:
    """What `am start` has to report: the component started, its process and whether that was started for it."""

    package: str
    activity: str
    pid: int
    cold: bool
    delivered_to_top: bool
    total_ms: int

    @property
    def component(self) -> str:
        """`package/.Activity`, shortened as Android prints it."""
        inside = self.activity.startswith(f"{self.package}.")
        return f"{self.package}/{self.activity.removeprefix(self.package) if inside else self.activity}"


@dataclass(frozen=True, slots=True)
class WindowInfo:
    """One window on the display; `token` is its hexadecimal identity as dumpsys prints it."""

    token: str
    package: str
    activity: str | None
    title: str
    kind: WindowKind
    layer: int
    bounds: Bounds
    secure: bool
    pid: int


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """One activity of a task, front first in a list; `activity` is the full class name."""

    task_id: int
    package: str
    activity: str
    pid: int


class Engine(Protocol):
    """The display and everything that is shown and touched on it."""

    async def start(self) -> None:
        """Brings Chromium up and shows the launcher."""

    async def stop(self) -> None:
        """Ends every app process, Chromium and the network daemon."""

    async def start_activity(
        self, package: str, activity: str | None, *, data: str | None = None, stop_first: bool = False
    ) -> ActivityStart:
        """Starts an activity (None: the launcher activity), waits for its first frame; raises ActivityNotFoundError."""

    async def stop_package(self, package: str) -> None:
        """Force-stops a package: its process and windows are gone."""

    async def clear_package(self, package: str) -> None:
        """Force-stops a package and forgets its storage, cookies and preferences (`pm clear`, uninstall)."""

    async def home(self) -> None:
        """Shows the launcher."""

    async def tap(self, x: int, y: int) -> None:
        """Touches the display once, like `input tap`."""

    async def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """Drags one finger, like `input swipe`; equal points make a long press."""

    async def text(self, text: str) -> None:
        """Types into the focused field, like `input text`."""

    async def key(self, keycode: int) -> None:
        """Presses a key by its Android key code."""

    async def screenshot(self) -> bytes:
        """The whole display as PNG; black where a secure window is."""

    async def frame(self, width: int, height: int) -> bytes:
        """The whole display shrunk to so many px, between black edges where the shape differs: RGB, row by row."""

    async def hierarchy(self, *, multi_window: bool, compressed: bool = False, dialect: Dialect = "uiautomator") -> str:
        """The window tree as XML 1.0 in the words of UiAutomator2's server or of `uiautomator dump`."""

    def focused_window(self) -> WindowInfo:
        """The window that gets keys."""

    def windows(self) -> tuple[WindowInfo, ...]:
        """All windows, front to back."""

    def tasks(self) -> tuple[TaskInfo, ...]:
        """All activities, front to back (`dumpsys activity activities`)."""
