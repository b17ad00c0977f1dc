"""The requests: a row each in columns, and what each holds in data blocks of some hundred requests."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evidence.lives import Life, Moment
from evidence.recording import Recording
from evidence.traffic import Flow, Message
from perception.traffic.decode import decode
from perception.traffic.find import hits_in
from perception.traffic.parties import party
from perception.traffic.place import Place, places
from reports.codings import coding, place
from reports.exhibits import receiver
from reports.masking import Mask, Span
from reports.page.contract import Chunk, Detail, Find, MessageTold, Party, Requests, Said, Segment, Step
from reports.page.encoding import Words, data_block, shown
from reports.wire import MAX_SHOWN, as_sent, segments, unwrapped
from reports.wire import Segment as Piece
from reports.wire import Step as Unwrapping
from reports.wording import MOMENTS

CHUNK = 100
MAX_ROWS = 60_000
MAX_FINDS = 12
"""Values of the phone that are shown of one request."""
MAX_MESSAGES = 100
MAX_PATH = 500
MAX_HEADERS = 100
MAX_HEADER = 1000
MAX_SHORT = 512
MAX_CLEAN = 4096
"""So many short headers without a value of the phone are remembered: most are the same in every exchange."""
MAX_FILE = 1024 * 1024
"""Bytes of a body that is kept beside the page."""

_ORDER = tuple(MOMENTS)


@dataclass(slots=True)
class _Columns:
    parties: dict[Party, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    at_ms: list[float] = field(default_factory=list)
    moment: list[int] = field(default_factory=list)
    party: list[int] = field(default_factory=list)
    method: list[int] = field(default_factory=list)
    scheme: list[int] = field(default_factory=list)
    host: list[int] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    finds: list[int] = field(default_factory=list)

    def word(self, text: str) -> int:
        return self.words.setdefault(text, len(self.words))

    def done(self) -> Requests:
        return Requests(
            chunk=CHUNK,
            parties=tuple(self.parties),
            words=tuple(self.words),
            at_ms=tuple(self.at_ms),
            moment=tuple(self.moment),
            party=tuple(self.party),
            method=tuple(self.method),
            scheme=tuple(self.scheme),
            host=tuple(self.host),
            path=tuple(self.path),
            status=tuple(self.status),
            size=tuple(self.size),
            finds=tuple(self.finds),
        )


@dataclass(slots=True)
class Told:
    """The requests as the page has them: columns, data blocks, files beside the page, and what was left out."""

    rows: Requests
    blocks: tuple[bytes, ...]
    files: dict[str, bytes]
    places: Mapping[str, int]
    """The row of each request by its id."""
    left_out: int
    without_content: int


def tell_requests(
    recording: Recording,
    lives: tuple[Life, ...],
    words: Words,
    *,
    needed: frozenset[str],
    budget: int,
    beside: str | None,
) -> Told:
    """All requests; `budget` is bytes of data blocks, which `needed` requests and those with finds may exceed.

    `beside` is the folder of files beside the page, where there is one.
    """
    columns, files = _Columns(), dict[str, bytes]()
    blocks: list[bytes] = []
    clean: set[bytes] = set()
    begins = [life.began_ms for life in lives]
    without = 0
    kept = recording.flows[:MAX_ROWS]
    for first in range(0, len(kept), CHUNK):
        chunk = _Chunk(words)
        for number, flow in enumerate(kept[first : first + CHUNK], first):
            seen = _Seen(flow, words.mask, clean)
            _row(columns, recording, flow, seen, words)
            columns.moment.append(_moment(lives, begins, flow.began_ms))
            whole = budget > 0 or flow.id in needed or bool(seen.found)
            href = ""
            if beside is not None and (flow.body or flow.messages):
                href = f"{beside}/request-{number}.txt"
                files[href] = b"".join(_file(flow, seen))
            chunk.add(flow, seen, whole=whole, href=href)
            without += not whole
        blocks.append(chunk.block())
        budget -= len(blocks[-1])
    numbers = {flow.id: number for number, flow in enumerate(kept)}
    return Told(columns.done(), tuple(blocks), files, numbers, len(recording.flows) - len(kept), without)


class _Seen:
    """An exchange with the places of the phone's values in it."""

    def __init__(self, flow: Flow, mask: Mask, clean: set[bytes]) -> None:
        self.flow, self.mask = flow, mask
        self.found: dict[str, tuple[Place, tuple[Span, ...]]] = {}
        for where in places(flow, clean):
            spans = mask.spans(where)
            if spans:
                self.found[where.name] = (where, spans)
            elif where.name.startswith("header:") and len(where.data) <= MAX_SHORT and len(clean) < MAX_CLEAN:
                clean.add(where.data)

    def text(self, name: str, given: str) -> str:
        """A place as text, with what is personal hidden."""
        if name not in self.found:
            return given
        where, spans = self.found[name]
        return "".join(piece.text for piece in segments(where.data, None, spans, self.mask, most=MAX_HEADER * 4))

    def pieces(self, name: str, data: bytes, most: int = MAX_SHOWN) -> tuple[Piece, ...]:
        """The beginning of the bytes of a place, or of what a server sent."""
        if name.startswith("answer:"):
            spans = self.mask.spans(Place("body", data[: 2 * most], 0.0))
        else:
            spans = self.found[name][1] if name in self.found else ()
        return segments(data, None, spans, self.mask, most=most)

    def finds(self) -> Iterator[Find]:
        """Each value with the bytes that hold it and the way to it."""
        for where, spans in self.found.values():
            hits = hits_in(where, decode(where), self.mask.needles)
            for hit in hits:
                steps = unwrapped(self.flow, where.name, hit.range, hit.encodings, self.mask, hit.kind)
                sent = as_sent(self.flow, where.name, hit.range, self.mask)
                yield find(hit.kind, where.name, hit.range, len(where.data), sent, steps)
            for span in spans:
                if not any(hit.range[0] <= span[0] and span[1] <= hit.range[1] for hit in hits):
                    sent = as_sent(self.flow, where.name, span, self.mask)
                    yield find("", where.name, span, len(where.data), sent, ())

    @property
    def count(self) -> int:
        """How many stretches of bytes hold values of the phone."""
        return sum(len(spans) for _, spans in self.found.values())


