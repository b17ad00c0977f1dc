"""Reading XML that an app under test has written, within limits."""

from __future__ import annotations

import re

from lxml import etree

from evidence.characters import for_xml
from evidence.errors import SourceError

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 200
MAX_NODES = 50_000
MAX_TEXT = 20_000
"""Characters of one text or description that are kept."""

_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_ROOT = re.compile(r"<(hierarchy|displays|AppiumAUT|XCUIElementType\w{1,60}|page|node)(?=[\s/>])")
_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,100}encoding=[\"']([\w.-]{1,20})[\"']")
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_NARROW = frozenset(("gbk", "gb2312", "gb18030", "big5"))
_SURROGATES = re.compile(r"&#(5[5-7]\d{3});&#(5[5-7]\d{3});")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));")


def parse_xml(source: bytes) -> etree._Element:
    """The root element of a UI source: no document type, no entities, bounded size, depth and elements.

    UTF-8, UTF-16 or a declared Chinese encoding; what a tool printed before and after the source is left out. Raises
    SourceError with the reason.
    """
    if len(source) > MAX_BYTES:
        raise SourceError(f"the UI source has more than {MAX_BYTES} bytes")
    text = _decoded(source)
    if _DECLARATION.search(text):
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
        root = etree.fromstring(_legal(_cut(text)).encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"the UI source is not well-formed XML: {str(error)[:200]}") from None
    _bound(root)
    return root


def _decoded(source: bytes) -> str:
    for sign, wide in _WIDE:
        if source.startswith(sign):
            return source.decode(wide, "replace").removeprefix("\ufeff")
    declared = _ENCODING.search(source[:200])
    name = declared[1].decode("ascii").lower() if declared else ""
    return source.decode(
        "gb18030" if name in ("gbk", "gb2312") else name if name in _NARROW else "utf-8-sig", "replace"
    )


def _cut(text: str) -> str:
    """The source without what stands before and after it: `uiautomator dump` says where it wrote to."""
    begin = _ROOT.search(text)
    if begin is None:
        return _XML_HEAD.sub("", text)
    closing = f"</{begin[1]}>"
    end = text.rfind(closing)
    return text[begin.start() : end + len(closing) if end >= 0 else text.rfind(">") + 1]


def _legal(text: str) -> str:
    """The source with what XML cannot hold made harmless.

    Apps put control characters into texts, and old Androids write an emoji as references to its two halves.
    """
    if "&#" in text:
        text = _REFERENCE.sub(_legal_reference, _SURROGATES.sub(_joined, text))
    return for_xml(text)


def _joined(match: re.Match[str]) -> str:
    high, low = int(match[1]), int(match[2])
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return f"&#{0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00};"
    return match[0]


def _legal_reference(match: re.Match[str]) -> str:
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    number = int(digits, base) if len(digits) <= 9 else -1
    return match[0] if 0 < number < 0x110000 and for_xml(chr(number)) == chr(number) else " "


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
