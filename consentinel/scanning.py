"""`scan`: the known values in every exchange of a capture, without judging anything."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from consentinel.identifiers import read_identifiers
from consentinel.importing import source_of
from consentinel.terminal import plain
from evidence.errors import EvidenceError
from evidence.importers.recorded import operator_domains
from evidence.importers.seen import Exchange, NameLookup, RawChunk, Source, Unread
from evidence.importers.traffic import flow_of, raw_flows
from evidence.recording import Recording
from evidence.traffic import DnsQuery, Flow, TlsFailed
from perception.traffic.decode import decode
from perception.traffic.find import Hit, find_hits, hits_in
from perception.traffic.needles import Needles
from perception.traffic.parallel import Readers
from perception.traffic.parties import party
from perception.traffic.place import named_place

MAX_RAW_BYTES = 256 * 1024 * 1024
"""What is kept of connections that are not HTTP; they are whole only at the end of a capture."""

SPOOL_BYTES = 32 * 1024 * 1024
"""Longer output waits in a file until the capture is read to its end."""

MAX_ROWS = 2000
"""Rows of the table; `--json` has all."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name that was looked up, or given in a TLS handshake that nobody could read: names carry values too."""

    kind: Literal["dns", "sni"]
    name: str

    @property
    def url(self) -> str:
        """As it stands in the list."""
        return f"{'dns' if self.kind == 'dns' else 'tls'}://{self.name}"


_Seen = Flow | Named | str
"""An exchange, a name, or an address that never was on the wire."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One exchange with its hits, and whom it went to; `index` is its place in the capture.

    `partial` says that the capture has what was sent in part, or not as it was sent.
    """

    index: int
    url: str
    hits: tuple[Hit, ...]
    party: str
    partial: bool = False

    def as_json(self) -> dict[str, Any]:
        """The form of `--json`."""
        return {
            "index": self.index,
            "url": self.url,
            "hits": [
                {
                    "identifier": hit.kind,
                    "place": hit.place,
                    "encodings": list(hit.encodings),
                    "range": list(hit.range),
                    "party": self.party,
                }
                for hit in self.hits
            ],
        }


def scan(path: Path, identifiers: Path, console: Console, *, as_json: bool) -> int:
    """Scan a capture or a recording's folder and print what was found; returns the exit status.

    Raises ConfigError and EvidenceError.
    """
    values = read_identifiers(identifiers)
    needles = Needles.from_values(values)
    if not needles.count:
        raise EvidenceError(f"{identifiers}: no value in it is a proof: they are too short, zeroed or fillers")
    with Readers(values, find_hits) as readers:
        found = _scanned(path, needles, readers)
        if as_json:
            write_json(found, sys.stdout)
        else:
            _show(found, path, needles, console)
    return 0


def write_json(found: Iterator[Scanned], file: IO[str]) -> None:
    """Write `{"exchanges": [...]}`, one exchange a line; nothing at all when the capture cannot be read to its end."""
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES, "w+", encoding="utf-8") as spool:
        spool.write('{"exchanges": [')
        for number, one in enumerate(found):
            spool.write(f"{',' if number else ''}\n{json.dumps(one.as_json())}")
        spool.write("\n]}\n")
        spool.seek(0)
        shutil.copyfileobj(spool, file)


def _scanned(path: Path, needles: Needles, readers: Readers[tuple[Hit, ...]]) -> Iterator[Scanned]:
    """Each exchange in its place; large captures are read in several processes."""
    if path.is_dir():
        recording = Recording.open(path)
        operators = recording.info.app.operator_domains
        seen: Iterator[_Seen] = iter((*recording.flows, *_names(recording)))
    else:
        source = source_of(path)
        operators, seen = None, _captured(source)
    index = 0
    for one, hits in _read(seen, readers):
        if operators is None:
            # What a capture says of the app stands before its exchanges, where it says anything.
            operators = operator_domains(source.about())
        match one:
            case Flow():
                yield Scanned(index, one.url, hits, party(one.host, operators).name, _is_partial(one))
            case Named():
                # A name is no exchange: it is listed, behind all of them, where it carries a value.
                place = named_place(one.kind, one.name, 0.0)
                hits = hits_in(place, decode(place), needles)
                if not hits:
                    continue
                yield Scanned(index, one.url, hits, party(one.name, operators).name)
            case _:
                yield Scanned(index, one, (), "")
        index += 1


