"""`dumpsys SERVICE …`: which service prints what."""

from __future__ import annotations

from virtualphone.shell.call import Call
from virtualphone.shell.dumpsys.activity import dump_activity
from virtualphone.shell.dumpsys.connections import dump_connectivity, dump_netstats, dump_wifi
from virtualphone.shell.dumpsys.hardware import (
    change_battery,
    dump_battery,
    dump_display,
    dump_input,
    dump_input_method,
    dump_location,
    dump_power,
    dump_sensors,
)
from virtualphone.shell.dumpsys.notifications import dump_notifications
from virtualphone.shell.dumpsys.operations import dump_appops
from virtualphone.shell.dumpsys.package import dump_package
from virtualphone.shell.dumpsys.window import dump_window

_NAMES = (
    "activity", "alarm", "appops", "battery", "connectivity", "deviceidle", "display", "input", "input_method",
    "location", "meminfo", "netstats", "notification", "package", "power", "sensorservice", "telephony.registry",
    "wifi", "window",
)  # fmt: skip


async def dumpsys(call: Call) -> int:
    words = list(call.args)
    while words and words[0] in ("-t", "-T", "--pid", "--priority"):
        words = words[2:]
    if not words or words[0] == "-l":
        await call.out("Currently running services:\n" + "".join(f"  {name}\n" for name in _NAMES))
        return 0
    name, rest = words[0], words[1:]
    text = _text(call, name, rest)
    if text is None:
        return await call.fail(f"Can't find service: {name}")
    await call.out(text)
    return 0


def _text(call: Call, name: str, rest: list[str]) -> str | None:
    state, engine = call.state, call.device.engine
    match name:
        case "package":
            return dump_package(state, rest)
        case "window":
            return dump_window(state, engine, rest)
        case "activity":
            return dump_activity(state, engine, rest)
        case "appops":
            return dump_appops(state, rest)
        case "notification":
            return dump_notifications(state)
        case "netstats":
            return dump_netstats(state, rest)
        case "connectivity":
            return dump_connectivity(state)
        case "wifi":
            return dump_wifi(state)
        case "sensorservice":
            return dump_sensors(state)
        case "battery":
            return change_battery(state, rest) if rest else dump_battery(state)
        case "power":
            return dump_power(state)
        case "display":
            return dump_display(state)
        case "input":
            return dump_input(state)
        case "input_method":
            return dump_input_method(state)
        case "location":
            return dump_location(state)
        case "deviceidle":
            return _doze(call, rest)
        case "clipboard":
            return "Primary clip: " + ("present" if call.state.clipboard.text else "none") + "\n"
        case "meminfo" | "cpuinfo" | "gfxinfo":
            return _usage(call, name, rest)
        case _ if name in _NAMES:
            return f"{name}:\n  (nothing to report)\n"
    return None


def _doze(call: Call, words: list[str]) -> str:
    state = call.state
    if words[:1] != ["whitelist"]:
        return "  mState=ACTIVE\n"
    lines = []
    for word in words[1:]:
        name = word[1:]
        if state.packages.get(name) is None:
            lines.append(f"Unknown package: {name}")
        elif word.startswith("+"):
            state.doze_exempt.add(name)
            lines.append(f"Added: {name}")
        elif word.startswith("-"):
            state.doze_exempt.discard(name)
            lines.append(f"Removed: {name}")
    if not words[1:]:
        for name in sorted(state.doze_exempt):
            package = state.packages.get(name)
            lines.append(f"user,{name},{package.uid if package else 0}")
    return "".join(f"{line}\n" for line in lines)


def _usage(call: Call, service: str, words: list[str]) -> str:
    names = [word for word in words if not word.startswith("-")]
    processes = call.state.processes.of_package(names[0]) if names else call.state.processes.all()
    if names and not processes:
        return f"No process found for: {names[0]}\n"
    if service == "cpuinfo":
        lines = [f"  0.1% {process.pid}/{process.name}: 0% user + 0% kernel" for process in processes]
        return "Load: 0.31 / 0.28 / 0.25\n" + "".join(f"{line}\n" for line in lines)
    lines = [
        f"** MEMINFO in pid {process.pid} [{process.name}] **\n        TOTAL   168520   160112" for process in processes
    ]
    return "Applications Memory Usage (in Kilobytes):\n" + "".join(f"{line}\n" for line in lines)


COMMANDS = {"dumpsys": dumpsys}
