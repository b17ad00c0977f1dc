"""Nights made in code: what was judged is written into a store, night after night, as a nightly would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from reports.history.facts import FailureFact, FindingFact, HostFact, RunFacts, StepFact
from reports.history.models import NightlyRow, RunRow
from reports.history.store import Store
from reports.history.values import Nightly, Piece

DAY_S = 86400.0
BEGIN_S = 1_790_000_000.0
RULE, OTHER, DRAFT = "app-2019/3.1", "app-2019/3.4", "popup-draft-2022/5.9c"


def said(rule: str, verdict: str, *identifiers: str, version: int = 1, mark: str = "", text: str = "") -> FindingFact:
    """A finding."""
    return FindingFact(
        rule=rule,
        verdict=verdict,
        informative=rule == DRAFT,
        mark=mark or f"{abs(hash((rule, identifiers))):032x}"[:32],
        detector=rule.partition("/")[2],
        detector_version=version,
        zh=text or f"{rule} 的结论",
        en=text or f"what {rule} says",
        identifiers=identifiers,
    )


def facts(app: str, *findings: FindingFact, **other: Any) -> RunFacts:
    """A judged run of an app."""
    values: dict[str, Any] = {
        "app": f"com.example.{app}",
        "app_name": app,
        "app_label": app.title(),
        "app_version": "1.0 (1)",
        "app_sha256": "a" * 64,
        "device": "phone-1",
        "device_model": "Haitang A34",
        "system": "android 14",
        "scenario": "first_launch",
        "scenario_sha256": "5" * 64,
        "run": f"run-{app}",
        "attempt": 1,
        "began_s": BEGIN_S,
        "took_s": 60.0,
        "complete": True,
        "tools": {"consentinel": "0.1.0"},
        "catalogue": "abc",
        "recording": f"/nowhere/{app}/attempt-1",
        "report": "",
        "bytes": 1000,
        "judged_s": 5.0,
        "findings": findings,
        "hosts": (HostFact(host="api.example.com", owner="operator", party="example.com", sdk="", requests=3),),
        "steps": (
            StepFact(step="1", kind="launchApp", label="", status="ok", took_ms=1200.0),
            StepFact(step="2", kind="findPolicy", label="read it", status="ok", took_ms=30000.0),
        ),
    }
    return RunFacts.model_validate(values | other)


@dataclass
class Nights:
    """Writes nights a day apart."""

    store: Store
    series: str = "nightly"
    owners: Mapping[str, str] = field(default_factory=dict)
    count: int = 0

    def night(
        self, *runs: RunFacts, failed: Mapping[str, FailureFact] | None = None, ended: bool = True, folder: str = "/n"
    ) -> Nightly:
        """One night with these runs; apps in `failed` were not judged."""
        began = BEGIN_S + self.count * DAY_S
        label = f"night-{self.count}"
        self.count += 1
        nightly = self.store.begin(self.series, label, f"{folder}/{label}", "consentinel 0.1.0")
        with self.store.session() as session:
            session.execute(update(NightlyRow).where(NightlyRow.id == nightly.id).values(began_s=began))
        for run in runs:
            piece = Piece(run.app_name, run.app, run.app_label, self.owners.get(run.app_name, ""), "first_launch")
            (task,) = self.store.plan(nightly, [piece])
            self.store.judged(task, run)
            with self.store.session() as session:
                session.execute(update(RunRow).where(RunRow.task_id == task.id).values(began_s=began + 60))
        for app, failure in (failed or {}).items():
            (task,) = self.store.plan(nightly, [Piece(app, f"com.example.{app}", app, "", "first_launch")])
            self.store.failed(task, f"{failure.error}: {failure.message}", [failure])
        if ended:
            self.store.finish(nightly)
            with self.store.session() as session:
                session.execute(update(NightlyRow).where(NightlyRow.id == nightly.id).values(ended_s=began + 600))
        found = self.store.nightly(self.series, label)
        assert found is not None
        return found


def failure(device: str = "phone-1", message: str = "gone") -> FailureFact:
    """An attempt that the equipment spoiled."""
    return FailureFact(attempt=1, device=device, error="PhoneOffline", message=message)
