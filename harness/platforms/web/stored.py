"""Identifiers that a web app and its SDKs have made up for this browser, found in what they store in it.

A page reads no IMEI; it makes a number of its own for the user and keeps it in a cookie or in the local storage. Such
a value is taken for an identifier when its name says so and it has the form of one, and never when it lasts no longer
than the visit (session cookies) or is named after a session or a token against forgery.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

MAX_STORED = 2000
"""Items of a store that are looked at."""
MAX_VALUE = 100_000
STORE = (
    "JSON.stringify(Object.fromEntries(Object.keys(localStorage).map((name) => "
    f"[name, localStorage.getItem(name).slice(0, {MAX_VALUE})])))"
)
"""The expression for the local storage of a page; it has no value where the page may keep nothing."""
MAX_FOUND = 100
_MAX_DEPTH = 6

_NAMES = re.compile(
    r"(?:^|[^a-z])(?:uuid|guid|udid|uid|cid|did|aid|vid|openid|_ga|webid|ssid|fpid)(?:$|[^a-z])"
    r"|(?:device|visitor|client|distinct|anonymous|anon|browser|tracking|unique|user_unique|machine|web|ga|first)_?id"
    r"|fingerprint|utdid|unionid|clientuuid|hmaccount",
)
_NOT_NAMES = re.compile(r"csrf|xsrf|session|token|nonce|captcha|version|build|order|coupon|trace|span|request")
_FORMS = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|[0-9a-f]{10,16}-[0-9a-f]{8,20}-[0-9a-f]{6,16}-\d{4,10}-[0-9a-f]{10,20}"
    r"|(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,64}"
    r"|\d{16,24}"
    r"|\d{8,10}\.\d{10}",
    re.IGNORECASE,
)
_MIXED = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{20,64}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PARTS = re.compile(r"[^\w.-]+|(?<=GA1\.\d\.)")


def read_store(told: object) -> dict[str, str]:
    """What `STORE` says; empty when it says nothing that makes sense. Half characters, which no file takes, become ?"""
    try:
        store = json.loads(told) if isinstance(told, str) else {}
    except (ValueError, RecursionError):
        return {}
    items = store.items() if isinstance(store, dict) else ()
    return {_whole(name): _whole(value) for name, value in items if isinstance(value, str)}


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def browser_ids(cookies: Iterable[Mapping[str, Any]], stores: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The identifiers in cookies (as DevTools lists them) and stores (name → text), without repetition."""
    found: dict[str, None] = {}
    items = [
        (str(cookie.get("name", "")), str(cookie.get("value", ""))) for cookie in cookies if not cookie.get("session")
    ]
    items += [(str(name), str(value)) for store in stores for name, value in store.items()]
    for name, value in items[:MAX_STORED]:
        for one in _ids_in(name, value[:MAX_VALUE], 0):
            if len(found) < MAX_FOUND:
                found[one] = None
    return tuple(found)


def _ids_in(name: str, value: Any, depth: int) -> Iterator[str]:
    """The identifiers in a value, which may be an object, or a text with one in it."""
    if depth > _MAX_DEPTH:
        return
    match value:
        case dict():
            for key, inner in value.items():
                yield from _ids_in(str(key), inner, depth + 1)
        case list():
            for inner in value:
                yield from _ids_in(name, inner, depth + 1)
        case str():
            inner = _opened(value)
            if inner is not None:
                yield from _ids_in(name, inner, depth + 1)
            elif _is_name(name):
                yield from _formed(value)
        case int() if not isinstance(value, bool) and _is_name(name):
            yield from _formed(str(value))


def _opened(value: str) -> dict[str, Any] | list[Any] | None:
    """The object that a text holds, percent-encoded or not."""
    text = unquote(value) if "%7B" in value or "%22" in value else value
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        inner = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return inner if isinstance(inner, dict | list) else None


def _is_name(name: str) -> bool:
    plain = _HUMP.sub("_", name).lower().replace("-", "_")
    return bool(_NAMES.search(plain)) and not _NOT_NAMES.search(plain)


def _formed(value: str) -> Iterator[str]:
    for part in _PARTS.split(unquote(value)):
        if _FORMS.fullmatch(part) or _MIXED.fullmatch(part):
            yield part
