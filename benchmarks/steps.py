"""Each step of a plain scenario beside the bare Appium calls that do the same: at most 1.15 times their time.

The steps tap and assert on a virtual phone while every driver command is noted with the step it belongs to. The peer is
a plain client session that sends the very same commands (taps, sources, screenshots) in the same order and with the
same pauses; pauses are subtracted on both sides. Told is the median of the steps' ratios, and how many round trips to
Appium a stable screen takes (aim: at most 3): tree and picture until both agree. How often a step looks while it waits
for a page to come to rest is told beside it; that goes by the page and by how fast the phone answers.
Run: `python -m benchmarks.steps [--rounds 3]`.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from benchmarks.scenario import Tape, bare_client, taping
from evidence.events import ScreenTaken
from evidence.recording import Recording
from harness.appium.server import AppiumServer
from harness.config.apps import load_apps
from harness.config.devices import AppiumAt, Device
from harness.platforms.android import servers
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.platform import AndroidPlatform
from harness.platforms.base import RawScreen
from harness.run import run_scenario
from harness.scenario.load import load_scenario
from tests.e2e.specimens import ROOT, virtual_phone

TARGET, MOST_TRIPS = 1.15, 3.0
APP = "compliant"
TABS = ("分类", "消息", "我的", "首页")
LOOKING = ("source", "screenshot")
"""What a screen is made of; the names of the driver's commands hold one of these words."""


@dataclass
class Marked(Tape):
    """A tape that knows where each step begins."""

    marks: list[tuple[str, int, float, float]] = field(default_factory=list)
    """Label of the step, commands before it, when it began (s), pauses before it (s)."""
    taking: int = 0
    """Round trips that were made to take screens."""

    def mark(self, label: str) -> None:
        """A step begins."""
        self.marks.append((label, len(self.commands), time.monotonic(), self.paused_s))

    @property
    def looks(self) -> int:
        """Round trips that were made to look at the phone, for whatever purpose."""
        return sum(count for name, count in self.counts.items() if any(word in name for word in LOOKING))

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count the round trips of each screen."""
        screen = AndroidPlatform.screen

        def counted(platform: AndroidPlatform) -> RawScreen:
            before = self.looks
            try:
                return screen(platform)
            finally:
                self.taking += self.looks - before

        with mock.patch.object(AndroidPlatform, "screen", counted):
            yield


def scenario_text(times: int) -> str:
    """Tabs tapped in turn, each asserted, after the pop-ups are out of the way."""
    lines = ["name: steps", "watch: 2", "baseline: 0", "---", "- clearState", "- launchApp", "- watch: first_launch"]
    lines += ["- decideConsent: agree", "- closePopups: {optional: true, repop: 1}"]
    for number in range(times):
        tab = TABS[number % len(TABS)]
        lines += [f"- tapOn: {{text: {tab}, label: measured {2 * number}}}"]
        lines += [f"- assertVisible: {{text: {tab}, label: measured {2 * number + 1}}}"]
    return "\n".join(lines) + "\n"


def one_round(device: Device, appium: AppiumServer, out: Path, times: int) -> tuple[list[float], float, float]:
    """The ratio of each measured step, the round trips that a screen takes, and those for waiting, by screen."""
    file = out / "steps.yaml"
    file.write_text(scenario_text(times), encoding="utf-8")
    app = load_apps(ROOT / "apps.yaml")[APP]
    tape = Marked()
    with taping(tape, app), tape.counting():
        run = run_scenario(
            device, app, load_scenario(file), out=out, watch_s=2, attempts=1, report=tape.mark, appium=appium
        )
    tape.mark("end")
    if run.failure is not None:
        raise run.failure
    with servers.used(device.adb):
        AdbPhone(device.adb, device.serial, device.timeouts.adb_s).connect()
        bare = _bare_marks(device, appium, tape)
    ratios = list[float]()
    for here, there, bare_here, bare_there in zip(tape.marks, tape.marks[1:], bare, bare[1:], strict=False):
        # A step that sent nothing, as it knew the screen already, has no peer.
        if here[0].startswith("measured") and there[1] > here[1]:
            ratios.append(_took(here[2:], there[2:]) / _took(bare_here, bare_there))
    screens = len(Recording.open(run.recordings[-1]).of(ScreenTaken))
    return ratios, tape.taking / screens, (tape.looks - tape.taking) / screens


def _bare_marks(device: Device, appium: AppiumServer, tape: Marked) -> list[tuple[float, float]]:
    """When the bare client came to each mark, and how long it had paused by then (s)."""
    starts = [commands for _, commands, _, _ in tape.marks]
    reached, paused = [], 0.0
    with bare_client(device, appium) as driver:
        for number, command in enumerate((*tape.commands, None)):
            reached += [(time.monotonic(), paused)] * starts.count(number)
            waited = command(driver) if command is not None else None
            paused += waited if isinstance(waited, float) else 0.0
    return reached


def _took(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Seconds between two marks without the pauses between them."""
    return (there[0] - here[0]) - (there[1] - here[1])


def main() -> int:
    """Print both figures; exit status 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=8, help="taps, each with an assertion, in each round")
    arguments = parser.parse_args()
    ratios, trips, waits = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        with virtual_phone(out, apps=(APP,)) as device, AppiumServer(AppiumAt(), out / "appium.log") as appium:
            for number in range(1, arguments.rounds + 1):
                steps, screen, waiting = one_round(device, appium, out, arguments.times)
                print(f"round {number}: {len(steps)} steps, median {statistics.median(steps):.2f}; {screen:.2f} trips")
                ratios += steps
                trips.append(screen)
                waits.append(waiting)
    ratio, most = statistics.median(ratios), statistics.median(trips)
    print(f"step to bare Appium calls: {ratio:.2f} (median of {len(ratios)} steps; aim: at most {TARGET})")
    print(
        f"round trips a screen: {most:.2f} (aim: at most {MOST_TRIPS}); {statistics.median(waits):.2f} to wait for it"
    )
    return 0 if ratio <= TARGET and most <= MOST_TRIPS else 1


if __name__ == "__main__":
    raise SystemExit(main())
