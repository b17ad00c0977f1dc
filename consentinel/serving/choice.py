"""What of the list is asked for: by app, verdict, rule, date and what waits for a reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from urllib.parse import urlencode

from consentinel.serving.rows import Row
from detectors.rules.finding import Verdict
from evidence.errors import EvidenceError

PAGE = 100
"""Rows of one page."""

_MAX_WORD = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """The filters of a list; empty ones let everything through. Days are ISO dates, both included.

    `verdict` is one that a finding in force counts as; with a rule it is that of the rule, in force or not.
    `waiting`: something waits for a reviewer. `every`: earlier attempts and sealed copies as well.
    """

    app: str = ""
    verdict: str = ""
    rule: str = ""
    since: str = ""
    until: str = ""
    waiting: str = ""
    every: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Choice:
        """What a request asks for. Raises EvidenceError for a date or a verdict that is none."""
        words = {field.name: query.get(field.name, "").strip()[:_MAX_WORD] for field in fields(cls)}
        page = words.pop("page")
        for name in ("since", "until"):
            try:
                words[name] = date.fromisoformat(words[name]).isoformat() if words[name] else ""
            except ValueError:
                raise EvidenceError(f"{name}: '{words[name]}' is no date; write it as 2025-11-30") from None
        if words["verdict"] and words["verdict"] not in set(Verdict):
            raise EvidenceError(f"verdict: '{words['verdict']}' is none; known are {', '.join(Verdict)}")
        return cls(**words, page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 8 else 1)

    def of(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that are asked for, in their order."""
        return [row for row in rows if self._wants(row)]

    def address(self, **changes: object) -> str:
        """The query of the same choice with some parts changed; the page is the first unless it is given."""
        words = {field.name: getattr(self, field.name) for field in fields(self)} | {"page": 1} | changes
        return "?" + urlencode({name: value for name, value in words.items() if value and (name, value) != ("page", 1)})

    def _wants(self, row: Row) -> bool:
        if not self.every and (row.copy or not row.last):
            return False
        # An app goes by three names, and one part of any is enough.
        if self.app and not any(self.app.casefold() in name.casefold() for name in (row.app, row.label, row.package)):
            return False
        day = row.started[:10]
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        return (not self.waiting or row.waiting > 0) and self._wants_findings(row)

    def _wants_findings(self, row: Row) -> bool:
        if self.rule:
            of_rule = [finding for finding in row.findings if self.rule in finding.rule]
            return any(not self.verdict or finding.counts == self.verdict for finding in of_rule)
        return not self.verdict or row.count(self.verdict) > 0
