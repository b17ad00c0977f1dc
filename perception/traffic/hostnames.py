"""Host names as carriers of values: labels that belong together, and labels in another script."""

from __future__ import annotations

from collections.abc import Iterator

from perception.traffic.layer import Mapping, Replacements, whole

_MAX_LABELS = 128
_KEPT = 2
"""The last labels are the domain that somebody registered; a value is spread over those before them."""


def spread(name: bytes) -> Iterator[tuple[bytes, str, Mapping]]:
    """Readings of a host name: the labels before the domain put together, and those in Punycode in their script."""
    labels = name.split(b".")[:_MAX_LABELS]
    if len(labels) > _KEPT + 1:
        joined = Replacements()
        at, size = 0, 0
        for label in labels[: -_KEPT - 1]:
            size += len(label)
            at += len(label) + 1
            joined.add(size, size, at - 1, at)
        yield b"".join(labels[:-_KEPT]), "labels", joined.back
    at = 0
    for label in labels:
        if label[:4].lower() == b"xn--":
            made = _from_punycode(label[4:])
            if made:
                yield made, "punycode", whole((at, at + len(label)))
        at += len(label) + 1


def _from_punycode(label: bytes) -> bytes:
    try:
        return label.decode("punycode").encode("utf-8")
    except (UnicodeError, OverflowError):
        return b""
