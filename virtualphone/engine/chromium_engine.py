"""The engine itself: Chromium as the display of one phone, with touch, keys, pictures and window trees."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

from virtualphone.device.network import ReverseConnect
from virtualphone.device.state import PhoneState
from virtualphone.engine.activities import Activities
from virtualphone.engine.api import ActivityStart, Bounds, Dialect, TaskInfo, WindowInfo
from virtualphone.engine.apps import Apps
from virtualphone.engine.bridge import Bridge
from virtualphone.engine.browsers import Browsers
from virtualphone.engine.dialogs import Dialogs
from virtualphone.engine.geometry import Geometry
from virtualphone.engine.hierarchy import to_xml
from virtualphone.engine.keys import KEYCODE_BACK, KEYCODE_HOME, dom_key
from virtualphone.engine.picture import Display, Layer, navigation_buttons, shrink_share
from virtualphone.engine.records import ActivityRecord, SystemDialog, WindowStack
from virtualphone.engine.surface import Surface, SurfaceGoneError
from virtualphone.engine.system_dialogs import DialogPage, shade
from virtualphone.engine.system_windows import navigation_bar, status_bar
from virtualphone.engine.touchscreen import Touchscreen
from virtualphone.engine.tree import UiNode
from virtualphone.network.netd import Netd

_QUIET_MS = 500
_POLL_S = 0.04
_LOOK_S = 0.03
_MAX_LOOKS = 30
_SYSTEM_UI = "com.android.systemui"


@dataclass(frozen=True, slots=True)
class WindowRoot:
    """A window's nodes; `active` marks the one that gets keys."""

    root: UiNode
    active: bool
    surface: Surface | None


