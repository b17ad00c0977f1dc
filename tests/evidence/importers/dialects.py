"""Small HAR files as each tool writes them: what they have in common is left to `entry`."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

IMEI = "867530912345670"
ANDROID_ID = "9f8e7d6c5b4a3210"
BINARY = b"\x00\x01imei=" + IMEI.encode() + b"\xff\xfe"


def base64_of(data: bytes) -> str:
    """Base64 as text."""
    return base64.b64encode(data).decode("ascii")


def entry(
    url: str = "https://t.example.com/v1", started: str = "2026-01-31T14:25:01.500Z", **parts: Any
) -> dict[str, Any]:
    """An entry with what all tools write; `request` and `response` add to it."""
    request = {"method": "POST", "url": url, "httpVersion": "HTTP/1.1", "cookies": [], "headers": [], "queryString": []}
    response = {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": "Content-Type", "value": "text/plain"}],
        "content": {"size": 2, "mimeType": "text/plain", "text": "ok"},
        "bodySize": 2,
    }
    made = {"startedDateTime": started, "time": 100, "cache": {}, "timings": {"send": 10, "wait": 80, "receive": 10}}
    made["request"] = request | parts.pop("request", {})
    made["response"] = response | parts.pop("response", {})
    return made | parts


def write(path: Path, creator: str, *entries: dict[str, Any], bom: bool = False, **log: Any) -> Path:
    """Write a HAR file; further parts of the log come behind the entries."""
    value = {"log": {"version": "1.2", "creator": {"name": creator, "version": "1"}, "entries": list(entries), **log}}
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + json.dumps(value, indent=1).encode())
    return path


def charles(path: Path) -> Path:
    """Charles: local offset, a form as parameters alone, its own status, tunnels that it did not read."""
    form: dict[str, Any] = {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "id", "value": IMEI}]}
    form["params"] += [{"name": "q", "value": "a b&c"}, {"name": "e", "value": "%E4%BD%A0"}]
    return write(
        path,
        "Charles Proxy",
        entry(
            "https://t.example.com/?=",
            "2026-01-31T22:25:01.482+08:00",
            request={"postData": form, "bodySize": 41},
            response={"_charlesStatus": "COMPLETE"},
        ),
        entry(
            "https://pinned.example.com",
            "2026-01-31T22:25:02.482+08:00",
            request={"method": "CONNECT"},
            response={"status": 0, "_charlesStatus": "FAILED", "content": {}},
        ),
    )


def reqable(path: Path) -> Path:
    """Reqable: base64 over plain text as well."""
    posted = {
        "mimeType": "application/json",
        "text": base64_of(b'{"imei": "%s"}' % IMEI.encode()),
        "encoding": "base64",
    }
    return write(path, "Reqable", entry(request={"postData": posted}), bom=True)


def toolkit(path: Path) -> Path:
    """HTTP Toolkit: bytes in `_content`, bodies that it threw away, messages as Chrome, failed handshakes."""
    content = {"text": base64_of(BINARY), "size": len(BINARY), "encoding": "base64"}
    messages = [
        {"type": "send", "opcode": 1, "data": f"imei={IMEI}", "time": 1769869502.25},
        {"type": "receive", "opcode": 1, "data": IMEI, "time": 1769869502.5},
        {"type": "send", "opcode": 2, "data": base64_of(BINARY), "time": 1769869503.0},
    ]
    return write(
        path,
        "HTTP Toolkit",
        entry(request={"_content": content, "_requestBodyStatus": "discarded:not-representable", "bodySize": 24}),
        entry(request={"_requestBodyStatus": "discarded:too-large", "bodySize": 5_000_000}),
        entry(
            "wss://ws.example.com/live",
            _resourceType="websocket",
            _webSocketMessages=messages,
            response={"status": 101, "content": {}},
        ),
        _tlsErrors=[
            {
                "startedDateTime": "2026-01-31T14:25:05.000+00:00",
                "time": 3.5,
                "hostname": "pinned.example.com",
                "cause": "cert-rejected",
                "clientIPAddress": "10.0.0.2",
                "clientPort": 40123,
            }
        ],
    )


def chrome(path: Path) -> Path:
    """Chrome: pseudo-headers, its cache, addresses of no network, cookies apart, halves of characters."""
    headers = [{"name": ":authority", "value": "t.example.com"}, {"name": ":path", "value": f"/v1?id={ANDROID_ID}"}]
    posted = {"mimeType": "text/plain", "text": f"emoji \ud83d imei={IMEI}"}
    request = {
        "httpVersion": "h2",
        "headers": headers,
        "cookies": [{"name": "did", "value": ANDROID_ID}],
        "postData": posted,
    }
    return write(
        path,
        "WebInspector",
        entry(f"https://t.example.com/v1?id={ANDROID_ID}#imei={IMEI}", request=request),
        entry(f"data:text/plain,{IMEI}"),
        entry(f"https://t.example.com/cached?id={IMEI}", _fromCache="disk"),
    )


def firefox(path: Path) -> Path:
    """Firefox: sizes count characters, base64 is announced over plain text."""
    posted = {"mimeType": "text/plain", "params": [], "text": f"café imei={IMEI}"}
    content = {"mimeType": "text/html", "size": 4, "encoding": "base64", "text": "<p>!"}
    size = len(posted["text"])
    return write(path, "Firefox", entry(request={"postData": posted, "bodySize": size}, response={"content": content}))


def cyanoacrylate(path: Path) -> Path:
    """cyanoacrylate: mitmproxy's way with bytes, and a block about app and device."""
    octets = {"mimeType": "application/octet-stream", "text": BINARY.decode("latin-1"), "params": []}
    odd = {"mimeType": "application/json", "text": f'{{"x": "\udcff", "imei": "{IMEI}"}}'}
    return write(
        path,
        "cyanoacrylate",
        entry(request={"postData": octets, "bodySize": len(BINARY)}),
        entry(request={"postData": odd, "bodySize": 37}),
        _tweasel={
            "startDate": "2026-01-31T14:25:00.000Z",
            "endDate": "2026-01-31T14:26:00.000Z",
            "device": {
                "platform": "android",
                "runTarget": "device",
                "osVersion": "13",
                "osBuild": "TQ2A.230505.002",
                "manufacturer": "motorola",
                "model": "moto g(7) power",
            },
            "versions": {"cyanoacrylate": "1.0.0", "mitmproxy": "10.1.1"},
            "apps": [{"id": "com.example.shop", "name": "Shop", "version": "3.1"}],
            "metaVersion": "2.0",
        },
    )
