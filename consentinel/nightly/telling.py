"""A nightly in the terminal: what goes on while it runs, and what is new when it is over."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from consentinel.nightly.driving import Ended
from consentinel.nightly.suppressing import Suppressions
from consentinel.terminal import plain
from reports.history.differences import Kind
from reports.history.night import Night
from reports.history.values import Task
from reports.history.words import AGAIN, KINDS, marked, rule_title

MAX_LINES = 60
_STYLES: dict[Kind, str] = {"new": "bold red", "lost": "yellow", "fixed": "green"}


class Board:
    """One line for what goes on, and one that stays for each task that is over."""

    def __init__(self, console: Console, tasks: int, done: int) -> None:
        self._console, self._tasks, self._done = console, tasks, done
        self._lock = threading.Lock()
        self._now: dict[int, str] = {}
        self._status: Status | None = None

    def __enter__(self) -> Self:
        self._status = self._console.status("")
        self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def said(self, task: Task, line: str) -> None:
        """What goes on with a task."""
        with self._lock:
            self._now[task.id] = f"{task.piece.name}: {line}"
            self._show()

    def ended(self, end: Ended) -> None:
        """A task is over."""
        with self._lock:
            self._now.pop(end.task.id, None)
            self._done += 1
            self._console.print(plain(f"{self._done}/{self._tasks} {_line(end)}"), soft_wrap=True, highlight=False)
            self._show()

    def _show(self) -> None:
        if self._status is not None:
            self._status.update(plain("  ".join(self._now.values())))


def _line(end: Ended) -> str:
    piece = end.task.piece
    name = " ".join(part for part in (piece.name, piece.scenario, piece.device) if part)
    if end.facts is None:
        return f"{name}: not judged: {end.reason}"
    verdicts = [finding.verdict for finding in end.facts.findings if not finding.informative]
    told = [f"{verdicts.count(verdict)} {verdict}" for verdict in ("violation", "inconclusive") if verdict in verdicts]
    marks = [AGAIN[one.again].en for one in end.facts.findings if one.again in AGAIN and not one.informative]
    told += [f"{marks.count(mark)} {mark}" for mark in dict.fromkeys(marks)]
    failed = f", {len(end.facts.failures)} failed attempts" if end.facts.failures else ""
    return f"{name}: {', '.join(told) or 'nothing found'}, on {end.facts.device}{failed}"


def tell_night(console: Console, told: Night, suppressions: Suppressions, page: Path, *, zh: bool) -> None:
    """Print what is new, and where the page is."""
    against = f"baseline {told.baseline}" if told.baseline else told.since
    console.print(
        plain(f"{told.nightly.label}: compared with {against}" if against else f"{told.nightly.label}: the first one"),
        soft_wrap=True,
    )
    _tell_changes(console, told, zh=zh)
    counts = ", ".join(f"{told.count(kind)} {kind}" for kind in ("new", "lost", "fixed", "still"))
    missing, excused = len(told.not_judged), len(told.suppressed)
    rejected = f", {told.rejected} rejected by reviewers" if told.rejected else ""
    again = "".join(f", {told.again[mark]} {words.en}" for mark, words in AGAIN.items() if told.again[mark])
    console.print(f"{counts}, {missing} not judged, {excused} suppressed{rejected}{again}", highlight=False)
    _tell_suppressions(console, told, suppressions)
    console.print(Text(f"page       {page}"), soft_wrap=True)


def _tell_changes(console: Console, told: Night, *, zh: bool) -> None:
    kinds: tuple[Kind, ...] = ("new", "lost", "fixed")
    changes = [(kind, one, change) for kind in kinds for one in told.compared for change in one.of(kind)]
    if not changes:
        return
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("change", no_wrap=True)
    table.add_column("app", ratio=1, overflow="fold")
    table.add_column("rule", ratio=2, overflow="fold")
    table.add_column("what is seen now, and what changed", ratio=3, overflow="fold")
    for kind, one, change in changes[:MAX_LINES]:
        said, title = change.after or change.before, rule_title(change.rule)
        words = [(said.zh if zh else said.en)[:200]] if said is not None else []
        words += [
            f"[{c.name.zh if zh else c.name.en}: {c.before or '-'} -> {c.after or '-'}]" for c in one.circumstances[:6]
        ]
        words = [f"({mark.zh if zh else mark.en})" for mark in marked(change.after)] + words
        if change.expired:
            words.insert(0, "its suppression has expired:")
        piece, name = one.after.task.piece, KINDS[kind]
        table.add_row(
            Text(name.zh if zh else name.en, style=_STYLES[kind]),
            plain(" ".join(part for part in (piece.name, piece.device) if part)),
            plain(f"{change.rule} {title.zh if zh else title.en}"),
            plain(" ".join(words)),
        )
    console.print(table)
    if len(changes) > MAX_LINES:
        console.print(f"… and {len(changes) - MAX_LINES} more on the page", highlight=False)


def _tell_suppressions(console: Console, told: Night, suppressions: Suppressions) -> None:
    today = datetime.fromtimestamp(told.nightly.ended_s or time.time()).astimezone().date()
    for entry in suppressions.expired(today):
        said = f"suppression '{entry.name}' of {entry.owner} expired on {entry.expires}: what it covered counts again"
        console.print(plain(said, "yellow"), soft_wrap=True)
    for entry in suppressions.unused():
        if entry.expires >= today:
            said = f"suppression '{entry.name}' of {entry.owner} covers nothing that was found: take it out"
            console.print(plain(said), soft_wrap=True)
