"""`dumpsys appops`: operations of all apps with their times."""

from __future__ import annotations

import time

from virtualphone.device.appops import Use
from virtualphone.device.clock import show_milliseconds
from virtualphone.device.packages import FIRST_APPLICATION_UID
from virtualphone.device.state import PhoneState
from virtualphone.shell.durations import format_duration


def dump_appops(state: PhoneState, words: list[str]) -> str:
    """The dump of all apps, or of one after `--package`."""
    wanted = words[words.index("--package") + 1] if "--package" in words[:-1] else None
    if wanted is not None and state.packages.get(wanted) is None:
        return f"Unknown package: {wanted}\n"
    lines = ["Current AppOps Service state:", ""]
    for package in state.packages.all():
        uses = state.appops.of(package.name)
        if not uses or (wanted is not None and package.name != wanted):
            continue
        running = bool(state.processes.of_package(package.name))
        lines += [f"  Uid {_uid(package.uid)}:", f"    state={'top' if running else 'cch'}"]
        lines.append(f"    Package {package.name}:")
        for use in uses:
            lines += _use(use, state.model.api_level)
    return "".join(f"{line}\n" for line in lines)


def _uid(uid: int) -> str:
    return f"u0a{uid - FIRST_APPLICATION_UID}" if uid >= FIRST_APPLICATION_UID else str(uid)


def _use(use: Use, api_level: int) -> list[str]:
    now = time.time()
    state = "top" if use.foreground else "bg"
    # From API 30 an access stands under its attribution tag, with the kind of caller (s: the app itself).
    where = f"[{state}-s]" if api_level >= 30 else f"{state} ="
    lines = [f"      {use.op.name} ({use.mode}): "]
    tagged = api_level >= 30 and (use.accessed is not None or use.rejected is not None)
    if tagged:
        lines.append("        null=[")
    for label, moment in (("Access", use.accessed), ("Reject", use.rejected)):
        if moment is not None:
            lines.append(f"          {label}: {where} {show_milliseconds(moment)} ({format_duration(moment - now)})")
    return [*lines, "        ]"] if tagged else lines
