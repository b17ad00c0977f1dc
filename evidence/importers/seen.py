"""What a capture of somebody else's shows, on the wall clock, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from evidence.traffic import Headers


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A WebSocket message, at `at_s` (s since 1970); `number` counts from 1."""

    number: int
    at_s: float
    from_client: bool
    text: bool
    payload: bytes
    size: int
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the host answered; `size` in bytes, `body` None when the capture does not have it."""

    status: int
    reason: str = ""
    http_version: str = ""
    headers: Headers = ()
    body: bytes | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with what came of it. Times in s since 1970; `size` is the request body's length in bytes.

    `partial` says that the capture has the request's body in part, or not as it was sent. `address` is the URL where it
    is no network address (`data:`), so that nothing was sent.
    """

    began_s: float
    method: str
    scheme: str
    host: str
    port: int
    path: str
    http_version: str = ""
    headers: Headers = ()
    body: bytes = b""
    size: int = 0
    partial: bool = False
    requested_s: float | None = None
    ended_s: float | None = None
    answer: Answer | None = None
    aborted: str = ""
    messages: tuple[SeenMessage, ...] = ()
    client_port: int | None = None
    native_id: str = ""
    synthetic: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class RawChunk:
    """Bytes that are not HTTP; the chunks of one connection share `connection`."""

    at_s: float
    connection: str
    host: str
    port: int
    from_client: bool
    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class NameLookup:
    """A name that was looked up."""

    at_s: float
    name: str
    record: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A TLS connection of which the capture shows no content: contact alone is proved."""

    at_s: float
    host: str
    port: int
    sni: str
    reason: str
    client_port: int | None = None


Seen = Exchange | RawChunk | NameLookup | Unread


@dataclass(frozen=True, slots=True)
class About:
    """What a capture says of itself; empty where it is silent.

    `tools` are names with versions. `zero_s` is the zero of the recording that a HAR was made from. `utc_offset_s` is
    the zone that its times are written in. `timeless` captures know the order of things alone.
    """

    tools: dict[str, str] = field(default_factory=dict)
    app: dict[str, object] = field(default_factory=dict)
    device: dict[str, object] = field(default_factory=dict)
    zero_s: float | None = None
    utc_offset_s: float | None = None
    timeless: bool = False


class Source(Protocol):
    """A capture file that can be read from its beginning again and again."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def kind(self) -> str:
        """har, mitm or pcap-json."""

    def read(self) -> Iterator[Seen]:
        """What the capture shows, in the order of the file. Raises EvidenceError, which names file and place."""

    def about(self) -> About:
        """What the capture says of itself: whole after a reading."""
