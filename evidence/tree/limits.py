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

_ILLEGAL_REFERENCE = re.compile(rb"&#(?:x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));")
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


def parse_xml(source: bytes) -> etree._Element:
    """The root element of a UI source: no document type, no entities, bounded size, depth and number of elements.

    Raises SourceError with the reason.
    """
    if len(source) > MAX_BYTES:
        raise SourceError(f"the UI source has {len(source)} bytes, more than {MAX_BYTES}")
    if _DOCTYPE.search(source, 0, 4096) or b"<!ENTITY" in source:
        raise SourceError("the UI source declares a document type or entities, which no UI source needs")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(_ILLEGAL_REFERENCE.sub(b" ", source), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"the UI source is not well-formed XML: {str(error)[:200]}") from None
    _bound(root)
    return root


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