class _Chunk:
    def __init__(self, words: Words) -> None:
        self._words = words
        self._headers: dict[tuple[str, str], int] = {}
        self._details: list[Detail] = []

    def add(self, flow: Flow, seen: _Seen, *, whole: bool, href: str) -> None:
        words = self._words
        all_finds = tuple(seen.finds()) if whole and seen.found else ()
        messages = flow.messages[:MAX_MESSAGES] if whole else ()
        self._details.append(
            Detail(
                id=words(flow.id, 100),
                ended_ms=None if flow.ended_ms is None else round(flow.ended_ms, 1),
                aborted=words(flow.aborted, 300),
                version=words(flow.http_version, 20),
                headers=tuple(self._sent(flow, seen)) if whole else (),
                answer=tuple(
                    self._put(name, self._words(value, MAX_HEADER))
                    for name, value in flow.response_headers[: MAX_HEADERS if whole else 0]
                ),
                answer_size=flow.response_size,
                synthetic=flow.synthetic,
                body=told(seen.pieces("body", flow.body)) if whole else (),
                body_truncated=flow.body_truncated,
                messages=tuple(
                    MessageTold(
                        round(message.at_ms, 1),
                        message.from_client,
                        len(payload := message.payload),
                        told(seen.pieces(_name(message), payload)),
                    )
                    for message in messages
                ),
                more_messages=len(flow.messages) - len(messages),
                finds=all_finds[:MAX_FINDS],
                more_finds=max(0, len(all_finds) - MAX_FINDS),
                left_out=not whole,
                href=href,
            )
        )

    def block(self) -> bytes:
        return data_block(Chunk(tuple(self._headers), tuple(self._details)))

    def _sent(self, flow: Flow, seen: _Seen) -> Iterator[int]:
        counts: dict[str, int] = {}
        for name, value in flow.headers[:MAX_HEADERS]:
            key = name.lower()
            counts[key] = counts.get(key, 0) + 1
            where = f"header:{key}:{counts[key]}" if counts[key] > 1 else f"header:{key}"
            yield self._put(name, shown(seen.text(where, value), MAX_HEADER))

    def _put(self, name: str, value: str) -> int:
        return self._headers.setdefault((self._words(name, 200), value), len(self._headers))


