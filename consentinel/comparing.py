"""What differs between two recordings, in the terminal and as a page."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from consentinel.judging import judge_folder, write_file
from consentinel.terminal import plain
from consentinel.verdicts import verdict_of
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Findings
from evidence.recording import Recording
from reports.comparison import Comparison, compare, comparison_page
from reports.comparison.page import CHANGES
from reports.reviewing import Standing, account

MAX_LINES = 20
"""Requests that the terminal lists; the page has more."""

Judged = tuple[Recording, Findings]


def compare_folders(before: Path, after: Path, page: Path | None, console: Console, *, zh: bool) -> int:
    """Judge two recordings and tell what differs; returns the exit status of the comparison. Raises EvidenceError."""
    with console.status("judging"):
        judged = judge_folder(before), judge_folder(after)
    return tell_difference(*judged, page, console, zh=zh)


def tell_difference(before: Judged, after: Judged, page: Path | None, console: Console, *, zh: bool) -> int:
    """Print what differs, and write it as a page when one is asked for."""
    compared = compare(before, after)
    _tell_verdicts(compared, console, zh=zh)
    _tell_circumstances(compared, console, zh=zh)
    _tell_requests(compared, console)
    differing = sum(pair.kind != "same" for pair in compared.screens)
    console.print(f"screens: {len(compared.screens) - differing} the same, {differing} not")
    if page is not None:
        write_file(page, comparison_page(before, after))
        console.print(Text(str(page)), soft_wrap=True)
    return compared.exit_status


def _tell_verdicts(compared: Comparison, console: Console, *, zh: bool) -> None:
    changed = [change for change in compared.rules if change.told]
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("change", no_wrap=True)
    table.add_column("rule", ratio=2)
    table.add_column("before", no_wrap=True)
    table.add_column("after", no_wrap=True)
    table.add_column("what is seen now", ratio=3)
    for change in changed:
        name = CHANGES[change.kind]
        title = catalogue().rule(change.rule).title
        now = change.after or change.before
        table.add_row(
            Text(name.zh if zh else name.en),
            Text(f"{change.rule} {title.zh if zh else title.en}"),
            _verdict(change.before, zh=zh),
            _verdict(change.after, zh=zh),
            _seen(now, zh=zh),
        )
    if changed:
        console.print(table)
    console.print(f"verdicts: {len(compared.rules) - len(changed)} rules without a change")


def _verdict(standing: Standing | None, *, zh: bool) -> Text:
    return verdict_of(standing, zh=zh) if standing is not None else Text("-")


def _seen(standing: Standing | None, *, zh: bool) -> Text:
    """What is seen now, and what reviewers decided of it."""
    if standing is None:
        return Text()
    told = [standing.finding.message, *account(standing)]
    return Text("\n").join(plain((line.zh if zh else line.en)[:240]) for line in told)


def _tell_circumstances(compared: Comparison, console: Console, *, zh: bool) -> None:
    for one in compared.circumstances:
        name = one.name.zh if zh else one.name.en
        console.print(plain(f"{name}: {one.before or '-'} -> {one.after or '-'}"))


def _tell_requests(compared: Comparison, console: Console) -> None:
    for change in compared.requests[:MAX_LINES]:
        sign, one = "+" if change.kind == "come" else "-", change.exchange
        console.print(plain(f"{sign} {one.moment} {one.method} {one.host}{one.path} ({change.before or change.after})"))
    if len(compared.requests) > MAX_LINES:
        console.print(f"… and {len(compared.requests) - MAX_LINES} more requests")
