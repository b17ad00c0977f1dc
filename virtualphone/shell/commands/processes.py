"""The process table from the command line."""

from __future__ import annotations

import re

from virtualphone.device.packages import user_name
from virtualphone.device.processes import Process
from virtualphone.shell.call import Call

_SIGNALS = {"HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "TERM": 15, "CONT": 18, "STOP": 19}
_HARMLESS = {0, 10, 18}
_HELP = """usage: ps [-AadefLlnwZ] [-gG GROUP,] [-k FIELD,] [-o FIELD,] [-p PID,] [-t TTY,] [-uU USER,]

List processes.

Which processes to show (-gGuUpPt selections may be comma separated lists):

-A\tAll
-a\tHas terminal not session leader
-d\tAll but session leaders
-e\tSynonym for -A
"""


async def ps(call: Call) -> int:
    if "--help" in call.args:
        await call.out(_HELP)
        return 0
    everything = any(re.fullmatch(r"-\w*[Ae]\w*", word) for word in call.args)
    wanted = _column_list(call.args)
    pids = call.args[call.args.index("-p") + 1].split(",") if "-p" in call.args[:-1] else None
    shown = [
        process
        for process in call.state.processes.all()
        if (str(process.pid) in pids if pids is not None else everything or process.uid == call.session.identity.uid)
    ]
    if wanted is not None:
        await call.line(" ".join(name.upper() for name in wanted))
        for process in shown:
            await call.line(" ".join(_column(process, name) for name in wanted))
        return 0
    await call.line("USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME                       ")
    for process in shown:
        size = "14021064 168520" if process.package else "  131072   4096"
        start = f"{user_name(process.uid):<12} {process.pid:5d} {process.ppid:5d}"
        await call.line(f"{start} {size} 0                   0 S {process.name}")
    return 0


def _column_list(args: list[str]) -> list[str] | None:
    if "-o" not in args[:-1]:
        return None
    return [name.split("=")[0] for name in args[args.index("-o") + 1].split(",")]


def _column(process: Process, name: str) -> str:
    values = {"PID": str(process.pid), "PPID": str(process.ppid), "USER": user_name(process.uid),
              "UID": str(process.uid), "NAME": process.name, "ARGS": process.name, "CMD": process.name[-15:],
              "S": "S"}  # fmt: skip
    return values.get(name.upper(), "-")


async def kill(call: Call) -> int:
    signal, words = 15, call.args
    if words and words[0].startswith("-"):
        text = words[1] if words[0] == "-s" and len(words) > 1 else words[0][1:].removeprefix("SIG")
        words = words[2:] if words[0] == "-s" else words[1:]
        signal = int(text) if text.isdigit() else _SIGNALS.get(text.upper().removeprefix("SIG"), 15)
    status = 0
    for word in words:
        pid = int(word) if word.isascii() and word.isdigit() else -1
        status = await _signal(call, pid, signal) or status
    return status


async def _signal(call: Call, pid: int, signal: int) -> int:
    process = call.state.processes.get(pid)
    if process is None:
        return await call.fail(f"/system/bin/sh: kill: {pid}: No such process")
    if call.session.identity.uid not in (0, process.uid):
        return await call.fail(f"/system/bin/sh: kill: {pid}: Operation not permitted")
    if signal not in _HARMLESS:
        call.state.processes.kill(pid, signal=signal, reason=f"signal {signal}")
    return 0


async def pidof(call: Call) -> int:
    names = [word for word in call.args if not word.startswith("-")]
    pids = [str(process.pid) for name in names for process in call.state.processes.named(name)]
    if pids:
        await call.line(" ".join(reversed(pids)))
    return int(not pids)


async def pgrep(call: Call) -> int:
    words = [word for word in call.args if not word.startswith("-")]
    try:
        expression = re.compile(words[0] if words else "")
    except re.error as error:
        return await call.fail(f"pgrep: bad regex: {error}", 2)
    found = [process for process in call.state.processes.all() if expression.search(process.name)]
    for process in found:
        await call.line(f"{process.pid} {process.name}" if "-l" in call.args else str(process.pid))
    return int(not found)


async def killall(call: Call) -> int:
    names = [word for word in call.args if not word.startswith("-")]
    pids = [process.pid for name in names for process in call.state.processes.named(name)]
    if not pids:
        return await call.fail(f"{call.name}: bad '{names[-1] if names else ''}'")
    return max([await _signal(call, pid, 15) for pid in pids])


COMMANDS = {"ps": ps, "kill": kill, "pidof": pidof, "pgrep": pgrep, "killall": killall, "pkill": killall}
