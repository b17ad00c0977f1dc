"""Conversations from tshark's packets: HTTP/1 and 2, WebSocket, DNS, raw connections, and TLS that nobody decrypted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evidence.errors import EvidenceError
from evidence.importers.pcap_draft import Draft
from evidence.importers.seen import About, NameLookup, RawChunk, Seen, Unread
from evidence.importers.tshark import Fields, Packet, packets

MAX_OPEN = 5000
"""Exchanges that wait for their answer; beyond, the oldest counts as unanswered."""

_RECORDS = {1: "A", 2: "NS", 5: "CNAME", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV", 64: "SVCB", 65: "HTTPS"}
_HTTP2_DATA, _HTTP2_HEADERS, _HTTP2_RESET = 0, 1, 3
_WS_CONTROL = 8
_END_STREAM, _DNS_RESPONSE = 0x1, 0x8000
_NOT_DECRYPTED = "the capture holds no decrypted content: give tshark the session keys (tls.keylog_file)"


@dataclass
class PcapSource:
    """A file of tshark's JSON."""

    path: Path
    kind: str = "pcap-json"
    _timed: bool = False

    def about(self) -> About:
        """The tool; the file says nothing of app and device."""
        return About(tools={"tshark": ""}, timeless=not self._timed)

    def read(self) -> Iterator[Seen]:
        """What the capture shows, exchanges when they are over. Raises EvidenceError."""
        talk = _Talk()
        for packet in packets(self.path):
            self._timed = self._timed or packet.at_s > 0
            try:
                yield from list(talk.hear(packet))
            except (ValueError, TypeError, AttributeError, LookupError, OverflowError) as error:
                raise EvidenceError(
                    f"{self.path}: packet {packet.number} is not as tshark writes it: {error!s:.160}"
                ) from None
        yield from talk.end()


@dataclass
class _Talk:
    """What is under way: drafts by connection and HTTP/2 stream, sockets, and TLS that nothing was read of yet."""

    open: OrderedDict[tuple[str, int], Draft] = field(default_factory=OrderedDict)
    queues: dict[str, list[int]] = field(default_factory=dict)
    sockets: dict[str, tuple[str, int]] = field(default_factory=dict)
    sealed: dict[str, Unread | None] = field(default_factory=dict)
    clients: dict[str, tuple[str, int]] = field(default_factory=dict)
    count: int = 0

    def hear(self, packet: Packet) -> Iterator[Seen]:
        """Take one packet; gives what is over with it."""
        if packet.has("dns"):
            yield from _lookups(packet)
        if not packet.transport:
            return
        self.clients.setdefault(packet.stream, _client(packet))
        read = False
        for block in packet.blocks("http"):
            read = True
            yield from self._http1(packet, Fields(block))
        for block in packet.blocks("http2"):
            read = True
            for frame in _http2_frames(block):
                yield from self._http2(packet, Fields(frame))
        if packet.has("websocket"):
            read = True
            self._websocket(packet)
        elif packet.has("data") and not packet.has("http") and not packet.has("http2"):
            read = True
            yield from self._raw(packet)
        self._seal(packet, read)
        while len(self.open) > MAX_OPEN:
            yield from self._close(next(iter(self.open)))

    def end(self) -> Iterator[Seen]:
        """What the capture broke off, and what nobody could read."""
        for key in list(self.open):
            yield from self._close(key)
        yield from (unread for unread in self.sealed.values() if unread is not None)

    def _http1(self, packet: Packet, fields: Fields) -> Iterator[Seen]:
        queue = self.queues.setdefault(packet.stream, [])
        if "http_request_method" in fields:
            self.count += 1
            # HTTP/2 streams count from 1 upwards; numbers below 0 keep HTTP/1 apart.
            key = (packet.stream, -self.count)
            self.open[key] = Draft.http1(packet, fields)
            self.clients[packet.stream] = packet.source
            queue.append(-self.count)
        elif queue and (status := _number(fields.text("http_response_code"))):
            key = (packet.stream, queue[0])
            draft = self.open.get(key)
            if 100 <= status < 200 and status != 101:
                return
            queue.pop(0)
            if draft is None:
                return
            draft.answer1(packet, fields, status)
            if status == 101:
                self.sockets[packet.stream] = key
            else:
                yield from self._close(key)

    def _http2(self, packet: Packet, fields: Fields) -> Iterator[Seen]:
        kind, key = fields.number("http2_type"), (packet.stream, fields.number("http2_streamid"))
        if key[1] <= 0:
            return
        draft = self.open.get(key)
        if kind == _HTTP2_HEADERS and draft is None:
            begun = Draft.http2(packet, fields)
            if begun is not None:
                self.open[key] = begun
                self.clients[packet.stream] = packet.source
            return
        if draft is None:
            return
        from_client = packet.source == draft.client
        if kind == _HTTP2_HEADERS and not from_client:
            draft.answer2(packet, fields)
        elif kind == _HTTP2_DATA:
            draft.add_data(packet, fields, from_client=from_client)
        elif kind == _HTTP2_RESET:
            draft.aborted = "the stream was reset"
            yield from self._close(key)
            return
        if not from_client and fields.number("http2_flags") & _END_STREAM:
            yield from self._close(key)

    def _websocket(self, packet: Packet) -> None:
        key = self.sockets.get(packet.stream)
        draft = self.open.get(key) if key else None
        if draft is None:
            return
        carried = iter([Fields(block) for block in packet.blocks("data")])
        for block in packet.blocks("websocket"):
            fields = Fields(block)
            opcode = fields.number("websocket_opcode")
            if opcode >= _WS_CONTROL:
                continue
            found = fields.data("websocket_payload") or fields.data("websocket_payload_text")
            if found is None:
                following = next(carried, None)
                found = following.data("data_data") if following is not None else None
            draft.add_message(packet, opcode, found, fields.number("websocket_payload_length"))

    def _raw(self, packet: Packet) -> Iterator[Seen]:
        """A connection that tshark knows no protocol for."""
        whole = packet.segment.data(f"{packet.transport}_payload") if not packet.has("tls") else None
        found = whole or Fields(packet.layers["data"]).data("data_data")
        if found is None or not found[0]:
            return
        client = self.clients[packet.stream]
        from_client = packet.source == client
        host, port = packet.target if from_client else packet.source
        yield RawChunk(packet.at_s, packet.stream, host, port, from_client, found[0], len(found[0]))

    def _seal(self, packet: Packet, read: bool) -> None:
        """A TLS or QUIC connection counts as unread until something was read on it."""
        if read:
            self.sealed[packet.stream] = None
        elif packet.has("tls") or packet.has("quic"):
            known = self.sealed.get(packet.stream)
            if packet.stream in self.sealed and (known is None or known.sni):
                return
            name = Fields([packet.layers.get("tls"), packet.layers.get("quic")]).text(
                "tls_handshake_extensions_server_name"
            )
            if known and not name:
                return
            client = self.clients[packet.stream]
            host, port = packet.target if packet.source == client else packet.source
            self.sealed[packet.stream] = Unread(packet.at_s, name or host, port, name, _NOT_DECRYPTED, client[1])

    def _close(self, key: tuple[str, int]) -> Iterator[Seen]:
        draft = self.open.pop(key)
        yield draft.exchange()


