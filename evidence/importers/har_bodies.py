"""The bytes of bodies and messages in a HAR, which was made for text.

What tools do with bytes that are no text: `postData.encoding` base64 (Reqable, Proxyman, we), `_content` (HTTP
Toolkit), characters U+0000 to U+00FF or U+DC80 to U+DCFF for single bytes (mitmproxy, cyanoacrylate), replacement
characters (browsers, Charles): then the body was not kept as it was sent. `encoding` base64 may stand over plain text
(Firefox).
"""

from __future__ import annotations

import base64
import binascii
import re
from contextlib import suppress
from typing import Any
from urllib.parse import quote_plus

import pybase64

from evidence.characters import without_halves
from evidence.traffic import Headers

_CHARSET = re.compile(r"charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_TEXT_TYPES = re.compile(r"(?i)text/|.*[/+](json|xml|x-www-form-urlencoded|javascript|html|css)\b")
_MITMPROXY = ("mitmproxy", "cyanoacrylate")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
OURS = "consentinel"
"""The creator of the HAR files that `reports.har` writes: they say exactly what was recorded."""

CHARACTERS_COUNTED = ("firefox",)
"""Creators whose bodySize counts characters."""


def text_bytes(text: str) -> bytes:
    """UTF-8, with single bytes and halves of characters as far as they can be kept."""
    return without_halves(text).encode("utf-8", "surrogateescape")


def request_body(request: dict[str, Any], headers: Headers, creator: str) -> tuple[bytes, int, bool]:
    """The body of a request, its size in bytes, and whether it is not whole, or not as it was sent."""
    status = str(request.get("_requestBodyStatus") or "")
    declared = _declared(request, headers, creator)
    for part in (request.get("_content"), request.get("postData")):
        if isinstance(part, dict) and part.get("text"):
            body, lossy = _part_bytes(part, headers, creator, declared)
            size = max(len(body), _size(request.get("bodySize")) if status == "truncated" else 0)
            return body, size, lossy or status == "truncated" or "postDataDiscarded" in part
    posted = request.get("postData")
    if isinstance(posted, dict) and posted.get("params"):
        body, rebuilt = _form(posted)
        return body, max(len(body), declared), rebuilt
    missing = declared if declared > 0 else 0
    return b"", missing, missing > 0 or status.startswith("discarded") or status == "truncated"


def content_bytes(content: dict[str, Any]) -> bytes | None:
    """The body of an answer; None when the capture does not have it."""
    text = content.get("text")
    if not isinstance(text, str):
        return None
    if content.get("encoding") == "base64":
        decoded = _unbase64(text)
        return text_bytes(text) if decoded is None else decoded
    return text_bytes(text)


def message_bytes(item: dict[str, Any]) -> tuple[bytes, bool]:
    """The payload of a WebSocket message, and whether it is text; binary ones are base64."""
    data = item.get("data")
    text = data if isinstance(data, str) else ""
    if item.get("opcode") in (2, "2") or item.get("encoding") == "base64":
        decoded = _unbase64(text)
        if decoded is not None:
            return decoded, item.get("opcode") in (1, "1")
        return text_bytes(text), False
    return text_bytes(text), True


def _part_bytes(part: dict[str, Any], headers: Headers, creator: str, declared: int) -> tuple[bytes, bool]:
    text = str(part["text"])
    if str(part.get("encoding") or "").lower() == "base64":
        decoded = _unbase64(text)
        if decoded is not None:
            return decoded, False
    kind = str(part.get("mimeType") or _header(headers, "content-type"))
    plain = text_bytes(text)
    return _as_counted(text, plain, kind, creator, declared), creator != OURS and "\ufffd" in text


def _as_counted(text: str, plain: bytes, kind: str, creator: str, declared: int) -> bytes:
    """The bytes in the encoding that gives as many as were sent: UTF-8, else the declared one, else one a character."""
    if plain.isascii() or len(plain) == declared or creator == OURS:
        return plain
    named = _CHARSET.search(kind)
    for encoding in (named[1] if named else "", "latin-1"):
        encoded = _encoded(text, encoding)
        if encoded is not None and len(encoded) == declared:
            return encoded
    if creator.startswith(_MITMPROXY) and not named and not _TEXT_TYPES.match(kind):
        # mitmproxy takes one character a byte for whatever it does not know as text.
        return _encoded(text, "latin-1") or plain
    return plain


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding) if encoding else None
    except (UnicodeError, LookupError):
        return None


def _declared(request: dict[str, Any], headers: Headers, creator: str) -> int:
    """How many bytes were sent, as the head of the request or the tool says; -1 when nobody does."""
    if creator == OURS:
        return _size(request.get("bodySize"))
    length = _header(headers, "content-length")
    if length.isascii() and length.isdigit() and len(length) < 16 and not _header(headers, "content-encoding"):
        return int(length)
    if creator.startswith(CHARACTERS_COUNTED):
        return -1
    return _size(request.get("bodySize"))


def _form(posted: dict[str, Any]) -> tuple[bytes, bool]:
    """A form that is kept as a list of parameters only (Charles); of a multipart one the frame is not known."""
    pairs = [
        f"{_form_word(item['name'])}={_form_word(item.get('value') or '')}"
        for item in (posted["params"] if isinstance(posted["params"], list) else [])
        if isinstance(item, dict) and "name" in item
    ]
    return text_bytes("&".join(pairs)), "multipart" in str(posted.get("mimeType") or "").lower()


def _form_word(value: Any) -> str:
    """Some tools list the parameters as sent, some decoded."""
    text = str(value)
    return text if _ESCAPED.search(text) else quote_plus(text_bytes(text))


def _unbase64(text: str) -> bytes | None:
    for decoded in (pybase64.b64decode, base64.b64decode):
        # The second takes more padding than there should be, and more time.
        with suppress(binascii.Error, ValueError):
            return decoded("".join(text.split()), validate=True)
    return None


def _header(headers: Headers, name: str) -> str:
    return next((value.strip() for key, value in headers if key.lower() == name), "")


def _size(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
