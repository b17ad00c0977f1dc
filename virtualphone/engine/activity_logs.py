"""The lines that Android's activity manager writes to the log."""

from __future__ import annotations

import time

from virtualphone.device.packages import Package
from virtualphone.device.state import PhoneState
from virtualphone.engine.records import AppProcess

_SYSTEM_SERVER_PID = 1040
_LAUNCHER_INTENT = "cat=[android.intent.category.LAUNCHER] flg=0x10200000"


class ActivityLogs:
    """Writes to one phone's log as system_server does."""

    def __init__(self, state: PhoneState) -> None:
        self._state = state

    def starting(self, package: Package, activity: str, data: str | None, uid: int, result: int) -> None:
        """An activity is about to start."""
        component = package.component(activity)
        if data is None:
            intent = f"act=android.intent.action.MAIN {_LAUNCHER_INTENT} cmp={component}"
        else:
            intent = f"act=android.intent.action.VIEW dat={data[:200]} flg=0x10000000 cmp={component}"
        if self._state.model.api_level >= 34:
            mode = "with LAUNCH_MULTIPLE "
            self._write(self._task_tag(), f"START u0 {{{intent}}} {mode}from uid {uid} result code={result}")
        else:
            self._write(self._task_tag(), f"START u0 {{{intent}}} from uid {uid}")

    def process_started(self, process: AppProcess, activity: str) -> None:
        """A process was forked for an activity."""
        package = process.package
        why = f"for top-activity {{{package.name}/{activity}}}"
        if self._state.model.api_level < 29:
            why = f"for activity {package.component(activity)}"
        user = package.user_name.replace("_", "")
        self._write("ActivityManager", f"Start proc {process.pid}:{package.name}/{user} {why}")

    def displayed(self, package: Package, activity: str, total_ms: int) -> None:
        """An activity drew its first frame."""
        user = " for user 0" if self._state.model.api_level >= 34 else ""
        self._write(self._task_tag(), f"Displayed {package.component(activity)}{user}: +{total_ms}ms")

    def fatal(self, process: AppProcess, activity: str | None, message: str) -> None:
        """An exception that nobody caught."""
        trace = (
            f"FATAL EXCEPTION: main\nProcess: {process.package.name}, PID: {process.pid}\n"
            f"java.lang.RuntimeException: {message}\n"
            f"\tat {activity or process.package.name}.run(Unknown Source:12)\n"
            "\tat android.os.Handler.dispatchMessage(Handler.java:106)\n"
            "\tat android.os.Looper.loop(Looper.java:288)\n"
            "\tat android.app.ActivityThread.main(ActivityThread.java:8009)"
        )
        self._state.logcat.write("AndroidRuntime", "E", process.pid, trace, buffer="crash")
        if activity is not None:
            component = process.package.component(activity)
            self._write(self._task_tag(), f"  Force finishing activity {component}", level="W")
        self._state.logcat.write("Process", "I", process.pid, f"Sending signal. PID: {process.pid} SIG: 9")

    def not_responding(self, process: AppProcess, activity: str | None) -> None:
        """An app that let an input wait for five seconds."""
        name = process.package.name
        where = f" ({process.package.component(activity)})" if activity else ""
        text = (
            f"ANR in {name}{where}\nPID: {process.pid}\n"
            "Reason: Input dispatching timed out (Waiting to send key event because the focused window has not finished"
            " processing all of the input events that were previously delivered to it.)\n"
            f"Load: 1.{int(time.time()) % 10} / 1.2 / 0.9"
        )
        self._write("ActivityManager", text, level="E")

    def died(self, package: str, pid: int) -> None:
        """A process ended by itself or by a signal."""
        self._write("ActivityManager", f"Process {package} (pid {pid}) has died: fg  TOP")

    def killed(self, package: Package, pid: int, reason: str) -> None:
        """A process was ended by the system."""
        user = package.user_name.replace("_", "")
        self._write("ActivityManager", f"Killing {pid}:{package.name}/{user} (adj 0): {reason}")

    def exited(self, process: AppProcess) -> None:
        """System.exit was called."""
        self._state.logcat.write("AndroidRuntime", "I", process.pid, "VM exiting with result code 0, cleanup skipped.")

    def _task_tag(self) -> str:
        return "ActivityTaskManager" if self._state.model.api_level >= 29 else "ActivityManager"

    def _write(self, tag: str, text: str, level: str = "I") -> None:
        match level:
            case "W":
                self._state.logcat.write(tag, "W", _SYSTEM_SERVER_PID, text, buffer="system")
            case "E":
                self._state.logcat.write(tag, "E", _SYSTEM_SERVER_PID, text, buffer="system")
            case _:
                self._state.logcat.write(tag, "I", _SYSTEM_SERVER_PID, text, buffer="system")
