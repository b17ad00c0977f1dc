"""A nightly that judges and reports 200 recordings: less than 20 minutes on two cores, with flat memory, is the aim.

The recordings are those below `--from`, over and over until there are enough (their files are linked, not copied);
without it a staged one, which is smaller than a real run. Memory is that of the nightly with all its workers, sampled:
it is flat when the greatest of the second half is at most a tenth above the greatest of the first.
Run: `python -m benchmarks.nightly --from runs [--count 200] [--judges 2]`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from benchmarks.scale import family, resident_mib
from tests.reports.staged import staged

MAX_S = 1200.0
MOST_GROWTH = 1.1
_SAMPLE_S = 0.5


def main() -> int:
    """Print the figures; exit status 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="source", type=Path, metavar="DIR", help="recordings to take")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--judges", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.source.parent if arguments.source else None) as name:
        folder = Path(name)
        size = copies(arguments.source, folder / "runs", arguments.count)
        print(f"{arguments.count} recordings, {size / 2**20 / arguments.count:.1f} MiB each on the average", flush=True)
        (folder / "apps.yaml").write_text("apps:\n  - {name: any, package: com.example.any}\n")
        words = ["nightly", folder / "apps.yaml", "--recordings", folder / "runs", "--out", folder / "out"]
        wall, cpu, memory = watched([*words, "--judges", arguments.judges], folder / "log")
        results = len(list((folder / "out").glob("*/runs/*/result.json")))
        page = next((folder / "out").glob("*/index.html")).stat().st_size
    half = len(memory) // 2
    first, second = max(memory[:half]), max(memory[half:])
    print(f"judged and reported: {results} of {arguments.count}")
    print(f"wall {wall:.0f} s, processor {cpu:.0f} s ({cpu / arguments.count:.1f} s a recording)")
    print(
        f"memory: peak {max(memory):.0f} MiB, first half {first:.0f}, second half {second:.0f} ({second / first:.2f})"
    )
    print(f"index.html {page / 2**20:.2f} MiB")
    print(f"aim: {MAX_S:.0f} s for 200, growth at most {MOST_GROWTH}; load now {os.getloadavg()[0]:.1f}")
    in_time = wall <= MAX_S * arguments.count / 200
    return 0 if in_time and second <= first * MOST_GROWTH and results == arguments.count else 1


def copies(source: Path | None, folder: Path, count: int) -> int:
    """Lay out as many recordings, each of an app of its own; returns their bytes."""
    folder.mkdir(parents=True)
    if source is None:
        recordings = [staged(folder.parent / "staged" / "attempt-1").folder]
    else:
        recordings = sorted(file.parent for file in source.rglob("recording.json"))
    total = 0
    for number, recording in enumerate(islice(cycle(recordings), count)):
        copy = folder / f"run-{number:04}" / "attempt-1"
        for file in recording.rglob("*"):
            if not file.is_file() or file.name in ("findings.json", "recording.json"):
                continue
            target = copy / file.relative_to(recording)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(file)
            total += file.stat().st_size
        info = json.loads((recording / "recording.json").read_text("utf-8"))
        info["app"]["name"] = f"{info['app']['name']}-{number:04}"[-64:]
        (copy / "recording.json").write_text(json.dumps(info), "utf-8")
    return total


def watched(words: list[object], log: Path) -> tuple[float, float, list[float]]:
    """Run the command; wall and processor time in s, and the resident memory of all its processes in MiB over time."""
    began = time.monotonic()
    with log.open("wb") as kept:
        command = [sys.executable, "-m", "consentinel.cli", *(str(word) for word in words)]
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=kept, stderr=kept)
        memory = list[float]()
        while not (ended := os.wait4(child.pid, os.WNOHANG))[0]:
            memory.append(sum(resident_mib(pid) for pid in family(child.pid)))
            time.sleep(_SAMPLE_S)
    _, status, used = ended
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1, 3):
        raise RuntimeError(log.read_text("utf-8", "replace")[-2000:])
    return time.monotonic() - began, used.ru_utime + used.ru_stime, memory


if __name__ == "__main__":
    sys.exit(main())
