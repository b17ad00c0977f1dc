"""What the runner asks of a phone, whichever platform it is of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from evidence.clock import Clock
from evidence.events import AppInstalled, Outcome
from evidence.info import DeviceInfo
from harness.config.apps import AppProfile
from harness.motions import Motion

PlatformName = Literal["android", "ios", "web"]


@dataclass(frozen=True, slots=True)
class RawScreen:
    """One screen as the phone gave it: PNG, UI source, size in px, density in dpi, `taken_ms` on the recording's clock.

    `stable` is False when the tree or the focused window changed around the picture: then it proves nothing.
    """

    picture: bytes | None
    source: bytes
    stable: bool
    unstable_reason: str
    package: str
    activity: str
    width: int
    height: int
    density: int
    taken_ms: float
    platform: PlatformName


@dataclass(frozen=True, slots=True)
class Foreground:
    """What stands in front: its package and activity, both empty when nothing does or the phone does not tell."""

    package: str
    activity: str


class Platform(Protocol):
    """A phone with an app on it.

    Every method raises InfraError when the phone or Appium fails, and none waits for ever.
    """

    platform: PlatformName

    def info(self) -> DeviceInfo:
        """The phone itself; needs no open session."""

    def open(self, clock: Clock) -> None:
        """Start the driver's session without starting an app; times are told on `clock`."""

    def close(self) -> None:
        """End the session and undo every change made to the phone."""

    def install(self, app: AppProfile) -> AppInstalled:
        """Install the profile's file afresh, or make sure that the package is there. Raises AppRefused."""

    def clear(self, app: AppProfile) -> None:
        """Delete the app's data and granted permissions."""

    def launch(self, app: AppProfile) -> None:
        """Start the app as its icon does. Raises AppRefused when it cannot be started."""

    def stop(self, app: AppProfile) -> None:
        """End the app's processes."""

    def screen(self) -> RawScreen:
        """The screen: tree, picture, tree again, a few tries until it stands still."""

    def source(self) -> bytes:
        """The UI source alone, once."""

    def tap(self, x: int, y: int) -> None:
        """One short touch at a point in px."""

    def swipe(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """One touch moved from point to point, in px."""

    def drag(self, x1: int, y1: int, x2: int, y2: int, duration_ms: int) -> None:
        """One touch moved from point to point, in px, and held there before it ends: what it moves does not run on."""

    def type_text(self, text: str) -> None:
        """Type into what has the focus."""

    def back(self) -> None:
        """The system's back."""

    def home(self) -> None:
        """The system's home."""

    def press_key(self, code: int) -> None:
        """Press a key by the platform's code."""

    def immovable(self) -> str:
        """Why the phone's sensors cannot be set, for a person; an empty text when they can."""

    def move(self, motion: Motion) -> None:
        """Let the sensors read as if the phone were moved, in real time, and put them back."""

    def foreground(self) -> Foreground:
        """What stands in front now."""

    def outcome(self, app: AppProfile) -> tuple[Outcome, str] | None:
        """What befell the app since its last launch (crash, ANR, exit …) with a detail; None while all is well."""

    def granted_permissions(self, app: AppProfile) -> tuple[str, ...]:
        """The run-time permissions that the app holds, sorted."""

    def appops(self, app: AppProfile) -> dict[str, float] | None:
        """Operation → age of the app's last access in ms; None when the phone does not tell."""

    def app_uid(self, app: AppProfile) -> int | None:
        """The user id of the app; None when it is not installed."""

    def bytes_counted(self, uid: int) -> tuple[int, int] | None:
        """Bytes (sent, received) that the phone has counted for a user id; None when it does not tell."""

    def identifiers(self, app: AppProfile) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        """Values known to belong to this phone, and where each kind is known from, both by kind."""

    def device_texts(self, app: AppProfile) -> dict[str, str]:
        """What the phone says of itself and of the app: kind → raw text."""

    def phone_clock_offset_ms(self) -> float:
        """How far the phone's wall clock is ahead of this machine's, in ms."""

    def route_to(self, host: str, port: int) -> None:
        """Lead the phone's traffic to the capture on this machine."""

    def only_route_of(self, app: AppProfile) -> bool:
        """Whether nothing but this app's traffic comes by the route."""

    def bound_to_route(self) -> bool:
        """Whether nothing of this device can go past the route, so that no count of its bytes is needed to prove it."""

    def ensure_route(self) -> None:
        """Mend the route when a reconnect has broken it."""

    def unroute(self) -> None:
        """Lead the traffic as before."""

    def trust_ca(self, ca_pem: Path) -> tuple[bool, str]:
        """Make apps trust a certificate authority; (whether it is so, how or why not)."""
