"""A nightly as a page: the matrix of apps and rules, what is new and what changed with it, trends, devices.

Its texts were masked when they came into the store; here they are escaped, and what turns the direction of writing is
made visible. The page loads nothing and runs no script but its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Text, Verdict
from reports.history.differences import ORDER, Change, Difference, Kind
from reports.history.index.chart import Chart, chart
from reports.history.night import Night, Outcome
from reports.history.values import Said
from reports.history.words import (
    AGAIN,
    CONFIRMED,
    KINDS,
    NOT_JUDGED,
    REJECTED,
    SUPPRESSED,
    known_rule,
    marked,
    notes,
    rule_title,
)
from reports.wording import VERDICTS

MAX_SHOWN = 4000
"""Characters of one text of the page."""

MAX_ROWS = 400
"""Lines of a table other than the matrix."""

FIRST = 25
"""Changes that are seen at once; the others are folded away, so that the matrix stays near."""

GLYPHS = {
    Verdict.VIOLATION: "✕",
    Verdict.INCONCLUSIVE: "?",
    Verdict.REVIEW: "◐",
    Verdict.PASS: "✓",
    Verdict.NOT_OBSERVED: "○",
    Verdict.NOT_APPLICABLE: "·",
}
_AGAIN = {"confirmed": "violation", "not_confirmed": "inconclusive", "not_retried": "quiet"}
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A rule on an app: `verdict` is empty where it was not judged, `detail` the number of what a click shows.

    `state` is what a reviewer decided, `again` what came of trying a violation again; both may be empty.
    """

    verdict: str
    glyph: str
    kind: Kind
    excused: bool
    detail: int | None
    state: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the matrix; `link` leads to the app's report, relative to the page."""

    outcome: Outcome
    name: str
    about: str
    link: str
    cells: tuple[Cell, ...]
    worst: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One change of one app, with what else is another since then."""

    row: Row
    change: Change
    difference: Difference
    title: Text


@dataclass(frozen=True, slots=True)
class Details:
    """What clicks on cells show; the script puts it in as text, never as markup.

    What many cells have in common, the rule's name and what changed with the app, is there once.
    """

    rules: dict[str, list[str]]
    rows: list[dict[str, object]]
    cells: list[dict[str, object]]

    def row(self, name: str, link: str, compared: Difference | None) -> None:
        """Begin a row."""
        circumstances = compared.circumstances if compared is not None else ()
        listed = [[one.name.zh, one.name.en, one.before, one.after] for one in circumstances]
        self.rows.append({"app": name, "link": link, "circumstances": listed})

    def add(self, change: Change | None, said: Said) -> int:
        """The number of a cell's detail, in the row that was begun last."""
        title = rule_title(said.rule)
        self.rules.setdefault(said.rule, [title.zh, title.en])
        before = change.before if change is not None else None
        cell: dict[str, object] = {
            "row": len(self.rows) - 1,
            "rule": said.rule,
            "verdict": said.verdict,
            "before": before.verdict if before is not None else "",
            "said": [said.zh, said.en],
            "mark": said.mark,
        }
        after = notes(said)
        if after:
            cell["notes"] = [[note.zh, note.en] for note in after]
        if change is not None and change.more:
            cell["more"] = list(change.more)
        if change is not None and change.excuse is not None:
            cell["excuse"] = [change.excuse.reason, change.excuse.owner, change.excuse.until]
        self.cells.append(cell)
        return len(self.cells) - 1


def index_page(told: Night, folder: Path, address: Callable[[Outcome], str] | None = None) -> bytes:
    """The page as UTF-8; its links are relative to the folder that it will lie in, or what `address` makes of them."""
    rules = _rules(told)
    details = Details({}, [], [])
    led = address or (lambda outcome: _link(outcome, folder))
    rows = [_row(told, outcome, rules, led(outcome), details) for outcome in told.outcomes]
    by_task = {row.outcome.task.id: row for row in rows}
    pieces = sorted(
        (
            Piece(by_task[outcome.task.id], change, one, rule_title(change.rule))
            for outcome in told.outcomes
            if (one := told.compared_of(outcome)) is not None
            for change in one.changes
        ),
        key=lambda piece: ORDER.index(piece.change.kind),
    )
    counting = [piece for piece in pieces if piece.change.counts]
    news = [piece for piece in counting if piece.change.kind in ("new", "lost", "fixed")]
    context = {
        "night": told,
        "rules": [(id, rule_title(id), _informative(id)) for id in rules],
        "rows": rows,
        "owners": sorted({row.outcome.task.piece.owner for row in rows if row.outcome.task.piece.owner}),
        "several": len({(row.outcome.task.piece.scenario, row.outcome.task.piece.device) for row in rows}) > 1,
        "news": (news[:FIRST], news[FIRST:MAX_ROWS]),
        "more_news": max(0, len(news) - MAX_ROWS),
        "decided": [(by_task[outcome.task.id], said, rule_title(said.rule)) for outcome, said in told.decided][
            :MAX_ROWS
        ],
        "suppressed": [piece for piece in pieces if piece.change.excuse is not None][:MAX_ROWS],
        "expired": [piece for piece in pieces if piece.change.expired],
        "tiles": _tiles(told),
        "headline": _headline(told),
        "kinds": KINDS,
        "verdicts": VERDICTS,
        "glyphs": GLYPHS,
        "chart": _chart(told),
        "details": _payload(details),
        "when": _when,
        "span": _span,
        "labels": {outcome.task.piece.key: _name(outcome) for outcome in told.outcomes},
        "rule_title": rule_title,
        "notes": notes,
        "marked": marked,
        "again": AGAIN,
        "decisions": {"confirmed": CONFIRMED, "rejected": REJECTED},
    }
    return _rendered(context).encode("utf-8", "replace")


