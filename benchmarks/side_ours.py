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
from evidence.traffic import Flow
from perception.traffic.find import find_hits
from perception.traffic.needles import Needles


def found_in(path: Path, needles: Needles) -> list[list[str]]:
    """The kinds of identifiers in each entry."""
    entries = (seen for seen in HarSource(path).read() if isinstance(seen, Exchange))
    return [sorted({hit.kind for hit in find_hits(_flow(entry), needles)}) for entry in entries]


def _flow(entry: Exchange) -> Flow:
    return Flow(
        id="",
        began_ms=0.0,
        request_ms=None,
        ended_ms=None,
        method=entry.method,
        scheme=entry.scheme,
        host=entry.host,
        port=entry.port,
        path=entry.path,
        http_version=entry.http_version,
        headers=entry.headers,
        body=entry.body,
        body_size=entry.size,
        body_truncated=entry.partial,
        status=None,
        response_headers=(),
        response_size=0,
        aborted="",
        messages=(),
        uid=None,
        client_port=None,
        synthetic=False,
    )


def main() -> None:
    """Answer each line of standard input."""
    needles = Needles.from_values({kind: (value,) for kind, value in json.loads(sys.argv[1]).items()})
    print(json.dumps({"version": f"consentinel {version('consentinel')}, Python {platform.python_version()}"}))
    for line in sys.stdin:
        began = time.perf_counter()
        found = found_in(Path(line.rstrip("\n")), needles)
        print(json.dumps({"seconds": time.perf_counter() - began, "found": found}), flush=True)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    main()
