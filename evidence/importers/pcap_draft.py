"""An exchange that is put together from packets."""

from __future__ import annotations

from dataclasses import dataclass, field

from evidence.importers.seen import Answer, Exchange, SeenMessage
from evidence.importers.tshark import Fields, Packet
from evidence.traffic import Headers


@dataclass
class _Side:
    """What one side of an exchange sends."""

    headers: Headers = ()
    body: bytearray = field(default_factory=bytearray)
    whole: bool = True
    version: str = ""

    def declared(self) -> int:
        """The length that the head announces; -1 when it announces none."""
        length = _header(self.headers, "content-length")
        return int(length) if length.isascii() and length.isdigit() and len(length) < 16 else -1


@dataclass
class Draft:
    """The exchange so far; `client` is the address of the side that asked."""

    client: tuple[str, int]
    server: tuple[str, int]
    began_s: float
    method: str
    scheme: str
    host: str
    port: int
    path: str
    request: _Side
    requested_s: float
    response: _Side = field(default_factory=_Side)
    status: int = 0
    reason: str = ""
    ended_s: float | None = None
    aborted: str = ""
    messages: list[SeenMessage] = field(default_factory=list)

    @classmethod
    def http1(cls, packet: Packet, fields: Fields) -> Draft:
        """A request of HTTP/1."""
        headers = _lines(fields.texts("http_request_line"))
        side = _Side(headers, version=fields.text("http_request_version") or "HTTP/1.1")
        _take_body(side, fields, packet)
        scheme = "https" if packet.has("tls") else "http"
        uri = fields.text("http_request_uri") or "/"
        named = _header(headers, "host") or fields.plain("http_host")
        if "://" in uri.partition("?")[0]:
            # As a client writes it to a proxy.
            scheme, _, rest = uri.partition("://")
            named, slash, path = rest.partition("/")
            uri = slash + path or "/"
        host, port = _split(named, packet.target, scheme)
        method = fields.text("http_request_method")
        return cls(packet.source, packet.target, packet.at_s, method, scheme, host, port, uri, side, packet.at_s)

    @classmethod
    def http2(cls, packet: Packet, fields: Fields) -> Draft | None:
        """A request of HTTP/2; None when the headers are none of a request."""
        pairs = _pairs(fields)
        special = {name: value for name, value in pairs if name.startswith(":")}
        if ":method" not in special:
            return None
        scheme = special.get(":scheme") or ("https" if packet.has("tls") else "http")
        headers = tuple((name, value) for name, value in pairs if not name.startswith(":"))
        host, port = _split(special.get(":authority") or _header(headers, "host"), packet.target, scheme)
        side = _Side(headers, version="HTTP/2.0", whole=_complete(packet))
        path = special.get(":path", "/")
        return cls(
            packet.source, packet.target, packet.at_s, special[":method"], scheme, host, port, path, side, packet.at_s
        )

    def answer1(self, packet: Packet, fields: Fields, status: int) -> None:
        """The answer of HTTP/1."""
        headers = _lines(fields.texts("http_response_line"))
        self.response = _Side(headers, version=fields.text("http_response_version"))
        _take_body(self.response, fields, packet)
        self._answered(packet, status, fields.text("http_response_phrase"))

    def answer2(self, packet: Packet, fields: Fields) -> None:
        """The head of the answer of HTTP/2; what follows the body is left out."""
        pairs = _pairs(fields)
        status = next((value for name, value in pairs if name == ":status"), "")
        if status.isascii() and status.isdigit() and not self.status:
            self.response.headers = tuple((name, value) for name, value in pairs if not name.startswith(":"))
            self.response.version = "HTTP/2.0"
            self._answered(packet, int(status[:3]), "")

    def add_data(self, packet: Packet, fields: Fields, *, from_client: bool) -> None:
        """A frame of a body; the last one mostly has it put together."""
        side = self.request if from_client else self.response
        side.whole = side.whole and _complete(packet)
        joined = fields.data("http2_body_reassembled_data")
        piece = joined or fields.data("http2_data_data")
        if piece is not None:
            if joined:
                side.body.clear()
            side.body += piece[0]
            side.whole = side.whole and piece[1]
        if from_client:
            self.requested_s = packet.at_s
        else:
            self.ended_s = packet.at_s

    def add_message(self, packet: Packet, opcode: int, found: tuple[bytes, bool] | None, size: int) -> None:
        """A message of the WebSocket that this exchange became."""
        payload, whole = found if found is not None else (b"", size == 0)
        self.messages.append(
            SeenMessage(
                number=len(self.messages) + 1,
                at_s=packet.at_s,
                from_client=packet.source == self.client,
                text=opcode == 1,
                payload=payload,
                size=max(len(payload), 1 if not whole and not payload else 0),
                partial=not whole or not _complete(packet),
            )
        )

    def exchange(self) -> Exchange:
        """The exchange as it stands."""
        declared, body = self.request.declared(), bytes(self.request.body)
        unpacked = bool(_header(self.request.headers, "content-encoding"))
        short = declared > 0 and (not body if unpacked else len(body) != declared)
        answer = None
        if self.status:
            side = self.response
            size = max(len(side.body), side.declared())
            answer = Answer(self.status, self.reason, side.version, side.headers, bytes(side.body), size)
        return Exchange(
            began_s=self.began_s,
            method=self.method,
            scheme=self.scheme,
            host=self.host,
            port=self.port,
            path=self.path,
            http_version=self.request.version,
            headers=self.request.headers,
            body=body,
            size=max(len(body), declared if short else 0),
            partial=short or not self.request.whole,
            requested_s=self.requested_s,
            ended_s=self.ended_s,
            answer=answer,
            aborted=self.aborted if answer is None else "",
            messages=tuple(self.messages),
            client_port=self.client[1],
        )

    def _answered(self, packet: Packet, status: int, reason: str) -> None:
        self.status = status if 0 < status < 1000 else 0
        self.reason, self.ended_s = reason, packet.at_s


def _take_body(side: _Side, fields: Fields, packet: Packet) -> None:
    found = fields.data("http_file_data")
    # Without -x what is not UTF-8 in a head is lost as well.
    side.whole = _complete(packet) and not any("\ufffd" in value for _, value in side.headers)
    if found is not None:
        body, exact = found
        side.body[:] = body
        side.whole = side.whole and exact


def _complete(packet: Packet) -> bool:
    """Whether the packet was kept whole: `-s` cuts packets."""
    kept, sent = packet.frame.number("frame_cap_len"), packet.frame.number("frame_len")
    return kept < 0 or sent < 0 or kept >= sent


def _lines(lines: list[str]) -> Headers:
    pairs = []
    for line in lines:
        name, colon, value = line.strip("\r\n").partition(":")
        if colon:
            pairs.append((name.strip(), value.strip()))
    return tuple(pairs)


def _pairs(fields: Fields) -> list[tuple[str, str]]:
    return list(zip(fields.texts("http2_header_name"), fields.texts("http2_header_value"), strict=False))


def _header(headers: Headers, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _split(named: str, server: tuple[str, int], scheme: str) -> tuple[str, int]:
    """Host and port of a Host header; the server's address where there is none."""
    if not named:
        return server
    if named.startswith("["):
        host, _, port = named[1:].partition("]")
        port = port.removeprefix(":")
    else:
        host, _, port = named.partition(":")
    default = 443 if scheme == "https" else 80
    return host, int(port) if port.isascii() and port.isdigit() and int(port) <= 65535 else default
