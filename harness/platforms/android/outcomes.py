"""What befell an app since its launch, read from logs, processes and dialogs of the system.

Event log lines (`logcat -b events`): `am_crash: [PID,user,PROCESS,flags,exception,message,file,line]`,
`am_anr: [user,PID,PROCESS,flags,reason]`, `am_kill: [user,PID,PROCESS,oomadj,reason]`,
`am_proc_died: [user,PID,PROCESS,oomadj,state]`. The crash log has `Process: NAME, PID: N` below `FATAL EXCEPTION`, and
`pid: N, tid: N, name: T  >>> NAME <<<` for native code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.events import Outcome
from harness.platforms.android.windows import Focus

START_S = 15.0
"""An app that leaves within this time after its launch, untouched, refuses to run."""

LOG_COMMAND = "logcat -d -b events,crash -v threadtime"

_LINE = re.compile(r"^(\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})\s+\d+\s+\d+ [A-Z] ([^:]+?)\s*: (.*)$")
_JAVA_PROCESS = re.compile(r"^Process: (\S+), PID: \d+")
_NATIVE_PROCESS = re.compile(r">>> (\S+) <<<")
_ORDINARY_KILLS = ("stop ", "force stop", "remove task", "installPackage", "pkg removed", "deletePackage")


@dataclass(frozen=True, slots=True)
class Launched:
    """The app's last launch: the phone's time then (as in its log), whether anything was touched since, and its age."""

    package: str
    phone_time: str
    touched: bool
    age_s: float


def judge_outcome(launched: Launched, log: str, running: bool, focus: Focus, home: str) -> tuple[Outcome, str] | None:
    """The outcome with a detail, or None. `running` says whether its main process lives, `home` names the launcher."""
    found = _from_dialog(launched.package, focus) or _from_log(launched, log)
    if found is not None:
        return found
    if not running:
        reason = _death(launched, log)
        if reason is not None and not launched.touched and launched.age_s <= START_S:
            return "refuses_to_run", f"ended {launched.age_s:.1f} s after its launch, untouched{reason}"
        # Without a trace in the log the process may just be starting.
        return ("exit", f"its process ended{reason}") if reason is not None else None
    if not launched.touched and focus.package == home != "" and 1.0 < launched.age_s <= START_S:
        return "refuses_to_run", f"went to the background {launched.age_s:.1f} s after its launch, untouched"
    return None


def _from_dialog(package: str, focus: Focus) -> tuple[Outcome, str] | None:
    if focus.hung.partition(":")[0] == package:
        return "anr", "the system says that it does not respond"
    if focus.crashed.partition(":")[0] == package:
        return "crash", "the system says that it has stopped"
    return None


def _from_log(launched: Launched, log: str) -> tuple[Outcome, str] | None:
    for tag, message in _since(launched, log):
        fields = _fields(message)
        if tag == "am_crash" and fields[2:3] == [launched.package]:
            return "crash", _short(": ".join(field for field in fields[4:6] if field))
        if tag == "am_anr" and fields[2:3] == [launched.package]:
            return "anr", _short(fields[4] if len(fields) > 4 else "")
        process = _JAVA_PROCESS.match(message) or _NATIVE_PROCESS.search(message)
        if tag in ("AndroidRuntime", "DEBUG") and process is not None and process.group(1) == launched.package:
            return "crash", "a fatal error is in the crash log"
    return None


def _death(launched: Launched, log: str) -> str | None:
    """How the app's process ended, as an appendix to a sentence; None when the log has no end of it."""
    died: str | None = None
    for tag, message in _since(launched, log):
        fields = _fields(message)
        if fields[2:3] != [launched.package]:
            continue
        if tag == "am_kill" and len(fields) > 4:
            ordinary = fields[4].startswith(_ORDINARY_KILLS)
            died = None if ordinary else f" (killed: {_short(fields[4])})"
        elif tag == "am_proc_died" and died is None:
            died = ""
        elif tag == "am_proc_start":
            died = None
    return died


def _since(launched: Launched, log: str) -> Iterator[tuple[str, str]]:
    for line in log.splitlines():
        match = _LINE.match(line)
        # Times without a year sort as texts; a launch in December and a crash in January is a day of two in the year.
        if match is not None and _not_before(match.group(1), launched.phone_time):
            yield match.group(2), match.group(3)


def _not_before(time: str, start: str) -> bool:
    if time[:2] == "01" and start[:2] == "12":
        return True
    return time >= start and not (time[:2] == "12" and start[:2] == "01")


def _fields(message: str) -> list[str]:
    """The fields of an event; a text field may hold commas of its own, which only the last ones do."""
    inner = message.strip()
    return inner[1:-1].split(",") if inner.startswith("[") and inner.endswith("]") else []


def _short(text: str) -> str:
    return " ".join(text.split())[:200]
