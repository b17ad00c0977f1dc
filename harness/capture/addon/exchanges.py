"""HTTP exchanges and WebSocket messages, written when they happen."""

from __future__ import annotations

import ipaddress
from base64 import b64encode
from typing import Any

from mitmproxy import http

from harness.capture.addon.bodies import Keeper, body_of, stream_if_large
from harness.capture.addon.lines import Index

FLOW = "consentinel"
"""Key of a flow's metadata that holds its id in the index."""


class Exchanges:
    """Writes `begin` when a request's head is complete, `request` when its body is and before any answer is asked for.

    `begin` carries the moment at which the head was complete: mitmproxy hands over nothing earlier. That is one
    network packet after the first byte for all but giant heads.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._streaming: dict[str, http.HTTPFlow] = {}

    def done(self) -> None:
        """What came until now of the bodies that are still under way."""
        for flow in self._streaming.values():
            self._cut(flow)
        self._streaming.clear()

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """The head of a request."""
        at_ms = self._index.now_ms()
        key = flow.metadata[FLOW] = self._index.next_flow()
        request = flow.request
        self._index.write(
            "begin",
            at_ms,
            flow=key,
            method=_text(request.data.method),
            scheme=request.scheme,
            host=host_of(flow),
            port=request.port,
            path=_text(request.data.path),
            http_version=_text(request.data.http_version),
            headers=_headers(request.headers),
            client_port=flow.client_conn.peername[1],
            native_id=flow.id,
        )
        stream_if_large(request, self._index.limit)
        if request.stream:
            self._streaming[flow.id] = flow

    def request(self, flow: http.HTTPFlow) -> None:
        """The body of a request."""
        self._streaming.pop(flow.id, None)
        body, size = body_of(flow.request, self._index.limit)
        self._request(flow, body, size)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """The head of an answer; an endless one has to reach the app while it goes on."""
        assert flow.response is not None
        if flow.response.raw_content is None:
            stream_if_large(flow.response, self._index.limit)

    def response(self, flow: http.HTTPFlow) -> None:
        """The answer is complete; a WebSocket goes on."""
        if flow.websocket is None and flow.response is not None:
            self._end(flow, flow.response, body_of(flow.response, self._index.limit)[1])

    def error(self, flow: http.HTTPFlow) -> None:
        """The exchange broke off; what came of a streamed body is kept."""
        self._streaming.pop(flow.id, None)
        self._cut(flow)
        reason = flow.error.msg if flow.error else "unknown"
        self._index.write("aborted", self._index.now_ms(), flow=flow.metadata[FLOW], reason=_text(reason))

    def websocket_message(self, flow: http.HTTPFlow) -> None:
        """One message, before it is passed on."""
        assert flow.websocket is not None
        at_ms = self._index.now_ms()
        message = flow.websocket.messages[-1]
        number = flow.metadata["consentinel_messages"] = flow.metadata.get("consentinel_messages", 0) + 1
        size = len(message.content)
        came = flow.metadata["consentinel_bytes"] = flow.metadata.get("consentinel_bytes", 0) + size
        self._index.write(
            "ws",
            at_ms,
            flow=flow.metadata[FLOW],
            message=number,
            from_client=message.from_client,
            text=message.is_text,
            payload=b64encode(message.content[: self._index.limit]).decode("ascii"),
            size=size,
            truncated=size > self._index.limit,
        )
        if came > self._index.limit:
            # The index has them; the native flow would hold every message of a long life in memory.
            del flow.websocket.messages[:-1]

    def websocket_end(self, flow: http.HTTPFlow) -> None:
        """The WebSocket is closed."""
        if flow.response is not None:
            self._end(flow, flow.response, 0)

    def _cut(self, flow: http.HTTPFlow) -> None:
        keeper = flow.request.stream
        if isinstance(keeper, Keeper) and keeper.size and flow.request.timestamp_end is None:
            self._request(flow, keeper.kept, keeper.size, cut=True)

    def _request(self, flow: http.HTTPFlow, body: bytes, size: int, *, cut: bool = False) -> None:
        self._index.write(
            "request",
            self._index.now_ms(),
            flow=flow.metadata[FLOW],
            body=b64encode(body).decode("ascii"),
            size=size,
            truncated=cut or len(body) < size,
        )

    def _end(self, flow: http.HTTPFlow, response: http.Response, size: int) -> None:
        self._index.write(
            "end",
            self._index.now_ms(),
            flow=flow.metadata[FLOW],
            status=response.status_code,
            headers=_headers(response.headers),
            size=size,
            synthetic="consentinel_synthetic" in flow.metadata,
        )


def host_of(flow: http.HTTPFlow) -> str:
    """The host by name: an app that connects to an address of its own finding still says whom it means."""
    host = flow.request.host
    if _is_address(host):
        host = flow.client_conn.sni or flow.request.pretty_host
    return _clean(host)


def _is_address(host: str) -> bool:
    if host[-1:].isalpha() and ":" not in host:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _headers(headers: http.Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("utf-8", "backslashreplace"), value.decode("utf-8", "backslashreplace"))
        for name, value in headers.fields
    ]


def _text(value: Any) -> str:
    """Wire bytes as text that any reader of JSON accepts: bytes that are not UTF-8 stand as `\\xff`."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else _clean(str(value))


def _clean(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
