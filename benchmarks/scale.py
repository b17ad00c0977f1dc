"""Judging and reporting a recording of 20,000 flows: less than 60 s and 1 GiB is the aim.

The baseline in the same run reads the same index with `json.loads` and `base64.b64decode`, line by line; all run in
processes of their own. `--leaking` is the share of flows with an identifier. `--mebibytes N` takes a capture of that
size instead, most of it uploads, whose peak memory must stay flat. Run: `python -m benchmarks.scale [--flows 20000]
[--leaking 0.02] [--mebibytes 0]`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.exchanges import Exchange, exchanges, uploads
from benchmarks.recordings import write_recording

MAX_S = 60.0
MAX_MIB = 1024.0
_BASELINE = """
import base64, json, sys
for line in open(sys.argv[1], "rb"):
    value = json.loads(line)
    base64.b64decode(value.get("body", ""))
"""
_UPLOAD_MIB = 2
_SAMPLE_S = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took, with those that it started: wall and processor time in s, peak resident memory in MiB."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def cost(*words: object) -> Cost:
    """Run a program to its end; its output is dropped. Raises RuntimeError when it fails as a program."""
    began = time.monotonic()
    child = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    together = 0.0
    while not (ended := os.wait4(child.pid, os.WNOHANG))[0]:
        together = max(together, sum(resident_mib(pid) for pid in family(child.pid)))
        time.sleep(_SAMPLE_S)
    wall = time.monotonic() - began
    _, status, used = ended
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1, 3):
        raise RuntimeError(f"{words[-2:]} ended with {child.returncode}")
    alone = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Cost(wall, used.ru_utime + used.ru_stime, max(together, alone))


def family(pid: int) -> Iterator[int]:
    """The process and all below it, where the system tells in /proc."""
    yield pid
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for below in (task / "children").read_text().split():
                yield from family(int(below))


def resident_mib(pid: int) -> float:
    """The memory of a process now; 0 when it is gone."""
    with contextlib.suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0


def _sent(flows: int, leaking: float, mebibytes: int) -> tuple[Iterator[Exchange], int]:
    """The exchanges and how many they are; a large capture is a tenth of the flows and uploads beside them."""
    if not mebibytes:
        return exchanges(flows, leaking), flows
    # Base64 makes four thirds of the bodies.
    large = mebibytes * 3 // 4 // _UPLOAD_MIB
    small = flows // 10
    return uploads(exchanges(small, leaking), small, large, _UPLOAD_MIB * 1024 * 1024), small + large


def main() -> int:
    """Print the figures; exit status 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flows", type=int, default=20_000)
    parser.add_argument("--leaking", type=float, default=0.02)
    parser.add_argument("--mebibytes", type=int, default=0)
    arguments = parser.parse_args()
    consentinel = (sys.executable, "-m", "consentinel.cli")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "recording"
        sent, count = _sent(arguments.flows, arguments.leaking, arguments.mebibytes)
        write_recording(folder, sent, count)
        index = folder / "traffic" / "index.jsonl"
        print(f"{count} flows, an index of {index.stat().st_size / 2**20:.0f} MiB")
        costs = {
            "json + base64 alone": cost(sys.executable, "-c", _BASELINE, index),
            "consentinel judge": cost(*consentinel, "judge", folder),
            "consentinel report": cost(*consentinel, "report", folder, "--format", "html,junit"),
        }
        page = (folder / "report.html").stat().st_size
    baseline = costs["json + base64 alone"]
    for label, one in costs.items():
        print(
            f"{label:>20}: {one.wall_s:6.1f} s ({one.wall_s / baseline.wall_s:5.1f} times the baseline),"
            f" {one.cpu_s:6.1f} s of processor,"
            f" peak {one.peak_mib:5.0f} MiB ({one.peak_mib / baseline.peak_mib:.1f} times)"
        )
    print(f"{'report.html':>20}: {page / 2**20:.1f} MiB")
    judged = costs["consentinel judge"]
    in_time = bool(arguments.mebibytes) or judged.wall_s < MAX_S
    print(f"{'aim':>20}: judge in less than {MAX_S:.0f} s (20,000 flows) and {MAX_MIB:.0f} MiB")
    return 0 if in_time and judged.peak_mib < MAX_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
