"""Words of an app on a terminal: neither markup nor control characters get through."""

from __future__ import annotations

import json

from rich.text import Text


def plain(words: object, style: str = "") -> Text:
    """The words as they stand, on one line: `[/b]` in a button is no markup, an escape sequence becomes dots."""
    return Text("".join(c if c.isprintable() else "·" for c in " ".join(str(words).split())), style=style)


def json_line(value: object) -> str:
    """The value as JSON on one line; what JSON would let stand and a terminal obey (C1, bidi marks) is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