class ChromiumEngine:
    """The display of one phone; see `virtualphone.engine.api.Engine` for what it promises."""

    def __init__(self, state: PhoneState, reverse_connect: ReverseConnect) -> None:
        self.geometry = Geometry(state.model)
        self._state = state
        self._stack = WindowStack()
        self._browsers = Browsers()
        self._netd = Netd(state.network, reverse_connect)
        self._activities = Activities(state, self._stack)
        bridge = Bridge(state, self._netd, self._activities)
        self._apps = Apps(state, self._browsers, self._netd, self.geometry, bridge.call)
        self._dialogs = Dialogs(state, self._stack, self._apps)
        self._activities.attach(self._apps, self._dialogs)
        self.touchscreen = Touchscreen(self._route)
        self._display = Display(self.geometry)
        self._drawing = asyncio.Lock()

    async def start(self) -> None:
        """Brings Chromium up and shows the launcher."""
        await self._activities.home()

    async def stop(self) -> None:
        """Ends every app process, Chromium and the network daemon."""
        self._dialogs.close_all()
        await self._activities.close()
        await self._browsers.stop()
        await self._netd.stop()

    async def start_activity(
        self, package: str, activity: str | None, *, data: str | None = None, stop_first: bool = False
    ) -> ActivityStart:
        """Starts an activity (None: the launcher activity), waits for its document; raises ActivityNotFoundError."""
        if stop_first:
            await self._activities.stop_package(package)
        return await self._activities.start(package, activity, data)

    async def stop_package(self, package: str) -> None:
        """Force-stops a package: its process and windows are gone."""
        await self._activities.stop_package(package)

    async def clear_package(self, package: str) -> None:
        """Force-stops a package and forgets what it kept."""
        await self._activities.stop_package(package)
        installed = self._state.packages.get(package)
        if installed is not None:
            self._state.clear_package(installed)

    async def home(self) -> None:
        """Shows the launcher."""
        self._dialogs.close_all()
        await self._activities.home()

    async def back(self) -> None:
        """Presses the back key."""
        await self._activities.back()

    async def tap(self, x: int, y: int) -> None:
        """Touches the display once."""
        await self.touchscreen.tap(x, y)

    async def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """Drags one finger; equal points make a long press."""
        if (x1, y1) == (x2, y2):
            await self.touchscreen.tap(x1, y1, duration_ms)
        else:
            await self.touchscreen.drag([[(x1, y1), (x2, y2)]], duration_ms)

    async def text(self, text: str) -> None:
        """Types into the focused field."""
        surface = self._front_surface()
        if surface is not None:
            await surface.insert_text(text)

    async def key(self, keycode: int, metastate: int = 0) -> None:
        """Presses a key by its Android key code; keys that no app hears do nothing."""
        if keycode == KEYCODE_HOME:
            await self.home()
        elif keycode == KEYCODE_BACK:
            await self.back()
        elif (name := dom_key(keycode, metastate)) is not None and (surface := self._front_surface()) is not None:
            await surface.press(name)

    async def open_notifications(self) -> None:
        """Draws the notification shade down."""
        page = shade(self._state.notifications.all())
        self._activities.spawn(self._show_shade(page))
        while not any(dialog.title == page.title for dialog in self._stack.dialogs):
            await asyncio.sleep(_POLL_S)

    async def screenshot(self) -> bytes:
        """The whole display as PNG; black where a secure window is."""
        async with self._drawing:
            layers = await self._layers(1.0)
            return await asyncio.to_thread(self._display.picture, layers)

    async def frame(self, width: int, height: int) -> bytes:
        """The whole display shrunk to so many px as RGB, for a film of it."""
        async with self._drawing:
            layers = await self._layers(shrink_share(self.geometry, width, height))
            return await asyncio.to_thread(self._display.frame, layers, width, height)

    async def _layers(self, share: float) -> list[Layer]:
        layers = []
        if (record := self._stack.top()) is not None:
            page = None if record.secure else await _picture(record.surface, transparent=False, share=share)
            layers.append(Layer(page, dims=False))
        for dialog in list(self._stack.dialogs):
            layers.append(Layer(await _picture(dialog.surface, transparent=True, share=share), dims=True))
        return layers

    async def window_roots(self, *, multi_window: bool) -> list[WindowRoot]:
        """Windows with their nodes, front first: all of them, or the active one alone."""
        found: list[WindowRoot] = []
        for dialog in reversed(self._stack.dialogs):
            found.extend(await _dialog_roots(dialog))
        if (record := self._stack.top()) is not None and (multi_window or not found):
            found.extend(await _activity_roots(record))
        found = [WindowRoot(entry.root, number == 0, entry.surface) for number, entry in enumerate(found)]
        if not multi_window:
            return found[:1]
        bars = [navigation_bar(self.geometry), status_bar(self.geometry)]
        return [*(WindowRoot(bar, False, None) for bar in bars), *found]

    async def hierarchy(self, *, multi_window: bool, compressed: bool = False, dialect: Dialect = "uiautomator") -> str:
        """The window tree as XML 1.0."""
        roots = [entry.root for entry in await self.window_roots(multi_window=multi_window)]
        return to_xml(roots, self.geometry, dialect=dialect, compressed=compressed)

    async def wait_idle(self, timeout_ms: float) -> None:
        """Waits until the front window has not changed for half a second, at most as long as given."""
        clock = asyncio.get_running_loop().time
        end = clock() + timeout_ms / 1000
        while clock() < end:
            quiet = await self._quiet_ms()
            if quiet >= _QUIET_MS:
                return
            # What has been quiet for a while needs no look before the rest of the time is over; what moves may stop.
            rest = (_QUIET_MS - quiet) / 1000 if quiet else _POLL_S
            await asyncio.sleep(min(max(rest, _POLL_S), max(end - clock(), 0)))

    async def wait_still(self) -> None:
        """Waits until a movement has come to rest: two looks at the active window that see the same."""
        before = ""
        for _ in range(_MAX_LOOKS):
            if (surface := self._front_surface()) is not None:
                with contextlib.suppress(SurfaceGoneError):
                    await surface.next_frame()
            now = await self.hierarchy(multi_window=False)
            if now == before:
                return
            before = now
            await asyncio.sleep(_LOOK_S)

    async def _quiet_ms(self) -> float:
        """How long nothing has happened on the display: no touch, no new window, no change of the front one."""
        surface = self._front_surface()
        if self._stack.opening or surface is None:
            return 0.0
        untouched = (asyncio.get_running_loop().time() - self.touchscreen.last_touch) * 1000
        try:
            return min(untouched, await surface.quiet_ms())
        except SurfaceGoneError:
            return 0.0

    def focused_window(self) -> WindowInfo:
        """The window that gets keys."""
        return self.windows()[0]

    def windows(self) -> tuple[WindowInfo, ...]:
        """Windows of apps and dialogs, front to back, then the two bars."""
        found = [self._dialog_info(dialog) for dialog in reversed(self._stack.dialogs)]
        found += [self._activity_info(task.records[-1]) for task in self._stack.tasks]
        pid = next((process.pid for process in self._state.processes.of_package(_SYSTEM_UI)), 1040)
        status, navigation = self.geometry.status_bar, self.geometry.navigation_bar
        found.append(WindowInfo("5a7b001", _SYSTEM_UI, None, "StatusBar", "status_bar", 171000, status, False, pid))
        found.append(
            WindowInfo("5a7b002", _SYSTEM_UI, None, "NavigationBar0", "navigation_bar", 241000, navigation, False, pid)
        )
        return tuple(found)

    def tasks(self) -> tuple[TaskInfo, ...]:
        """All activities, front to back."""
        return tuple(
            TaskInfo(record.task_id, record.process.package.name, record.name, record.process.pid)
            for record in self._stack.records()
        )

    def _front_surface(self) -> Surface | None:
        if self._stack.dialogs:
            return self._stack.dialogs[-1].surface
        record = self._stack.top()
        return record.surface if record is not None else None

    async def _route(self, x: float, y: float) -> Surface | None:
        if self.geometry.navigation_bar.contains(x, y):
            await self._press_navigation(x)
            return None
        if not self.geometry.content.contains(x, y):
            return None
        record = self._stack.top()
        if not self._stack.dialogs and record is not None and self._activities.is_hung(record.process):
            return None
        return self._front_surface()

    async def _press_navigation(self, x: float) -> None:
        buttons = navigation_buttons(self.geometry)
        name = min(buttons, key=lambda button: abs(buttons[button][0] - x))
        if name == "back":
            await self.back()
        elif name == "home_button":
            await self.home()

    async def _show_shade(self, page: DialogPage) -> None:
        await self._dialogs.ask(page, owner_pid=0)

    def _dialog_info(self, dialog: SystemDialog) -> WindowInfo:
        return WindowInfo(
            dialog.token, dialog.package, dialog.activity, dialog.title, "system", 121000, self.geometry.content,
            False, dialog.pid,
        )  # fmt: skip

    def _activity_info(self, record: ActivityRecord) -> WindowInfo:
        package = record.process.package.name
        bounds: Bounds = self.geometry.display
        return WindowInfo(
            record.token, package, record.name, f"{package}/{record.name}", "application", 21000, bounds,
            record.secure, record.process.pid,
        )  # fmt: skip


async def _picture(surface: Surface, *, transparent: bool, share: float) -> bytes | None:
    try:
        return await surface.picture(transparent=transparent, share=share)
    except SurfaceGoneError:
        return None


async def _dialog_roots(dialog: SystemDialog) -> list[WindowRoot]:
    try:
        windows = (await dialog.surface.snapshot()).windows
    except SurfaceGoneError:
        return []
    return [WindowRoot(windows[-1].root, True, dialog.surface)]


async def _activity_roots(record: ActivityRecord) -> list[WindowRoot]:
    try:
        windows = (await record.surface.snapshot()).windows
    except SurfaceGoneError:
        return []
    return [WindowRoot(window.root, False, record.surface) for window in reversed(windows)]
