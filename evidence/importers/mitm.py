"""mitmproxy's flow files, read with mitmproxy's own reader: HTTP/1, 2 and 3, WebSocket, DNS, TCP and UDP."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.errors import EvidenceError
from evidence.importers.opening import format_of
from evidence.importers.seen import About, Answer, Exchange, NameLookup, RawChunk, Seen, SeenMessage, Unread
from evidence.importers.texts import wire_text
from evidence.importers.times import plausible
from evidence.native import read_flows
from evidence.traffic import Headers

if TYPE_CHECKING:
    from mitmproxy.http import Headers as WireHeaders
    from mitmproxy.http import HTTPFlow


@dataclass
class MitmSource:
    """A flow file of mitmproxy; flows stand in it in the order in which they ended."""

    path: Path
    kind: str = "mitm"

    def about(self) -> About:
        """The tool; the file says nothing of app and device."""
        return About(tools={"mitmproxy": ""})

    def read(self) -> Iterator[Seen]:
        """What the capture shows, in the order of the file. Raises EvidenceError."""
        if format_of(self.path) != "mitm":
            raise EvidenceError(f"{self.path}: not a flow file of mitmproxy")
        for number, flow in enumerate(read_flows(self.path)):
            try:
                yield from list(_seen(flow))
            except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError) as error:
                raise EvidenceError(
                    f"{self.path}: flow {number} is not as mitmproxy writes it: {error!s:.160}"
                ) from None


def _seen(flow: Any) -> Iterator[Seen]:
    from mitmproxy import dns, http, tcp, udp

    match flow:
        case http.HTTPFlow():
            yield from _exchange(flow)
        case tcp.TCPFlow() | udp.UDPFlow():
            yield from _chunks(flow)
        case dns.DNSFlow():
            from mitmproxy.net.dns import types

            for question in flow.request.questions:
                yield NameLookup(plausible(flow.request.timestamp or 0.0), question.name, types.to_str(question.type))
        case _:
            raise ValueError(f"a flow of the type {type(flow).__name__}")


def _exchange(flow: HTTPFlow) -> Iterator[Seen]:
    request, response = flow.request, flow.response
    host, port = _host(flow), request.port
    body = request.raw_content
    declared = request.headers.get("content-length", "")
    told = body is None and declared.isascii() and declared.isdigit() and len(declared) < 16
    size = int(declared) if told else len(body or b"")
    began = plausible(request.timestamp_start)
    ended = response.timestamp_end if response else None
    peer: Any = flow.client_conn.peername
    client_port = peer[1] if peer else None
    if request.method == "CONNECT":
        reason = flow.error.msg if flow.error else "the tunnel was passed on without reading it"
        yield Unread(began, host, port, flow.client_conn.sni or host, reason, client_port)
        return
    yield Exchange(
        began_s=began,
        method=_text(request.data.method),
        scheme=request.scheme,
        host=host,
        port=port,
        path=_text(request.data.path),
        http_version=_text(request.data.http_version),
        headers=_headers(request.headers),
        body=body or b"",
        size=size,
        partial=body is None and size > 0,
        requested_s=_time(request.timestamp_end),
        ended_s=_time(ended or (flow.error.timestamp if flow.error else None)),
        answer=_answer(response) if response is not None else None,
        aborted=_text(flow.error.msg) if flow.error is not None and response is None else "",
        messages=tuple(_messages(flow)),
        client_port=client_port,
        native_id=flow.id,
        synthetic="consentinel_synthetic" in flow.metadata,
    )


def _answer(response: Any) -> Answer:
    content: bytes | None = response.raw_content
    return Answer(
        status=response.status_code,
        reason=_text(response.data.reason),
        http_version=_text(response.data.http_version),
        headers=_headers(response.headers),
        body=content,
        size=len(content or b""),
    )


def _messages(flow: HTTPFlow) -> Iterator[SeenMessage]:
    if flow.websocket is None:
        return
    for number, message in enumerate(flow.websocket.messages, 1):
        if not message.injected:
            yield SeenMessage(
                number,
                plausible(message.timestamp),
                message.from_client,
                message.is_text,
                message.content,
                len(message.content),
            )


def _chunks(flow: Any) -> Iterator[Seen]:
    host, port = (flow.server_conn.address or ("", 0))[:2]
    for message in flow.messages:
        yield RawChunk(
            at_s=plausible(message.timestamp),
            connection=flow.id,
            host=flow.client_conn.sni or host,
            port=port,
            from_client=message.from_client,
            data=message.content,
            size=len(message.content),
        )


def _time(seconds: float | None) -> float | None:
    return plausible(seconds) if seconds is not None else None


def _host(flow: HTTPFlow) -> str:
    """The host by name, where the connection itself went to an address."""
    host = flow.request.host
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _text(host)
    return _text(flow.client_conn.sni or flow.request.pretty_host)


def _headers(headers: WireHeaders) -> Headers:
    return tuple((_text(name), _text(value)) for name, value in headers.fields)


def _text(value: bytes | str) -> str:
    """Wire bytes as the live capture writes them: what is not UTF-8 stands as `\\xff`."""
    return wire_text(value) if isinstance(value, str) else value.decode("utf-8", "backslashreplace")


def native_flow(exchange: Exchange) -> HTTPFlow:
    """The exchange as mitmproxy keeps it, answer included; its `id` is new."""
    from mitmproxy import connection, http, websocket
    from wsproto.frame_protocol import Opcode

    client = connection.Client(
        peername=("", exchange.client_port or 0), sockname=("", 0), timestamp_start=exchange.began_s
    )
    flow = http.HTTPFlow(client, connection.Server(address=(exchange.host, exchange.port)))
    flow.request = http.Request(
        host=exchange.host,
        port=exchange.port,
        method=_bytes(exchange.method),
        scheme=_bytes(exchange.scheme),
        authority=b"",
        path=_bytes(exchange.path),
        http_version=_bytes(exchange.http_version or "HTTP/1.1"),
        headers=_wire(exchange.headers),
        content=exchange.body,
        trailers=None,
        timestamp_start=exchange.began_s,
        timestamp_end=exchange.requested_s,
    )
    answer = exchange.answer
    if answer is not None:
        flow.response = http.Response(
            http_version=_bytes(answer.http_version or "HTTP/1.1"),
            status_code=answer.status,
            reason=_bytes(answer.reason),
            headers=_wire(_plain(answer)),
            content=answer.body,
            trailers=None,
            timestamp_start=exchange.requested_s or exchange.began_s,
            timestamp_end=exchange.ended_s,
        )
    if exchange.messages:
        flow.websocket = websocket.WebSocketData(
            [
                websocket.WebSocketMessage(
                    Opcode.TEXT if m.text else Opcode.BINARY, m.from_client, m.payload, timestamp=m.at_s
                )
                for m in exchange.messages
            ]
        )
    return flow


def _plain(answer: Answer) -> Headers:
    """A HAR has answers unpacked, and so has the flow: its head must not say otherwise."""
    return tuple((name, value) for name, value in answer.headers if name.lower() != "content-encoding")


def _wire(headers: Headers) -> WireHeaders:
    from mitmproxy.http import Headers as Made

    return Made([(_bytes(name), _bytes(value)) for name, value in headers])


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
