"""What bytes look like: text or not, which format, how evenly spread."""

from __future__ import annotations

import math
import re
from collections import Counter

_SAMPLE = 2048
_HIGH = bytes(range(0x80, 0x100))
_PRINTABLE = bytes(range(0x20, 0x80)) + b"\t\r\n"  # JSON leaves DEL as it is
_FORM = re.compile(rb"[\w.\-\[\]%+~*$@:]{1,80}=[^\s<>{}\"]*\Z")
_MEDIA = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"ID3", b"OggS", b"fLaC", b"wOF2")


def printable_share(data: bytes) -> float:
    """The share of bytes that belong to readable text, from the first bytes; UTF-8 counts as text."""
    sample = data[:_SAMPLE]
    if not sample:
        return 1.0
    strange = sample.translate(None, _PRINTABLE)
    if not strange:
        return 1.0
    if not strange.translate(None, _HIGH):
        try:
            sample.decode("utf-8")
            return 1.0
        except UnicodeDecodeError as error:
            if error.start >= len(sample) - 3 and len(data) > len(sample):
                return 1.0
    return 1.0 - len(strange) / len(sample)


def is_text(data: bytes) -> bool:
    """Whether the bytes read as text."""
    return printable_share(data) >= 0.95


def is_media(data: bytes) -> bool:
    """Whether the bytes begin as a picture, sound, film or document does: dense without being encrypted."""
    return data.startswith(_MEDIA) or data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE"))


def sniff(data: bytes) -> str:
    """The format of a text: json, multipart, xml, form, or an empty text."""
    head = data[:64].lstrip()
    if head[:1] in (b"{", b"[") and data[-64:].rstrip()[-1:] in (b"}", b"]"):
        return "json"
    if head.startswith(b"--") and b"\r\n" in data[:256]:
        return "multipart"
    if head[:1] == b"<":
        return "xml"
    return "form" if _FORM.match(data[:_SAMPLE]) else ""


def entropy(data: bytes) -> float:
    """Shannon entropy in bits per byte (0–8) of the first 64 KiB."""
    sample = data[: 64 * 1024]
    size = len(sample)
    return -sum(n / size * math.log2(n / size) for n in Counter(sample).values()) if size else 0.0


def is_dense(data: bytes) -> bool:
    """Whether the bytes are spread as evenly as encrypted ones of that length are."""
    return entropy(data) >= 0.88 * math.log2(min(256, max(2, len(data[: 64 * 1024]))))
