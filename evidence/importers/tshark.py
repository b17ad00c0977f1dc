"""Packets of tshark's JSON: `-T json` (with or without `-x`), `-T jsonraw` and `-T ek`.

The three name the same field `http.request.uri`, `http.request.uri_raw` and `http_http_request_uri`. With `-x` each
field's bytes stand beside it in hexadecimal; without, tshark 4.0 gives bodies as text, with a replacement character
for whatever is none. A key may repeat in one object.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evidence.errors import EvidenceError
from evidence.importers.jsonstream import MAX_VALUE_BYTES, JsonCursor
from evidence.importers.opening import opened
from evidence.importers.texts import wire_text
from evidence.importers.times import plausible, read_time

MAX_LINE_BYTES = MAX_VALUE_BYTES

_EK_PREFIX = re.compile(r"\A([a-z0-9-]+)_(?=\1_)")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}:)*[0-9A-Fa-f]{2}")
_BARE_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")


class _Many(list[Any]):
    """The values of a key that an object has several times."""


class Fields:
    """The fields below one layer, by name in ek's spelling (`http_request_uri`), each with all its values in order."""

    def __init__(self, tree: Any) -> None:
        self._plain: dict[str, list[str]] = {}
        self._raw: dict[str, list[str]] = {}
        self._walk(tree)

    def __contains__(self, name: str) -> bool:
        return name in self._plain or name in self._raw

    def texts(self, name: str) -> list[str]:
        """All values as text; from their bytes where those are there, as tshark replaces what is not UTF-8."""
        raw, plain = self._raw.get(name, []), self._plain.get(name, [])
        if raw and all(raw) and len(raw) >= len(plain):
            return [_unhex(value).decode("utf-8", "backslashreplace") for value in raw]
        return plain

    def text(self, name: str) -> str:
        """The first value as text, or an empty text."""
        return next(iter(self.texts(name)), "")

    def plain(self, name: str) -> str:
        """The first value as tshark shows it, or an empty text."""
        return next(iter(self._plain.get(name, [])), "")

    def shown(self, name: str) -> list[str]:
        """All values as tshark shows them."""
        return self._plain.get(name, [])

    def hexes(self, name: str) -> list[str]:
        """The bytes of all values in hexadecimal."""
        return self._raw.get(name, [])

    def raw(self, name: str) -> str:
        """The first value's bytes in hexadecimal, or an empty text."""
        return next((value for value in self._raw.get(name, []) if value), "")

    def number(self, name: str) -> int:
        """The first value as a number; -1 when there is none."""
        shown = self.plain(name)
        try:
            return int(shown, 0) if shown else int(self.raw(name) or "-1", 16)
        except ValueError:
            return -1

    def data(self, name: str) -> tuple[bytes, bool] | None:
        """The bytes of the last value, and whether they are what was sent: False for text with replacements."""
        raw = [value for value in self._raw.get(name, []) if value]
        if raw:
            return _unhex(raw[-1]), True
        shown = self._plain.get(name, [])
        if not shown or not shown[-1]:
            return None
        value = shown[-1]
        if _HEX.fullmatch(value) and (":" in value or len(value) == 2):
            return bytes.fromhex(value.replace(":", "")), True
        return value.encode("utf-8", "replace"), "\ufffd" not in value

    def _walk(self, tree: Any) -> None:
        if isinstance(tree, list):
            for item in tree:
                self._walk(item)
        elif isinstance(tree, dict):
            for key, value in tree.items():
                self._add(_name(key), value)

    def _add(self, name: str, value: Any) -> None:
        if name.endswith("_raw") and not isinstance(value, dict):
            self._raw.setdefault(name.removesuffix("_raw"), []).extend(_hexes(value))
        elif isinstance(value, dict):
            self._walk(value)
        elif isinstance(value, list):
            for item in value:
                self._add(name, item)
        elif value is not None:
            self._plain.setdefault(name, []).append(wire_text(str(value)))


