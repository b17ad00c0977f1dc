"""Verdicts as a terminal shows them."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from consentinel.terminal import plain
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Verdict
from reports.reviewing import Reviewed, Standing, account

STYLES = {
    Verdict.VIOLATION: "bold red",
    Verdict.PASS: "green",
    Verdict.NOT_OBSERVED: "default",
    Verdict.INCONCLUSIVE: "yellow",
    Verdict.REVIEW: "magenta",
    Verdict.NOT_APPLICABLE: "dim",
}


_STATES = {"confirmed": ("已确认", "confirmed", "bold red"), "rejected": ("已驳回", "rejected", "dim")}


def show(console: Console, known: Reviewed, *, title: str, zh: bool) -> None:
    """Print a table of the verdicts, with what was seen or why nothing can be said, and what reviewers decided."""
    table = Table(title=plain(title), title_justify="left", box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("rule", ratio=2)
    table.add_column("verdict", no_wrap=True)
    table.add_column("what was seen", ratio=3)
    for standing in known.standings:
        finding = standing.finding
        told = finding.reason if finding.verdict is Verdict.INCONCLUSIVE and finding.reason else finding.message
        table.add_row(
            Text(f"{finding.rule} {short_title(finding.rule, zh)}"),
            verdict_of(standing, zh=zh),
            plain((told.zh if zh else told.en)[:240]),
        )
    console.print(table)
    for standing in known.standings:
        for line in account(standing):
            words = line.zh if zh else line.en
            console.print(plain(f"{standing.finding.rule}: {words[:600]}"), soft_wrap=True, highlight=False)


def verdict_of(standing: Standing, *, zh: bool) -> Text:
    """The verdict in colour, with the decision behind it."""
    shown = Text(str(standing.finding.verdict), style=STYLES[standing.finding.verdict])
    if standing.state in _STATES:
        in_zh, in_en, style = _STATES[standing.state]
        shown.append(f"\n{in_zh if zh else in_en}", style=style)
    return shown


def short_title(rule: str, zh: bool) -> str:
    """A rule's name in short."""
    title = catalogue().rule(rule).title
    return title.zh if zh else title.en
