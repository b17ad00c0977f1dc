"""Exchanges of a capture as a recording has them: as lines of its index, or as flows without the way through those."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence.assembling import assemble
from evidence.clock import MAX_MS
from evidence.importers.seen import Exchange, RawChunk, SeenMessage
from evidence.traffic import (
    Flow,
    FlowAborted,
    FlowBegin,
    FlowEnd,
    FlowRequest,
    IndexLine,
    Message,
    RawConnection,
    WebSocketMessage,
    encode_bytes,
)

KEEP_BYTES = 16 * 1024 * 1024
"""What is kept of each body and message, as in a live capture."""


def flow_of(exchange: Exchange, number: int) -> Flow:
    """The exchange as a flow, as a recording that began with it would give it, without the way through its lines."""
    zero_s, answer = exchange.began_s, exchange.answer
    kept = exchange.body[:KEEP_BYTES]
    sent = exchange.requested_s is not None or bool(exchange.body) or exchange.partial
    over = answer is not None or bool(exchange.aborted)
    return Flow(
        id=f"f{number:06d}",
        began_ms=ms_of(exchange.began_s, zero_s),
        request_ms=ms_of(exchange.requested_s or exchange.began_s, zero_s) if sent else None,
        ended_ms=ms_of(_ended_s(exchange), zero_s) if over else None,
        method=exchange.method,
        scheme=exchange.scheme,
        host=exchange.host,
        port=exchange.port,
        path=exchange.path,
        http_version=exchange.http_version,
        headers=exchange.headers,
        body=kept if sent else b"",
        body_size=max(exchange.size, len(exchange.body)) if sent else 0,
        body_truncated=sent and (exchange.partial or len(kept) < len(exchange.body)),
        status=answer.status if answer else None,
        response_headers=answer.headers if answer else (),
        response_size=answer.size if answer else 0,
        aborted="" if answer else exchange.aborted,
        messages=tuple(
            Message(
                message.number,
                ms_of(message.at_s, zero_s),
                message.from_client,
                message.text,
                message.payload[:KEEP_BYTES],
                message.partial or len(message.payload) > KEEP_BYTES,
            )
            for message in exchange.messages
        ),
        uid=None,
        client_port=exchange.client_port,
        synthetic=answer is not None and exchange.synthetic,
    )


def raw_flows(chunks: Sequence[RawChunk]) -> tuple[Flow, ...]:
    """Connections that are not HTTP, put together from their chunks; their zero is the first one's time."""
    return assemble(raw_line(chunk, chunk.connection, chunks[0].at_s) for chunk in chunks)


def lines_of(exchange: Exchange, flow: str, zero_s: float, native_id: str = "") -> Iterator[IndexLine]:
    """The lines of an exchange under that id; times count from `zero_s` (s since 1970)."""
    yield FlowBegin(
        at_ms=ms_of(exchange.began_s, zero_s),
        flow=flow,
        method=exchange.method,
        scheme=exchange.scheme,
        host=exchange.host,
        port=exchange.port,
        path=exchange.path,
        http_version=exchange.http_version,
        headers=exchange.headers,
        client_port=exchange.client_port,
        native_id=native_id,
    )
    if exchange.requested_s is not None or exchange.body or exchange.partial:
        kept = exchange.body[:KEEP_BYTES]
        yield FlowRequest(
            at_ms=ms_of(exchange.requested_s or exchange.began_s, zero_s),
            flow=flow,
            body=encode_bytes(kept),
            size=max(exchange.size, len(exchange.body)),
            truncated=exchange.partial or len(kept) < len(exchange.body),
        )
    for message in exchange.messages:
        yield _message(message, flow, zero_s)
    ended = _ended_s(exchange)
    if exchange.answer is not None:
        yield FlowEnd(
            at_ms=ms_of(ended, zero_s),
            flow=flow,
            status=exchange.answer.status,
            headers=exchange.answer.headers,
            size=exchange.answer.size,
            synthetic=exchange.synthetic,
        )
    elif exchange.aborted:
        yield FlowAborted(at_ms=ms_of(ended, zero_s), flow=flow, reason=exchange.aborted)


def _ended_s(exchange: Exchange) -> float:
    return exchange.ended_s or max((message.at_s for message in exchange.messages), default=exchange.began_s)


def _message(message: SeenMessage, flow: str, zero_s: float) -> WebSocketMessage:
    kept = message.payload[:KEEP_BYTES]
    return WebSocketMessage(
        at_ms=ms_of(message.at_s, zero_s),
        flow=flow,
        message=message.number,
        from_client=message.from_client,
        text=message.text,
        payload=encode_bytes(kept),
        size=message.size,
        truncated=message.partial or len(kept) < len(message.payload),
    )


def raw_line(chunk: RawChunk, flow: str, zero_s: float) -> RawConnection:
    """The line of a chunk that is not HTTP."""
    kept = chunk.data[:KEEP_BYTES]
    return RawConnection(
        at_ms=ms_of(chunk.at_s, zero_s),
        flow=flow,
        host=chunk.host,
        port=chunk.port,
        from_client=chunk.from_client,
        payload=encode_bytes(kept),
        size=chunk.size,
        truncated=len(kept) < chunk.size,
    )


def ms_of(seconds: float, zero_s: float) -> float:
    """On the recording's clock, to the µs; what has no time stands at the zero."""
    return round(min(max((seconds - zero_s) * 1000, -MAX_MS), MAX_MS), 3) if seconds else 0.0
