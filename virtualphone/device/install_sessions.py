"""Install sessions that are open: parts written but not yet committed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

_FIRST_NUMBER = 1_402_770_131


@dataclass(slots=True)
class InstallSession:
    """Options given when the session was opened, and the parts written so far by name."""

    options: dict[str, str]
    parts: dict[str, bytes] = field(default_factory=dict)


class InstallSessions:
    """The open sessions of one phone by number."""

    def __init__(self) -> None:
        self._numbers = itertools.count(_FIRST_NUMBER)
        self._open: dict[str, InstallSession] = {}

    def create(self, options: dict[str, str]) -> str:
        """Open a session and give its number."""
        number = str(next(self._numbers))
        self._open[number] = InstallSession(options)
        return number

    def get(self, number: str) -> InstallSession | None:
        """An open session, or None."""
        return self._open.get(number)

    def close(self, number: str) -> None:
        """Forget a session, if it is open."""
        self._open.pop(number, None)
