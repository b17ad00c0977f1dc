"""Masking the lines of a traffic index: addresses, headers, bodies, messages, names that were looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from evidence.traffic import decode_bytes, encode_bytes
from perception.traffic.place import Place
from reports.redaction.words import COVER, Unmaskable, Words

_NAMES = {"dns": ("name",), "tls_failed": ("host", "sni")}
_CONTENT = {"request": "body", "ws": "payload", "raw": "payload"}


@dataclass
class Wire:
    """Masks one line after the other; a body is read as its own exchange's headers announce it."""

    words: Words
    _codings: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def line(self, value: dict[str, Any]) -> dict[str, Any]:
        """A line without the values. Raises Unmaskable when something other than content cannot be searched."""
        kind = value.get("type")
        key = _CONTENT.get(kind) if isinstance(kind, str) else None
        content = value.get(key) if key else None
        told = {name: inner for name, inner in value.items() if name not in (key, "headers")}
        masked = {name: self.words.value(inner) for name, inner in told.items()}
        if kind in _NAMES:
            # A name carries values over several of its labels, which only reading it as a name brings together.
            masked |= {name: self.words.text(str(masked[name]), "dns") for name in _NAMES[kind] if name in masked}
        if isinstance(value.get("headers"), list):
            headers = [_pair(header) for header in value["headers"]]
            if kind == "begin":
                self._codings[str(value.get("flow"))] = _announced(headers)
            masked["headers"] = [[self.words.text(n), self.words.text(v, f"header:{n.lower()}")] for n, v in headers]
        if kind == "begin":
            masked |= self._address(masked)
        if key is not None and isinstance(content, str):
            masked |= self._content(str(kind), key, content, self._codings.get(str(value.get("flow")), ()))
        return masked

    def _address(self, line: dict[str, Any]) -> dict[str, str]:
        """What stands in the address as a whole only, as a place partly in the host's name."""
        host, path = str(line.get("host", "")), str(line.get("path", ""))
        whole = f"{line.get('scheme')}://{host}:{line.get('port')}{path}".encode("utf-8", "surrogatepass")
        return {"path": "/" + COVER.decode() * max(0, len(path) - 1)} if self.words.hides(whole) else {}

    def _content(self, kind: str, key: str, content: str, coding: tuple[str, ...]) -> dict[str, Any]:
        data = decode_bytes(content)
        place = Place("body", data, 0.0, coding) if kind == "request" else Place("ws:1", data, 0.0)
        try:
            return {key: encode_bytes(self.words.clean(place))}
        except Unmaskable:
            return {key: "", "truncated": True}


def _pair(header: Any) -> tuple[str, str]:
    match header:
        case [str() as name, str() as value]:
            return name, value
        case _:
            raise Unmaskable("a header is no pair of texts")


def _announced(headers: list[tuple[str, str]]) -> tuple[str, ...]:
    value = next((value for name, value in headers if name.lower() == "content-encoding"), "")
    return tuple(coding.strip().lower() for coding in value.split(",") if coding.strip())
