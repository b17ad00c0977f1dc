"""A folder of runs: one that a report can be made of, and small ones for lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from consentinel.judging import write_file
from consentinel.serving import serving_app
from consentinel.serving.index import Index
from consentinel.serving.made import Shelf
from consentinel.serving.room import Room
from detectors.rules.finding import Finding, Findings, Text, Verdict
from evidence.clock import Clock
from evidence.events import RunEnded, RunStarted
from evidence.info import AppInfo
from evidence.writer import RecordingWriter
from tests.consentinel.on_loopback import on_loopback
from tests.evidence.made import info
from tests.reports.staged import findings_of, staged

REVIEWED, VIOLATED, KEPT = "app-2019/1.3", "app-2019/3.4", "app-2019/1.1a"
HOSTILE = "</a><script>alert(1)</script>\u202e<img src=x onerror=alert(2)>"


def staged_run(root: Path) -> Path:
    """The staged recording with findings of every verdict, as a run of its own."""
    folder = root / "20251121-100000-shop-1111" / "attempt-1"
    write_file(folder / "findings.json", findings_of(staged(folder)).to_json())
    return folder


def small_run(
    root: Path,
    name: str,
    *,
    attempt: int = 1,
    started: str = "2025-11-20T09:00:00+08:00",
    label: str = "",
    verdicts: dict[str, Verdict] | None = None,
    ended: bool = True,
) -> Path:
    """A recording of nothing much with these verdicts by rule; without any it was not judged."""
    folder = root / f"run-{name}" / f"attempt-{attempt}"
    app = AppInfo(name=name, package=f"com.example.{name}", label=label)
    head = info(run_id=f"run-{name}", attempt=attempt, app=app, started=started)
    head = head.model_copy(update={"started_epoch_s": datetime.fromisoformat(started).timestamp()})
    writer = RecordingWriter(folder, head, Clock.start())
    writer.add(RunStarted())
    if ended:
        writer.add(RunEnded(outcome="completed"))
    writer.close()
    if verdicts is not None:
        judge_as(folder, verdicts)
    return folder


def judge_as(folder: Path, verdicts: dict[str, Verdict]) -> None:
    """Write findings with these verdicts."""
    findings = tuple(
        Finding(rule=rule, verdict=verdict, detector="made", detector_version=1, message=Text(zh="看到", en="seen"))
        for rule, verdict in verdicts.items()
    )
    made = Findings(run_id=folder.parent.name, attempt=1, catalogue_version="c", findings=findings)
    write_file(folder / "findings.json", made.to_json())


def a_room(root: Path, cache: Path, *, show_values: bool = False, by: str = "") -> Room:
    """What the server works with, over a folder of runs."""
    return Room(Index(root, cache / "index.json"), Shelf(cache / "reports", show_values=show_values), by)


@contextmanager
def served(room: Room) -> Iterator[str]:
    """The address of the server, with the token in it."""
    with on_loopback(lambda token, hosts: serving_app(room, token, hosts)) as address:
        yield address
