"""Filters: commands that read text or bytes and write what they make of them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncIterator

from virtualphone.shell.call import MAX_TEXT_BYTES, Call

_MAX_PATTERN = 1000


async def _inputs(call: Call, paths: list[str]) -> AsyncIterator[tuple[str, bytes]]:
    """Each input with its name, `-` for standard input; files that cannot be read are reported."""
    if not paths:
        yield "-", await call.stdin.read_all(MAX_TEXT_BYTES)
    for path in paths:
        if path == "-":
            yield path, await call.stdin.read_all(MAX_TEXT_BYTES)
            continue
        try:
            yield path, call.read_file(path)
        except OSError as error:
            call.session.status = 1
            await call.err(f"{call.name}: {path}: {error.strerror}")


async def _all_text(call: Call, paths: list[str]) -> str:
    return b"".join([data async for _, data in _inputs(call, paths)]).decode("utf-8", "surrogateescape")


def _options(args: list[str], with_value: str = "") -> tuple[dict[str, str], list[str]]:
    """Short options and the rest; those in `with_value` take the next word or what follows them."""
    options: dict[str, str] = {}
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            rest.extend(words)
        elif word.startswith("-") and len(word) > 1 and not rest:
            for index, letter in enumerate(word[1:], 1):
                if letter in with_value:
                    options[letter] = word[index + 1 :] or next(words, "")
                    break
                options[letter] = ""
        else:
            rest.append(word)
    return options, rest


async def cat(call: Call) -> int:
    paths = [word for word in call.args if not word.startswith("-") or word == "-"]
    if not paths:
        while data := await call.stdin.read():
            await call.stdout(data)
        return 0
    call.session.status = 0
    async for _, data in _inputs(call, paths):
        await call.stdout(data)
    return call.session.status


async def grep(call: Call) -> int:
    options, rest = _options(call.args, "emABC")
    patterns = [options["e"]] if "e" in options else rest[:1]
    paths = rest if "e" in options else rest[1:]
    if not patterns or len(patterns[0]) > _MAX_PATTERN:
        return await call.fail("grep: no pattern", 2)
    try:
        expression = _compile(patterns[0], options, extended="E" in options or call.name == "egrep")
    except re.error as error:
        return await call.fail(f"grep: bad REGEX: {error}", 2)
    if not paths:
        return await _grep_live(call, expression, options)
    found = 0
    async for name, data in _inputs(call, paths):
        prefix = f"{name}:" if len(paths) > 1 and "h" not in options else ""
        lines = data.decode("utf-8", "surrogateescape").splitlines()
        matches = [text for text in lines if bool(expression.search(text)) != ("v" in options)]
        found += len(matches)
        if "q" in options:
            continue
        if "l" in options:
            await call.out(f"{name}\n" if matches else "")
        elif "c" in options:
            await call.line(f"{prefix}{len(matches)}")
        else:
            await call.out("".join(f"{prefix}{_part(expression, text, options)}\n" for text in matches))
    return int(found == 0)


async def _grep_live(call: Call, expression: re.Pattern[str], options: dict[str, str]) -> int:
    """Lines as they come, so that `logcat | grep` shows them at once."""
    found, limit, pending = 0, int(options.get("m") or 0), b""
    while True:
        data = await call.stdin.read()
        *lines, pending = (pending + data).split(b"\n") if data else ([pending] if pending else []) + [b""]
        for raw in lines:
            text = raw.decode("utf-8", "surrogateescape")
            if bool(expression.search(text)) == ("v" in options):
                continue
            found += 1
            if "q" in options:
                return 0
            if "c" not in options:
                await call.line(_part(expression, text, options))
            if found == limit:
                data = b""
                break
        if not data:
            break
    if "c" in options:
        await call.line(str(found))
    return int(found == 0)


def _compile(pattern: str, options: dict[str, str], *, extended: bool) -> re.Pattern[str]:
    if "F" in options:
        pattern = re.escape(pattern)
    elif not extended:
        # In basic expressions these are plain unless escaped, the other way round than in Python.
        pattern = re.sub(
            r"\\?[+?|(){}]", lambda found: found[0][1:] if found[0][0] == "\\" else "\\" + found[0], pattern
        )
    if "w" in options:
        pattern = rf"\b(?:{pattern})\b"
    if "x" in options:
        pattern = rf"^(?:{pattern})$"
    return re.compile(pattern, re.IGNORECASE if "i" in options else 0)


def _part(expression: re.Pattern[str], text: str, options: dict[str, str]) -> str:
    if "o" not in options or "v" in options:
        return text
    return "\n".join(found[0] for found in expression.finditer(text))


def _count(options: dict[str, str], args: list[str]) -> int:
    plain = next((word[1:] for word in args if re.fullmatch(r"-\d{1,9}", word)), None)
    text = plain or options.get("n", "10").lstrip("-+")
    return int(text) if text.isascii() and text.isdigit() else 10


async def head(call: Call) -> int:
    options, rest = _options([word for word in call.args if not re.fullmatch(r"-\d+", word)], "nc")
    if "c" in options:
        size = int(options["c"]) if options["c"].isdigit() else 0
        async for _, data in _inputs(call, rest):
            await call.stdout(data[:size])
        return 0
    wanted = _count(options, call.args)
    if rest:
        await call.out("".join((await _all_text(call, rest)).splitlines(keepends=True)[:wanted]))
        return 0
    taken = b""
    while taken.count(b"\n") < wanted and (data := await call.stdin.read()):
        taken += data
    await call.stdout(b"".join(taken.splitlines(keepends=True)[:wanted]))
    return 0


async def tail(call: Call) -> int:
    options, rest = _options([word for word in call.args if not re.fullmatch(r"-\d+", word)], "nc")
    lines = (await _all_text(call, rest)).splitlines(keepends=True)
    if options.get("n", "").startswith("+"):
        await call.out("".join(lines[_count(options, call.args) - 1 :]))
        return 0
    wanted = _count(options, call.args)
    await call.out("".join(lines[-wanted:] if wanted else []))
    return 0


async def count_words(call: Call) -> int:
    options, rest = _options(call.args)
    async for name, data in _inputs(call, rest):
        numbers = {"l": data.count(b"\n"), "w": len(data.split()), "c": len(data)}
        shown = [str(value) for key, value in numbers.items() if not options or key in options]
        await call.line(" ".join([*shown, *([name] if name != "-" else [])]))
    return 0


async def sort(call: Call) -> int:
    options, rest = _options(call.args)
    lines = (await _all_text(call, rest)).splitlines()

    def key(text: str) -> tuple[float, str]:
        number = re.match(r"\s*-?\d+(\.\d+)?", text)
        return (float(number[0]) if number else 0.0, text) if "n" in options else (0.0, text)

    ordered = sorted(dict.fromkeys(lines) if "u" in options else lines, key=key, reverse="r" in options)
    await call.out("".join(f"{text}\n" for text in ordered))
    return 0


async def unique(call: Call) -> int:
    options, rest = _options(call.args)
    runs: list[tuple[str, int]] = []
    for text in (await _all_text(call, rest)).splitlines():
        if runs and runs[-1][0] == text:
            runs[-1] = (text, runs[-1][1] + 1)
        else:
            runs.append((text, 1))
    for text, times in runs:
        await call.line(f"{times:7d} {text}" if "c" in options else text)
    return 0


async def cut(call: Call) -> int:
    options, rest = _options(call.args, "dfc")
    wanted = _ranges(options.get("f") or options.get("c") or "")
    separator = options.get("d", "\t")
    for text in (await _all_text(call, rest)).splitlines():
        if "c" in options:
            await call.line("".join(letter for place, letter in enumerate(text, 1) if wanted(place)))
        else:
            fields = text.split(separator or "\t")
            chosen = [field for place, field in enumerate(fields, 1) if wanted(place)]
            await call.line(separator.join(chosen) if len(fields) > 1 else text)
    return 0


def _ranges(text: str) -> _Chosen:
    spans = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        start = int(first) if first.isdigit() else 1
        end = (int(last) if last.isdigit() else 1 << 30) if dash else start
        spans.append((start, end))
    return _Chosen(tuple(spans))


class _Chosen:
    def __init__(self, spans: tuple[tuple[int, int], ...]) -> None:
        self._spans = spans

    def __call__(self, place: int) -> bool:
        return any(start <= place <= end for start, end in self._spans)


async def translate(call: Call) -> int:
    options, rest = _options(call.args)
    text = await _all_text(call, [])
    names = {"\\n": "\n", "\\r": "\r", "\\t": "\t"}
    source, target = [re.sub(r"\\[nrt]", lambda found: names[found[0]], word) for word in [*rest, "", ""][:2]]
    if "d" in options:
        await call.out(text.translate({ord(letter): None for letter in source}))
        return 0
    padded = target.ljust(len(source), target[-1:] or " ")
    await call.out(text.translate({ord(letter): padded[place] for place, letter in enumerate(source)}))
    return 0


async def xargs(call: Call) -> int:
    options, rest = _options(call.args, "nI")
    words = (await call.stdin.read_all(MAX_TEXT_BYTES)).decode("utf-8", "surrogateescape").split()
    if not words and "r" in options:
        return 0
    size = int(options["n"]) if options.get("n", "").isdigit() and int(options["n"]) > 0 else len(words) or 1
    status = 0
    for start in range(0, max(len(words), 1), size):
        status = await call.run([*(rest or ["echo"]), *words[start : start + size]]) or status
    return status


async def digest(call: Call) -> int:
    algorithm = call.name.removesuffix("sum")
    options, rest = _options(call.args)
    call.session.status = 0
    async for name, data in _inputs(call, rest):
        value = hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()
        await call.line(value if "b" in options else f"{value}  {name}")
    return call.session.status


async def base_64(call: Call) -> int:
    options, rest = _options(call.args, "w")
    async for _, data in _inputs(call, rest):
        if "d" in options:
            await call.stdout(base64.b64decode(data, validate=False))
            continue
        text = base64.b64encode(data).decode()
        width = int(options["w"]) if options.get("w", "").isdigit() else 76
        await call.out("".join(f"{text[at : at + width]}\n" for at in range(0, len(text), width)) if width else text)
    return 0


COMMANDS = {
    "cat": cat, "grep": grep, "egrep": grep, "head": head, "tail": tail, "wc": count_words, "sort": sort,
    "uniq": unique, "cut": cut, "tr": translate, "xargs": xargs, "md5sum": digest, "sha1sum": digest,
    "sha256sum": digest, "base64": base_64,
}  # fmt: skip
