"""Recall and speed of this project's matcher beside npm `trackhar`, on the same HAR files with the same values.

Recall: fifteen values in each encoding, one value in one exchange. Speed: from the HAR file to the hits, both sides in
processes of their own after rounds of warming up; they take turns, so that whatever else the machine does hits
both. At least twice the peer’s speed is the aim. Run: `python -m benchmarks.matcher [--rounds 5] [--exchanges 2000]`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import encodings
from benchmarks.exchanges import exchanges
from benchmarks.har import write_har
from harness.toolchain import locate_node

TARGET = 2.0
WARM_UP = 2
_HERE = Path(__file__).parent


@dataclass
class Side:
    """One of the two matchers in a process of its own; `rates` are MB/s of each round."""

    name: str
    child: subprocess.Popen[str]
    version: str = ""
    rates: list[float] = field(default_factory=list)

    def hits(self, har: Path) -> list[set[str]]:
        """The kinds of values that it finds in each entry; notes the speed."""
        answer = self._ask(har)
        self.rates.append(har.stat().st_size / 1e6 / answer["seconds"])
        return [set(kinds) for kinds in answer["found"]]

    def answer(self) -> Any:
        """What it says next. Raises RuntimeError when it has ended."""
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with {self.child.wait()}")
        return json.loads(line)

    def _ask(self, har: Path) -> Any:
        assert self.child.stdin is not None
        self.child.stdin.write(f"{har}\n")
        self.child.stdin.flush()
        return self.answer()


@contextlib.contextmanager
def _sides(values: dict[str, str], *processes: int) -> Iterator[list[Side]]:
    """The peer, and ours with so many processes each."""
    node = locate_node().path
    if node is None or not (_HERE / "node_modules" / "trackhar").is_dir():
        raise SystemExit("benchmarks.matcher: trackhar is not installed: run `make bench`")
    given = json.dumps(values)
    commands = {
        "trackhar": [str(node), str(_HERE / "side_trackhar.mjs"), given],
        **{
            "ours" if number == 1 else f"ours, {number} processes": [
                sys.executable,
                "-m",
                "benchmarks.side_ours",
                given,
                str(number),
            ]
            for number in processes
        },
    }
    with contextlib.ExitStack() as running:
        sides = []
        for name, command in commands.items():
            child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            running.enter_context(child)
            side = Side(name, child)
            side.version = str(side.answer()["version"])
            sides.append(side)
        yield sides


def recall(folder: Path) -> bool:
    """Print the table of recall; whether ours found everything."""
    cases = encodings.cases()
    har = folder / "recall.har"
    write_har(har, (exchange for _, _, exchange in cases))
    with _sides(encodings.VALUES, 1) as sides:
        print(*(side.version for side in sides), sep="\n")
        found = {side.name: side.hits(har) for side in sides}
    print(f"\n{'found of ' + str(len(encodings.VALUES)):>20}  {'ours':>8}  {'trackhar':>8}")
    totals = {name: [0, 0] for name in found}
    for encoding in dict.fromkeys(name for name, _, _ in cases):
        counts = {
            name: sum(kind in kinds for (one, kind, _), kinds in zip(cases, hits, strict=True) if one == encoding)
            for name, hits in found.items()
        }
        for name, count in counts.items():
            totals[name][encoding not in encodings.PEERS] += count
        print(f"{encoding:>20}  {counts['ours']:>8}  {counts['trackhar']:>8}")
    sizes = [len(group) * len(encodings.VALUES) for group in (encodings.PEERS, encodings.MORE)]
    for place, label in enumerate(("the peer’s encodings", "more encodings")):
        print(f"{label:>20}  {totals['ours'][place]:>8}  {totals['trackhar'][place]:>8}  of {sizes[place]}")
    wrong = sum(bool(kinds - {kind}) for (_, kind, _), kinds in zip(cases, found["ours"], strict=True))
    print(f"{'wrong kinds, ours':>20}  {wrong:>8}")
    return sum(totals["ours"]) == sum(sizes) and not wrong


def speed(folder: Path, count: int, rounds: int) -> float:
    """Print the speed of both; the ratio of ours on all processors (two at least) to the peer's.

    Each round has exchanges of its own, so that nobody gains by remembering those of the round before.
    """
    har = folder / "speed.har"
    hits: dict[str, int] = {}
    with _sides(encodings.VALUES, 1, max(2, os.process_cpu_count() or 1)) as sides:
        for number in range(WARM_UP + rounds):
            write_har(har, exchanges(count, seed=number))
            for side in sides if number % 2 else reversed(sides):
                hits[side.name] = sum(bool(kinds) for kinds in side.hits(har))
    print(f"\n{count} exchanges, a HAR of {har.stat().st_size / 1e6:.1f} MB, {len(encodings.VALUES)} values:")
    peer, *_, ours = (statistics.median(side.rates[WARM_UP:]) for side in sides)
    for side in sides:
        rates = side.rates[WARM_UP:]
        middle = statistics.median(rates)
        print(
            f"{side.name:>20}: {middle:6.2f} MB/s (median; {min(rates):.2f} to {max(rates):.2f}),"
            f" {middle / peer:.2f} times the peer, hits in {hits[side.name]} exchanges of the last round"
        )
    ratio = ours / peer
    print(f"{'ratio':>20}: {ratio:.2f} (aim: at least {TARGET:.0f})")
    return ratio


def main() -> int:
    """Print both; exit status 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--exchanges", type=int, default=2000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        whole = recall(Path(name))
        ratio = speed(Path(name), arguments.exchanges, arguments.rounds)
    return 0 if whole and ratio >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
