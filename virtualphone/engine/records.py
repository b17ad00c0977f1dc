"""Activities, their processes, tasks and the system's own dialogs: everything that may stand on the display."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext

from virtualphone.device.packages import Package
from virtualphone.device.sensors import Registration
from virtualphone.engine.app_data import AppData
from virtualphone.engine.surface import Surface
from virtualphone.network.netd import Gate


@dataclass(slots=True, eq=False)
class AppProcess:
    """A running app; `hung_until` is a time of the event loop's clock before which it takes no input."""

    package: Package
    pid: int
    context: BrowserContext
    gate: Gate
    data: AppData
    hung_until: float = 0.0
    sensors: list[Registration] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class ActivityRecord:
    """One activity on a back stack; `name` is the full class name, `token` its window's identity.

    `entry`: it is the root of its task and was started as its app's icon does.
    """

    process: AppProcess
    name: str
    token: str
    task_id: int
    surface: Surface
    entry: bool
    secure: bool = False


@dataclass(slots=True, eq=False)
class Task:
    """A back stack, top last; `affinity` is the package that started it."""

    task_id: int
    affinity: str
    records: list[ActivityRecord] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class SystemDialog:
    """A window of the system above the apps that waits for an answer; `owner_pid` is the app it speaks about."""

    package: str
    activity: str | None
    title: str
    token: str
    pid: int
    owner_pid: int
    surface: Surface
    answer: asyncio.Future[str]
    back_answer: str


class WindowStack:
    """What is shown, front first."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.dialogs: list[SystemDialog] = []
        self.opening = 0
        self._next_task = 1
        self._next_token = 0x0A1B2C3

    @contextmanager
    def opens(self) -> Iterator[None]:
        """Marks that a window is on its way, so that nobody takes the display for idle."""
        self.opening += 1
        try:
            yield
        finally:
            self.opening -= 1

    def new_token(self) -> str:
        """A window identity that was never used."""
        self._next_token += 0x1357
        return f"{self._next_token:07x}"

    def top(self) -> ActivityRecord | None:
        """The activity in front."""
        return self.tasks[0].records[-1] if self.tasks else None

    def task_of(self, affinity: str) -> Task | None:
        """The task that a package started."""
        return next((task for task in self.tasks if task.affinity == affinity), None)

    def new_task(self, affinity: str) -> Task:
        """An empty task; it stands in front once it has an activity."""
        task = Task(self._next_task, affinity)
        self._next_task += 1
        return task

    def bring_to_front(self, task: Task) -> None:
        """Puts a task before all others."""
        if task in self.tasks:
            self.tasks.remove(task)
        self.tasks.insert(0, task)

    def send_to_back(self, task: Task) -> None:
        """Puts a task behind all others."""
        self.tasks.remove(task)
        self.tasks.append(task)

    def remove(self, record: ActivityRecord) -> None:
        """Takes an activity off its stack."""
        for task in self.tasks:
            if record in task.records:
                task.records.remove(record)
        self._drop_empty()

    def remove_process(self, pid: int) -> None:
        """Takes every window of a process away; dialogs about it are answered as if the user had left."""
        for task in self.tasks:
            task.records = [record for record in task.records if record.process.pid != pid]
        self._drop_empty()
        for dialog in list(self.dialogs):
            if dialog.owner_pid == pid and not dialog.answer.done():
                dialog.answer.set_result(dialog.back_answer)

    def records(self) -> tuple[ActivityRecord, ...]:
        """All activities, front first."""
        return tuple(record for task in self.tasks for record in reversed(task.records))

    def of_page(self, page: object) -> ActivityRecord | None:
        """The activity that a page belongs to."""
        return next((record for record in self.records() if record.surface.page is page), None)

    def _drop_empty(self) -> None:
        self.tasks = [task for task in self.tasks if task.records]
