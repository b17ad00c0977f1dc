"""Single values of a HAR entry, of the right type whatever stands there: headers, times, the answer."""

from __future__ import annotations

from typing import Any

from evidence.importers.har_about import word
from evidence.importers.har_bodies import content_bytes
from evidence.importers.seen import Answer
from evidence.importers.texts import wire_text
from evidence.importers.times import plausible
from evidence.traffic import Headers


def headers_of(given: Any) -> Headers:
    """Header fields as objects, pairs (Slack), or one object; HTTP/2's `:path` and the like repeat the address."""
    if isinstance(given, dict):
        given = [{"name": name, "value": value} for name, value in given.items()]
    pairs: list[tuple[str, str]] = []
    for item in given if isinstance(given, list) else []:
        match item:
            case {"name": str(name)}:
                value = item.get("value")
            case [str(name), value, *_]:
                pass
            case _:
                continue
        if not name.startswith(":"):
            pairs.append((wire_text(name), "" if value is None else wire_text(str(value))))
    return tuple(pairs)


def cookies_of(given: Any) -> Headers:
    """The cookie header, where a tool lists the cookies alone."""
    pairs = [
        f"{item['name']}={item.get('value', '')}"
        for item in (given if isinstance(given, list) else [])
        if isinstance(item, dict) and "name" in item
    ]
    return (("cookie", wire_text("; ".join(pairs))),) if pairs else ()


def query_of(given: Any) -> str:
    """`?a=b&c=d` of a list of parameters, else an empty text."""
    pairs = [
        f"{item['name']}={item.get('value', '')}"
        for item in (given if isinstance(given, list) else [])
        if isinstance(item, dict) and item.get("name")
    ]
    return wire_text("?" + "&".join(pairs)) if pairs else ""


def durations(entry: dict[str, Any], began_s: float) -> tuple[float, float | None]:
    """When the request was complete and when the exchange was over."""
    timings = entry.get("timings")
    timings = timings if isinstance(timings, dict) else {}
    before = sum(_ms(timings.get(name)) for name in ("blocked", "dns", "connect", "send"))
    whole = entry.get("time")
    known = isinstance(whole, int | float) and not isinstance(whole, bool) and 0 <= whole < 1e10
    total = float(whole) if known and whole is not None else before
    return plausible(began_s + min(before, total) / 1000), plausible(began_s + total / 1000) if known else None


def _ms(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and 0 < value < 1e10 else 0.0


def answer_of(given: Any) -> tuple[Answer | None, str]:
    """The answer, or why there is none."""
    if not isinstance(given, dict):
        return None, ""
    status = given.get("status")
    failed = word(given.get("_error")) or word(given.get("_charlesStatus"))
    if isinstance(status, str) and status.isascii() and status.isdigit() and len(status) == 3:
        status = int(status)
    if not isinstance(status, int) or not 0 < status < 1000:
        return None, "" if failed in ("COMPLETE", "") else failed
    content = given.get("content")
    body = content_bytes(content) if isinstance(content, dict) else None
    sizes = [given.get("bodySize"), content.get("size") if isinstance(content, dict) else None]
    size = next((n for n in sizes if isinstance(n, int) and n > 0), len(body or b""))
    reason, version = word(given.get("statusText")), http_version(given.get("httpVersion"))
    return Answer(status, reason, version, headers_of(given.get("headers")), body, size), ""


def http_version(value: Any) -> str:
    """The way mitmproxy writes it: HTTP/1.1, HTTP/2.0, HTTP/3."""
    text = word(value).upper()
    return {"H2": "HTTP/2.0", "HTTP/2": "HTTP/2.0", "H3": "HTTP/3", "HTTP/3.0": "HTTP/3", "UNKNOWN": ""}.get(text, text)


def count_of(value: Any) -> int:
    """A count; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def port_of(value: Any) -> int | None:
    """A port; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 65535 else None