def find(
    kind: str,
    where: str,
    marked: Span | None,
    size: int,
    sent: tuple[Piece, ...],
    steps: tuple[Unwrapping, ...],
) -> Find:
    """What the page shows of a value in a message."""
    name = place(where)
    return Find(
        kind=kind,
        place=Said(shown(name.zh, 200), shown(name.en, 200)),
        range=marked,
        size=size,
        sent=told(sent),
        steps=tuple(
            Step(
                tuple(Said(coding(link).zh, coding(link).en) for link in step.links),
                told(step.segments),
                step.span,
                step.size,
            )
            for step in steps
        ),
    )


def told(pieces: tuple[Piece, ...]) -> tuple[Segment, ...]:
    """A message's pieces as the page has them."""
    return tuple((piece.text, piece.hit + 2 * piece.cut) for piece in pieces)


def _row(columns: _Columns, recording: Recording, flow: Flow, seen: _Seen, words: Words) -> None:
    domains = recording.info.app.operator_domains
    owner = party(flow.host, domains)
    named = receiver(flow.host, domains)
    one = Party(owner.owner, Said(words(named.zh, 120), words(named.en, 120)))
    columns.at_ms.append(round(flow.began_ms, 1))
    columns.party.append(columns.parties.setdefault(one, len(columns.parties)))
    columns.method.append(columns.word(words(flow.method, 20)))
    columns.scheme.append(columns.word(words(flow.scheme, 20)))
    columns.host.append(columns.word(words(_address(flow), 255)))
    columns.path.append(_path(flow, seen))
    columns.status.append(flow.status or 0)
    columns.size.append(flow.body_size)
    columns.finds.append(seen.count)


def _address(flow: Flow) -> str:
    return flow.url.removeprefix(f"{flow.scheme}://").removesuffix(flow.path)


def _path(flow: Flow, seen: _Seen) -> str:
    """The path; where the address holds a value of the phone, as it stands in the whole masked address."""
    if "url" not in seen.found:
        return shown(flow.path, MAX_PATH)
    whole = seen.text("url", flow.url)
    start = whole.find("/", len(flow.scheme) + 3)
    return shown(whole[start:] if start >= 0 else "", MAX_PATH)


def _moment(lives: tuple[Life, ...], begins: list[float], at_ms: float) -> int:
    index = bisect_right(begins, at_ms) - 1
    if index < 0 or not lives[index].holds(at_ms):
        return _ORDER.index(Moment.NOT_LAUNCHED)
    return _ORDER.index(lives[index].moment(at_ms))


def _file(flow: Flow, seen: _Seen) -> Iterator[bytes]:
    """A request's content for a file: each place with its name, what is personal hidden, at most MAX_FILE each."""
    for name, data in _contents(flow):
        yield f"== {name}, {len(data)} bytes\n".encode()
        yield from (piece.text.encode() or b"\n[cut]" for piece in seen.pieces(name, data, most=MAX_FILE))
        yield b"\n\n"


def _contents(flow: Flow) -> Iterator[tuple[str, bytes]]:
    if flow.body:
        yield "body", flow.body
    for message in flow.messages:
        yield _name(message), message.payload


def _name(message: Message) -> str:
    return f"ws:{message.index}" if message.from_client else f"answer:{message.index}"
