"""The matcher of this project behind the same questions and answers as `side_trackhar.mjs`."""

from __future__ import annotations

import json
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

from evidence.importers.har import HarSource
from evidence.importers.seen import Exchange
from evidence.importers.traffic import flow_of
from evidence.traffic import Flow
from perception.traffic.find import find_hits
from perception.traffic.needles import Needles
from perception.traffic.parallel import Readers


def found_in(path: Path, readers: Readers[list[str]]) -> list[list[str]]:
    """The kinds of identifiers in each entry."""
    entries = (seen for seen in HarSource(path).read() if isinstance(seen, Exchange))
    return list(readers.each(flow_of(entry, number) for number, entry in enumerate(entries)))


def kinds(flow: Flow, needles: Needles) -> list[str]:
    """The kinds of identifiers in one exchange."""
    return sorted({hit.kind for hit in find_hits(flow, needles)})


def main() -> None:
    """Answer each line of standard input."""
    values = {kind: (value,) for kind, value in json.loads(sys.argv[1]).items()}
    processes = int(sys.argv[2])
    print(json.dumps({"version": f"consentinel {version('consentinel')}, Python {platform.python_version()}"}))
    with Readers(values, kinds, processes, worth=0) as readers:
        for line in sys.stdin:
            began = time.perf_counter()
            found = found_in(Path(line.rstrip("\n")), readers)
            print(json.dumps({"seconds": time.perf_counter() - began, "found": found}))


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    main()
