"""Keeping personal values out of reports: what is known to belong to the phone, plain or encoded."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.recording import Recording

MIN_LENGTH = 4
"""Shorter values would blot out ordinary text."""

DOT = "•"


@dataclass(frozen=True, slots=True)
class Mask:
    """Masks texts; `show` leaves everything as it is (`--show-values`)."""

    values: tuple[str, ...]
    show: bool

    def text(self, text: str) -> str:
        """The text with every known value made unreadable but recognisable (its first two characters stay)."""
        if self.show:
            return text
        for value in self.values:
            text = text.replace(value, hidden(value))
        return text

    def segment(self, text: str) -> str:
        """A part of a message that is itself a hit: masked as a whole, whatever its encoding."""
        return text if self.show else hidden(text)


def hidden(value: str) -> str:
    """`862 123…` as `86••••••`: the first two characters, then as many dots as characters, at most 14."""
    return value[:2] + DOT * min(14, max(1, len(value) - 2))


def mask_for(recording: Recording, *, show_values: bool) -> Mask:
    """A mask of all values that the recording knows to belong to the phone, longest first."""
    values = {
        form
        for kind, known in recording.identifiers.items()
        if kind != "installed_apps"
        for value in known
        for form in (value, value.lower(), value.upper())
        if len(form) >= MIN_LENGTH
    }
    return Mask(tuple(sorted(values, key=lambda value: (-len(value), value))), show_values)
