"""HAR 1.2: the traffic of a recording for other tools, and back again.

Bodies of requests are as they went over the wire. Bytes that are no text are base64, both as `postData.encoding` (HAR
1.3's proposal; Reqable, Proxyman) and as HTTP Toolkit's `_content`. WebSocket messages are as Chrome writes them, TLS
failures as HTTP Toolkit does. What HAR has no form for stands in fields of ours, so that our importer gets every byte.
Nothing is masked: this is the evidence itself.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from evidence.answers import Answers
from evidence.lives import Life, lives
from evidence.recording import Recording
from evidence.traffic import RAW_SCHEME, DnsQuery, Flow, Headers, Message, TlsFailed

_UNKNOWN = -1
"""HAR's word for a size that is not known."""

_MAX_PARAMS = 1000


def har_file(recording: Recording) -> Iterator[bytes]:
    """The file piece by piece, UTF-8, one exchange a line."""
    answers = Answers.of(recording.folder)
    zero_s = recording.info.started_epoch_s
    http = [flow for flow in recording.flows if flow.scheme != RAW_SCHEME]
    raw = [flow for flow in recording.flows if flow.scheme == RAW_SCHEME]
    yield b'{"log": {"version": "1.2",\n"creator": '
    yield _json({"name": "consentinel", "version": recording.info.tools.get("consentinel", "unknown")})
    yield b',\n"_consentinel": '
    yield _json(_about(recording))
    yield b',\n"pages": [],\n"entries": ['
    yield from _listed(_entry(flow, zero_s, answers) for flow in http)
    for name, items in (
        ("_tlsErrors", (_tls_error(line, zero_s) for line in recording.lines(TlsFailed))),
        ("_dnsQueries", (_lookup(line, zero_s) for line in recording.lines(DnsQuery))),
        ("_rawConnections", (_raw(flow, zero_s) for flow in raw)),
    ):
        yield f'],\n"{name}": ['.encode()
        yield from _listed(items)
    yield b"]}}\n"