def _read(seen: Iterator[_Seen], readers: Readers[tuple[Hit, ...]]) -> Iterator[tuple[_Seen, tuple[Hit, ...]]]:
    """All that was seen in its order, exchanges with their hits; those are read ahead."""
    waiting: deque[_Seen] = deque()

    def flows() -> Iterator[Flow]:
        for one in seen:
            waiting.append(one)
            if isinstance(one, Flow):
                yield one

    for hits in readers.each(flows()):
        while not isinstance(waiting[0], Flow):
            yield waiting.popleft(), ()
        yield waiting.popleft(), hits
    yield from ((one, ()) for one in waiting)


def _captured(source: Source) -> Iterator[_Seen]:
    """The exchanges in the order of the file; what is no exchange comes last, an address was never sent."""
    chunks: list[RawChunk] = []
    names: dict[Named, None] = {}
    kept, number = 0, 0
    for seen in source.read():
        match seen:
            case Exchange(address=str(address)) if address:
                yield address
            case Exchange():
                number += 1
                yield flow_of(seen, number)
            case RawChunk() if seen.from_client:
                kept += len(seen.data)
                if kept > MAX_RAW_BYTES:
                    raise EvidenceError(f"{source.path}: more than {MAX_RAW_BYTES} bytes that are not HTTP")
                chunks.append(seen)
            case NameLookup():
                names[Named("dns", seen.name)] = None
            case Unread():
                names[Named("sni", seen.sni or seen.host)] = None
    yield from raw_flows(chunks)
    yield from names


def _is_partial(flow: Flow) -> bool:
    return flow.body_truncated or any(message.truncated for message in flow.messages if message.from_client)


def _names(recording: Recording) -> Iterator[Named]:
    names = [Named("dns", line.name) for line in recording.lines(DnsQuery)]
    names += [Named("sni", line.sni or line.host) for line in recording.lines(TlsFailed)]
    yield from dict.fromkeys(names)


def _show(found: Iterator[Scanned], path: Path, needles: Needles, console: Console) -> None:
    table = Table(title=plain(path), title_justify="left", box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("identifier", no_wrap=True)
    table.add_column("to", ratio=2, overflow="ellipsis", no_wrap=True)
    table.add_column("place", ratio=2, overflow="ellipsis", no_wrap=True)
    table.add_column("encodings", ratio=2, overflow="ellipsis", no_wrap=True)
    table.add_column("bytes", no_wrap=True)
    table.add_column("exchange", ratio=4, overflow="ellipsis", no_wrap=True)
    exchanges = hits = partial = 0
    for one in found:
        exchanges += 1
        partial += one.partial
        for hit in one.hits:
            hits += 1
            if hits <= MAX_ROWS:
                table.add_row(*_row(one, hit))
    if hits:
        console.print(table)
    if hits > MAX_ROWS:
        console.print(plain(f"{hits - MAX_ROWS} more hits are in --json"))
    for kind, values in needles.left_out.items():
        console.print(
            plain(f"{kind}: {len(values)} values are no proof (too short, zeroed, or fillers): not looked for")
        )
    if partial:
        console.print(plain(f"{partial} exchanges are not whole in the capture: what was lost was not looked through"))
    console.print(plain(f"{hits} hits in {exchanges} exchanges"))


def _row(one: Scanned, hit: Hit) -> tuple[Text, ...]:
    kind = hit.kind if hit.form == "exact" else f"{hit.kind} ({hit.form})"
    chain = " > ".join(hit.encodings)
    span = f"{hit.range[0]}–{hit.range[1]}"
    cells = (str(one.index), kind, one.party, hit.place, chain or "plain", span, one.url)
    return tuple(plain(cell[:300]) for cell in cells)
