"""What a look at one screen costs, with its UI source and from the picture alone.

The baseline in the same run is rapidocr's default full-page OCR on the same pictures; all take turns on each screen, so
that other work on the machine weighs on all alike. Aims: 0.2 of the baseline with the source, 0.35 from the picture
alone, medians of 250 and 500 ms on two idle cores, 600 MiB at most. Start-up and the first look do not count.
`--corpus DIR` takes a folder of NAME.png with NAME.xml; without it some screens of the tuning half are drawn.
Run: `python -m benchmarks.inspect [--corpus DIR] [--limit 40]`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.scale import cost
from consentinel.inspecting import see
from evidence.importers.pairs import ScreenFiles, screens_in

MAX_MIB = 600.0
LIMIT = 40
"""Screens measured when none is told; the baseline takes seconds for each."""


@dataclass
class Lane:
    """One way to look, and what it took: wall and processor time in ms for each screen; `aim` is its share of the
    baseline, `most_ms` its median on idle cores."""

    name: str
    look: Callable[[bytes, bytes], object]
    aim: float | None = None
    most_ms: float | None = None
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, picture: bytes, source: bytes) -> None:
        """Look once and keep what it took."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.look(picture, source)
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)


def main() -> int:
    """Measure and print; exit status 1 when an aim that holds on any machine is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--limit", type=int, default=LIMIT)
    parser.add_argument("--look", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = told.corpus or _drawn(Path(made), told.limit)
        screens = _spread([one for one in screens_in(folder) if one.picture and one.source], told.limit)
        if told.look:
            return _only_look(screens)
        # Before the baseline is loaded: a child starts its account of memory with what its parent holds.
        words = ("-m", "benchmarks.inspect", "--look", "--corpus", folder, "--limit", told.limit)
        peak = cost(sys.executable, *words).peak_mib
        lanes = _lanes()
        _measure(lanes, screens)
    return _report(lanes, len(screens), peak)


def _drawn(folder: Path, limit: int) -> Path:
    """Screens of the corpus' generator."""
    from tests.perception.screen.corpus.__main__ import main as draw

    draw(["render", "--out", str(folder), "--half", "tuning", "--limit", str(limit)])
    return folder / "tuning"


def _spread(screens: list[ScreenFiles], limit: int) -> list[ScreenFiles]:
    """At most so many, taken evenly from all."""
    step = max(1, len(screens) // max(1, limit))
    return screens[::step][:limit]


def _lanes() -> list[Lane]:
    from rapidocr import RapidOCR

    whole_page = RapidOCR(params={"Global.log_level": "error"})
    return [
        Lane("with source", see, aim=0.2, most_ms=250),
        Lane("picture alone", lambda picture, _: see(picture, None), aim=0.35, most_ms=500),
        Lane("rapidocr, whole page", lambda picture, _: whole_page(picture)),
    ]


def _measure(lanes: list[Lane], screens: list[ScreenFiles]) -> None:
    for number, screen in enumerate(screens):
        picture, source = screen.read()
        for lane in lanes:
            if number == 0:
                lane.look(picture or b"", source or b"")
            lane.run(picture or b"", source or b"")


def _only_look(screens: list[ScreenFiles]) -> int:
    for screen in screens:
        picture, source = screen.read()
        see(picture, source)
        see(picture, None)
    return 0


def _report(lanes: list[Lane], screens: int, peak_mib: float) -> int:
    baseline = lanes[-1]
    table = Table(title=f"{screens} screens, medians", title_justify="left")
    for column in ("", "wall ms", "processor ms", "share of baseline, wall", "processor", "aim"):
        table.add_column(column, justify="left" if not column else "right")
    missed = peak_mib > MAX_MIB
    for lane in lanes:
        wall, cpu = median(lane.wall) / median(baseline.wall), median(lane.cpu) / median(baseline.cpu)
        missed |= lane.aim is not None and min(wall, cpu) > lane.aim
        aim = f"{lane.aim:.2f}, {lane.most_ms:.0f} ms on idle cores" if lane.aim is not None else ""
        row = (f"{median(lane.wall):.0f}", f"{median(lane.cpu):.0f}", f"{wall:.2f}", f"{cpu:.2f}", aim)
        table.add_row(lane.name, *row)
    console = Console()
    console.print(table)
    console.print(f"peak memory of looking alone {peak_mib:.0f} MiB (aim {MAX_MIB:.0f})")
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