def _listed(items: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    for number, item in enumerate(items):
        yield (b",\n" if number else b"\n") + _json(item)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode("ascii")


def _about(recording: Recording) -> dict[str, Any]:
    """App hash, device, OS build, tool versions and dates, for whoever gets the file alone."""
    info, app, device = recording.info, recording.info.app, recording.info.device
    ended = recording.ended
    return {
        "format": 1,
        "run": info.run_id,
        "attempt": info.attempt,
        "scenario": info.scenario.name,
        "started": info.started,
        "startedEpoch": info.started_epoch_s,
        "ended": _time(info.started_epoch_s, ended.at_ms) if ended is not None else None,
        "complete": recording.complete,
        "decisions": [_decision(life, info.started_epoch_s) for life in lives(recording)],
        "app": {
            "name": app.name,
            "package": app.package,
            "label": app.label,
            "category": app.category,
            "operator": app.operator,
            "operatorDomains": list(app.operator_domains),
            "sha256": app.file_sha256,
        },
        "device": {
            "name": device.name,
            "platform": device.platform,
            "manufacturer": device.manufacturer,
            "model": device.model,
            "osVersion": device.os_version,
            "osBuild": device.build,
        },
        "tools": info.tools,
    }


def _decision(life: Life, zero_s: float) -> dict[str, Any]:
    """What the user chose in a life of the app, and when; a capture that is imported is told it anew."""
    made = life.decision
    return {
        "path": life.path,
        "agree": made.agree if made is not None else None,
        "at": _time(zero_s, made.sent_ms) if made is not None else None,
    }


def _entry(flow: Flow, zero_s: float, answers: Answers) -> dict[str, Any]:
    sent_ms = max(0.0, (flow.request_ms or flow.began_ms) - flow.began_ms)
    whole_ms = max(sent_ms, (flow.ended_ms or flow.began_ms) - flow.began_ms)
    entry: dict[str, Any] = {
        "startedDateTime": _time(zero_s, flow.began_ms),
        "time": whole_ms,
        "request": _request(flow),
        "response": _response(flow, answers),
        "cache": {},
        "timings": {"blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": sent_ms, "wait": 0, "receive": 0}
        | {"wait": whole_ms - sent_ms},
        "_flow": flow.id,
        "_target": [flow.scheme, flow.host, flow.port, flow.path],
        "_synthetic": flow.synthetic,
    }
    if flow.client_port is not None:
        entry["_clientPort"] = flow.client_port
    if flow.messages:
        entry["_resourceType"] = "websocket"
        entry["_webSocketMessages"] = [_message(message, zero_s) for message in flow.messages]
    return entry


def _request(flow: Flow) -> dict[str, Any]:
    body = flow.body
    request: dict[str, Any] = {
        "method": flow.method,
        "url": flow.url,
        "httpVersion": flow.http_version,
        "cookies": _cookies(flow.header("cookie")),
        "headers": _headers(flow.headers),
        "queryString": _params(_query(flow.url)),
        "headersSize": _UNKNOWN,
        "bodySize": flow.body_size,
    }
    kind = flow.header("content-type")
    if body:
        request |= _posted(body, kind)
    if flow.body_truncated:
        request["_requestBodyStatus"] = "truncated"
    elif flow.request_ms is None:
        request["_requestBodyStatus"] = "incomplete"
    return request


def _posted(body: bytes, kind: str) -> dict[str, Any]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        encoded = base64.b64encode(body).decode("ascii")
        return {
            "postData": {"mimeType": kind or "application/octet-stream", "text": encoded, "encoding": "base64"},
            "_content": {"text": encoded, "size": len(body), "encoding": "base64"},
            "_requestBodyStatus": "discarded:not-representable",
        }
    posted: dict[str, Any] = {"mimeType": kind or "text/plain", "text": text}
    if kind.lower().startswith("application/x-www-form-urlencoded"):
        posted["params"] = _params(text)
    return {"postData": posted}


def _response(flow: Flow, answers: Answers) -> dict[str, Any]:
    if flow.status is None:
        return {
            "status": 0,
            "statusText": "",
            "httpVersion": "",
            "cookies": [],
            "headers": [],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": _UNKNOWN,
            "bodySize": _UNKNOWN,
            "_error": flow.aborted or None,
        }
    headers = {name.lower(): value for name, value in reversed(flow.response_headers)}
    body = answers.body(flow.id)
    content: dict[str, Any] = {
        "size": flow.response_size if body is None else len(body),
        "mimeType": headers.get("content-type", "x-unknown"),
    }
    if body is not None:
        try:
            content["text"] = body.decode("utf-8")
        except UnicodeDecodeError:
            content |= {"text": base64.b64encode(body).decode("ascii"), "encoding": "base64"}
    return {
        "status": flow.status,
        "statusText": "",
        "httpVersion": flow.http_version,
        "cookies": [],
        "headers": _headers(flow.response_headers),
        "content": content,
        "redirectURL": headers.get("location", ""),
        "headersSize": _UNKNOWN,
        "bodySize": flow.response_size,
    }


def _message(message: Message, zero_s: float) -> dict[str, Any]:
    """Chrome's form: opcode 1 with text, opcode 2 with base64, the time in s since 1970."""
    payload = message.payload
    text = _text(payload) if message.text else None
    made: dict[str, Any] = {
        "type": "send" if message.from_client else "receive",
        "time": round(zero_s + message.at_ms / 1000, 6),
        "opcode": 1 if message.text else 2,
        "data": base64.b64encode(payload).decode("ascii") if text is None else text,
        "_index": message.index,
    }
    if message.text and text is None:
        made["encoding"] = "base64"
    if message.truncated:
        made["_size"] = len(payload) + 1
    return made


def _text(payload: bytes) -> str | None:
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _tls_error(line: TlsFailed, zero_s: float) -> dict[str, Any]:
    return {
        "startedDateTime": _time(zero_s, line.at_ms),
        "time": 0,
        "hostname": line.sni or line.host,
        "cause": line.reason,
        "clientIPAddress": "",
        "clientPort": line.client_port or 0,
        "_port": line.port,
    }


def _lookup(line: DnsQuery, zero_s: float) -> dict[str, Any]:
    return {"startedDateTime": _time(zero_s, line.at_ms), "name": line.name, "type": line.record}


def _raw(flow: Flow, zero_s: float) -> dict[str, Any]:
    return {
        "startedDateTime": _time(zero_s, flow.began_ms),
        "connection": flow.id,
        "hostname": flow.host,
        "port": flow.port,
        "_webSocketMessages": [_message(message, zero_s) for message in flow.messages],
    }


def _headers(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _cookies(header: str) -> list[dict[str, str]]:
    pairs = (part.strip().partition("=") for part in header.split(";")[:_MAX_PARAMS])
    return [{"name": name, "value": value} for name, _, value in pairs if name]


def _query(url: str) -> str:
    try:
        return urlsplit(url).query
    except ValueError:
        return ""


def _params(text: str) -> list[dict[str, str]]:
    """A list for people; `text` and `url` have the bytes."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_PARAMS)
    except ValueError:
        return []
    return [{"name": name, "value": value} for name, value in pairs]


def _time(zero_s: float, at_ms: float) -> str:
    moment = datetime.fromtimestamp(zero_s + at_ms / 1000, UTC)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
