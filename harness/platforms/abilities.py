"""What some platforms can do beside what all can; a step that needs it asks first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from evidence.events import AppInstalled
from harness.config.apps import AppProfile
from harness.filming import Camera

Orientation = Literal["PORTRAIT", "LANDSCAPE_LEFT", "LANDSCAPE_RIGHT", "UPSIDE_DOWN"]


@runtime_checkable
class OpensLinks(Protocol):
    """Can open a link from outside the app."""

    def open_link(self, app: AppProfile, link: str, *, browser: bool) -> str:
        """Open it, in the app that claims it or in the browser; what the phone said against it, or an empty text."""


@runtime_checkable
class HidesKeyboard(Protocol):
    """Has a keyboard on the screen."""

    def hide_keyboard(self) -> None:
        """Put it away when it is there."""


@runtime_checkable
class SetsPermissions(Protocol):
    """Can answer for the user before the app asks."""

    def set_permissions(self, app: AppProfile, answers: Mapping[str, str]) -> str:
        """`allow`, `deny` or `unset` by permission; what could not be done, or an empty text."""


@runtime_checkable
class Turns(Protocol):
    """Can turn the screen."""

    def turn(self, orientation: Orientation) -> None:
        """Turn it."""


@runtime_checkable
class KillsInBackground(Protocol):
    """Can end an app as the system does when memory is short."""

    def kill(self, app: AppProfile) -> None:
        """End its processes; it must be in the background."""


@runtime_checkable
class Updates(Protocol):
    """Can install another version over an app."""

    def update(self, app: AppProfile, file: Path) -> AppInstalled:
        """Install it; data and permissions stay. Raises AppRefused and ConfigError."""


@runtime_checkable
class Films(Protocol):
    """Can film its screen."""

    def camera(self) -> Camera:
        """What it films with; the phone is connected."""
