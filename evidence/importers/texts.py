"""Texts of a capture file as any reader of a recording accepts them."""

from __future__ import annotations

import re

HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of characters; U+DC80 to U+DCFF stand for single bytes."""


def wire_text(text: str) -> str:
    """The text as the live capture writes it: bytes that are not UTF-8 stand as `\\xff`, halves are replaced."""
    if text.isascii():
        return text
    return HALF.sub("\ufffd", text).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
