"""`screenrecord`: a film of the display, as a file on the phone."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from virtualphone.device.processes import SIGKILL, Exit
from virtualphone.shell.call import Call
from virtualphone.shell.film import Film

_LONGEST_S = 180
_BIT_RATES = (100_000, 200_000_000)
_EVERY_S = 0.2
_HELP = """Usage: screenrecord [options] <filename>

Android screenrecord v1.4.  Records the device's display to a .mp4 file.

Options:
--size WIDTHxHEIGHT
    Set the video size, e.g. "1280x720".  Default is the device's main
    display resolution (if supported), 1280x720 if not.  For best results,
    use a size supported by the AVC encoder.
--bit-rate RATE
    Set the video bit rate, in bits per second.  Value may be specified as
    bits or megabits, e.g. '4000000' is equivalent to '4M'.  Default 20Mbps.
--time-limit TIME
    Set the maximum recording time, in seconds.  Default / maximum is 180.
--verbose
    Display interesting information on stdout.
--help
    Show this message.

Recording continues until Ctrl-C is hit or the time limit is reached.
"""


@dataclass(frozen=True, slots=True)
class _Order:
    path: str
    width: int
    height: int
    bit_rate: int
    seconds: int


class _UsageError(Exception):
    pass


async def screenrecord(call: Call) -> int:
    if "--help" in call.args:
        await call.err(_HELP.rstrip())
        return 0
    try:
        order = _order(call)
    except _UsageError as error:
        return await call.fail(str(error), 2)
    try:
        call.write_file(order.path, b"")
    except OSError as error:
        return await call.fail(f"Unable to open '{order.path}': {error.strerror}")
    return await _film(call, order)


async def _film(call: Call, order: _Order) -> int:
    processes, ended = call.state.processes, asyncio.Event()
    process = processes.run("screenrecord", tuple(call.args), call.session.identity.uid)
    signals: list[int | None] = []

    def hear(end: Exit) -> None:
        if end.process.pid == process.pid:
            signals.append(end.signal)
            ended.set()

    forget, film = processes.on_exit(hear), Film(order.width, order.height, order.bit_rate)
    clock = asyncio.get_running_loop().time
    began = clock()
    try:
        while not ended.is_set() and clock() - began < order.seconds:
            at_ms = round(1000 * (clock() - began))
            film.show(await call.device.engine.frame(order.width, order.height), at_ms)
            rest = min(began + at_ms / 1000 + _EVERY_S, began + order.seconds) - clock()
            await _within(ended, max(0.0, rest))
    finally:
        # Also when the connection ends, of which the program hears as of a Ctrl-C.
        forget()
        processes.kill(process.pid, signal=None, reason="exit")
        data = film.end(round(1000 * (clock() - began)))
        # What is killed has no time to write its table of contents.
        call.write_file(order.path, data[: len(data) // 2] if SIGKILL in signals else data)
    return 137 if SIGKILL in signals else 0


async def _within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def _order(call: Call) -> _Order:
    given, rest, words = {"--size": "", "--bit-rate": "", "--time-limit": ""}, list[str](), list(call.args)
    while words:
        name, has_value, value = words.pop(0).partition("=")
        if name in given:
            given[name] = value if has_value else (words.pop(0) if words else "")
        elif name == "--verbose":
            continue
        elif name.startswith("-"):
            raise _UsageError(f"screenrecord: unrecognized option `{name}'")
        else:
            rest.append(name)
    if len(rest) != 1:
        raise _UsageError("Must specify output file (see --help).")
    model = call.state.model
    size = re.fullmatch(r"(\d{1,5})x(\d{1,5})", given["--size"] or f"{model.width}x{model.height}")
    if size is None or "0" in size.groups():
        raise _UsageError(f"Invalid size '{given['--size']}', must be width x height")
    width, height = (int(side) // 2 * 2 for side in size.groups())
    if not (16 <= width <= 4096 and 16 <= height <= 4096):
        raise _UsageError(f"ERROR: unable to configure video/avc codec at {width}x{height} (err=-22)")
    return _Order(rest[0], width, height, _bit_rate(given["--bit-rate"]), _seconds(given["--time-limit"]))


def _bit_rate(text: str) -> int:
    found = re.fullmatch(r"(\d{1,9})([Mm]?)", text or "20M")
    rate = int(found[1]) * (1_000_000 if found[2] else 1) if found else 0
    if not _BIT_RATES[0] <= rate <= _BIT_RATES[1]:
        raise _UsageError(f"Bit rate {rate}bps outside acceptable range [{_BIT_RATES[0]},{_BIT_RATES[1]}]")
    return rate


def _seconds(text: str) -> int:
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else (0 if text else _LONGEST_S)
    if not 1 <= seconds <= _LONGEST_S:
        raise _UsageError(f"Time limit {seconds}s outside acceptable range [1,{_LONGEST_S}]")
    return seconds


COMMANDS = {"screenrecord": screenrecord}
