"""HAR 1.2 files of Charles, Reqable, HTTP Toolkit, browsers, mitmproxy, cyanoacrylate, and our own.

They differ in what HAR leaves open: how bytes that are no text are written (`har_bodies`), WebSocket messages, failed
TLS handshakes, and what they say of app and device.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evidence.errors import EvidenceError
from evidence.importers.har_about import about_of, word
from evidence.importers.har_bodies import OURS, message_bytes, request_body
from evidence.importers.har_values import (
    answer_of,
    cookies_of,
    count_of,
    durations,
    headers_of,
    http_version,
    port_of,
    query_of,
)
from evidence.importers.jsonstream import JsonCursor
from evidence.importers.opening import opened
from evidence.importers.seen import About, Exchange, NameLookup, RawChunk, Seen, SeenMessage, Unread
from evidence.importers.texts import wire_text
from evidence.importers.times import read_stamp, read_time

_URL = re.compile(r"(?is)([a-z][a-z0-9+.-]*)://(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^/?#:]*)(?::(\d{0,5}))?(.*)")
_PORTS = {"http": 80, "https": 443}
_HTTP_OF = {"ws": "http", "wss": "https"}
_TLS_CAUSES = {"cert-rejected": "the app refused the capture’s certificate", "no-shared-cipher": "no shared cipher"}


class _Wrong(ValueError):
    """What is wrong in one entry."""


@dataclass
class HarSource:
    """A HAR file. Entries that never were on the wire (`data:` addresses, a browser's cache) have an `address` only."""

    path: Path
    kind: str = "har"
    _parts: dict[str, Any] = field(default_factory=dict)
    _offset_s: float | None = None
    _last_s: float | None = None

    def about(self) -> About:
        """What the file says of itself: whole after a reading."""
        return replace(about_of(self._parts), utc_offset_s=self._offset_s, timeless=self._last_s is None)

    def read(self) -> Iterator[Seen]:
        """Exchanges, and what belongs to no exchange, in the order of the file. Raises EvidenceError."""
        self._offset_s, self._last_s = None, None
        found = False
        with opened(self.path) as file:
            cursor = JsonCursor(self.path, file)
            if cursor.peek() != b"{":
                raise cursor.error("not a HAR file: an object with `log` was expected")
            for key in cursor.members():
                if key == "log" and cursor.peek() == b"{":
                    for part in cursor.members():
                        if part == "entries" and cursor.peek() == b"[":
                            found = True
                            yield from self._entries(cursor)
                        else:
                            yield from self._part(cursor, part)
                else:
                    cursor.skip()
        if not found:
            raise EvidenceError(f"{self.path}: not a HAR file: it has no list log.entries")

    def _part(self, cursor: JsonCursor, name: str) -> Iterator[Seen]:
        readers = {"_tlsErrors": self._tls_error, "_dnsQueries": self._lookup, "_rawConnections": self._raw}
        if name in readers and cursor.peek() == b"[":
            for number, item in enumerate(cursor.items()):
                if isinstance(item, dict):
                    yield from self._placed(f"log.{name}[{number}]", readers[name], item)
        elif name in ("creator", "browser", "_tweasel", "_consentinel"):
            self._parts[name] = cursor.value()
        else:
            cursor.skip()

    def _entries(self, cursor: JsonCursor) -> Iterator[Seen]:
        for number, entry in enumerate(cursor.items()):
            yield from self._placed(f"log.entries[{number}]", self._entry, entry)

    def _placed(self, place: str, read: Callable[[Any], Iterator[Seen]], item: Any) -> list[Seen]:
        """What an item of the file shows. Raises EvidenceError, which names the place."""
        try:
            return list(read(item))
        except _Wrong as error:
            raise EvidenceError(f"{self.path}: {place}{error}") from None
        except (TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
            raise EvidenceError(f"{self.path}: {place} is not as HAR has it: {str(error)[:160]}") from None

    def _entry(self, entry: Any) -> Iterator[Seen]:
        request = entry.get("request") if isinstance(entry, dict) else None
        if not isinstance(request, dict):
            raise _Wrong(".request is missing or no object")
        given = request.get("url")
        if not isinstance(given, str) or not given:
            raise _Wrong(".request.url is missing or no text")
        address = wire_text(given)
        began = self._moment(entry.get("startedDateTime"), ".startedDateTime")
        method = word(request.get("method")).upper() or "GET"
        target = self._own_target(entry) or self._target(address, method)
        if target is None or entry.get("_fromCache"):
            yield Exchange(began, method, "", "", 0, "", address=address)
            return
        scheme, host, port, path = target
        headers = headers_of(request.get("headers"))
        if not any(name.lower() == "cookie" for name, _ in headers):
            headers += cookies_of(request.get("cookies"))
        body, size, partial = request_body(request, headers, self._creator)
        sent_s, ended_s = durations(entry, began)
        answer, aborted = answer_of(entry.get("response"))
        broke = request.get("_requestBodyStatus") == "incomplete"
        yield Exchange(
            began_s=began,
            method=method,
            scheme=scheme,
            host=host,
            port=port,
            path=self._with_query(path, request),
            http_version=http_version(request.get("httpVersion")),
            headers=headers,
            body=body,
            size=size,
            partial=partial,
            requested_s=None if broke else sent_s,
            ended_s=ended_s,
            answer=answer,
            aborted=aborted,
            messages=tuple(self._messages(entry, began)),
            client_port=port_of(entry.get("_clientPort")),
            synthetic=entry.get("_synthetic") is True,
        )
        if method == "CONNECT":
            # Listed where a proxy passed the tunnel on unread; what is read appears as requests of its own.
            yield Unread(began, host, port, host, "the capture passed the tunnel on without reading it")

    @property
    def _creator(self) -> str:
        creator = self._parts.get("creator")
        return word(creator.get("name")).lower() if isinstance(creator, dict) else ""

    def _target(self, address: str, method: str) -> tuple[str, str, int, str] | None:
        if method == "CONNECT" and "://" not in address:
            address = f"https://{address}"
        match = _URL.fullmatch(address)
        if match is None:
            return None
        scheme = _HTTP_OF.get(match[1].lower(), match[1].lower())
        if scheme not in _PORTS:
            return None
        port = int(match[3]) if match[3] else _PORTS[scheme]
        if port > 65535:
            raise _Wrong(".request.url has a port beyond 65535")
        # A fragment stays in the browser.
        rest = match[4].partition("#")[0]
        return scheme, match[2].strip("[]"), port, rest if rest.startswith("/") else "/" + rest

    def _own_target(self, entry: dict[str, Any]) -> tuple[str, str, int, str] | None:
        """What our own export says of the address, byte for byte as it was on the wire."""
        match entry.get("_target"):
            case [str(scheme), str(host), int(port), str(path)] if self._creator == OURS and 0 <= port <= 65535:
                return wire_text(scheme), wire_text(host), port, wire_text(path)
        return None

    def _with_query(self, path: str, request: dict[str, Any]) -> str:
        """Some tools keep the query apart from the address."""
        if "?" in path or self._creator == OURS:
            return path
        return path + query_of(request.get("queryString"))

    def _moment(self, value: Any, place: str) -> float:
        """The time of an entry; without one, that of the entry before."""
        if value in (None, ""):
            return self._last_s if self._last_s is not None else 0.0
        try:
            if isinstance(value, str):
                seconds, offset = read_time(value, self._offset_s)
                self._offset_s = offset if self._offset_s is None else self._offset_s
            else:
                seconds = read_stamp(value)
        except (ValueError, OverflowError):
            raise _Wrong(f"{place} is no ISO 8601 time: {word(value)[:60]!r}") from None
        self._last_s = seconds
        return seconds

    def _messages(self, entry: dict[str, Any], began_s: float) -> Iterator[SeenMessage]:
        given = entry.get("_webSocketMessages") or entry.get("webSocketMessages") or []
        for number, item in enumerate(given if isinstance(given, list) else [], 1):
            if not isinstance(item, dict) or item.get("type") == "error":
                continue
            payload, text = message_bytes(item)
            try:
                at = read_stamp(item.get("time"))
            except ValueError:
                at = began_s
            size = max(count_of(item.get("_size")), len(payload))
            lossy = text and self._creator != OURS and "\ufffd" in str(item.get("data"))
            own = item.get("_index")
            yield SeenMessage(
                number=own if isinstance(own, int) else number,
                at_s=at,
                from_client=item.get("type") not in ("receive", "received", "response"),
                text=text,
                payload=payload,
                size=size,
                partial=lossy or size > len(payload),
            )

    def _tls_error(self, item: dict[str, Any]) -> Iterator[Seen]:
        """HTTP Toolkit's list of handshakes that failed."""
        host = word(item.get("hostname"))
        cause = word(item.get("cause"))
        at = self._moment(item.get("startedDateTime"), ".startedDateTime")
        reason = _TLS_CAUSES.get(cause, cause or "the handshake failed")
        yield Unread(at, host, port_of(item.get("_port")) or 443, host, reason, port_of(item.get("clientPort")))

    def _lookup(self, item: dict[str, Any]) -> Iterator[Seen]:
        at = self._moment(item.get("startedDateTime"), ".startedDateTime")
        yield NameLookup(at, word(item.get("name")), word(item.get("type")))

    def _raw(self, item: dict[str, Any]) -> Iterator[Seen]:
        began = self._moment(item.get("startedDateTime"), ".startedDateTime")
        name, host, port = word(item.get("connection")), word(item.get("hostname")), port_of(item.get("port")) or 0
        for message in self._messages(item, began):
            yield RawChunk(message.at_s, name, host, port, message.from_client, message.payload, message.size)
