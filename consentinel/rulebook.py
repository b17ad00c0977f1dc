"""The rule catalogue in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from consentinel.shipped import exposing
from detectors.registry import detectors, restates
from detectors.rules.catalogue import Rule, UnknownRule, catalogue
from harness.config.reading import nearest
from harness.errors import ConfigError

MOST_SCENARIOS = 2
"""Scenarios that the table names for a rule; a rule shown alone names all."""
_WIDTHS = {"scenarios": 16, "duty": 16}


def list_rules(console: Console, *, zh: bool) -> int:
    """Print every rule: its class, what a miss means, which detector decides it and which scenarios expose it here."""
    exposed = exposing()
    judged = {id for id, _ in detectors()}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("rule", "class", "decides", "detector", "scenarios", "duty"):
        table.add_column(heading, no_wrap=heading not in ("scenarios", "duty"), min_width=_WIDTHS.get(heading))
    for rule in catalogue().rules:
        table.add_row(
            Text(rule.id, style="bold" if rule.id in judged else "dim"),
            Text(rule.cls),
            Text(rule.decides),
            Text(rule.detector if rule.id in judged else "–"),
            Text("\n".join(exposed.get(restates(rule.id), ())[:MOST_SCENARIOS]) if rule.id in judged else "–"),
            Text(_duty(rule, zh)),
        )
    console.print(table)
    console.print(Text(f"{len(judged)} of {len(catalogue().rules)} rules are judged by this version."))
    return 0


def show_rule(id: str, console: Console, *, zh: bool) -> int:
    """Print one rule whole: text, violation test, thresholds with their basis. Raises ConfigError."""
    try:
        rule = catalogue().rule(id)
    except UnknownRule as error:
        near = nearest(id, [rule.id for rule in catalogue().rules])
        raise ConfigError(f"{error}{near if 'mean' in near else '; `consentinel rules` lists all'}") from None
    for name, value in _lines(rule, zh):
        if value:
            console.print(Text(f"{name}: ", style="bold") + Text(value), soft_wrap=True)
    return 0


def _availability(rule: Rule) -> str:
    return "" if rule.id in {id for id, _ in detectors()} else " (not in this version)"


def _duty(rule: Rule, zh: bool) -> str:
    title = rule.title.zh if zh else rule.title.en
    return title if rule.verdict_use == "verdict" else f"{title} (informative)"


def _lines(rule: Rule, zh: bool) -> list[tuple[str, str]]:
    instrument = catalogue().instruments[rule.instrument]
    lines = [
        (rule.id, rule.title.zh if zh else rule.title.en),
        ("instrument", f"{instrument.title.zh} {rule.ref} ({instrument.status})"),
        ("text", rule.text_zh),
        ("meaning", rule.text_en),
        ("class", f"{rule.cls}, decides {rule.decides}"),
        ("violation", rule.violation),
        ("detector", rule.detector + _availability(rule)),
        ("scenarios", ", ".join(exposing().get(restates(rule.id), ()))),
    ]
    for id in rule.thresholds:
        threshold = catalogue().threshold(id)
        lines.append((id, f"{threshold.value} (basis: {threshold.basis}; {threshold.source})"))
    return [*lines, ("notes", rule.notes)]
