"""The rule catalogue: every duty of an app that the instruments know, with thresholds and their basis.

Read from `catalogue.yaml` beside this module, once per process. Texts in Chinese are exact extracts of the instruments.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

import yaml

from detectors.rules.finding import Text, ThresholdRef

RuleClass = Literal["auto", "assisted", "out"]
Decides = Literal["both", "violation_only", "pass_only", "reviewer", "none"]
VerdictUse = Literal["verdict", "reference_only"]


class UnknownRule(KeyError):
    """No rule, threshold or instrument has that id; the message names it."""

    def __str__(self) -> str:
        return f"the rule catalogue has no {self.args[0]!r}"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal text: `status` and `verdict_use` say whether a hit may be reported as a finding."""

    id: str
    title: Text
    issued: str
    status: str
    verdict_use: VerdictUse


@dataclass(frozen=True, slots=True)
class Source:
    """Where a threshold is taken from."""

    title: str
    url: str = ""
    note: str = ""
    text_zh: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold: `numbers` holds what the catalogue gives as numbers, `value` the whole in words.

    `basis` is seed_text, found, practice_found, proposed or unverified.
    """

    id: str
    name: str
    value: str
    unit: str
    basis: str
    sources: tuple[Source, ...]
    numbers: dict[str, float]
    note: str

    @property
    def source(self) -> str:
        """The first source in one line, or an empty text."""
        first = next(iter(self.sources), None)
        return "" if first is None else f"{first.title} <{first.url}>" if first.url else first.title


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision. `title` is its name in short; `decides` says whether a miss means compliance."""

    id: str
    instrument: str
    ref: str
    title: Text
    text_zh: str
    text_en: str
    cls: RuleClass
    decides: Decides
    verdict_use: VerdictUse
    detector: str
    violation: str
    thresholds: tuple[str, ...]
    signals: tuple[str, ...]
    scenario_steps: tuple[str, ...]
    evidence: tuple[str, ...]
    scope: str
    notes: str
    reason_out: str
    intrusive: bool


@dataclass(frozen=True)
class Catalogue:
    """All rules in the catalogue's order, with instruments and thresholds; `version` names the file's content."""

    version: str
    instruments: dict[str, Instrument]
    thresholds: dict[str, Threshold]
    rules: tuple[Rule, ...]

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def rule(self, id: str) -> Rule:
        """The rule with that id. Raises UnknownRule."""
        if id not in self._by_id:
            raise UnknownRule(id)
        return self._by_id[id]

    def threshold(self, id: str) -> Threshold:
        """The threshold with that id. Raises UnknownRule."""
        if id not in self.thresholds:
            raise UnknownRule(id)
        return self.thresholds[id]

    def order(self, id: str) -> int:
        """The rule's place in the catalogue, from 0. Raises UnknownRule."""
        return self.rules.index(self.rule(id))


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue; read once, about 0.1 s."""
    data = files("detectors.rules").joinpath("catalogue.yaml").read_bytes()
    content: dict[str, Any] = yaml.load(data, Loader=yaml.CSafeLoader)
    return Catalogue(
        version=hashlib.sha256(data).hexdigest()[:12],
        instruments={row["id"]: _instrument(row) for row in content["instruments"]},
        thresholds={id: _threshold(id, row) for id, row in content["thresholds"].items()},
        rules=tuple(_rule(row) for row in content["rules"]),
    )


def threshold_ref(id: str, value: str = "") -> ThresholdRef:
    """The reference that a finding carries; `value` narrows it to the part that decided. Raises UnknownRule."""
    threshold = catalogue().threshold(id)
    return ThresholdRef(
        id=id, name=threshold.name, value=value or threshold.value, basis=threshold.basis, source=threshold.source
    )


def _instrument(row: dict[str, Any]) -> Instrument:
    return Instrument(
        id=row["id"],
        title=Text(zh=row["title_zh"], en=row["title_en"]),
        issued=row.get("issued", ""),
        status=row["status"],
        verdict_use=row["verdict_use"],
    )


def _threshold(id: str, row: dict[str, Any]) -> Threshold:
    value = row["value"]
    parts = value if isinstance(value, dict) else {row["name"]: value}
    return Threshold(
        id=id,
        name=row["name"],
        value=", ".join(f"{name} {part}" for name, part in value.items()) if isinstance(value, dict) else str(value),
        unit=row.get("unit", ""),
        basis=row["status"],
        sources=tuple(
            Source(source["title"], source.get("url", ""), source.get("note", ""), source.get("text_zh", ""))
            for source in row["sources"]
        ),
        numbers={name: float(part) for name, part in parts.items() if isinstance(part, int | float)},
        note=" ".join(str(row[key]) for key in ("counting", "rule", "note") if key in row),
    )


def _rule(row: dict[str, Any]) -> Rule:
    text_zh = row.get("text_zh", "")
    return Rule(
        id=row["id"],
        instrument=row["instrument"],
        ref=row["ref"],
        title=Text(zh=text_zh.rstrip(";；。,，:："), en=row.get("gloss") or row["en"]),
        text_zh=text_zh,
        text_en=row["en"],
        cls=row["class"],
        decides=row["decides"],
        verdict_use=row["verdict_use"],
        detector=row.get("detector", ""),
        violation=row.get("violation", ""),
        thresholds=tuple(row.get("thresholds", ())),
        signals=tuple(row.get("signals", ())),
        scenario_steps=tuple(row.get("scenario_steps", ())),
        evidence=tuple(row.get("evidence", ())),
        scope=row.get("scope", ""),
        notes=row.get("notes", ""),
        reason_out=row.get("reason_out", ""),
        intrusive=row.get("intrusive", False),
    )
