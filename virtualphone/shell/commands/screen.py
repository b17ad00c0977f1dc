"""The display from the command line: touches, keys, pictures, trees, size."""

from __future__ import annotations

import re

from virtualphone.shell.call import Call
from virtualphone.shell.keycodes import KEYCODES, keycode_of

_SOURCES = {"touchscreen", "keyboard", "dpad", "mouse", "touchpad", "gamepad", "stylus", "trackball", "touchnavigation"}
_POWER, _SLEEP, _WAKEUP = KEYCODES["POWER"], KEYCODES["SLEEP"], KEYCODES["WAKEUP"]
_DUMP_PATH = "/sdcard/window_dump.xml"


async def input_command(call: Call) -> int:
    words = list(call.args)
    while words and (words[0] in _SOURCES or words[0] == "-d"):
        words = words[2:] if words[0] == "-d" else words[1:]
    engine = call.device.engine
    match words:
        case ["tap", x, y]:
            await engine.tap(_pixels(x), _pixels(y))
        case ["swipe" | "draganddrop" | "touchscreen", x1, y1, x2, y2, *rest]:
            duration = int(rest[0]) if rest and rest[0].isdigit() else 300
            await engine.swipe(_pixels(x1), _pixels(y1), _pixels(x2), _pixels(y2), duration)
        case ["text", text]:
            await engine.text(text.replace("%s", " "))
        case ["keyevent", *codes]:
            return await _keys(call, [code for code in codes if not code.startswith("--")])
        case ["press"] | ["roll", *_] | ["motionevent", *_]:
            return 0
        case _:
            return await call.fail(f"Error: Unknown command: {words[0] if words else ''}", 255)
    return 0


def _pixels(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,6}(\.\d{1,6})?", text):
        raise OSError(22, "Invalid argument", text)
    return int(float(text))


async def _keys(call: Call, codes: list[str]) -> int:
    for text in codes:
        code = keycode_of(text)
        if code is None:
            return await call.fail(f"Error: Unknown keycode: {text}", 255)
        display = call.state.display
        if code in (_POWER, _SLEEP, _WAKEUP):
            display.awake = {_POWER: not display.awake, _SLEEP: False, _WAKEUP: True}[code]
        elif display.awake:
            await call.device.engine.key(code)
    return 0


async def screencap(call: Call) -> int:
    picture = await call.device.engine.screenshot()
    path = next((word for word in call.args if not word.startswith("-") and not word.isdigit()), None)
    if path is None:
        await call.stdout(picture)
    else:
        call.write_file(path, picture)
    return 0


async def uiautomator(call: Call) -> int:
    if call.args[:1] != ["dump"]:
        return await call.fail("Usage: uiautomator <subcommand> [options]")
    compressed = "--compressed" in call.args
    path = next((word for word in call.args[1:] if not word.startswith("-")), _DUMP_PATH)
    tree = await call.device.engine.hierarchy(
        multi_window="--windows" in call.args, compressed=compressed, dialect="uiautomator"
    )
    if path in ("/dev/tty", "/dev/stdout", "/proc/self/fd/1"):
        await call.out(tree)
    else:
        call.write_file(path, tree.encode())
    await call.line(f"UI hierchary dumped to: {path}")
    return 0


async def wm(call: Call) -> int:
    display, model = call.state.display, call.state.model
    match call.args:
        case ["size"]:
            await call.line(f"Physical size: {model.width}x{model.height}")
            if display.size:
                await call.line(f"Override size: {display.size[0]}x{display.size[1]}")
        case ["size", "reset"]:
            display.size = None
        case ["size", text] if found := re.fullmatch(r"(\d{2,5})x(\d{2,5})", text):
            display.size = (int(found[1]), int(found[2]))
        case ["density"]:
            await call.line(f"Physical density: {model.density}")
            if display.density:
                await call.line(f"Override density: {display.density}")
        case ["density", "reset"]:
            display.density = None
        case ["density", text] if re.fullmatch(r"[1-9]\d{1,3}", text):
            display.density = int(text)
        case ["dismiss-keyguard"]:
            display.keyguard = False
        case ["user-rotation" | "fixed-to-user-rotation" | "set-user-rotation", *_]:
            return 0
        case _:
            return await call.fail("Error: unknown wm command", 255)
    return 0


COMMANDS = {"input": input_command, "screencap": screencap, "uiautomator": uiautomator, "wm": wm}
