"""Checking a recording against its hash chain: what was changed, removed or added since it was recorded."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evidence.custody.chain import CHAIN, LOGS
from evidence.errors import EvidenceError

State = Literal["none", "whole", "open", "broken"]

_PIECE = 1024 * 1024
_MAX_LINK = 16 * 1024 * 1024
_SUM = re.compile(r"[0-9a-f]{64}")
_STORED = re.compile(r"(?:screens|device|policy|video)/[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
_FOLDERS = ("screens", "device", "policy", "video")


@dataclass(frozen=True, slots=True)
class Chained:
    """What the chain says of a recording.

    `none`: it was recorded without one. `whole`: everything is as it was recorded. `open`: so is what the chain covers,
    but its end is missing, as after a crash; `problem` says what it does not cover. `broken`: `problem` is the first
    thing that was changed, removed or added. `head` is the SHA-256 of the last link.
    """

    state: State
    links: int = 0
    head: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Link:
    sizes: dict[str, int]
    sums: dict[str, str]
    files: dict[str, str]
    rewritten: tuple[str, ...]
    last: bool


class _Broken(Exception):
    """The first thing that is not as it was."""


def check_chain(folder: Path) -> Chained:
    """Compare a recording with its chain. Raises EvidenceError when a file cannot be read."""
    if not (folder / CHAIN).is_file():
        return Chained("none")
    links: list[_Link] = []
    head = ""
    try:
        try:
            for link, summed in _links(folder):
                links.append(link)
                head = summed
            problem = _compared(folder, links)
        except _Broken as broken:
            return Chained("broken", len(links), head, str(broken))
    except OSError as error:
        raise EvidenceError(f"{error.filename or folder}: {error.strerror or error}") from error
    return Chained("open" if problem else "whole", len(links), head, problem)


def _links(folder: Path) -> Iterator[tuple[_Link, str]]:
    """The links in order, each with its sum; one that was cut short at the very end is passed over."""
    info = folder / "recording.json"
    if not info.is_file():
        raise _Broken("recording.json was removed")
    previous = hashlib.sha256(info.read_bytes()).hexdigest()
    with (folder / CHAIN).open("rb") as file:
        number = 0
        while line := file.readline(_MAX_LINK):
            number += 1
            if not line.endswith(b"\n"):
                return
            value = _parsed(line)
            if value is None or value.get("link") != number:
                raise _Broken(f"{CHAIN} line {number} was changed, or a line was removed before it or added")
            if value.get("previous") != previous:
                what = "recording.json was changed" if number == 1 else f"{CHAIN} line {number - 1} was changed"
                raise _Broken(what)
            link = _read(value)
            if link is None:
                raise _Broken(f"{CHAIN} line {number} was changed")
            previous = hashlib.sha256(line[:-1]).hexdigest()
            yield link, previous


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _read(value: dict[str, Any]) -> _Link | None:
    sizes: dict[str, int] = {}
    sums: dict[str, str] = {}
    for name in LOGS:
        match value.get(name):
            case [int() as size, str() as digest] if size >= 0 and _SUM.fullmatch(digest):
                sizes[name], sums[name] = size, digest
            case _:
                return None
    files, rewritten = value.get("files", {}), value.get("rewritten", {})
    if not isinstance(files, dict) or not isinstance(rewritten, dict):
        return None
    if not all(_STORED.fullmatch(path) and isinstance(digest, str) for path, digest in files.items()):
        return None
    return _Link(sizes, sums, files, tuple(rewritten), value.get("last") is True)


def _compared(folder: Path, links: list[_Link]) -> str:
    """What the chain does not cover, or nothing. Raises _Broken."""
    ended = bool(links) and links[-1].last
    if any(link.last for link in links[:-1]):
        raise _Broken(f"{CHAIN} was added to after its end")
    for name, path in LOGS.items():
        _compare_log(folder / path, path, name, links, ended)
    named: dict[str, str] = {}
    for link in links:
        named |= link.files
    for stored, digest in named.items():
        if not (folder / stored).is_file():
            raise _Broken(f"{stored} was removed")
        if _sum_of(folder / stored) != digest:
            raise _Broken(f"{stored} was changed")
    strange = sorted(
        f"{part}/{path.name}"
        for part in _FOLDERS
        if (folder / part).is_dir()
        for path in (folder / part).iterdir()
        if f"{part}/{path.name}" not in named
    )
    if ended and strange:
        raise _Broken(f"{strange[0]} was added")
    return "" if ended else _uncovered(folder, links, strange)


def _compare_log(path: Path, shown: str, name: str, links: list[_Link], ended: bool) -> None:
    """The sums of a log at each link, in one pass. Raises _Broken with the first lines that differ."""
    first = max((number for number, link in enumerate(links) if name in link.rewritten), default=0)
    if not path.is_file():
        if links and links[-1].sizes[name]:
            raise _Broken(f"{shown} was removed")
        return
    size = path.stat().st_size
    total, at, line = hashlib.sha256(), 0, 1
    with path.open("rb") as file:
        for number, link in enumerate(links[first:], start=first + 1):
            if link.sizes[name] < at:
                raise _Broken(f"{CHAIN} line {number} was changed: {shown} cannot have become shorter")
            if link.sizes[name] > size:
                if ended:
                    raise _Broken(f"{shown} was cut short: {links[-1].sizes[name] - size} bytes are missing")
                return
            began = line
            while at < link.sizes[name]:
                piece = file.read(min(_PIECE, link.sizes[name] - at))
                total.update(piece)
                at, line = at + len(piece), line + piece.count(b"\n")
            if total.hexdigest() != link.sums[name]:
                lines = f"line {began}" if line <= began + 1 else f"lines {began} to {line - 1}"
                raise _Broken(f"{shown} {lines} was changed, removed or added")
    if ended and size > at:
        raise _Broken(f"{shown} line {line} was added after the end of the recording")


def _uncovered(folder: Path, links: list[_Link], strange: list[str]) -> str:
    """In one clause, what an open chain leaves out."""
    parts = []
    for name, path in LOGS.items():
        size = (folder / path).stat().st_size if (folder / path).is_file() else 0
        rest = size - (links[-1].sizes[name] if links else 0)
        if rest > 0:
            parts.append(f"the last {rest} bytes of {path}")
        elif rest < 0:
            parts.append(f"{-rest} bytes that {path} lacks at its end")
    parts += strange
    return "the recording was cut short" + (f"; not covered: {', '.join(parts[:5])}" if parts else "")


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
