"""Screens, and what was done to them."""

from __future__ import annotations

from typing import Literal

from evidence.events.base import BaseEvent, BoxList

TapPurpose = Literal["agree", "refuse", "close_popup", "open_policy", "search", "prompt", "step", "probe"]

PermissionGroup = Literal[
    "location",
    "camera",
    "microphone",
    "contacts",
    "calendar",
    "sms",
    "storage",
    "call_log",
    "phone",
    "activity",
    "sensors",
    "nearby",
    "tracking",
    "notifications",
]
"""What prompts of the system ask for; groups of Android, and of iOS where they are the same or have no like."""


class ScreenTaken(BaseEvent):
    """A screen was recorded: tree, picture, tree again. `picture` and `source` are file names inside `screens/`."""

    type: Literal["screen"] = "screen"
    screen: int
    platform: Literal["android", "ios", "web"]
    picture: str | None
    source: str | None
    stable: bool
    unstable_reason: str = ""
    package: str = ""
    activity: str = ""
    width: int
    height: int
    density: int
    taken_ms: float
    """When the picture was asked for; `at_ms` is when the screen was complete."""


class Tap(BaseEvent):
    """A tap, written (and on the disk) before it is sent; `at_ms` is the boundary that consent rules use."""

    type: Literal["tap"] = "tap"
    purpose: TapPurpose
    x: int
    y: int
    target: str = ""
    box: BoxList | None = None
    screen: int | None = None
    launch: int = 0
    held_ms: int | None = None
    """How long the finger is to stay, in ms; None for an ordinary tap."""


class TapDone(BaseEvent):
    """The phone answered that the tap was carried out."""

    type: Literal["tap.done"] = "tap.done"
    tap: int


class TapEffect(BaseEvent):
    """The effect of a consent tap was seen: the dialog was gone, or another stood there."""

    type: Literal["tap.effect"] = "tap.effect"
    tap: int
    screen: int | None = None
    effect: Literal["closed", "second_dialog", "still_open", "left_app"]


class ConsentTold(BaseEvent):
    """Somebody says that the user agreed, or refused, at this moment: told, not seen; `source` says by whom."""

    type: Literal["consent.told"] = "consent.told"
    agree: bool
    source: str


class KeyPressed(BaseEvent):
    """A key was pressed (back, home), or text was typed, of which only the length is kept.

    `kinds` are those of the phone's identifiers that stand in the text: its user gave them.
    """

    type: Literal["key"] = "key"
    key: str
    detail: str = ""
    kinds: tuple[str, ...] = ()


class Swiped(BaseEvent):
    """A finger moved over the screen, px; `held` says that it stood still before it let go, so that nothing ran on."""

    type: Literal["swipe"] = "swipe"
    x1: int
    y1: int
    x2: int
    y2: int
    duration_ms: int
    held: bool = False
    screen: int | None = None


class SystemPrompt(BaseEvent):
    """A window of the system asks something in the app's name (permission, notification, install)."""

    type: Literal["system.prompt"] = "system.prompt"
    screen: int | None
    kind: Literal["permission", "other"]
    permissions: tuple[str, ...] = ()
    text: str = ""
    answer: Literal["none", "allow", "deny"] = "none"
