"""Opening a capture file, and telling which format it is in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from evidence.errors import EvidenceError

_HEAD_BYTES = 4096


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """The file for reading. Raises EvidenceError in one line when it is missing or may not be read."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}") from error


def format_of(path: Path) -> str:
    """har, mitm or pcap-json, by the first bytes. Raises EvidenceError when it is none of them."""
    with opened(path) as file:
        head = file.read(_HEAD_BYTES)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.match(rb"\d{1,12}:", text):
        return "mitm"
    if text.startswith(b"["):
        return "pcap-json"
    if text.startswith(b"{"):
        ek = re.match(rb'\{\s*"(index|timestamp)"\s*:', text)
        return "pcap-json" if ek else "har"
    raise EvidenceError(f"{path}: neither a HAR file, nor mitmproxy’s flows, nor the JSON of tshark{_guess(text)}")


def _guess(head: bytes) -> str:
    if head[:4] in (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x0a\x0d\x0d\x0a", b"\x4d\x3c\xb2\xa1"):
        return "; it is a packet capture: write `tshark -r FILE -T json -x` to a file and name that"
    if head[:2] in (b"\x1f\x8b", b"PK"):
        return "; it is packed: unpack it first"
    return "" if head else "; it is empty"
