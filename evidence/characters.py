"""Characters that a text of an app may have and a file must not: halves of characters, and what XML cannot hold."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""U+DC80 to U+DCFF stand for single bytes that are not UTF-8, and stay."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""All but the Char of XML 1.0."""


def without_halves(text: str) -> str:
    """The text with halves of characters, which no encoding can carry, replaced."""
    return text if text.isascii() else _HALF.sub(REPLACEMENT, text)


def for_xml(text: str) -> str:
    """The text with characters that XML 1.0 cannot hold replaced."""
    return _NOT_XML.sub(REPLACEMENT, text)
