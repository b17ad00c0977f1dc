"""What is read from the store: nightlies, their tasks, and what was judged, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

TaskState = Literal["planned", "judged", "failed"]
NightlyState = Literal["running", "finished", "cut_short"]

Key = tuple[str, str, str]
"""What a run is compared by from one nightly to the next: the app's name, the scenario, the device that was asked for
(empty where any would do)."""


@dataclass(frozen=True, slots=True)
class Nightly:
    """A nightly; times in s since 1970."""

    id: int
    series: str
    label: str
    state: NightlyState
    began_s: float
    ended_s: float | None
    folder: str
    tool: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A task as it is planned: `app` is the package or address, `name` what apps.yaml calls the app."""

    name: str
    app: str
    label: str
    owner: str
    scenario: str
    device: str = ""

    @property
    def key(self) -> Key:
        """What the same task of another nightly has in common with it."""
        return self.name, self.scenario, self.device


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a nightly and what has become of it; `reason` says why there is no result."""

    id: int
    number: int
    piece: Piece
    state: TaskState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a reviewer decided about a finding; `nightly` is the one whose recording it was decided on.

    `nightly` is empty where that is the finding's own.
    """

    state: Literal["confirmed", "rejected"]
    by: str
    at: str
    text: str
    nightly: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A finding as the store has it.

    `again` is what came of trying a violation again: confirmed, not_confirmed, not_retried, or empty; then why.
    """

    rule: str
    verdict: str
    informative: bool
    mark: str
    detector: str
    version: int
    zh: str
    en: str
    identifiers: tuple[str, ...]
    again: str = ""
    again_zh: str = ""
    again_en: str = ""
    decided: Decided | None = None

    @property
    def counts(self) -> str:
        """The verdict that it counts as: a violation when a reviewer confirmed it, empty when one rejected it."""
        if self.decided is None:
            return self.verdict
        return "violation" if self.decided.state == "confirmed" else ""


@dataclass(frozen=True, slots=True)
class Host:
    """A host that was asked, and who is behind it."""

    host: str
    owner: str
    party: str
    sdk: str
    requests: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged run: what it was, where it lies, what was found by rule, and which hosts were asked."""

    id: int
    task: Task
    nightly: str
    began_s: float
    took_s: float
    judged_s: float
    app_version: str
    app_sha256: str
    device: str
    device_model: str
    system: str
    scenario_sha256: str
    catalogue: str
    tools: dict[str, str]
    recording: str
    report: str
    kept: bool
    findings: dict[str, Said] = field(default_factory=dict)
    hosts: tuple[Host, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A run whose recording is on the disk; `needed` when a baseline points at it, `violated` when a rule in force
    is."""

    run: int
    recording: str
    report: str
    bytes: int
    began_s: float
    violated: bool
    needed: bool


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A run whose recording is on the disk, and how its reviews stood when they were taken in last."""

    run: int
    recording: str
    reviews: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that the equipment spoiled."""

    task: int
    attempt: int
    device: str
    error: str
    message: str
    at_s: float
