"""The capture's index: one line when something happens on the wire, bodies included.

Lines of `traffic/index.jsonl`, each with `type` and `at_ms` on the recording's clock. A flow's `begin` is written when
its headers are complete, `request` when its body is, `end` or `aborted` when it is over; a killed capture loses nothing
that began.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from evidence.clock import MAX_MS

Headers = tuple[tuple[str, str], ...]


class BaseLine(BaseModel):
    """What all lines share."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    at_ms: float = Field(ge=-MAX_MS, le=MAX_MS)


class FlowBegin(BaseLine):
    """A request's headers are complete; `at_ms` is when its first byte came."""

    type: Literal["begin"] = "begin"
    flow: str
    method: str
    scheme: str
    host: str
    port: int
    path: str
    http_version: str = ""
    headers: Headers = ()
    client_port: int | None = None
    uid: int | None = None
    native_id: str = ""
    """The id in `flows.mitm`."""


class FlowRequest(BaseLine):
    """A request's body is complete (base64); `size` is its length in bytes, a `truncated` one is kept in part."""

    type: Literal["request"] = "request"
    flow: str
    body: str = ""
    size: int = 0
    truncated: bool = False


class FlowEnd(BaseLine):
    """The exchange is over; the answer's body stays in `flows.mitm`."""

    type: Literal["end"] = "end"
    flow: str
    status: int
    headers: Headers = ()
    size: int = 0
    synthetic: bool = False
    """The sinkhole answered, not the host."""


class FlowAborted(BaseLine):
    """The exchange broke off."""

    type: Literal["aborted"] = "aborted"
    flow: str
    reason: str


class WebSocketMessage(BaseLine):
    """One message of a WebSocket, when it happened (payload base64)."""

    type: Literal["ws"] = "ws"
    flow: str
    message: int
    from_client: bool
    text: bool
    payload: str
    size: int
    truncated: bool = False


class TlsFailed(BaseLine):
    """The app refused the capture's certificate, or the handshake failed: contact is proved, content not seen."""

    type: Literal["tls_failed"] = "tls_failed"
    host: str
    port: int
    sni: str = ""
    reason: str
    client_port: int | None = None

    @property
    def id(self) -> str:
        """The name that evidence references use: the host, and the time to the µs, as no two handshakes share both."""
        return f"{self.sni or self.host}@{self.at_ms:.3f}"


class DnsQuery(BaseLine):
    """A name was looked up through the capture."""

    type: Literal["dns"] = "dns"
    name: str
    record: str


class RawConnection(BaseLine):
    """Bytes that are not HTTP passed through the capture; the lines of one connection share `flow`."""

    type: Literal["raw"] = "raw"
    flow: str
    host: str
    port: int
    from_client: bool
    payload: str
    size: int
    truncated: bool = False


class BytesCounted(BaseLine):
    """What the phone counted for the app's uid, and what the capture had seen by then, in bytes since the same zero."""

    type: Literal["bytes"] = "bytes"
    uid: int
    moment: str
    phone_sent: int
    phone_received: int


class WireBytes(BaseLine):
    """Bytes of a client connection so far: what left and what reached the phone, TLS included."""

    type: Literal["wire"] = "wire"
    sent: int
    received: int
    client_port: int | None = None
    host: str = ""
    """Where the connection went, so that the bytes can be given to the app or to the system."""
    connection: str = ""
    """The client connection's id in `flows.mitm`; the counts are its own, from its beginning."""


IndexLine = (
    FlowBegin
    | FlowRequest
    | FlowEnd
    | FlowAborted
    | WebSocketMessage
    | TlsFailed
    | DnsQuery
    | RawConnection
    | BytesCounted
    | WireBytes
)

INDEX_LINE: TypeAdapter[IndexLine] = TypeAdapter(Annotated[IndexLine, Field(discriminator="type")])
"""Reads a line of the index."""


RAW_SCHEME = "raw"
"""The scheme of a flow that is not HTTP."""


