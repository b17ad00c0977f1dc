"""The app's lives: installed, cleared, started, watched, stopped, and what befell it."""

from __future__ import annotations

from typing import Literal

from evidence.events.base import BaseEvent

WatchPurpose = Literal["baseline", "first_launch", "after_agree", "after_refuse", "relaunch", "idle", "background"]
Outcome = Literal[
    "crash",
    "anr",
    "exit",
    "refuses_to_run",
    "install_failure",
    "login_wall",
    "captcha",
    "forced_update",
]


class PhaseStarted(BaseEvent):
    """A new life of the app begins: its data is fresh until the next phase; `path` names what the user will choose."""

    type: Literal["phase.started"] = "phase.started"
    phase: int
    path: str


class AppInstalled(BaseEvent):
    """The app is on the phone (installed now, or found there).

    `link_hosts` are the hosts whose links its manifest claims, `signers` the subjects of its certificates, where its
    file was at hand.
    """

    type: Literal["app.installed"] = "app.installed"
    package: str
    version_name: str = ""
    version_code: str = ""
    sha256: str = ""
    uid: int | None = None
    requested_permissions: tuple[str, ...] = ()
    link_hosts: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    """SHA-256 digests of the signers' certificates, in hex."""


class AppCleared(BaseEvent):
    """The app's data and granted permissions are gone, as after a fresh installation."""

    type: Literal["app.cleared"] = "app.cleared"
    package: str


class AppLaunched(BaseEvent):
    """The app was started; written before the start is sent. `launch` counts from 1 within the recording."""

    type: Literal["app.launched"] = "app.launched"
    package: str
    launch: int
    fresh: bool


class AppStopped(BaseEvent):
    """The harness stopped the app."""

    type: Literal["app.stopped"] = "app.stopped"
    package: str


class AppOutcome(BaseEvent):
    """The app did something that keeps the harness from seeing more: each makes the rules it touches inconclusive."""

    type: Literal["app.outcome"] = "app.outcome"
    outcome: Outcome
    detail: str = ""
    launch: int = 0
    screen: int | None = None


class WatchStarted(BaseEvent):
    """A watch without touching begins."""

    type: Literal["watch.started"] = "watch.started"
    watch: int
    purpose: WatchPurpose
    planned_ms: float


class WatchEnded(BaseEvent):
    """A watch is over; only a completed one is coverage."""

    type: Literal["watch.ended"] = "watch.ended"
    watch: int
    completed: bool
    reason: str = ""
