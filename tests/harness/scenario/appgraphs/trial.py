"""One search on one app of the generator, and what a search in breadth would have spent on it."""

from __future__ import annotations

import tempfile
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from evidence.info import AppInfo, RecordingInfo, ScenarioInfo
from evidence.writer import RecordingWriter
from harness.scenario.steps.search import PolicySearch
from tests.harness.scenario.appgraphs.app import App
from tests.harness.scenario.appgraphs.generate import generate
from tests.harness.scenario.appgraphs.phone import PROFILE, GraphPhone, InstantDrive
from tests.harness.scenario.scripted import MovedClock, NeverLost

MAX_DEPTH, MAX_TAPS, SECONDS = 10, 120, 240.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What a search came to. `taps` are all touches, those that closed advertisements or led back included."""

    seed: int
    screens: int
    shortest: int | None
    found: int | None
    taps: int
    breadth_first: int
    proved: bool
    none_within: int | None
    result: str
    harm: int
    left: int
    restarts: int
    """How often the app was ended to be started afresh."""

    @property
    def ratio(self) -> float:
        """Taps to those of a search in breadth."""
        return self.taps / max(1, self.breadth_first)


def try_seed(seed: int, max_taps: int = MAX_TAPS, trace: bool = False) -> Trial:
    """Search the app of a seed with the product's own search."""
    return try_app(generate(seed), max_taps, trace)


def try_app(app: App, max_taps: int = MAX_TAPS, trace: bool = False) -> Trial:
    """Search an app with the product's own search."""
    phone = GraphPhone(app=app)
    with tempfile.TemporaryDirectory() as folder:
        drive = _drive(phone, Path(folder) / "run")
        if trace:
            drive.report = lambda line: print(f"   {phone.opened[-1].name if phone.opened else '-':24} {line}")
        phone.launch(PROFILE)
        ended = PolicySearch(drive, MAX_DEPTH, max_taps, SECONDS).run()
        drive.writer.close()
    return Trial(
        seed=app.seed,
        screens=len(app.depths()),
        shortest=app.shortest(),
        found=ended.taps,
        taps=phone.taps,
        breadth_first=breadth_first(app),
        proved=ended.shortest_proved,
        none_within=ended.none_within,
        result=ended.result,
        harm=len(phone.harm),
        left=phone.left,
        restarts=phone.stops,
    )


def breadth_first(app: App) -> int:
    """Taps that a plain search in breadth spends until it stands on the policy.

    It knows screens at sight and reads nothing: each control of each screen in the order of their depth is tapped once,
    the back key undoes a tap for nothing, a tab is undone by a tap on the tab before. To the next screen it goes back
    to the last screen that both ways share and taps on from there. Advertisements do not cover its screens, and
    controls that do harm or leave the app are spared it.
    """
    taps, queue = 0, deque([app.start])
    here: tuple[str, ...] = (app.start,)
    ways = {app.start: here}
    while queue:
        name = queue.popleft()
        way = ways[name]
        shared = next((i for i, (a, b) in enumerate(zip(here, way, strict=False)) if a != b), min(len(here), len(way)))
        taps += len(way) - shared
        here = way
        for element in app.controls(name):
            taps += 1
            if element.to is None or element.to == name:
                continue
            if app.pages[element.to].policy:
                return taps
            if element.to not in ways:
                ways[element.to] = (*way, element.to)
                queue.append(element.to)
            if element in app.tabs:
                taps += 1
    return taps


def _drive(phone: GraphPhone, folder: Path) -> InstantDrive:
    info = RecordingInfo(
        run_id="graph",
        attempt=1,
        app=AppInfo(name="graph", package=PROFILE.id),
        device=phone.info(),
        scenario=ScenarioInfo(name="graph", sha256="", watch_s=1.0),
        started="2026-01-01T00:00:00+08:00",
        started_epoch_s=0.0,
    )
    clock = MovedClock.start()
    phone.open(clock)
    return InstantDrive(
        platform=phone,
        writer=RecordingWriter(folder, info, clock),
        capture=NeverLost(),
        app=PROFILE,
        watch_s=1.0,
        baseline_s=0.0,
    )
