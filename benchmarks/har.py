"""Exchanges as a HAR 1.2 file, as capture tools write it: bodies that are no text in base64."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path

from benchmarks.exchanges import Exchange


def write_har(path: Path, sent: Iterable[Exchange]) -> None:
    """Write the file."""
    log = {
        "version": "1.2",
        "creator": {"name": "benchmark", "version": "1"},
        "entries": [_entry(exchange) for exchange in sent],
    }
    path.write_text(json.dumps({"log": log}, ensure_ascii=False), "utf-8")


def _entry(exchange: Exchange) -> dict[str, object]:
    request: dict[str, object] = {
        "method": exchange.method,
        "url": f"https://{exchange.host}{exchange.path}",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in exchange.headers],
        "queryString": [],
        "headersSize": -1,
        "bodySize": len(exchange.body),
    }
    if exchange.body:
        request["postData"] = {"mimeType": dict(exchange.headers)["content-type"], **_text(exchange.body)}
    response = {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": ""},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": 0,
    }
    return {
        "startedDateTime": "2025-11-21T10:00:00.000+08:00",
        "time": 20,
        "request": request,
        "response": response,
        "cache": {},
        "timings": {"send": 1, "wait": 18, "receive": 1},
    }


def _text(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode("ascii"), "encoding": "base64"}
