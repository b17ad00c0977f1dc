"""`cmd`, `svc`, `ime`, `content` and other ways to reach a system service."""

from __future__ import annotations

import re

from virtualphone.shell.call import Call
from virtualphone.shell.commands.binder import SERVICES

_LATIN_IME = "com.android.inputmethod.latin/.LatinIME"


async def cmd(call: Call) -> int:
    words = [word for word in call.args if word != "-w"]
    match words:
        case ["package", *rest]:
            return await call.run(["pm", *rest])
        case ["activity", *rest]:
            return await call.run(["am", *rest])
        case ["appops", *rest]:
            return await call.run(["appops", *rest])
        case ["settings", *rest]:
            return await call.run(["settings", *rest])
        case ["window", *rest]:
            return await call.run(["wm", *rest])
        case ["notification", *rest]:
            return await _notification(call, rest)
        case ["location", *rest]:
            return await _location(call, rest)
        case ["wifi", *rest]:
            return await _wifi(call, rest)
        case ["connectivity", "airplane-mode", *rest]:
            return await _airplane(call, rest)
        case ["phone", "data", switch]:
            call.state.network.data_enabled = switch == "enable"
            return 0
        case ["clipboard", "get" | "get-text" | "getPrimaryClip", *_]:
            await call.line(call.state.clipboard.text or "")
            return 0
        case ["uimode", mode]:
            await call.line(f"{mode.capitalize()} mode: no")
            return 0
        case ["battery", *rest]:
            return await call.run(["dumpsys", "battery", *rest])
        case ["sensor_privacy" | "statusbar" | "uimode" | "bluetooth_manager" | "deviceidle" | "stats", *_]:
            return 0
        case ["-l"]:
            await call.out("Currently running services:\n" + "".join(f"  {name}\n" for name in SERVICES))
            return 0
    return await call.fail(f"cmd: Can't find service: {words[0] if words else ''}", 20)


async def _notification(call: Call, words: list[str]) -> int:
    state = call.state
    match words:
        case ["allow_listener", component, *_]:
            state.notifications.listeners_allowed.add(component)
        case ["disallow_listener", component, *_]:
            state.notifications.listeners_allowed.discard(component)
        case ["list"]:
            await call.out("".join(f"{posted.key}\n" for posted in state.notifications.all()))
        case ["post", *rest]:
            texts = [word for word in rest if not word.startswith("-")]
            state.notifications.post("com.android.shell", 2000, texts[0] if texts else "", " ".join(texts[1:]))
        case _:
            return 0
    return 0


async def _location(call: Call, words: list[str]) -> int:
    settings = call.state.settings
    match words:
        case ["is-location-enabled", *_]:
            await call.line("true" if settings.get("secure", "location_mode") != "0" else "false")
        case ["set-location-enabled", switch, *_]:
            settings.put("secure", "location_mode", "3" if switch == "true" else "0")
        case _:
            return 0
    return 0


async def _wifi(call: Call, words: list[str]) -> int:
    network = call.state.network
    match words:
        case ["set-wifi-enabled", switch]:
            _set_wifi(call, on=switch == "enabled")
        case ["status"]:
            await call.line(f"Wifi is {'enabled' if network.wifi_enabled else 'disabled'}")
            if network.wifi_enabled:
                await call.line(f'Wifi is connected to "{network.wifi.ssid}"')
        case _:
            return 0
    return 0


async def _airplane(call: Call, words: list[str]) -> int:
    if words:
        call.state.network.airplane_mode = words[0] == "enable"
        call.state.settings.put("global", "airplane_mode_on", str(int(call.state.network.airplane_mode)))
    else:
        await call.line("enabled" if call.state.network.airplane_mode else "disabled")
    return 0


def _set_wifi(call: Call, *, on: bool) -> None:
    call.state.network.wifi_enabled = on
    call.state.settings.put("global", "wifi_on", str(int(on)))


