"""Steps about the app as a whole: start, stop, clear, update, open by a link, permissions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from harness.scenario.language.words import Step

AppId = Annotated[str, StringConstraints(min_length=1, max_length=255)]
PermissionAnswer = Literal["allow", "deny", "unset"]


class OfApp(Step):
    """A step that Maestro lets name an app; it must be the one under test."""

    shorthand: ClassVar[str | None] = "appId"
    appId: AppId | None = None


class ClearState(OfApp):
    """Make the app's data as after a fresh installation; a new life of the app begins."""

    kind: ClassVar[str] = "clearState"


class LaunchApp(OfApp):
    """Start the app; it is stopped before, unless told otherwise. Nothing is granted unless `permissions` says so."""

    kind: ClassVar[str] = "launchApp"
    stopApp: bool = True
    clearState: bool = False
    """Begins a new life first, as the step of that name does."""
    clearKeychain: bool = False
    """Known for Maestro's sake: Android has no keychain that outlives an app's data."""
    permissions: dict[str, PermissionAnswer] = Field(default_factory=dict)


class StopApp(OfApp):
    """Stop the app."""

    kind: ClassVar[str] = "stopApp"


class KillApp(OfApp):
    """End the app as the system does when it needs memory."""

    kind: ClassVar[str] = "killApp"


class Relaunch(Step):
    """Stop the app, start it again and watch what it asks."""

    kind: ClassVar[str] = "relaunch"


class UpdateApp(Step):
    """Install another version over the app; its data and its permissions stay."""

    kind: ClassVar[str] = "updateApp"
    shorthand: ClassVar[str | None] = "file"
    file: Path
    """The package, relative to the scenario's file."""


class SetPermissions(OfApp):
    """Grant or take permissions without asking; `all` stands for each one that the app declares."""

    kind: ClassVar[str] = "setPermissions"
    shorthand: ClassVar[str | None] = None
    permissions: Annotated[dict[str, PermissionAnswer], Field(min_length=1)]


class OpenLink(Step):
    """Open a link as if another app had opened it."""

    kind: ClassVar[str] = "openLink"
    shorthand: ClassVar[str | None] = "link"
    acts: ClassVar[bool] = True
    link: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    browser: bool = False
    """In the browser, and not in the app that claims the link."""
    autoVerify: bool = False
    """Known for Maestro's sake: what the phone asks is answered by further steps."""
