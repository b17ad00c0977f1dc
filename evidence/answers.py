"""The bodies of answers, which the index leaves to mitmproxy's own files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evidence.errors import EvidenceError
from evidence.lines import Damage, read_lines
from evidence.native import native_files, placed_flows, read_flow_at
from evidence.unpacking import unpacked

MAX_BYTES = 64 * 1024 * 1024
"""What of an answer that is unpacked fits into a report; the capture keeps 16 MiB of what was sent."""


@dataclass(frozen=True)
class Answers:
    """Where the answer of each flow is kept; its body is read when asked for."""

    places: dict[str, tuple[Path, int]]

    @classmethod
    def of(cls, folder: Path) -> Answers:
        """The answers of a recording; none when mitmproxy is not installed. What a file cannot give is left out."""
        natives: dict[str, tuple[Path, int]] = {}
        for path in native_files(folder):
            try:
                for place, flow in placed_flows(path):
                    natives[flow.id] = (path, place)
            except (EvidenceError, ImportError):
                continue
        if not natives:
            return cls({})
        damage: list[Damage] = []
        places: dict[str, tuple[Path, int]] = {}
        for line in read_lines(folder / "traffic" / "index.jsonl", damage):
            native = line.get("native_id")
            if line.get("type") == "begin" and isinstance(native, str) and native in natives:
                places.setdefault(str(line.get("flow")), natives[native])
        return cls(places)

    def body(self, flow: str) -> bytes | None:
        """The body of an answer, unpacked where its head says that it is packed; None when it was not kept.

        What cannot be unpacked, or would be larger than MAX_BYTES, stays as it was sent.
        """
        from mitmproxy.http import HTTPFlow

        if flow not in self.places:
            return None
        try:
            native = read_flow_at(*self.places[flow])
        except EvidenceError:
            return None
        if not isinstance(native, HTTPFlow) or native.response is None:
            return None
        sent = native.response.raw_content
        coding = native.response.headers.get("content-encoding", "")
        made = unpacked(sent, coding, MAX_BYTES) if sent and coding else None
        return sent if made is None else made
