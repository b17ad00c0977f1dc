"""Captured traffic without what must not be kept: its texts and contents change, its structure does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import IO, Any

from mitmproxy.io import tnetstring
from mitmproxy.net import encoding

from evidence.lines import MAX_LINE_BYTES
from evidence.native import MAX_FLOW_BYTES, native_files
from evidence.traffic import decode_bytes, encode_bytes
from evidence.unpacking import parted
from evidence.writer import RecordingWriter
from harness.scenario.secrets import Secrets

REASON = "secrets hidden"

MAX_UNPACKED_BYTES = 256 * 1024 * 1024
"""What unpacks to more stays packed: who sends a small body may mean a huge one."""

_LINE_WORDS = ("type", "flow", "native_id", "connection", "method", "scheme", "http_version", "record", "moment")
_FLOW_WORDS = ("id", "version", "metadata", "peername", "sockname", "proxy_mode", "via", "transport_protocol")
_TLS_WORDS = ("certificate_list", "mitmcert", "cipher", "cipher_list", "tls_version", "alpn", "alpn_offers")
_OURS = frozenset((*_LINE_WORDS, *_FLOW_WORDS, *_TLS_WORDS))
"""Fields of both formats whose words no app chooses, and without which a line or a flow cannot be read."""
_FRAMING = frozenset(("content-encoding", "content-length", "transfer-encoding"))
_KNOWN = _FRAMING | {"content-type", "host", "cookie", "set-cookie", "location", "user-agent", "authorization"}
_ZLIB = (b"x\x01", b"x\x9c", b"x\xda")
_MARKS = {b"\x1f\x8b\x08": "gzip", b"\x28\xb5\x2f\xfd": "zstd", **dict.fromkeys(_ZLIB, "deflate")}
"""How packed bytes begin of which no header tells."""
_LENGTH_DIGITS = 12


def hide_in_traffic(writer: RecordingWriter, secrets: Secrets) -> None:
    """Take the secrets out of all captured traffic, when the capture has ended; each file is replaced as a whole.

    What is damaged stays as damaged as it was, without the secrets. Raises EvidenceError when a file cannot be written.
    """
    writer.rewrite(writer.index_path, lambda path, part: _index_without(path, part, secrets), REASON)
    for native in native_files(writer.folder):
        writer.rewrite(native, lambda path, part: _flows_without(path, part, secrets), REASON)


def _index_without(path: Path, part: Path, secrets: Secrets) -> bool:
    """Write the index without the secrets; whether it had any. One line is in memory at a time."""
    changed = False
    codings: dict[str, str] = {}
    with path.open("rb") as source, part.open("wb") as target:
        while line := source.readline(MAX_LINE_BYTES):
            masked = _line_without(line, secrets, codings)
            changed |= masked != line
            target.write(masked)
    return changed


def _line_without(line: bytes, secrets: Secrets, codings: dict[str, str]) -> bytes:
    try:
        value = json.loads(line)
        if not isinstance(value, dict):
            raise ValueError("not an object")
        if value.get("type") == "begin" and (coding := _coding(value.get("headers"))):
            codings[str(value.get("flow"))] = coding
        masked = dict(value)
        for key in value.keys() - _OURS:
            if key in ("body", "payload") and isinstance(value[key], str):
                body = decode_bytes(value[key])
                clean = _content(body, codings.get(str(value.get("flow")), "") if key == "body" else "", secrets)
                masked[key] = value[key] if clean == body else encode_bytes(clean)
            else:
                masked[key] = _field(key, value[key], secrets)
        if masked == value:
            return line
        text = json.dumps(masked, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace") + (b"\n" if line.endswith(b"\n") else b"")
    except (ValueError, TypeError, RecursionError):
        # No reader takes it for a line; what a person may read in it is hidden all the same.
        return secrets.mask_bytes(line)


def _flows_without(path: Path, part: Path, secrets: Secrets) -> bool:
    """Write mitmproxy's flows without the secrets; whether they had any. One is in memory at a time."""
    changed = False
    with path.open("rb") as source, part.open("wb") as target:
        while frame := _frame(source):
            masked = _flow_without(frame, secrets)
            changed |= masked != frame
            target.write(masked)
        whole = target.tell()
        # Behind a flow that is cut short or no flow at all, readers see nothing; a person may.
        shutil.copyfileobj(source, target)
    return secrets.mask_file(part, whole) or changed


