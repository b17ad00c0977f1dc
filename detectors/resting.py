"""The times in which nobody used the app: watched in the foreground without a touch, or in the background."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detectors.attribution import Attribution
from detectors.case import Case, Watched, watches
from detectors.gaps import Gap, outcome_gaps, run_gaps, watch_gaps
from detectors.references import event_ref
from detectors.rules.finding import EvidenceRef, Text
from detectors.traffic_gaps import traffic_gaps
from detectors.verdicts import text
from evidence.events import AppLaunched, StepStarted
from evidence.lives import Life

PURPOSES = {"idle": text("前台静置", "idle in the foreground"), "background": text("后台", "in the background")}

NOT_WATCHED = text(
    "这个场景没有让应用在前台静置或在后台运行；可使用 data_collection 场景",
    "this scenario leaves the app neither idle in the foreground nor in the background; data_collection does",
)


@dataclass(frozen=True, slots=True)
class Rest:
    """A watch without use that the scenario asked for: in which life, and in which session (a start of the app)."""

    life: Life
    session: int
    watch: Watched

    @property
    def name(self) -> Text:
        """Where the app was meanwhile."""
        return PURPOSES[self.watch.started.purpose]

    @property
    def began_ms(self) -> float:
        """Its beginning."""
        return self.watch.started.at_ms

    @property
    def ended_ms(self) -> float:
        """Its end; one that never ended lasts as long as the life."""
        return self.life.ended_ms if self.watch.ended_ms is None else self.watch.ended_ms

    def holds(self, at_ms: float) -> bool:
        """Whether a moment lies in it."""
        return self.began_ms <= at_ms < self.ended_ms

    def ref(self) -> EvidenceRef:
        """Its first line in the log."""
        return event_ref(self.watch.started, f"{self.name.zh}的观察", f"watch: {self.name.en}")


def rests(case: Case) -> tuple[Rest, ...]:
    """All such times of a recording, in order; what a step watches by the way, for something else, is none."""
    found = [
        Rest(life, _session(life, watch), watch)
        for life in case.lives
        for purpose in PURPOSES
        for watch in watches(life, purpose)
        if _asked_by_scenario(life, watch)
    ]
    return tuple(sorted(found, key=lambda rest: rest.began_ms))


def is_watched(case: Case) -> bool:
    """Whether the scenario asked for any such time, even if it did not get there."""
    return bool(rests(case)) or any(_asked_for(life) for life in case.lives)


def rest_gaps(case: Case, attribution: Attribution) -> Iterator[Gap]:
    """What of these times was not seen, and why."""
    yield from run_gaps(case)
    known = rests(case)
    for life in case.lives:
        inside = [rest for rest in known if rest.life is life]
        purposes = _asked_for(life) | {rest.watch.started.purpose for rest in inside}
        if purposes:
            yield from outcome_gaps(life, max((rest.ended_ms for rest in inside), default=float("inf")))
        for purpose in PURPOSES:
            if purpose in purposes:
                yield from watch_gaps(life, purpose)
    for rest in known:
        yield from traffic_gaps(case, attribution, rest.began_ms, rest.ended_ms)


def _asked_for(life: Life) -> set[str]:
    """Purposes of the watches that the scenario's steps ask for, skipped ones included."""
    steps = (step for step in life.of(StepStarted) if step.kind == "watch")
    return {purpose for step in steps if (purpose := step.params.get("purpose")) in PURPOSES}


def _session(life: Life, watch: Watched) -> int:
    launches = [event.launch for event in life.of(AppLaunched) if event.id < watch.started.id]
    return max(launches, default=0)


def _asked_by_scenario(life: Life, watch: Watched) -> bool:
    step = next((step for step in reversed(life.of(StepStarted)) if step.id < watch.started.id), None)
    return step is None or step.kind == "watch"
