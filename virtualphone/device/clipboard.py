"""The clipboard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Clipboard:
    """Text on the clipboard and the package that put it there; None when empty."""

    text: str | None = None
    owner: str | None = None

    def set(self, text: str, owner: str) -> None:
        """Replace what the clipboard holds."""
        self.text, self.owner = text, owner
