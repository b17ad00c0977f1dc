"""Data for the page: JSON that can stand inside a script element, of texts that were made harmless."""

from __future__ import annotations

import dataclasses
import json
import re
from functools import cache
from typing import Any

from detectors.rules.finding import Text
from reports.masking import Mask
from reports.page.contract import Said

MAX_TEXT = 2000
"""Characters of one text of the page."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_HALVES = re.compile("[\ud800-\udfff]")


class Words:
    """Makes texts of an app harmless: masked, cut with their length told, and nothing invisible in them."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask

    def __call__(self, text: str, limit: int = MAX_TEXT) -> str:
        """The text as the page may show it."""
        masked = self.mask.text(text) if text else text
        # What masking left out of a very long text counts as well.
        return visible(masked) if len(masked) <= limit else _cut(masked, limit, len(text))

    def said(self, text: Text, limit: int = MAX_TEXT) -> Said:
        """A sentence in both languages, which may quote the app."""
        return Said(self(text.zh, limit), self(text.en, limit))


def shown(text: str, limit: int = MAX_TEXT) -> str:
    """A text that is known to hold nothing personal, as the page may show it."""
    return visible(text) if len(text) <= limit else _cut(text, limit, len(text))


def _cut(text: str, limit: int, whole: int) -> str:
    return f"{visible(text[:limit])}… ⟨{whole:,} 字 characters⟩"


def visible(text: str) -> str:
    """Control characters, those that turn the direction and those without width as their code points."""
    if text.isascii() and text.isprintable():
        return text
    return _INVISIBLE.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", _HALVES.sub("\ufffd", text))


def data_block(value: object) -> bytes:
    """JSON of the contract's types; empty fields are left out, and nothing in it ends a script element."""
    text = json.dumps(value, default=_fields, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()


def _fields(value: Any) -> dict[str, Any]:
    found = ((name, getattr(value, name), default) for name, default in _names(value.__class__))
    return {name: field for name, field, default in found if field is not None and field != default}


@cache
def _names(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))
