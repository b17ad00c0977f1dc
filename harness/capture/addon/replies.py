"""What the sinkhole answers: enough for an app to go on, the same for everybody, never cached."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_PAGE = b"<!doctype html><title></title>"

# What a browser says it wants (Sec-Fetch-Dest, else the first word of Accept that fits, else the path's ending).
_BY_DEST = {
    "image": ("image/gif", _GIF),
    "script": ("text/javascript", b""),
    "style": ("text/css", b""),
    "document": ("text/html; charset=utf-8", _PAGE),
    "iframe": ("text/html; charset=utf-8", _PAGE),
}
_BY_ACCEPT = (("application/json", ""), ("text/html", "document"), ("image/", "image"), ("text/css", "style"))
_BY_ENDING = {
    ".gif": "image",
    ".png": "image",
    ".jpg": "image",
    ".webp": "image",
    ".js": "script",
    ".css": "style",
    ".html": "document",
}
_JSON = ("application/json", b"{}")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `headers` leaves out the body's length."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


def reply_to(method: str, path: str, headers: Mapping[str, str]) -> Reply:
    """The sinkhole's answer to a request; `headers` finds names in any case."""
    shared = [("cache-control", "no-store"), *_cross_origin(headers)]
    if method == "OPTIONS":
        return _reply(204, [*shared, *_preflight(headers)], b"")
    if _wants_nothing(method, path, headers):
        return _reply(204, shared, b"")
    kind, body = _content(path, headers)
    return _reply(200, [*shared, ("content-type", kind)], b"" if method == "HEAD" else body)


def _reply(status: int, headers: list[tuple[str, str]], body: bytes) -> Reply:
    fields = tuple((name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in headers)
    return Reply(status, fields, body)


def _cross_origin(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    origin = headers.get("origin")
    if not origin:
        return [("access-control-allow-origin", "*")]
    return [("access-control-allow-origin", origin), ("access-control-allow-credentials", "true"), ("vary", "origin")]


def _preflight(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    asked = (
        ("access-control-allow-methods", headers.get("access-control-request-method")),
        ("access-control-allow-headers", headers.get("access-control-request-headers")),
        ("access-control-allow-private-network", headers.get("access-control-request-private-network")),
    )
    return [(name, value) for name, value in asked if value]


def _wants_nothing(method: str, path: str, headers: Mapping[str, str]) -> bool:
    """Connectivity checks (a phone that gets anything else believes itself behind a log-in page) and beacons."""
    if urlsplit(path).path.endswith("/generate_204"):
        return True
    beacon = headers.get("sec-fetch-dest") == "empty" and headers.get("sec-fetch-mode") == "no-cors"
    return method == "POST" and beacon


def _content(path: str, headers: Mapping[str, str]) -> tuple[str, bytes]:
    dest = headers.get("sec-fetch-dest", "")
    if dest and dest != "empty":
        return _BY_DEST.get(dest, _JSON)
    accept = headers.get("accept", "")
    for word, wanted in _BY_ACCEPT:
        if word in accept:
            return _BY_DEST.get(wanted, _JSON)
    name = urlsplit(path).path.rpartition("/")[2]
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    return _BY_DEST.get(_BY_ENDING.get(ending, ""), _JSON)
