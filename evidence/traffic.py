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
from evidence.content import Content

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


@dataclass(frozen=True)
class Message:
    """A WebSocket message, or a chunk of a connection that is not HTTP; `payload` is read whenever it is asked for."""

    index: int
    at_ms: float
    from_client: bool
    text: bool
    payload: Content = Content()
    truncated: bool = False


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One exchange as far as it got.

    `body` is the request's, as it went over the wire, read whenever it is asked for; `status` None means that no answer
    came. A connection that is not HTTP has the scheme RAW_SCHEME, no method and no path, and its chunks as messages.
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
    body: Content = Content()
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
