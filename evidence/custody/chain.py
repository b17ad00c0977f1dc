"""The hash chain of a recording, written while it is recorded.

`chain.jsonl` has one link for each event: how long the event log and the traffic index are by then, the SHA-256 of all
that stands in them up to there, the SHA-256 of the files that were stored since the last link, and the SHA-256 of the
link before (the first one's is that of `recording.json`). Nothing is read twice: each link goes on with the last one's
sum. Lines that another process appends, as the capture does, are taken in with the next link.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from evidence.lines import LineWriter

CHAIN = "chain.jsonl"
LOGS = {"events": "events.jsonl", "traffic": "traffic/index.jsonl"}
"""What is chained line by line: name in a link, and path in the recording."""

_PIECE = 1024 * 1024
_CATCH_UP = 8 * 1024 * 1024
"""Bytes of a log that one link takes in at most, so that no tap waits for a large upload; the last takes in all."""


class Chain:
    """Appends links; for one thread at a time. Raises OSError when a file cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self._links = LineWriter(folder / CHAIN)
        self._logs = {name: _Log(folder / path) for name, path in LOGS.items()}
        self._files: dict[str, str] = {}
        self._rewritten: dict[str, str] = {}
        self._count = 0
        self._previous = hashlib.sha256((folder / "recording.json").read_bytes()).hexdigest()

    def stored(self, path: str, data: bytes) -> None:
        """A file of the recording was stored (its path, and its bytes as they are on the disk)."""
        self.summed(path, hashlib.sha256(data).hexdigest())

    def summed(self, path: str, digest: str) -> None:
        """A file was stored of which the SHA-256 is known."""
        self._files[path] = digest

    def rewritten(self, log: str, reason: str) -> None:
        """A log was replaced by ourselves, as when secrets are hidden: its sum begins anew, and says so."""
        self._logs[log].again()
        self._rewritten[log] = reason

    def link(self, at_ms: float, *, last: bool = False) -> None:
        """Append a link over all that was written so far."""
        self._count += 1
        link: dict[str, Any] = {"link": self._count, "at_ms": at_ms}
        for name, log in self._logs.items():
            # After a change of ours the sum must not stop half-way, or the links before it would be compared.
            log.take_in(everything=last or name in self._rewritten)
            link[name] = [log.size, log.digest]
        link |= {"files": self._files} if self._files else {}
        link |= {"rewritten": self._rewritten} if self._rewritten else {}
        link |= {"last": True} if last else {}
        line = json.dumps(link | {"previous": self._previous}, ensure_ascii=False, separators=(",", ":")).encode()
        self._links.append(line, sync=last)
        self._previous = hashlib.sha256(line).hexdigest()
        self._files, self._rewritten = {}, {}

    def close(self) -> None:
        """Close the files; a second call does nothing."""
        self._links.close()
        for log in self._logs.values():
            log.close()


class _Log:
    """An append-only file and the sum of its beginning."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open()

    def again(self) -> None:
        self._file.close()
        self._open()

    def _open(self) -> None:
        self._file = self._path.open("rb", buffering=0)
        self.size, self._sum = 0, hashlib.sha256()

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()

    def take_in(self, *, everything: bool) -> None:
        end = os.fstat(self._file.fileno()).st_size
        end = end if everything else min(end, self.size + _CATCH_UP)
        while self.size < end:
            piece = os.pread(self._file.fileno(), min(_PIECE, end - self.size), self.size)
            if not piece:
                return
            self._sum.update(piece)
            self.size += len(piece)

    def close(self) -> None:
        self._file.close()