async def svc(call: Call) -> int:
    match call.args:
        case ["wifi", "enable" | "disable" as switch]:
            _set_wifi(call, on=switch == "enable")
        case ["data", "enable" | "disable" as switch]:
            call.state.network.data_enabled = switch == "enable"
            call.state.settings.put("global", "mobile_data", str(int(switch == "enable")))
        case ["power", "stayon", *_] | ["bluetooth" | "nfc" | "usb", *_]:
            return 0
        case ["power", "reboot", *_]:
            call.device.reboot()
        case _:
            return await call.fail("Available commands:\n    help\n    power\n    data\n    wifi\n    usb\n    nfc", 1)
    return 0


async def ime(call: Call) -> int:
    settings = call.state.settings
    enabled = (settings.get("secure", "enabled_input_methods") or "").split(":")
    match call.args:
        case ["list", *rest]:
            shown = _all_methods(call) if "-a" in rest else enabled
            for name in shown:
                await call.line(name if "-s" in rest else f"{name}:\n  mId={name}")
        case ["enable", name]:
            settings.put("secure", "enabled_input_methods", ":".join(dict.fromkeys([*enabled, name])))
            await call.line(f"Input method {name}: now enabled for user #0")
        case ["disable", name]:
            settings.put("secure", "enabled_input_methods", ":".join(entry for entry in enabled if entry != name))
            await call.line(f"Input method {name}: now disabled for user #0")
        case ["set", name]:
            settings.put("secure", "default_input_method", name)
            await call.line(f"Input method {name} selected for user #0")
        case ["reset"]:
            settings.put("secure", "enabled_input_methods", _LATIN_IME)
            settings.put("secure", "default_input_method", _LATIN_IME)
            await call.line("Reset current and enabled IMEs for user #0")
        case _:
            return await call.fail("ime: unknown command", 255)
    return 0


def _all_methods(call: Call) -> list[str]:
    extra = [
        package.component(name)
        for package in call.state.packages.all()
        for name in package.app.services
        if name.endswith("IME")
    ]
    return [_LATIN_IME, *extra]


async def content(call: Call) -> int:
    """`content query --uri content://…` for the tables that a phone has."""
    uri = call.args[call.args.index("--uri") + 1] if "--uri" in call.args[:-1] else ""
    if call.args[:1] != ["query"] or not uri.startswith("content://"):
        return await call.fail("[ERROR] Unsupported operation: " + (call.args[0] if call.args else ""))
    if found := re.fullmatch(r"content://settings/(system|secure|global)", uri):
        rows = [f"name={name}, value={value}" for name, value in call.state.settings.list(found[1])]
    elif uri.startswith("content://telephony/siminfo"):
        if call.session.identity.uid != 0:
            return await call.fail(
                "Error while accessing provider:telephony\njava.lang.SecurityException: No permission"
            )
        device = call.state.identifiers.device
        rows = [f"icc_id={device.iccid}, number={call.state.personal.phone_number}, mcc=460, mnc=0, imsi={device.imsi}"]
    elif "contacts" in uri:
        rows = [f"display_name={entry.name}, data1={entry.number}" for entry in call.state.personal.contacts]
    else:
        rows = []
    if not rows:
        await call.line("No result found.")
    await call.out("".join(f"Row: {number} _id={number + 1}, {row}\n" for number, row in enumerate(rows)))
    return 0


async def locksettings(call: Call) -> int:
    match call.args[:1]:
        case ["get-disabled"]:
            await call.line("true")
        case ["verify"]:
            await call.line("Lock credential verified successfully")
        case ["help"]:
            await call.line("lockSettings service commands:")
    return 0


async def reboot(call: Call) -> int:
    call.device.reboot()
    return 0


COMMANDS = {
    "cmd": cmd, "svc": svc, "ime": ime, "content": content, "locksettings": locksettings, "reboot": reboot,
}  # fmt: skip