def _client(packet: Packet) -> tuple[str, int]:
    """Who opened the connection: the sender of its first packet, unless that was the side with the well-known port."""
    answer = packet.source[1] < 1024 <= packet.target[1]
    return packet.target if answer else packet.source


def _http2_frames(block: object) -> Iterator[object]:
    """In json each frame is an object below `http2.stream`, in ek the block is the frame."""
    if isinstance(block, dict) and isinstance(block.get("http2.stream"), dict | list):
        frames = block["http2.stream"]
        yield from frames if isinstance(frames, list) else [frames]
    else:
        yield block


def _lookups(packet: Packet) -> Iterator[Seen]:
    for block in packet.blocks("dns"):
        fields = Fields(block)
        if fields.number("dns_flags") & _DNS_RESPONSE:
            continue
        kinds = fields.texts("dns_qry_type")
        for number, name in enumerate(_names(fields)):
            kind = _number(kinds[number]) if number < len(kinds) else 0
            yield NameLookup(packet.at_s, name, _RECORDS.get(kind, str(kind)))


def _names(fields: Fields) -> list[str]:
    """The names asked for; with the bytes alone they stand as on the wire, each part behind its length."""
    if fields.shown("dns_qry_name"):
        return fields.shown("dns_qry_name")
    return [_dotted(bytes.fromhex(raw)) for raw in fields.hexes("dns_qry_name") if raw]


def _dotted(wire: bytes) -> str:
    parts, at = [], 0
    while at < len(wire) and wire[at]:
        parts.append(wire[at + 1 : at + 1 + wire[at]].decode("utf-8", "backslashreplace"))
        at += 1 + wire[at]
    return ".".join(parts)


def _number(text: str) -> int:
    try:
        return int(text, 0) if text.isprintable() else int.from_bytes(text.encode("latin-1", "replace"))
    except ValueError:
        return 0
