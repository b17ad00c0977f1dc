"""`appops`: modes and times of app operations."""

from __future__ import annotations

import time

from virtualphone.device.appops import MODES, Op, Use, default_mode, find_op
from virtualphone.device.packages import Package
from virtualphone.shell.call import Call
from virtualphone.shell.durations import format_duration


async def appops(call: Call) -> int:
    words = [word for word in call.args if word not in ("--uid", "--user", "current")]
    match words:
        case ["get", name, *rest]:
            return await _get(call, name, rest)
        case ["set", name, op, mode]:
            return await _set(call, name, op, mode)
        case ["reset", *rest]:
            names = [word for word in rest if not word.startswith("-")]
            call.state.appops.reset_modes(names[0] if names else None)
            await call.line("Reset all modes for: user 0, " + (f"package {names[0]}" if names else "all packages"))
            return 0
        case ["query-op", op, *rest]:
            return await _query(call, op, rest[0] if rest else "allow")
        case ["start" | "stop" | "write-settings" | "read-settings", *_]:
            return 0
    return await call.fail("AppOps service (appops) commands: get, set, reset, query-op", 255)


def _package(call: Call, name: str) -> Package | None:
    if name.isascii() and name.isdigit():
        return next(iter(call.state.packages.of_uid(int(name))), None)
    return call.state.packages.get(name)


async def _get(call: Call, name: str, rest: list[str]) -> int:
    package = _package(call, name)
    if package is None:
        return await call.fail(f"Error: No UID for {name} in user 0", 255)
    wanted: Op | None = find_op(rest[0]) if rest else None
    if rest and wanted is None:
        return await call.fail(f"Error: Unknown operation string: {rest[0]}", 255)
    uses = [use for use in call.state.appops.of(package.name) if wanted is None or use.op == wanted]
    if not uses:
        await call.line(f"No operations.{f'{chr(10)}Default mode: {default_mode(wanted)}' if wanted else ''}")
        return 0
    now = time.time()
    await call.out("".join(describe_use(use, now) + "\n" for use in uses))
    return 0


def describe_use(use: Use, now: float) -> str:
    """One line of `appops get`."""
    text = f"{use.op.name}: {use.mode}"
    if use.accessed is not None:
        text += f"; time={format_duration(now - use.accessed)} ago"
    if use.rejected is not None:
        text += f"; rejectTime={format_duration(now - use.rejected)} ago"
    return text


async def _set(call: Call, name: str, op_name: str, mode: str) -> int:
    package, op = _package(call, name), find_op(op_name)
    chosen = next((entry for entry in MODES if entry == mode), None)
    if package is None:
        return await call.fail(f"Error: No UID for {name} in user 0", 255)
    if op is None:
        return await call.fail(f"Error: Unknown operation string: {op_name}", 255)
    if chosen is None:
        return await call.fail(f"Error: Mode {mode} is not valid", 255)
    call.state.appops.set_mode(package.name, op.name, chosen)
    return 0


async def _query(call: Call, op_name: str, mode: str) -> int:
    for name in call.state.appops.packages():
        if any(use.op == find_op(op_name) and use.mode == mode for use in call.state.appops.of(name)):
            await call.line(name)
    return 0


COMMANDS = {"appops": appops}
