"""What befell an app since its launch, read from logs, processes and dialogs of the system.

Phones differ in which of their logs tell it, so that all are read:

- events: `am_crash: [PID,user,PROCESS,flags,exception,message,file,line]`, `am_anr: [user,PID,PROCESS,flags,reason]`,
  `am_kill: [user,PID,PROCESS,oomadj,reason]`, `am_proc_died: [user,PID,PROCESS,oomadj,state]`,
  `am_proc_start: [user,PID,uid,PROCESS,type,component]`;
- system, by ActivityManager: `ANR in PROCESS (component)`, `Process PROCESS (pid N) has died: fg TOP`,
  `Killing PID:PROCESS/u0a1 (adj 0): reason`, `Start proc PID:PROCESS/u0a1 for …`;
- crash: `Process: PROCESS, PID: N` below `FATAL EXCEPTION`, `pid: N, tid: N, name: T  >>> PROCESS <<<` for native code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evidence.events import Outcome
from harness.platforms.android.windows import Focus

START_S = 15.0
"""An app that leaves within this time after its launch, untouched, refuses to run."""

_TAGS = "am_crash am_anr am_kill am_proc_died am_proc_start ActivityManager AndroidRuntime DEBUG"


def log_command(since: str) -> str:
    """The command that prints what the logs note since a time of the phone (`MM-DD hh:mm:ss.mmm`)."""
    return f"logcat -d -b events,crash,system -v threadtime -T '{since}' -s {_TAGS}"


_LINE = re.compile(r"^(\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})\s+\d+\s+\d+ [A-Z] ([^:]+?)\s*: (.*)$")
_ORDINARY_KILLS = ("stop ", "force stop", "remove task", "installPackage", "pkg removed", "deletePackage")

_Kind = Literal["started", "crash", "anr", "killed", "died"]

_TEXTS: tuple[tuple[_Kind, str, re.Pattern[str]], ...] = (
    ("started", "ActivityManager", re.compile(r"^Start proc \d+:(\S+)/\w+ for ")),
    ("anr", "ActivityManager", re.compile(r"^ANR in (\S+)")),
    ("killed", "ActivityManager", re.compile(r"^Killing \d+:(\S+)/\w+ \(adj -?\d+\): (.*)")),
    ("died", "ActivityManager", re.compile(r"^Process (\S+) \(pid \d+\) has died")),
    ("crash", "AndroidRuntime", re.compile(r"^Process: (\S+), PID: \d+")),
    ("crash", "DEBUG", re.compile(r">>> (\S+) <<<")),
)
_UNEXPLAINED = {"crash": "a fatal error is in the crash log", "anr": "it let an input wait"}


@dataclass(frozen=True, slots=True)
class _Note:
    """One thing that a log notes of a process."""

    kind: _Kind
    process: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Launched:
    """The app's last launch: the phone's time then (as in its log), and its age.

    `touched` says whether anything was touched since, `shown` whether the app has been seen in front since.
    """

    package: str
    phone_time: str
    touched: bool
    shown: bool
    age_s: float


def judge_outcome(launched: Launched, focus: Focus, running: bool, log: str, home: str) -> tuple[Outcome, str] | None:
    """The outcome with a detail, or None.

    `running` says whether its main process lives, `home` names the launcher. The log must be read last: what made the
    window and the process go is then in it.
    """
    found = _from_dialog(launched.package, focus) or _from_log(launched, log)
    if found is not None:
        return found
    soon = not launched.touched and launched.age_s <= START_S
    reason = _death(launched, log)
    if reason is not None:
        if soon:
            return "refuses_to_run", f"ended {launched.age_s:.1f} s after its launch, untouched{reason}"
        return "exit", f"its process ended{reason}"
    # Without a process and without a trace of its end it may just be starting.
    if running and soon and launched.shown and focus.package == home != "":
        return "refuses_to_run", f"went to the background {launched.age_s:.1f} s after its launch, untouched"
    return None


def _from_dialog(package: str, focus: Focus) -> tuple[Outcome, str] | None:
    if focus.hung.partition(":")[0] == package:
        return "anr", "the system says that it does not respond"
    if focus.crashed.partition(":")[0] == package:
        return "crash", "the system says that it has stopped"
    return None


def _from_log(launched: Launched, log: str) -> tuple[Outcome, str] | None:
    for note in _notes(launched, log):
        if note.kind == "crash":
            return "crash", note.detail
        if note.kind == "anr":
            return "anr", note.detail
    return None


def _death(launched: Launched, log: str) -> str | None:
    """How the app's process ended, as an appendix to a sentence; None when the log has no end of it."""
    died: str | None = None
    for note in _notes(launched, log):
        if note.kind == "started":
            died = None
        elif note.kind == "died":
            died = died or ""
        elif note.kind == "killed":
            died = None if note.detail.startswith(_ORDINARY_KILLS) else f" (killed: {note.detail})"
    return died


def _notes(launched: Launched, log: str) -> Iterator[_Note]:
    """What the log notes of the app's main process since its launch, in order."""
    for tag, message in _since(launched, log):
        note = _read_event(tag, message) or _read_text(tag, message)
        if note is not None and note.process == launched.package:
            yield note


def _read_event(tag: str, message: str) -> _Note | None:
    inner = message.strip()
    fields = inner[1:-1].split(",") if inner.startswith("[") and inner.endswith("]") else []
    process, rest = (fields[2], fields[3:]) if len(fields) > 2 else ("", [])
    match tag:
        case "am_crash":
            return _Note("crash", process, _short(": ".join(field for field in rest[1:3] if field)))
        case "am_anr":
            return _Note("anr", process, _short(",".join(rest[1:])))
        case "am_kill":
            return _Note("killed", process, _short(",".join(rest[1:])))
        case "am_proc_died":
            return _Note("died", process)
        case "am_proc_start" if rest:
            return _Note("started", rest[0])
    return None


def _read_text(tag: str, message: str) -> _Note | None:
    for kind, written_by, pattern in _TEXTS:
        found = pattern.search(message) if tag == written_by else None
        if found is not None:
            detail = found.group(2) if found.re.groups > 1 else _UNEXPLAINED.get(kind, "")
            return _Note(kind, found.group(1), _short(detail))
    return None


def _since(launched: Launched, log: str) -> Iterator[tuple[str, str]]:
    for line in log.split("\n"):  # an app may write any other line end
        match = _LINE.match(line)
        # Times without a year sort as texts; a launch in December and a crash in January is a day of two in the year.
        if match is not None and _not_before(match.group(1), launched.phone_time):
            yield match.group(2), match.group(3)


def _not_before(time: str, start: str) -> bool:
    if time[:2] == "01" and start[:2] == "12":
        return True
    return time >= start and not (time[:2] == "12" and start[:2] == "01")


def _short(text: str) -> str:
    return " ".join(text.split())[:200]
