"""`python3 -m tools.setup.bench`: what `make bench` needs beside set-up; status 2 after a line if it cannot be had."""

from __future__ import annotations

import sys

from tools.setup.inventory import take_inventory
from tools.setup.node import install_peers
from tools.setup.process import Missing
from tools.setup.stamps import Stamps, only_one_at_a_time


def set_up_benchmarks() -> int:
    """Install the peers unless they are there; 0 when they are, else 2."""
    try:
        with only_one_at_a_time():
            install_peers(Stamps(), take_inventory()["node"])
    except Missing as missing:
        print(f"make bench: {missing}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(set_up_benchmarks())
