"""Commands of the shell itself, and those about time and identity."""

from __future__ import annotations

import asyncio
import datetime
import re
import time

from virtualphone.device.clock import ZONE, show
from virtualphone.device.filesystem import ROOT, Identity
from virtualphone.device.packages import user_name
from virtualphone.shell.call import Call
from virtualphone.shell.expand import DEFAULT_VARIABLES
from virtualphone.shell.interpreter import ExitShell

_UIDS = {"root": 0, "system": 1000, "shell": 2000}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "0": "\0"}


async def echo(call: Call) -> int:
    args, end, escapes = call.args, "\n", False
    while args and re.fullmatch(r"-[neE]+", args[0]):
        end = "" if "n" in args[0] else end
        escapes = escapes or "e" in args[0]
        args = args[1:]
    text = " ".join(args)
    await call.out((_unescape(text) if escapes else text) + end)
    return 0


async def printf(call: Call) -> int:
    if not call.args:
        return await call.fail("printf: need at least one argument")
    values = iter(call.args[1:])
    await call.out(re.sub(r"%[sd]", lambda _: next(values, ""), _unescape(call.args[0])))
    return 0


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[0]), text)


async def succeed(call: Call) -> int:
    return 0


async def refuse(call: Call) -> int:
    return 1


async def test(call: Call) -> int:
    words = call.args
    if call.name == "[":
        if not words or words[-1] != "]":
            return await call.fail("/system/bin/sh: [: missing ]", 2)
        words = words[:-1]
    if words[:1] == ["!"]:
        return int(_holds(call, words[1:]))
    return int(not _holds(call, words))


def _holds(call: Call, words: list[str]) -> bool:
    files, session = call.state.filesystem, call.session
    match words:
        case []:
            return False
        case [value]:
            return value != ""
        case ["-n", value]:
            return value != ""
        case ["-z", value]:
            return value == ""
        case ["-e" | "-f" | "-d" | "-s" | "-L" | "-h" as flag, path]:
            return _is_kind(call, flag, session.path(path))
        case ["-r" | "-w" | "-x" as flag, path]:
            return files.can(session.path(path), {"-r": 4, "-w": 2, "-x": 1}[flag], session.identity, session.namespace)
        case [left, "=" | "==", right]:
            return left == right
        case [left, "!=", right]:
            return left != right
        case [left, "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" as operator, right]:
            return _compare(_number(left), operator, _number(right))
    return False


def _is_kind(call: Call, flag: str, path: str) -> bool:
    files, session = call.state.filesystem, call.session
    try:
        node = files.node(path, session.identity, session.namespace, follow=flag not in ("-L", "-h"))
    except OSError:
        return False
    kind = type(node).__name__
    match flag:
        case "-d":
            return kind == "Directory"
        case "-f":
            return kind in ("File", "Generated")
        case "-L" | "-h":
            return kind == "Link"
        case "-s":
            return kind != "File" or bool(files.read(path, ROOT, session.namespace))
    return True


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,18}", text.strip()) else 0


def _compare(left: int, operator: str, right: int) -> bool:
    return {
        "-eq": left == right, "-ne": left != right, "-lt": left < right,
        "-le": left <= right, "-gt": left > right, "-ge": left >= right,
    }[operator]  # fmt: skip


async def leave(call: Call) -> int:
    raise ExitShell(_number(call.args[0]) & 0xFF if call.args else call.session.status)


async def export(call: Call) -> int:
    for word in call.args:
        name, equals, value = word.partition("=")
        if equals:
            call.session.variables[name] = value
    return 0


async def unset(call: Call) -> int:
    for name in call.args:
        call.session.variables.pop(name, None)
    return 0


async def show_environment(call: Call) -> int:
    for name, value in sorted((DEFAULT_VARIABLES | call.session.variables).items()):
        await call.line(f"{name}={value}")
    return 0


async def change_directory(call: Call) -> int:
    path = call.session.path(call.args[0] if call.args else "/")
    try:
        call.state.filesystem.listing(path, ROOT, call.session.namespace)
    except OSError as error:
        return await call.fail(f"/system/bin/sh: cd: {path}: {error.strerror}", 2)
    call.session.directory = path
    return 0


async def print_directory(call: Call) -> int:
    await call.line(call.session.directory)
    return 0


async def sleep(call: Call) -> int:
    found = re.fullmatch(r"(\d{1,7}(?:\.\d{1,6})?)([smhd]?)", call.args[0] if call.args else "")
    if found is None:
        return await call.fail("sleep: Needs 1 argument" if not call.args else f"sleep: Bad number '{call.args[0]}'")
    await asyncio.sleep(float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[found[2]])
    return 0


async def execute(call: Call) -> int:
    """`exec`, `command`, `nohup`, `time`: the rest of the words are the command."""
    if not call.args:
        return 0
    status = await call.run(call.args)
    if call.name == "exec":
        raise ExitShell(status)
    return status


async def shell(call: Call) -> int:
    """`sh -c LINE`, `sh FILE`."""
    if call.args[:1] == ["-c"] and len(call.args) > 1:
        return await call.run_line(call.args[1], call.session.copy())
    if call.args:
        text = call.read_file(call.args[0]).decode("utf-8", "replace")
        return await call.run_line(text, call.session.copy())
    text = (await call.stdin.read_all()).decode("utf-8", "replace")
    return await call.run_line(text, call.session.copy())


