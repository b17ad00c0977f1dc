"""Putting exchanges together from the lines of an index, in whichever order they stand there."""

from __future__ import annotations

from collections.abc import Iterable

from evidence.content import Readable
from evidence.traffic import (
    RAW_SCHEME,
    Flow,
    FlowAborted,
    FlowBegin,
    FlowEnd,
    FlowRequest,
    Headers,
    IndexLine,
    Message,
    RawConnection,
    WebSocketMessage,
    decode_bytes,
)


def assemble(lines: Iterable[IndexLine]) -> tuple[Flow, ...]:
    """The flows of an index in the order in which they began."""
    assembler = Assembler()
    for line in lines:
        assembler.add(line)
    return assembler.flows()


class Assembler:
    """Puts exchanges together from lines in any order."""

    def __init__(self) -> None:
        self._begins: dict[str, FlowBegin] = {}
        self._requests: dict[str, tuple[FlowRequest, bytes | Readable]] = {}
        self._ends: dict[str, FlowEnd] = {}
        self._aborts: dict[str, FlowAborted] = {}
        self._messages: dict[str, list[Message]] = {}
        self._raw: dict[str, FlowBegin] = {}
        self._chunks: dict[str, list[Message]] = {}
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def add(self, line: IndexLine, content: Readable | None = None) -> None:
        """Take a line; `content` leads to its body or payload when that was taken out of it."""
        match line:
            case FlowBegin():
                self._begins.setdefault(line.flow, line)
            case FlowRequest():
                self._requests[line.flow] = (line, content or decode_bytes(line.body))
            case FlowEnd():
                self._ends[line.flow] = line
            case FlowAborted():
                self._aborts[line.flow] = line
            case WebSocketMessage():
                payload = content or decode_bytes(line.payload)
                message = Message(line.message, line.at_ms, line.from_client, line.text, payload, line.truncated)
                self._messages.setdefault(line.flow, []).append(message)
            case RawConnection():
                self._add_raw(line, content or decode_bytes(line.payload))
            case _:
                pass

    def flows(self) -> tuple[Flow, ...]:
        """What was put together, in the order in which the exchanges began; the lines are let go of."""
        result = [self._flow(begin, self._chunks) for key, begin in self._raw.items() if key not in self._begins]
        while self._begins:
            _, begin = self._begins.popitem()
            result.append(self._flow(begin, self._messages))
        return tuple(sorted(result, key=lambda flow: (flow.began_ms, flow.id)))

    def _add_raw(self, chunk: RawConnection, payload: bytes | Readable) -> None:
        """A chunk that is not HTTP; what the phone said in it is judged as the messages of a WebSocket are."""
        if chunk.flow not in self._raw:
            self._raw[chunk.flow] = FlowBegin(
                at_ms=chunk.at_ms,
                flow=chunk.flow,
                method="",
                scheme=RAW_SCHEME,
                host=chunk.host,
                port=chunk.port,
                path="",
            )
        messages = self._chunks.setdefault(chunk.flow, [])
        messages.append(Message(len(messages) + 1, chunk.at_ms, chunk.from_client, False, payload, chunk.truncated))

    def _flow(self, begin: FlowBegin, messages: dict[str, list[Message]]) -> Flow:
        request, body = self._requests.pop(begin.flow, (None, b""))
        end, abort = self._ends.pop(begin.flow, None), self._aborts.pop(begin.flow, None)
        return Flow(
            id=begin.flow,
            began_ms=begin.at_ms,
            request_ms=request.at_ms if request else None,
            ended_ms=end.at_ms if end else abort.at_ms if abort else None,
            method=begin.method,
            scheme=begin.scheme,
            host=begin.host,
            port=begin.port,
            path=begin.path,
            http_version=begin.http_version,
            headers=self._shared(begin.headers),
            body=body,
            body_size=request.size if request else 0,
            body_truncated=request.truncated if request else False,
            status=end.status if end else None,
            response_headers=self._shared(end.headers) if end else (),
            response_size=end.size if end else 0,
            aborted=abort.reason if abort else "",
            messages=tuple(messages.pop(begin.flow, ())),
            uid=begin.uid,
            client_port=begin.client_port,
            synthetic=end.synthetic if end else False,
        )

    def _shared(self, headers: Headers) -> Headers:
        """The same headers, with those that many exchanges have kept once."""
        return tuple(self._known.setdefault(header, header) for header in headers)