@dataclass(frozen=True)
class Packet:
    """One packet: `at_s` is 0 where the file has no times (`jsonraw`); addresses are `host`, port."""

    number: int
    at_s: float
    layers: dict[str, Any]

    def has(self, layer: str) -> bool:
        """Whether tshark found this protocol in the packet."""
        return layer in self.layers

    def blocks(self, layer: str) -> list[Any]:
        """The trees of one protocol: several where the packet carries several of its messages."""
        found = self.layers.get(layer)
        return found if isinstance(found, list) else [] if found is None else [found]

    @cached_property
    def frame(self) -> Fields:
        """The packet itself."""
        return Fields(self.layers.get("frame"))

    @cached_property
    def transport(self) -> str:
        """tcp, udp or empty."""
        return next((name for name in ("tcp", "udp") if name in self.layers), "")

    @cached_property
    def segment(self) -> Fields:
        """The TCP segment or UDP datagram."""
        return Fields(self.layers.get(self.transport))

    @cached_property
    def source(self) -> tuple[str, int]:
        """Who sent it."""
        return self._address("src"), max(0, self.segment.number(f"{self.transport}_srcport"))

    @cached_property
    def target(self) -> tuple[str, int]:
        """Whom it was sent to."""
        return self._address("dst"), max(0, self.segment.number(f"{self.transport}_dstport"))

    @cached_property
    def stream(self) -> str:
        """The connection that it belongs to."""
        number = self.segment.plain(f"{self.transport}_stream")
        ends = sorted([self.source, self.target])
        return f"{self.transport}:{number or ends}"

    def _address(self, side: str) -> str:
        for layer in ("ip", "ipv6"):
            fields = Fields(self.layers.get(layer))
            if shown := fields.plain(f"{layer}_{side}"):
                return shown
            if raw := fields.raw(f"{layer}_{side}"):
                return str(ipaddress.ip_address(_unhex(raw)))
        return ""


def packets(path: Path) -> Iterator[Packet]:
    """The packets of a file, one at a time. Raises EvidenceError, which names file and packet."""
    with opened(path) as file:
        start = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
        file.seek(0)
        found = _array(JsonCursor(path, file, _pairs)) if start.startswith(b"[") else _lines(path, file)
        for number, layers in enumerate(found):
            try:
                yield _packet(layers, number)
            except (ValueError, TypeError, AttributeError, OverflowError) as error:
                raise EvidenceError(f"{path}: packet {number + 1} is not as tshark writes it: {error!s:.160}") from None


def _array(cursor: JsonCursor) -> Iterator[Any]:
    for item in cursor.items():
        source = item.get("_source") if isinstance(item, dict) else None
        layers = source.get("layers") if isinstance(source, dict) else None
        if not isinstance(layers, dict):
            raise cursor.error("not JSON of tshark: an object with _source.layers was expected before")
        yield layers


def _lines(path: Path, file: Any) -> Iterator[Any]:
    number = 0
    while line := file.readline(MAX_LINE_BYTES):
        number += 1
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8", "surrogateescape"), object_pairs_hook=_pairs)
        except (ValueError, RecursionError):
            raise EvidenceError(f"{path}:{number}: not JSON; tshark -T ek writes one object a line") from None
        if isinstance(value, dict) and isinstance(value.get("layers"), dict):
            yield value["layers"]
        elif not isinstance(value, dict) or "index" not in value:
            raise EvidenceError(f"{path}:{number}: not a packet: an object with `layers` was expected")


def _packet(layers: dict[str, Any], position: int) -> Packet:
    frame = Fields(layers.get("frame"))
    stamp = frame.plain("frame_time_epoch")
    number = frame.number("frame_number")
    return Packet(number if number > 0 else position + 1, _epoch(stamp), layers)


def _epoch(stamp: str) -> float:
    """Seconds; newer versions of ek write ISO 8601."""
    if not stamp:
        return 0.0
    try:
        return plausible(float(stamp))
    except ValueError:
        return read_time(stamp)[0]


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key not in made:
            made[key] = value
        elif isinstance(made[key], _Many):
            made[key].append(value)
        else:
            made[key] = _Many([made[key], value])
    return made


def _name(key: str) -> str:
    return key.replace(".", "_") if "." in key else _EK_PREFIX.sub("", key, count=1)


def _hexes(value: Any) -> Iterator[str]:
    """`["6f6b", position, length, mask, type]`, a list of such, or, in ek, the text alone."""
    if isinstance(value, str):
        yield value if _BARE_HEX.fullmatch(value) or len(value) == 1 else ""
    elif isinstance(value, list):
        if len(value) > 1 and not isinstance(value[1], list | str):
            yield from _hexes(value[0])
        else:
            for item in value:
                yield from _hexes(item)


def _unhex(value: str) -> bytes:
    return bytes.fromhex(value if len(value) % 2 == 0 else "0" + value)
