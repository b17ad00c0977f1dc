"""Expansion of words: variables, command output, field splitting and file name patterns."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Awaitable, Callable

from virtualphone.device.filesystem import Filesystem
from virtualphone.shell.call import Session
from virtualphone.shell.tokenizer import Segment, Word

RunForOutput = Callable[[str], Awaitable[str]]

_PATTERN = re.compile(r"[*?\[]")
_MAX_FIELDS = 100_000
# Marks a quoted pattern character so that it stays what it is.
_QUOTED = {character: chr(0xE000 + ord(character)) for character in "*?[]"}
_UNQUOTED = {mark: character for character, mark in _QUOTED.items()}


async def expand_words(words: tuple[Word, ...], session: Session, files: Filesystem, run: RunForOutput) -> list[str]:
    """The arguments that words stand for; one word may give none or many."""
    arguments: list[str] = []
    for word in words:
        for text in await _fields(word, session, run):
            arguments.extend(_match_files(text, session, files))
    return arguments[:_MAX_FIELDS]


async def expand_single(word: Word, session: Session, run: RunForOutput) -> str:
    """The text that a word stands for, neither split nor matched (assignments, redirections)."""
    return "".join([await _value(segment, session, run) for segment in word.segments])


async def _fields(word: Word, session: Session, run: RunForOutput) -> list[str]:
    fields: list[str] = []
    current: str | None = None
    for segment in word.segments:
        value = await _value(segment, session, run)
        if segment.quoted:
            current = (current or "") + _protect(value)
        elif segment.kind == "text":
            current = (current or "") + (_home(value, session) if current is None else value)
        else:
            pieces = value.split()
            if not pieces:
                continue
            if current is not None and value[0].isspace():
                fields.append(current)
                current = None
            for index, piece in enumerate(pieces):
                if index > 0 and current is not None:
                    fields.append(current)
                    current = None
                current = (current or "") + piece
            if value[-1].isspace() and current is not None:
                fields.append(current)
                current = None
    if current is not None:
        fields.append(current)
    return fields


async def _value(segment: Segment, session: Session, run: RunForOutput) -> str:
    match segment.kind:
        case "text":
            return segment.value
        case "command":
            return (await run(segment.value)).rstrip("\n")
        case "variable":
            return _variable(segment.value, session) or segment.default


def _variable(name: str, session: Session) -> str:
    match name:
        case "?":
            return str(session.status)
        case "$":
            return "4711"
        case "0":
            return "/system/bin/sh"
        case "USER":
            return {0: "root", 2000: "shell"}.get(session.identity.uid, str(session.identity.uid))
        case "PWD":
            return session.directory
        case "#":
            return "0"
    return session.variables.get(name, DEFAULT_VARIABLES.get(name, ""))


DEFAULT_VARIABLES = {
    "HOME": "/",
    "SHELL": "/system/bin/sh",
    "PATH": "/product/bin:/apex/com.android.runtime/bin:/system/bin:/system/xbin:/vendor/bin",
    "ANDROID_DATA": "/data",
    "ANDROID_ROOT": "/system",
    "EXTERNAL_STORAGE": "/sdcard",
    "TMPDIR": "/data/local/tmp",
    "HOSTNAME": "localhost",
}


def _home(text: str, session: Session) -> str:
    return _variable("HOME", session) + text[1:] if text == "~" or text.startswith("~/") else text


def _protect(text: str) -> str:
    return "".join(_QUOTED.get(character, character) for character in text)


def _restore(text: str) -> str:
    return "".join(_UNQUOTED.get(character, character) for character in text)


def _match_files(text: str, session: Session, files: Filesystem) -> list[str]:
    if not _PATTERN.search(text) or "\0" in text:
        return [_restore(text)]
    absolute = text.startswith("/")
    found = [""] if absolute else [session.directory.rstrip("/")]
    for part in [part for part in text.split("/") if part]:
        found = [match for folder in found for match in _match_part(folder, part, session, files)]
    if not absolute:
        prefix = session.directory.rstrip("/") + "/"
        found = [path.removeprefix(prefix) for path in found]
    return sorted(found) or [_restore(text)]


def _match_part(folder: str, part: str, session: Session, files: Filesystem) -> list[str]:
    if not _PATTERN.search(part):
        path = f"{folder}/{_restore(part)}"
        return [path] if files.exists(path, session.identity, session.namespace) else []
    try:
        names = files.listing(folder or "/", session.identity, session.namespace)
    except OSError:
        return []
    pattern = re.sub("[\ue02a\ue03f\ue05b\ue05d]", lambda found: f"[{_UNQUOTED[found[0]]}]", part)
    wanted_hidden = part.startswith(".")
    return [
        f"{folder}/{name}"
        for name in names
        if fnmatch.fnmatchcase(name, pattern) and (wanted_hidden or not name.startswith("."))
    ]
