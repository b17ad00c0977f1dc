"""The log from the command line."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from virtualphone.device.clock import parse_local
from virtualphone.device.logcat import BUFFERS, LEVELS, Entry, Format
from virtualphone.shell.call import Call

_FORMATS: dict[str, Format] = {
    "brief": "brief", "process": "process", "tag": "tag", "raw": "raw", "time": "time", "threadtime": "threadtime",
    "long": "long",
}  # fmt: skip
_DEFAULT_BUFFERS = frozenset({"main", "system", "crash"})
_WITH_VALUE = {"-v", "-b", "-T", "-t", "-e", "-m", "-f", "-G", "-r", "-n", "-P"}


@dataclass(slots=True)
class _Request:
    style: Format = "threadtime"
    buffers: frozenset[str] = _DEFAULT_BUFFERS
    dump: bool = False
    clear: bool = False
    count: int | None = None
    since: float | None = None
    expression: re.Pattern[str] | None = None
    pid: int | None = None
    limit: int | None = None
    levels: dict[str, str] = field(default_factory=dict)
    default_level: str = "V"

    def wants(self, entry: Entry) -> bool:
        if entry.buffer not in self.buffers or (self.pid is not None and entry.pid != self.pid):
            return False
        if self.since is not None and entry.when < self.since:
            return False
        threshold = self.levels.get(entry.tag, self.default_level)
        if threshold == "S" or LEVELS.index(entry.level) < LEVELS.index(threshold):
            return False
        return self.expression is None or bool(self.expression.search(entry.text))


async def logcat(call: Call) -> int:
    try:
        request = _parse(call.args)
    except ValueError as error:
        return await call.fail(f"logcat: {error}")
    log = call.state.logcat
    if request.clear:
        log.clear(request.buffers)
        return 0
    entries = [entry for entry in log.entries() if request.wants(entry)]
    if request.count is not None:
        entries = entries[-request.count :] if request.count else []
    last = log.entries()[-1].number if log.entries() else 0
    for name in BUFFERS:
        if name in request.buffers and (request.dump is False or any(entry.buffer == name for entry in entries)):
            await call.line(f"--------- beginning of {name}")
    await call.out("".join(f"{entry.format(request.style)}\n" for entry in entries[: request.limit]))
    if request.dump or (request.limit is not None and len(entries) >= request.limit):
        return 0
    printed = len(entries)
    async for entry in log.follow(last):
        if request.wants(entry):
            await call.line(entry.format(request.style))
            printed += 1
            if printed == request.limit:
                break
    return 0


def _parse(args: list[str]) -> _Request:
    request = _Request()
    words = iter(args)
    for word in words:
        if word in _WITH_VALUE:
            _value_option(request, word, next(words, ""))
        elif word in ("-d", "--dump"):
            request.dump = True
        elif word in ("-c", "--clear"):
            request.clear = True
        elif word == "-s":
            request.default_level = "S"
        elif word.startswith("--pid="):
            request.pid = _number(word[6:])
        elif found := re.fullmatch(r"-([vbTt])(.+)", word):
            _value_option(request, "-" + found[1], found[2])
        elif not word.startswith("-"):
            _filter(request, word)
    return request


def _value_option(request: _Request, option: str, value: str) -> None:
    match option:
        case "-v":
            style = _FORMATS.get(value.split(",")[0].split()[0] if value.split() else "")
            request.style = style or request.style
        case "-b":
            names = frozenset(value.split(","))
            request.buffers = frozenset(BUFFERS) if "all" in names else names
            if "default" in names:
                request.buffers = names | _DEFAULT_BUFFERS
        case "-T" | "-t":
            request.dump = request.dump or option == "-t"
            if value.isdigit():
                request.count = int(value)
            else:
                request.since = _moment(value)
        case "-e":
            try:
                request.expression = re.compile(value)
            except re.error as error:
                raise ValueError(f"bad expression: {error}") from error
        case "-m":
            request.limit = _number(value)
        case _:
            pass


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"'{text}' is not a number")
    return int(text)


def _moment(text: str) -> float:
    """`MM-DD hh:mm:ss.mmm`, the same with a year, or seconds since the epoch."""
    text = text.strip("'\"")
    if re.fullmatch(r"\d{1,12}\.\d{1,9}", text):
        return float(text)
    moment = parse_local(text, time.time())
    if moment is not None:
        return moment
    raise ValueError(f"-T '{text}' not in MM-DD hh:mm:ss.mmm format")


def _filter(request: _Request, word: str) -> None:
    tag, _, level = word.partition(":")
    level = level.upper() or "V"
    if level not in set(LEVELS) | {"S", "*"}:
        raise ValueError(f"Invalid filter expression '{word}'")
    level = "V" if level == "*" else level
    if tag == "*":
        request.default_level = level
    else:
        request.levels[tag] = level


async def log(call: Call) -> int:
    """`log [-p LEVEL] [-t TAG] TEXT`."""
    level, tag, words = "I", "log", list(call.args)
    while words and words[0] in ("-p", "-t") and len(words) > 1:
        option, value, *words = words
        level, tag = (value[:1].upper(), tag) if option == "-p" else (level, value)
    chosen = next((name for name in ("V", "D", "I", "W", "E", "F") if name == level), None)
    if chosen is None:
        return await call.fail(f"log: bad -p '{level}'")
    call.state.logcat.write(tag, chosen, 4711, " ".join(words))
    return 0


COMMANDS = {"logcat": logcat, "log": log}
