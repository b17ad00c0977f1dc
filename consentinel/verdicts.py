"""Verdicts as a terminal shows them."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from consentinel.terminal import plain
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Findings, Verdict

STYLES = {
    Verdict.VIOLATION: "bold red",
    Verdict.PASS: "green",
    Verdict.NOT_OBSERVED: "default",
    Verdict.INCONCLUSIVE: "yellow",
    Verdict.REVIEW: "magenta",
    Verdict.NOT_APPLICABLE: "dim",
}


def show(console: Console, findings: Findings, *, title: str, zh: bool) -> None:
    """Print a table of the verdicts, with what was seen or why nothing can be said."""
    table = Table(title=plain(title), title_justify="left", box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("rule", ratio=2)
    table.add_column("verdict", no_wrap=True)
    table.add_column("what was seen", ratio=3)
    for finding in findings.findings:
        told = finding.reason if finding.verdict is Verdict.INCONCLUSIVE and finding.reason else finding.message
        table.add_row(
            Text(f"{finding.rule} {_short(finding.rule, zh)}"),
            Text(str(finding.verdict), style=STYLES[finding.verdict]),
            plain((told.zh if zh else told.en)[:240]),
        )
    console.print(table)


def _short(rule: str, zh: bool) -> str:
    title = catalogue().rule(rule).title
    return title.zh if zh else title.en
