"""Posted notifications."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notification:
    """One posted notification; `when` is seconds since the epoch."""

    number: int
    package: str
    uid: int
    title: str
    text: str
    channel: str
    when: float

    @property
    def key(self) -> str:
        """The status bar key as Android builds it: user, package, id, tag, uid."""
        return f"0|{self.package}|{self.number}|null|{self.uid}"


class Notifications:
    """What stands in the shade, oldest first."""

    def __init__(self) -> None:
        self._posted: dict[str, Notification] = {}
        self._next_number = 1
        self.listeners_allowed: set[str] = set()

    def post(self, package: str, uid: int, title: str, text: str, channel: str = "default") -> Notification:
        """Add a notification."""
        posted = Notification(self._next_number, package, uid, title, text, channel, time.time())
        self._next_number += 1
        self._posted[posted.key] = posted
        return posted

    def cancel_package(self, package: str) -> None:
        """Remove everything an app posted."""
        self._posted = {key: posted for key, posted in self._posted.items() if posted.package != package}

    def clear(self) -> None:
        """Empty the shade."""
        self._posted.clear()

    def all(self) -> tuple[Notification, ...]:
        """Everything posted, oldest first."""
        return tuple(self._posted.values())