def _informative(id: str) -> bool:
    rule = known_rule(id)
    return rule is not None and rule.verdict_use == "reference_only"


def _rules(told: Night) -> list[str]:
    """The columns: rules in force in the catalogue's order, then those that are informative, then unknown ones."""
    seen = {rule for outcome in told.outcomes if outcome.run is not None for rule in outcome.run.findings}
    known = [rule.id for rule in catalogue().rules if rule.id in seen]
    return sorted(known, key=_informative) + sorted(seen - set(known))


def _row(told: Night, outcome: Outcome, rules: list[str], link: str, details: Details) -> Row:
    compared = told.compared_of(outcome)
    changes = {change.rule: change for change in compared.changes} if compared is not None else {}
    piece = outcome.task.piece
    details.row(_name(outcome), link, compared)
    cells = list[Cell]()
    for rule in rules:
        said = outcome.run.findings.get(rule) if outcome.run is not None else None
        cells.append(_cell(changes.get(rule), said, details))
    counting = {said.counts for said in outcome.run.findings.values() if not said.informative} if outcome.run else set()
    worst = next((str(verdict) for verdict in VERDICTS if verdict in counting), "")
    return Row(
        outcome,
        _name(outcome),
        " · ".join(part for part in (piece.owner, piece.scenario, piece.device) if part),
        link,
        tuple(cells),
        worst,
        any(change.kind in ("new", "lost", "fixed", "changed") and change.counts for change in changes.values()),
    )


def _cell(change: Change | None, said: Said | None, details: Details) -> Cell:
    kind: Kind = change.kind if change is not None and change.counts else "same"
    if said is None:
        return Cell("", "", kind, False, None)
    excuse = change.excuse if change is not None else None
    number = None
    if said.verdict in ("violation", "inconclusive", "review") or kind not in ("same", "still"):
        number = details.add(change, said)
    shown = said.counts or said.verdict
    state = said.decided.state if said.decided is not None else ""
    return Cell(shown, GLYPHS.get(Verdict(shown), ""), kind, excuse is not None, number, state, said.again)


def _payload(details: Details) -> Markup:
    """JSON that no string in it can end: a `<` never stands in it as such."""
    value = _visible({"rules": details.rules, "rows": details.rows, "cells": details.cells})
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _visible(value: object) -> object:
    if isinstance(value, dict):
        return {key: _visible(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_visible(one) for one in value]
    return _shown(value) if isinstance(value, str) else value


def _link(outcome: Outcome, folder: Path) -> str:
    report = Path(outcome.run.report) if outcome.run is not None and outcome.run.report else None
    if report is None or not report.is_file():
        return ""
    return quote(Path(os.path.relpath(report, folder.resolve())).as_posix())


def _name(outcome: Outcome) -> str:
    piece = outcome.task.piece
    return piece.label or piece.name


def _tiles(told: Night) -> list[tuple[str, Text, int]]:
    """The numbers at the top: style, words, count."""
    return [
        ("violation", KINDS["new"], told.count("new")),
        ("inconclusive", KINDS["lost"], told.count("lost")),
        ("pass", KINDS["fixed"], told.count("fixed")),
        ("violation", KINDS["still"], told.count("still")),
        ("inconclusive", NOT_JUDGED, len(told.not_judged)),
        ("quiet", SUPPRESSED, len(told.suppressed)),
        *([("quiet", REJECTED, told.rejected)] if told.rejected else []),
        *((style, AGAIN[mark], told.again[mark]) for mark, style in _AGAIN.items() if told.again[mark]),
    ]


def _headline(told: Night) -> tuple[str, Text]:
    new, lost, missing = told.count("new"), told.count("lost"), len(told.not_judged)
    if new:
        return "violation", Text(zh=f"新增 {new} 项违规", en=f"{new} new violation{'s' * (new > 1)}")
    if lost:
        return "inconclusive", Text(zh=f"{lost} 项新出现无法判定", en=f"{lost} newly not decidable")
    if missing:
        return "inconclusive", Text(zh=f"{missing} 项未能检测", en=f"{missing} could not be judged")
    return "pass", Text(zh="没有新增问题", en="Nothing new")


def _chart(told: Night) -> Chart:
    return chart(
        [_when(point.nightly.began_s)[5:16] for point in told.trend],
        {
            "violation": [point.verdicts.get("violation", 0) for point in told.trend],
            "inconclusive": [point.verdicts.get("inconclusive", 0) for point in told.trend],
            "quiet": [point.tasks.get("failed", 0) for point in told.trend],
        },
    )


def _when(seconds: float | None) -> str:
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d %H:%M}"


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _shown(value: object) -> object:
    """What the template puts out; its own markup is left as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = _TURNING.sub(lambda match: f"[U+{ord(match[0]):04X}]", value)
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"


def _rendered(context: dict[str, object]) -> str:
    folder = files("reports.history") / "index"
    style, script = ((folder / name).read_text("utf-8") for name in ("index.css", "index.js"))
    environment = Environment(
        loader=PackageLoader("reports.history", "index"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    return environment.get_template("index.html.j2").render(
        **context, style=Markup(style), script=Markup(script), digests=_digests((script,)), styled=_digests((style,))
    )


def _digests(texts: Iterable[str]) -> Markup:
    """The sources that the content policy allows."""
    made = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii") for text in texts)
    return Markup(" ".join(f"'sha256-{digest}'" for digest in made))
