"""Every specimen again and again on the real stack: ten passes in a row without a flake (`make soak`).

Lanes are virtual phones that work at the same time, each with an Appium of its own. Each run is a line of `soak.jsonl`
in a folder of the code that drives and judges, so that a soak that was broken off goes on where it stopped, on the same
code, whatever was committed elsewhere; the recordings of runs that gave the promised verdicts are removed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

from detectors.rules.finding import Findings
from evidence.recording import Recording
from harness.appium.server import AppiumServer
from harness.config.devices import AppiumAt
from perception.screen import ocr_models
from tests.e2e import specimens

TRIED = (
    "evidence",
    "perception",
    "detectors",
    "harness",
    "scenarios",
    "virtualphone",
    "apps.yaml",
    "package-lock.json",
)
"""What a verdict on a specimen comes from."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One specimen in one pass."""

    number: int
    name: str


@dataclass
class Ledger:
    """What was run, one line of JSON each, and what of it went wrong, in earlier calls as well."""

    path: Path
    done: set[Turn] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        for line in self.path.read_text("utf-8").splitlines() if self.path.exists() else ():
            self._count(json.loads(line))

    def note(self, turn: Turn, seconds: float, wrong: dict[str, str], folder: str, left: int) -> None:
        """Write one turn down and tell it."""
        entry = {"pass": turn.number, "specimen": turn.name, "seconds": round(seconds, 1), "wrong": wrong}
        if wrong:
            entry["recording"] = folder
        with self._lock:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._count(entry)
            print(f"{self._said(entry)}  ({seconds:.0f} s, {left} left)", flush=True)

    def _count(self, entry: dict[str, Any]) -> None:
        self.done.add(Turn(entry["pass"], entry["specimen"]))
        if entry["wrong"]:
            self.wrong.append(f"{self._said(entry)} ({entry['recording']})")

    @staticmethod
    def _said(entry: dict[str, Any]) -> str:
        wrong = "; ".join(f"{key}: {value}" for key, value in entry["wrong"].items())
        return f"pass {entry['pass']} {entry['specimen']:<20} {wrong or 'as promised'}"


def main() -> int:
    """Run what is not done yet: 0 when every verdict was the manifest's, 1 when not, 2 on uncommitted code."""
    args = _arguments()
    if _git("status", "--porcelain", "--", *TRIED):
        print("soak: commit your changes first: the ledger is kept for each state of the code", file=sys.stderr)
        return 2
    out = args.out / _code()
    out.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(out / "soak.jsonl")
    turns = [Turn(n, name) for n in range(1, args.passes + 1) for name in args.specimens or specimens.names()]
    queue: SimpleQueue[Turn] = SimpleQueue()
    for turn in turns:
        if turn not in ledger.done:
            queue.put(turn)
    _end_in_order(queue)
    # The lanes share the processors among them already: one look on several would only wait for itself.
    ocr_models.THREADS = 1
    print(f"{queue.qsize()} of {len(turns)} runs to do on {args.lanes} phones, watches of {args.watch:g} s", flush=True)
    with ThreadPoolExecutor(args.lanes) as pool:
        lanes = [pool.submit(_lane, out / f"lane-{n}", queue, ledger, args.watch) for n in range(args.lanes)]
        for lane in lanes:
            lane.result()
    left = sum(turn not in ledger.done for turn in turns)
    told = f"{len(ledger.done)} runs, {len(ledger.wrong)} not as promised" + (f", {left} left to do" if left else "")
    print("\n".join(["", told, *ledger.wrong]), flush=True)
    return 1 if ledger.wrong or left else 0


def _end_in_order(queue: SimpleQueue[Turn]) -> None:
    """On the first SIGINT or SIGTERM let the runs under way end, and their phones with them; the second breaks off."""

    def end(number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        with suppress(Empty):
            while True:
                queue.get_nowait()
        print("soak: ends after the runs under way; the same command goes on from there", flush=True)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)


def _lane(out: Path, queue: SimpleQueue[Turn], ledger: Ledger, watch_s: float) -> None:
    out.mkdir(exist_ok=True)
    with specimens.virtual_phone(out) as device, AppiumServer(AppiumAt(), out / "appium.log") as appium:
        while True:
            try:
                turn = queue.get_nowait()
            except Empty:
                return
            start = time.monotonic()
            try:
                recording, findings = specimens.run_specimen(device, turn.name, out, appium, watch_s)
            except Exception as error:  # one broken run must not end the soak; it is told as such
                ledger.note(turn, time.monotonic() - start, {type(error).__name__: str(error)}, str(out), queue.qsize())
                continue
            wrong = _wrong(turn.name, findings)
            ledger.note(turn, time.monotonic() - start, wrong, str(recording.folder), queue.qsize())
            if not wrong:
                _forget(recording)


def _wrong(name: str, findings: Findings) -> dict[str, str]:
    """Rule → what was promised and what came."""
    given, promised = specimens.verdicts(findings), specimens.truth(name)
    return {
        rule: f"{promised.get(rule)} promised, {given.get(rule)} given"
        for rule in sorted({*given, *promised})
        if given.get(rule) != promised.get(rule)
    }


def _code() -> str:
    """The code that is tried, by the names that git gives to its folders."""
    return hashlib.sha256(_git("rev-parse", *(f"HEAD:{place}" for place in TRIED)).encode()).hexdigest()[:12]


def _git(*words: str) -> str:
    ran = subprocess.run(["git", *words], cwd=specimens.ROOT, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def _forget(recording: Recording) -> None:
    shutil.rmtree(recording.folder.parent)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.soak", description=__doc__)
    parser.add_argument("--passes", type=int, default=10)
    parser.add_argument("--lanes", type=int, default=2, help="virtual phones at the same time")
    parser.add_argument("--watch", type=float, default=2.0, help="seconds of each watch")
    parser.add_argument("--out", type=Path, default=Path("build/soak"), help="where recordings and soak.jsonl go")
    parser.add_argument("specimens", nargs="*", help="only these")
    args = parser.parse_args()
    if unknown := [name for name in args.specimens if name not in specimens.names()]:
        parser.error(f"no specimen is named {unknown[0]!r}: take one of {', '.join(specimens.names())}")
    return args


if __name__ == "__main__":
    sys.exit(main())