async def evaluate(call: Call) -> int:
    return await call.run_line(" ".join(call.args))


async def switch_user(call: Call) -> int:
    """`su [0|root|UID] CMD …` and `su -c LINE` as on a userdebug image."""
    if call.session.identity.uid not in (0, 2000):
        return await call.fail("su: not allowed")
    args, uid = call.args, "0"
    if args and args[0] != "-c":
        uid, args = args[0], args[1:]
    number = _UIDS.get(uid, int(uid) if uid.isascii() and uid.isdigit() else None)
    if number is None:
        return await call.fail(f"su: invalid uid/gid '{uid}'")
    session = call.session.copy()
    session.identity = Identity(number)
    if args[:1] == ["-c"] and len(args) > 1:
        return await call.run_line(args[1], session)
    if args:
        return await call.run(args, session)
    text = (await call.stdin.read_all()).decode("utf-8", "replace")
    return await call.run_line(text, session)


async def run_as(call: Call) -> int:
    """`run-as PKG CMD …`: only for debuggable apps."""
    package = call.state.packages.get(call.args[0]) if call.args else None
    if package is None:
        return await call.fail(f"run-as: unknown package: {call.args[0] if call.args else ''}")
    if not package.app.debuggable:
        return await call.fail(f"run-as: package not debuggable: {package.name}")
    session = call.session.copy()
    session.identity, session.directory = Identity(package.uid), package.data_dir
    return await call.run(call.args[1:], session) if call.args[1:] else 0


async def whoami(call: Call) -> int:
    await call.line(user_name(call.session.identity.uid))
    return 0


async def identify(call: Call) -> int:
    uid = call.session.identity.uid
    name = user_name(uid)
    if "-u" in call.args:
        await call.line(name if "-n" in call.args else str(uid))
        return 0
    groups = f"{uid}({name})"
    if uid == 2000:
        groups += ",1004(input),1007(log),1011(adb),1015(sdcard_rw),1028(sdcard_r),3003(inet),3009(readproc)"
    context = {0: "u:r:su:s0", 2000: "u:r:shell:s0"}.get(uid, "u:r:untrusted_app:s0")
    await call.line(f"uid={uid}({name}) gid={uid}({name}) groups={groups} context={context}")
    return 0


async def date(call: Call) -> int:
    given = next((word[1:] for word in call.args if word.startswith("+")), None)
    moment = time.time()
    pattern = "%a %b %e %H:%M:%S %Z %Y" if given is None else given
    pattern = pattern.replace("%N", f"{int(moment % 1 * 1_000_000_000):09d}").replace("%s", str(int(moment)))
    zone = datetime.UTC if "-u" in call.args else ZONE
    await call.line(datetime.datetime.fromtimestamp(moment, zone).strftime(pattern))
    return 0


async def which(call: Call) -> int:
    missing = 0
    for name in call.args:
        if name.startswith("-"):
            continue
        if name in call.names:
            await call.line(f"/system/bin/{name}")
        else:
            missing = 1
    return missing


async def uname(call: Call) -> int:
    model = call.state.model
    everything = f"Linux localhost {model.kernel} #1 SMP PREEMPT aarch64 Toybox"
    parts = {"-a": everything, "-r": model.kernel, "-m": "aarch64", "-n": "localhost"}
    await call.line(parts.get(call.args[0] if call.args else "", "Linux"))
    return 0


async def uptime(call: Call) -> int:
    minutes = int(time.time() - call.state.boot_time) // 60
    await call.line(f" {show(time.time(), '%H:%M:%S')} up {minutes} min,  0 users,  load average: 0.31, 0.28, 0.25")
    return 0


async def getprop(call: Call) -> int:
    words = [word for word in call.args if not word.startswith("-")]
    if words:
        await call.line(call.state.properties.get(words[0]) or (words[1] if len(words) > 1 else ""))
        return 0
    for name, value in call.state.properties.all():
        await call.line(f"[{name}]: [{value}]")
    return 0


async def setprop(call: Call) -> int:
    if len(call.args) != 2:
        return await call.fail("setprop: Need 2 arguments")
    name, value = call.args
    if not call.state.properties.set(name, value):
        return await call.fail(f"Failed to set property '{name}' to '{value}'.\nSee dmesg for error reason.")
    return 0


COMMANDS = {
    "echo": echo, "printf": printf, "true": succeed, ":": succeed, "false": refuse, "test": test, "[": test,
    "exit": leave, "export": export, "unset": unset, "set": succeed, "env": show_environment,
    "printenv": show_environment, "cd": change_directory, "pwd": print_directory, "sleep": sleep, "exec": execute,
    "command": execute, "nohup": execute, "time": execute, "toybox": execute, "sh": shell, "eval": evaluate,
    "su": switch_user, "run-as": run_as, "whoami": whoami, "id": identify, "date": date, "which": which,
    "uname": uname, "uptime": uptime, "getprop": getprop, "setprop": setprop, "wait": succeed, "sync": succeed,
    "setenforce": succeed, "restorecon": succeed, "chcon": succeed, "umask": succeed, "trap": succeed,
}  # fmt: skip
