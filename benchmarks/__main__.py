"""All benchmarks, one after the other: `make bench`."""

from __future__ import annotations

import subprocess
import sys

NAMES = ("matcher", "scale", "capture", "scenario", "steps", "policy_search", "inspect", "ocr", "page")


def main() -> int:
    """Run each in a process of its own; exit status 1 when one misses its aim."""
    worst = 0
    for name in NAMES:
        print(f"== {name}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode)
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