def _frame(source: IO[bytes]) -> bytes:
    """The bytes of the next flow; nothing at the end, and where no whole flow begins."""
    place = source.tell()
    digits = source.read(_LENGTH_DIGITS + 1).partition(b":")[0]
    source.seek(place)
    if not digits.isdigit() or int(digits) > MAX_FLOW_BYTES:
        return b""
    length = len(digits) + 1 + int(digits) + 1
    frame = source.read(length)
    if len(frame) < length:
        source.seek(place)
        return b""
    return frame


def _flow_without(frame: bytes, secrets: Secrets) -> bytes:
    try:
        state = tnetstring.loads(frame)
        masked = _value(state, secrets)
        return frame if masked == state else tnetstring.dumps(masked)
    except (ValueError, TypeError, IndexError, RecursionError):
        return secrets.mask_bytes(frame)


def _value(value: Any, secrets: Secrets) -> Any:
    """Texts and bytes without the secrets, at any depth of a value; numbers and keys stay."""
    match value:
        case bytes():
            return _content(value, "", secrets)
        case str():
            return secrets.mask(value)
        case list() | tuple():
            return [_value(item, secrets) for item in value]
        case dict():
            masked = {key: value[key] if key in _OURS else _field(key, value[key], secrets) for key in value}
            if isinstance(value.get("content"), bytes):
                masked["content"] = _content(value["content"], _coding(value.get("headers")), secrets)
            return masked
        case _:
            return value


def _field(key: str, value: Any, secrets: Secrets) -> Any:
    if key in ("headers", "trailers") and isinstance(value, list):
        return [_header(item, secrets) for item in value]
    return _value(value, secrets)


def _header(pair: Any, secrets: Secrets) -> Any:
    """A header without the secrets; what tells how the body is to be read stays, as do names that are not the app's."""
    if not isinstance(pair, list) or len(pair) != 2:
        return _value(pair, secrets)
    name, value = pair
    known = _text(name).lower()
    if known in _FRAMING:
        return pair
    kept_name = name if known in _KNOWN else _value(name, secrets)
    if known == "content-type":
        # Its boundary stands in the body, too, and has to change with it.
        kind = value[: _text(value).find(";")] if ";" in _text(value) else value
        return [kept_name, kind + _value(value[len(kind) :], secrets)]
    return [kept_name, _value(value, secrets)]


def _content(data: bytes, coding: str, secrets: Secrets) -> bytes:
    """A body or message without the secrets, packed as it was; what cannot be unpacked is taken as it is."""
    codings = [one for one in (part.strip().lower() for part in coding.split(",")) if one not in ("", "identity")]
    codings = codings or [name for mark, name in _MARKS.items() if data.startswith(mark)]
    plain, rests = data, list[bytes]()
    for one in reversed(codings):
        found = parted(plain, one, MAX_UNPACKED_BYTES)
        if found is None:
            return secrets.mask_bytes(data)
        plain, rest = found
        rests.append(rest)
    clean = secrets.mask_bytes(plain)
    behind = [secrets.mask_bytes(rest) for rest in rests]
    if (clean, behind) == (plain, rests):
        return data
    for one, rest in zip(codings, reversed(behind), strict=True):
        clean = bytes(encoding.encode(clean, one.removeprefix("x-"))) + rest
    return clean


def _coding(headers: Any) -> str:
    """The content codings of a message, in the order in which they were applied."""
    pairs = [pair for pair in headers if isinstance(pair, list) and len(pair) == 2] if isinstance(headers, list) else []
    return ",".join(_text(value) for name, value in pairs if _text(name).lower() == "content-encoding")


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
