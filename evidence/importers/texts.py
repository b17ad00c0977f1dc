"""Texts of a capture file as any reader of a recording accepts them."""

from __future__ import annotations

from evidence.characters import without_halves


def wire_text(text: str) -> str:
    """The text as the live capture writes it: bytes that are not UTF-8 stand as `\\xff`, halves are replaced."""
    if text.isascii():
        return text
    return without_halves(text).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
