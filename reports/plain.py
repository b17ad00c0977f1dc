"""Texts that apps supplied, made fit for files that others open: printable, short, and honest about what was cut."""

from __future__ import annotations

HIDDEN = "\ufffd"
"""What stands for characters that show nothing, or turn the direction of those behind them."""


def printable(text: str, limit: int) -> str:
    """The text without control and direction characters but line ends and tabs, at most `limit` characters long."""
    shown = "".join(c if c.isprintable() or c in "\n\t" else HIDDEN for c in text[: limit + 1])
    return shown if len(text) <= limit else f"{shown[: limit - 1]}…"


def on_one_line(text: str, limit: int) -> str:
    """The same with every run of blanks and line ends as one blank."""
    return printable(" ".join(text[: 4 * limit].split()), limit)
