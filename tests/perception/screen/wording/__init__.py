"""What windows of apps say, in our own words after their manner, with the kind that a person would name."""

from __future__ import annotations

from dataclasses import dataclass

from perception.screen.view import Kind


@dataclass(frozen=True, slots=True)
class Said:
    """A window's words; `body` is one text or several, a line each."""

    kind: Kind
    title: str
    body: str
    buttons: tuple[str, ...]


def said(kind: Kind, title: str, body: str, *buttons: str) -> Said:
    """A window with its buttons from left to right."""
    return Said(kind, title, body, buttons)
