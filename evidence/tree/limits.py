"""Reading XML that an app under test has written, within limits."""

from __future__ import annotations

import re

from lxml import etree

from evidence.errors import SourceError

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 200
MAX_NODES = 50_000
MAX_TEXT = 20_000
"""Characters of one text or description that are kept."""

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_SURROGATES = re.compile(r"&#(5[5-7]\d{3});&#(5[5-7]\d{3});")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_xml(source: bytes) -> etree._Element:
    """The root element of a UI source in UTF-8: no document type, no entities, bounded size, depth and elements.

    Raises SourceError with the reason.
    """
    if len(source) > MAX_BYTES:
        raise SourceError(f"the UI source has more than {MAX_BYTES} bytes")
    if _DECLARATION.search(source):
        raise SourceError("the UI source declares a document type or entities, which no UI source needs")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(_legal(source).encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"the UI source is not well-formed XML: {str(error)[:200]}") from None
    _bound(root)
    return root


def _legal(source: bytes) -> str:
    """The source with what XML cannot hold made harmless.

    Apps put control characters into texts, and old Androids write an emoji as references to its two halves.
    """
    text = _XML_HEAD.sub("", source.decode("utf-8-sig", "replace"))
    if "&#" in text:
        text = _REFERENCE.sub(_legal_reference, _SURROGATES.sub(_joined, text))
    return _ILLEGAL.sub("\ufffd", text)


def _joined(match: re.Match[str]) -> str:
    high, low = int(match[1]), int(match[2])
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return f"&#{0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00};"
    return match[0]


def _legal_reference(match: re.Match[str]) -> str:
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    number = int(digits, base) if len(digits) <= 9 else -1
    return match[0] if 0 < number < 0x110000 and not _ILLEGAL.match(chr(number)) else " "


def _bound(root: etree._Element) -> None:
    stack, nodes = [(root, 1)], 0
    while stack:
        element, depth = stack.pop()
        nodes += 1
        if depth > MAX_DEPTH:
            raise SourceError(f"the UI source is nested deeper than {MAX_DEPTH}")
        if nodes > MAX_NODES:
            raise SourceError(f"the UI source has more than {MAX_NODES} elements")
        stack.extend((child, depth + 1) for child in element)


def number(value: str | None, default: int = 0) -> int:
    """A whole number from an attribute, or the default where there is none that makes sense."""
    try:
        return max(-100_000, min(100_000, int(float(value)))) if value else default
    except (ValueError, OverflowError):
        return default


def text(value: str | None) -> str:
    """A text from an attribute, cut to the limit."""
    return (value or "")[:MAX_TEXT]