@dataclass(frozen=True, slots=True)
class Message:
    """A WebSocket message, or a chunk of a connection that is not HTTP, with its payload decoded."""

    index: int
    at_ms: float
    from_client: bool
    text: bool
    payload: bytes
    truncated: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """One exchange as far as it got.

    `body` is the request's, as it went over the wire; `status` None means that no answer came. A connection that is not
    HTTP has the scheme RAW_SCHEME, no method and no path, and its chunks as messages.
    """

    id: str
    began_ms: float
    request_ms: float | None
    ended_ms: float | None
    method: str
    scheme: str
    host: str
    port: int
    path: str
    http_version: str
    headers: Headers
    body: bytes
    body_size: int
    body_truncated: bool
    status: int | None
    response_headers: Headers
    response_size: int
    aborted: str
    messages: tuple[Message, ...]
    uid: int | None
    client_port: int | None
    synthetic: bool

    @property
    def url(self) -> str:
        """The address as a person writes it; a default port is left out."""
        default = {"http": 80, "https": 443}.get(self.scheme)
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{'' if self.port == default else f':{self.port}'}{self.path}"

    def header(self, name: str) -> str:
        """The first request header of that name, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]+")


def encode_bytes(data: bytes) -> str:
    """Bytes as they stand in the index."""
    return base64.b64encode(data).decode("ascii")


def decode_bytes(value: str) -> bytes:
    """Bytes of a field of the index; damage gives what can be read, at worst nothing."""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        letters = _NOT_BASE64.sub("", value)
        whole = len(letters) - (len(letters) % 4 == 1)
        return base64.b64decode(letters[:whole] + "=" * (-whole % 4))


def assemble(lines: tuple[IndexLine, ...]) -> tuple[Flow, ...]:
    """The flows of an index in the order in which they began."""
    begins: dict[str, FlowBegin] = {}
    bodies: dict[str, FlowRequest] = {}
    ends: dict[str, FlowEnd] = {}
    aborts: dict[str, FlowAborted] = {}
    messages: dict[str, list[Message]] = {}
    raw: dict[str, list[RawConnection]] = {}
    for line in lines:
        match line:
            case FlowBegin():
                begins.setdefault(line.flow, line)
            case FlowRequest():
                bodies[line.flow] = line
            case FlowEnd():
                ends[line.flow] = line
            case FlowAborted():
                aborts[line.flow] = line
            case WebSocketMessage():
                messages.setdefault(line.flow, []).append(
                    Message(
                        line.message,
                        line.at_ms,
                        line.from_client,
                        line.text,
                        decode_bytes(line.payload),
                        line.truncated,
                    )
                )
            case RawConnection():
                raw.setdefault(line.flow, []).append(line)
            case _:
                pass
    flows = [_raw_flow(chunks) for key, chunks in raw.items() if key not in begins]
    flows += [
        _flow(
            begin,
            bodies.get(key),
            ends.get(key),
            aborts.get(key),
            messages.get(key, []),
        )
        for key, begin in begins.items()
    ]
    return tuple(sorted(flows, key=lambda flow: (flow.began_ms, flow.id)))


def _flow(
    begin: FlowBegin,
    body: FlowRequest | None,
    end: FlowEnd | None,
    abort: FlowAborted | None,
    messages: list[Message],
) -> Flow:
    return Flow(
        id=begin.flow,
        began_ms=begin.at_ms,
        request_ms=body.at_ms if body else None,
        ended_ms=end.at_ms if end else abort.at_ms if abort else None,
        method=begin.method,
        scheme=begin.scheme,
        host=begin.host,
        port=begin.port,
        path=begin.path,
        http_version=begin.http_version,
        headers=begin.headers,
        body=decode_bytes(body.body) if body else b"",
        body_size=body.size if body else 0,
        body_truncated=body.truncated if body else False,
        status=end.status if end else None,
        response_headers=end.headers if end else (),
        response_size=end.size if end else 0,
        aborted=abort.reason if abort else "",
        messages=tuple(messages),
        uid=begin.uid,
        client_port=begin.client_port,
        synthetic=end.synthetic if end else False,
    )


def _raw_flow(chunks: list[RawConnection]) -> Flow:
    """A connection that is not HTTP; what the phone said on it is judged as the messages of a WebSocket are."""
    first = chunks[0]
    begin = FlowBegin(
        at_ms=first.at_ms,
        flow=first.flow,
        method="",
        scheme=RAW_SCHEME,
        host=first.host,
        port=first.port,
        path="",
    )
    messages = [
        Message(number, chunk.at_ms, chunk.from_client, False, decode_bytes(chunk.payload), chunk.truncated)
        for number, chunk in enumerate(chunks, 1)
    ]
    return _flow(begin, None, None, None, messages)
