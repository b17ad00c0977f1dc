"""Starts, stacks and ends activities and the processes behind them, as Android's activity manager does."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from virtualphone.device.packages import Activity, Package
from virtualphone.device.processes import Exit
from virtualphone.device.state import PhoneState
from virtualphone.engine.activity_logs import ActivityLogs
from virtualphone.engine.api import ActivityNotFoundError, ActivityStart
from virtualphone.engine.apps import Apps
from virtualphone.engine.dialogs import Dialogs
from virtualphone.engine.records import ActivityRecord, AppProcess, WindowStack
from virtualphone.engine.surface import ASSET_ORIGIN, SurfaceGoneError
from virtualphone.engine.system_dialogs import anr_dialog, crash_dialog
from virtualphone.engine.system_pages import BROWSER, LAUNCHER, make_page

_SHELL_UID = 2000
_INPUT_TIMEOUT_MS = 5000
_KEEPS_ENTRIES = 31
"""Android 12, from which the back key leaves the activity behind an app's icon as the home key does."""


class Activities:
    """Back stacks and processes of one phone; also the host that the JavaScript bridge speaks to."""

    def __init__(self, state: PhoneState, stack: WindowStack) -> None:
        self._state = state
        self._stack = stack
        self._logs = ActivityLogs(state)
        self._processes: dict[int, AppProcess] = {}
        self._work: set[asyncio.Task[None]] = set()
        self._ending: dict[str, set[asyncio.Task[None]]] = {}
        self._switching = asyncio.Lock()
        self._launcher_page: str | None = None
        self._closed = False
        self._apps: Apps
        self._dialogs: Dialogs

    def attach(self, apps: Apps, dialogs: Dialogs) -> None:
        """Connects what opens pages; done once, before anything starts."""
        self._apps = apps
        self._dialogs = dialogs
        self._state.processes.on_exit(self._process_ended)

    async def start(
        self, package: str, activity: str | None, data: str | None = None, *, caller_uid: int = _SHELL_UID
    ) -> ActivityStart:
        """Starts an activity and waits for its document; raises ActivityNotFoundError."""
        begin = asyncio.get_running_loop().time()
        installed, wanted = self._resolve(package, activity)
        with self._stack.opens():
            return await self._start(installed, wanted, data, caller_uid, begin)

    async def _start(
        self, installed: Package, wanted: Activity, data: str | None, caller_uid: int, begin: float
    ) -> ActivityStart:
        clock, package = asyncio.get_running_loop().time, installed.name
        await self._await_endings(package)
        async with self._switching:
            process, cold = await self._process_for(installed, wanted, data, caller_uid)
            if self._resume(installed, wanted, data):
                return ActivityStart(package, wanted.name, process.pid, cold, True, _ms(clock() - begin))
            record = await self._push(process, wanted, data)
        if record is not None:
            await self._load(record, wanted, data)
            self._logs.displayed(installed, wanted.name, _ms(clock() - begin))
        if cold:
            self._apply_behaviour(process)
        return ActivityStart(package, wanted.name, process.pid, cold, False, _ms(clock() - begin))

    async def home(self) -> None:
        """Shows the launcher, with the apps installed now."""
        task = self._stack.task_of(LAUNCHER)
        if task is None:
            await self.start(LAUNCHER, f"{LAUNCHER}.Launcher", caller_uid=0)
            return
        left = self._stack.top()
        self._stack.bring_to_front(task)
        if left is not None and left.task_id != task.task_id:
            self.spawn(self._pause(left))
        package = self._state.packages.get(LAUNCHER)
        html = make_page(self._state, package, None) if package is not None else None
        if html != self._launcher_page:
            self._launcher_page = html
            await task.records[-1].surface.load(f"{ASSET_ORIGIN}/")

    async def _pause(self, record: ActivityRecord) -> None:
        """Tells an activity's page that it has been left."""
        try:
            await record.surface.run("__vpHooks.pause()")
        except (SurfaceGoneError, PlaywrightError):
            return

    async def stop_package(self, package: str) -> None:
        """Force-stops a package and waits until its pages are closed."""
        for process in self._state.processes.of_package(package):
            self._state.processes.kill(process.pid, reason=f"stop {package} due to from pid {_SHELL_UID}")
        self._dialogs.close_about(package)
        await self._await_endings(package)
        if not self._stack.tasks and not self._closed:
            await self.home()

    async def back(self) -> None:
        """The back key: a dialog first, then the page's own handler, else the activity ends or goes to the back."""
        if self._stack.dialogs:
            dialog = self._stack.dialogs[-1]
            if not dialog.answer.done():
                dialog.answer.set_result(dialog.back_answer)
            return
        record = self._stack.top()
        if record is None or record.process.package.name == LAUNCHER or self.is_hung(record.process):
            return
        try:
            handled = await record.surface.run("__vpHooks.back()")
        except SurfaceGoneError:
            handled = False
        if handled:
            return
        if record.entry and self._state.model.api_level >= _KEEPS_ENTRIES:
            await self.move_to_back(record)
        else:
            await self.finish(record)

    def is_hung(self, process: AppProcess) -> bool:
        """Whether a process takes no input now."""
        return process.hung_until > asyncio.get_running_loop().time()

    async def close(self) -> None:
        """Ends every process."""
        self._closed = True
        for process in list(self._processes.values()):
            self._state.processes.kill(process.pid, reason="shutdown")
        for task in self._work:
            task.cancel()
        endings = [task for tasks in self._ending.values() for task in tasks]
        await asyncio.gather(*self._work, *endings, return_exceptions=True)

    # What the bridge asks for.

    def record_of(self, page: Page) -> ActivityRecord | None:
        """The activity that a page belongs to."""
        return self._stack.of_page(page)

    def answer_dialog(self, page: Page, answer: str) -> None:
        """Gives a system dialog its answer."""
        self._dialogs.answer(page, answer)

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Runs something beside the call, so that a page may end itself."""
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def open_from(
        self, record: ActivityRecord, package: str | None, activity: str | None, data: str | None
    ) -> None:
        """Starts an activity on behalf of another."""
        own = record.process.package
        target = package or own.name
        self._resolve(target, activity)
        # The page that asks may be covered or ended by what it starts, so it is answered first.
        self.spawn(self._start_quietly(target, activity, data, own.uid))

    async def finish(self, record: ActivityRecord) -> None:
        """Ends an activity; below the last one is the launcher."""
        self._stack.remove(record)
        await record.surface.close()
        if not self._stack.tasks and not self._closed:
            await self.home()

    async def move_to_back(self, record: ActivityRecord) -> None:
        """Hides an activity's task; below the last one is the launcher."""
        task = next((task for task in self._stack.tasks if record in task.records), None)
        if task is None:
            return
        if self._stack.top() is record:
            self.spawn(self._pause(record))
        self._stack.send_to_back(task)
        if self._stack.tasks[0].affinity in (LAUNCHER, task.affinity):
            await self.home()

    async def exit_process(self, process: AppProcess) -> None:
        """Ends a process as System.exit does."""
        self._logs.exited(process)
        self._state.processes.kill(process.pid, signal=None, reason="exit")
        if not self._stack.tasks:
            await self.home()

    async def crash(self, process: AppProcess, message: str) -> None:
        """Ends a process by an uncaught exception and says so on the display."""
        package, top = process.package, self._top_of(process)
        self._logs.fatal(process, top.name if top else None, message)
        self._state.processes.kill(process.pid, reason="crash")
        if not self._stack.tasks:
            await self.home()
        answer = await self._dialogs.ask(crash_dialog(package.name, package.label), owner_pid=0, about=package.name)
        if answer == "aerr_restart":
            await self._start_quietly(package.name, None, None, 1000)

    def hang(self, process: AppProcess, duration_ms: int) -> None:
        """Keeps a process from taking input; above five seconds Android asks what to do with it."""
        process.hung_until = asyncio.get_running_loop().time() + duration_ms / 1000
        if duration_ms >= _INPUT_TIMEOUT_MS:
            self.spawn(self._watch_hang(process))

    async def ask_permissions(self, record: ActivityRecord, names: Sequence[str]) -> dict[str, str]:
        """Runs the system's permission dialogs and says what came out."""
        package = record.process.package
        known = [name for name in names if name in package.permissions]
        for prompt in self._state.permissions.prompts(package, known):
            await self._dialogs.ask_permission(prompt, package, record.process.pid)
        return dict(self._state.permissions.answers(package, names))

    # Inner steps.

    def _resolve(self, package: str, activity: str | None) -> tuple[Package, Activity]:
        installed = self._state.packages.get(package)
        if installed is None:
            raise ActivityNotFoundError(f"{package}/{activity or '?'}")
        wanted = installed.launcher_activity if activity is None else installed.activity(activity)
        if wanted is None:
            raise ActivityNotFoundError(f"{package}/{activity or '?'}")
        return installed, wanted

    async def _process_for(
        self, package: Package, activity: Activity, data: str | None, caller_uid: int
    ) -> tuple[AppProcess, bool]:
        running = next((self._processes[p.pid] for p in self._state.processes.of_package(package.name)
                        if p.pid in self._processes), None)  # fmt: skip
        task = self._stack.task_of(package.name)
        result = 2 if running is not None and task is not None and activity.launcher and data is None else 0
        self._logs.starting(package, activity.name, data, caller_uid, result)
        if running is not None:
            return running, False
        process = await self._apps.start(package)
        self._processes[process.pid] = process
        self._logs.process_started(process, activity.name)
        return process, True

    def _resume(self, package: Package, activity: Activity, data: str | None) -> bool:
        """Brings an app's task to the front as it is, where starting its launcher activity means no more than that."""
        task = self._stack.task_of(package.name)
        if task is None or not activity.launcher or data is not None:
            return False
        self._stack.bring_to_front(task)
        return True

    async def _push(self, process: AppProcess, activity: Activity, data: str | None) -> ActivityRecord | None:
        """A new activity on its task, still empty; None for an activity that ends before it shows anything."""
        package = process.package
        if activity.page is None and make_page(self._state, package, data) is None:
            return None
        top = self._stack.top()
        task = self._stack.task_of(package.name) or self._stack.new_task(package.name)

        def made() -> str | None:
            return make_page(self._state, package, data) if activity.page is None else None

        surface = await self._apps.open(process, made)
        token = self._stack.new_token()
        entry = activity.launcher and data is None and not task.records
        record = ActivityRecord(process, activity.name, token, task.task_id, surface, entry)
        record.secure = bool(package.behaviour.get("secure"))
        task.records.append(record)
        if top is None or task not in self._stack.tasks or top.task_id != task.task_id:
            self._stack.bring_to_front(task)
        return record

    async def _load(self, record: ActivityRecord, activity: Activity, data: str | None) -> None:
        address = f"{ASSET_ORIGIN}/{activity.page or ''}"
        if record.process.package.name == BROWSER and data is not None and data.startswith(("http://", "https://")):
            address = data
        try:
            await record.surface.load(address)
        except (SurfaceGoneError, PlaywrightError):
            return

    async def _start_quietly(self, package: str, activity: str | None, data: str | None, uid: int) -> None:
        try:
            await self.start(package, activity, data, caller_uid=uid)
        except (ActivityNotFoundError, SurfaceGoneError, PlaywrightError):
            return

    def _top_of(self, process: AppProcess) -> ActivityRecord | None:
        return next((record for record in self._stack.records() if record.process is process), None)

    async def _watch_hang(self, process: AppProcess) -> None:
        await asyncio.sleep(_INPUT_TIMEOUT_MS / 1000)
        top = self._stack.top()
        if process.pid not in self._processes or top is None or top.process is not process:
            return
        self._logs.not_responding(process, top.name)
        answer = await self._dialogs.ask(anr_dialog(process.package.name, process.package.label), owner_pid=process.pid)
        if answer == "aerr_close" and process.pid in self._processes:
            self._logs.killed(process.package, process.pid, "user request after error")
            self._state.processes.kill(process.pid, reason="user request after error")
            if not self._stack.tasks:
                await self.home()

    def _apply_behaviour(self, process: AppProcess) -> None:
        for key in ("crash_after_ms", "anr_after_ms"):
            delay = process.package.behaviour.get(key)
            if isinstance(delay, int | float):
                self.spawn(self._misbehave(process, key, float(delay)))

    async def _misbehave(self, process: AppProcess, key: str, delay_ms: float) -> None:
        await asyncio.sleep(delay_ms / 1000)
        if process.pid not in self._processes:
            return
        if key == "crash_after_ms":
            await self.crash(process, "the app gave up")
        else:
            self.hang(process, 60_000)

    def _process_ended(self, end: Exit) -> None:
        process = self._processes.pop(end.process.pid, None)
        if process is None:
            return
        if end.reason.startswith("stop "):
            self._logs.killed(process.package, process.pid, end.reason)
        elif end.reason != "shutdown":
            self._logs.died(process.package.name, process.pid)
        self._stack.remove_process(process.pid)
        endings = self._ending.setdefault(process.package.name, set())
        task = asyncio.ensure_future(self._end(process))
        endings.add(task)
        task.add_done_callback(endings.discard)

    async def _end(self, process: AppProcess) -> None:
        await self._apps.end(process)
        if not self._stack.tasks and not self._closed:
            await self.home()

    async def _await_endings(self, package: str) -> None:
        current = asyncio.current_task()
        endings = [task for task in self._ending.get(package, ()) if task is not current]
        await asyncio.gather(*endings, return_exceptions=True)


def _ms(seconds: float) -> int:
    return max(round(seconds * 1000), 1)
