"""Words of an app on a terminal: neither markup nor control characters get through."""

from __future__ import annotations

from rich.text import Text


def plain(words: object, style: str = "") -> Text:
    """The words as they stand, on one line: `[/b]` in a button is no markup, an escape sequence becomes dots."""
    return Text("".join(c if c.isprintable() else "·" for c in " ".join(str(words).split())), style=style)
