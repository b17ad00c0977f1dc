"""Reads what a browser asks of a proxy, so that the network daemon can go straight to the host."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

_MAX_HEAD_BYTES = 64 * 1024
_HOP_HEADERS = frozenset({b"connection", b"proxy-connection", b"keep-alive", b"proxy-authorization"})


class ForwardError(ValueError):
    """A request that no proxy could forward."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes; `head` is what the host is to read, empty for a tunnel."""

    host: str
    port: int
    tunnel: bool
    head: bytes


async def read_request(reader: asyncio.StreamReader) -> Target:
    """Reads the head of one proxy request; ForwardError where it is malformed or above 64 KiB."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise ForwardError("the request head is too long") from error
    if len(head) > _MAX_HEAD_BYTES:
        raise ForwardError("the request head is too long")
    return parse_head(head)


def parse_head(head: bytes) -> Target:
    """The target of a request head that ends in an empty line; plain requests are told to close, one a connection."""
    first, _, rest = head.partition(b"\r\n")
    try:
        method, address, version = first.decode("ascii").split(" ")
        if method == "CONNECT":
            parts = urlsplit(f"//{address}")
            return Target(parts.hostname or "", parts.port or 443, True, b"")
        parts = urlsplit(address)
        port = parts.port or 80
    except ValueError as error:
        raise ForwardError("the request line is malformed") from error
    if parts.scheme not in ("http", "ws") or not parts.hostname:
        raise ForwardError("the address is not absolute")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [line for line in rest.split(b"\r\n") if line and line.split(b":")[0].strip().lower() not in _HOP_HEADERS]
    lines.append(b"Connection: close")
    return Target(parts.hostname, port, False, b"\r\n".join([f"{method} {path} {version}".encode(), *lines, b"", b""]))
