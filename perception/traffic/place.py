"""The places of an exchange that the phone fills, each as the bytes that hits point into."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Literal

from evidence.traffic import Flow


@dataclass(frozen=True, slots=True)
class Place:
    """One place: `name` is url, header:NAME (a repeated header header:NAME:2 …), body, ws:N, dns or sni.

    `at_ms` is when its bytes were sent, `coding` the content codings that the headers announce for a body, outermost
    last, else empty.
    """

    name: str
    data: bytes
    at_ms: float
    coding: tuple[str, ...] = ()


def places(flow: Flow, known: Container[bytes] = ()) -> Iterator[Place]:
    """All places that the phone filled, in the order of sending; what a server sent is none of them.

    Headers whose value is `known` are left out: most are the same in every exchange with a host.
    """
    yield Place("url", flow.url.encode("utf-8", "surrogateescape"), flow.began_ms)
    seen: dict[str, int] = {}
    for name, value in flow.headers:
        key = name.lower()
        seen[key] = seen.get(key, 0) + 1
        data = value.encode("utf-8", "surrogateescape")
        if data not in known:
            suffix = f":{seen[key]}" if seen[key] > 1 else ""
            yield Place(f"header:{key}{suffix}", data, flow.began_ms)
    body = flow.body
    if body:
        yield Place("body", body, flow.began_ms, _codings(flow))
    for message in flow.messages:
        payload = message.payload if message.from_client else b""
        if payload:
            yield Place(f"ws:{message.index}", payload, message.at_ms)


def named_place(kind: Literal["dns", "sni"], name: str, at_ms: float) -> Place:
    """A name that the phone looked up, or gave in a TLS handshake, as a place: names carry values too."""
    return Place(kind, name.encode("utf-8", "surrogateescape"), at_ms)


def _codings(flow: Flow) -> tuple[str, ...]:
    return tuple(coding.strip().lower() for coding in flow.header("content-encoding").split(",") if coding.strip())
