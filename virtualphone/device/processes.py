"""The process table: who runs, since when, and who hears of an exit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

SIGKILL = 9

_SYSTEM = (
    (1, 0, 0, "init"),
    (2, 0, 0, "kthreadd"),
    (412, 1, 1000, "servicemanager"),
    (431, 1, 1036, "logd"),
    (498, 1, 0, "netd"),
    (506, 1, 0, "zygote64"),
    (507, 1, 0, "zygote"),
    (561, 1, 1000, "surfaceflinger"),
    (702, 1, 2000, "adbd"),
    (1040, 506, 1000, "system_server"),
)
_ZYGOTE_PID = 506
_ADBD_PID = 702
_FIRST_APP_PID = 4200


@dataclass(frozen=True, slots=True)
class Process:
    """One process; `started` is seconds since the epoch, `package` is None for native processes.

    `args` are the words after the name on its command line.
    """

    pid: int
    ppid: int
    uid: int
    name: str
    package: str | None
    started: float
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exit:
    """The end of a process; `signal` is None where it ended by itself."""

    process: Process
    signal: int | None
    reason: str


class ProcessTable:
    """Processes of one phone by pid, in the order in which they started."""

    def __init__(self) -> None:
        now = time.time()
        self._by_pid = {pid: Process(pid, ppid, uid, name, None, now) for pid, ppid, uid, name in _SYSTEM}
        self._next_pid = _FIRST_APP_PID
        self._start_listeners: list[Callable[[Process], None]] = []
        self._exit_listeners: list[Callable[[Exit], None]] = []

    def on_start(self, listener: Callable[[Process], None]) -> None:
        """Call `listener` after each start."""
        self._start_listeners.append(listener)

    def on_exit(self, listener: Callable[[Exit], None]) -> Callable[[], None]:
        """Call `listener` after each end, whoever caused it, until the function given back is called."""
        self._exit_listeners.append(listener)
        return lambda: self._exit_listeners.remove(listener)

    def run(self, name: str, args: tuple[str, ...], uid: int) -> Process:
        """Start a program from adb's shell; whoever runs it ends it with `kill`."""
        process = Process(self._next_pid, _ADBD_PID, uid, name, None, time.time(), args)
        self._next_pid += 1
        self._by_pid[process.pid] = process
        return process

    def start(self, package: str, uid: int, name: str | None = None) -> Process:
        """Fork a process of an app from zygote; the name is the package's unless given."""
        process = Process(self._next_pid, _ZYGOTE_PID, uid, name or package, package, time.time())
        self._next_pid += 1
        self._by_pid[process.pid] = process
        for listener in self._start_listeners:
            listener(process)
        return process

    def kill(self, pid: int, *, signal: int | None = SIGKILL, reason: str = "kill") -> Process | None:
        """End a process and return it, or None if there is none; init and its native children stay."""
        process = self._by_pid.get(pid)
        if process is None or (process.package is None and process.ppid != _ADBD_PID):
            return None
        del self._by_pid[pid]
        for listener in list(self._exit_listeners):
            listener(Exit(process, signal, reason))
        return process

    def get(self, pid: int) -> Process | None:
        """The process with that pid."""
        return self._by_pid.get(pid)

    def of_package(self, package: str) -> tuple[Process, ...]:
        """All processes of an app."""
        return tuple(process for process in self._by_pid.values() if process.package == package)

    def named(self, name: str) -> tuple[Process, ...]:
        """All processes with exactly that name."""
        return tuple(process for process in self._by_pid.values() if process.name == name)

    def all(self) -> tuple[Process, ...]:
        """Every process, by start."""
        return tuple(self._by_pid.values())
