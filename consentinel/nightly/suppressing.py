"""suppressions.yaml: violations that somebody took on, with reason, owner and an end. Reviewed like code.

They hold when nightlies are compared and in the exit status; a recording's findings.json never hears of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from detectors.rules.catalogue import catalogue
from harness.config.part import Part
from harness.config.reading import nearest, read_file, tell
from reports.history.differences import Excuse
from reports.history.values import Judged, Said

_MARK = tell(r"^[0-9a-f]{32}$", "is no fingerprint: take the 32 digits from the nightly's page")
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]


class Suppression(Part):
    """One entry: for an app (its name or package, `*` and `?` stand for parts) and a rule (likewise).

    With a `fingerprint` only the finding as it was counts: one that concerns another identifier is told again. It
    holds through the day `expires`.
    """

    name: Line
    app: Line
    rule: Line
    fingerprint: Annotated[str, StringConstraints(pattern=_MARK)] | None = None
    reason: Annotated[str, StringConstraints(min_length=10, max_length=2000, strip_whitespace=True)]
    owner: Line
    expires: date

    @field_validator("rule")
    @classmethod
    def _known(cls, rule: str) -> str:
        known = [one.id for one in catalogue().rules]
        if not any(fnmatchcase(id, rule) for id in known):
            raise ValueError(f"the rule catalogue has no '{rule}'{nearest(rule, known)}")
        return rule

    def concerns(self, run: Judged, said: Said) -> bool:
        """Whether the entry is about a finding, be it expired or not."""
        piece = run.task.piece
        return (
            (fnmatchcase(piece.name, self.app) or fnmatchcase(piece.app, self.app))
            and fnmatchcase(said.rule, self.rule)
            and self.fingerprint in (None, said.mark)
        )


class SuppressionsFile(Part):
    """The violations that somebody took on."""

    suppressions: tuple[Suppression, ...] = Field(default=())


@dataclass
class Suppressions:
    """The entries of a file, and which of them were of use."""

    entries: tuple[Suppression, ...] = ()
    used: set[str] = field(default_factory=set)

    def excuse(self, run: Judged, said: Said) -> Excuse | None:
        """The excuse that held for a finding on the day of its run."""
        if said.counts not in ("violation", "inconclusive"):
            return None
        day = datetime.fromtimestamp(run.began_s).astimezone().date()
        for entry in self.entries:
            if not entry.concerns(run, said):
                continue
            self.used.add(entry.name)
            if day <= entry.expires:
                return Excuse(entry.reason, entry.owner, entry.expires.isoformat())
        return None

    def expired(self, today: date) -> tuple[Suppression, ...]:
        """The entries that hold no longer, and so count again."""
        return tuple(entry for entry in self.entries if entry.expires < today)

    def unused(self) -> tuple[Suppression, ...]:
        """The entries that no finding needed."""
        return tuple(entry for entry in self.entries if entry.name not in self.used)


def load_suppressions(path: Path) -> Suppressions:
    """The entries of a suppressions.yaml. Raises ConfigError."""
    return Suppressions(read_file(path, SuppressionsFile, unique="suppressions").suppressions)


__all__ = ["Suppression", "Suppressions", "SuppressionsFile", "load_suppressions"]
