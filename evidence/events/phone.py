"""What the phone, the capture and the clocks told."""

from __future__ import annotations

from typing import Literal

from evidence.events.base import BaseEvent


class DeviceState(BaseEvent):
    """What the phone said of itself or of the app; `file` is in `device/`."""

    type: Literal["device.state"] = "device.state"
    kind: str
    file: str


class AppOpsSeen(BaseEvent):
    """Operations that the phone says the app has carried out: name → age of the last access in ms at `at_ms`."""

    type: Literal["appops"] = "appops"
    package: str
    moment: str
    accesses: dict[str, float]


class Identifiers(BaseEvent):
    """Values known to belong to this phone, by kind.

    `sources` says where each kind is known from: devices.yaml, or read by honest means.
    """

    type: Literal["identifiers"] = "identifiers"
    values: dict[str, tuple[str, ...]]
    sources: dict[str, str]


class CaptureStarted(BaseEvent):
    """The capture is up and the phone's traffic is led to it."""

    type: Literal["capture.started"] = "capture.started"
    mode: Literal["proxy", "wireguard", "transparent", "imported"]
    egress: Literal["live", "sinkhole"]
    ca_trusted: bool
    ca_reason: str = ""
    attribution: Literal["exact", "inferred"]
    over_loopback: bool = False
    """The phone reaches the capture through its own loopback (`adb reverse`), which its byte counters leave out."""
    bound: bool = False
    """The device was given no other way out than the capture, as a browser can be: nothing needs to be counted."""


class CaptureEnded(BaseEvent):
    """The capture stopped; anything but `stopped` means that traffic was missed from `at_ms` on, or a little before."""

    type: Literal["capture.ended"] = "capture.ended"
    reason: str = "stopped"


class ClockCompared(BaseEvent):
    """How far another clock stands from the recording's, in ms (positive: the other is ahead)."""

    type: Literal["clock"] = "clock"
    other: Literal["wall", "phone", "capture"]
    offset_ms: float


class VideoStarted(BaseEvent):
    """A piece of video begins, which is to be `file` in `video/`; it was lost when no `video.piece` names it."""

    type: Literal["video.started"] = "video.started"
    file: str


class VideoPiece(BaseEvent):
    """A piece of video is over: `file` in `video/` with its size in px and bytes and its SHA-256.

    Its first picture was shown at about `began_ms`, its last by `ended_ms`. `problem` says why there is no file, or why
    no more pieces follow.
    """

    type: Literal["video.piece"] = "video.piece"
    file: str
    began_ms: float
    ended_ms: float
    width: int = 0
    height: int = 0
    size: int = 0
    sha256: str = ""
    problem: str = ""


class SensorSet(BaseEvent):
    """The harness set a sensor of the phone."""

    type: Literal["sensor"] = "sensor"
    sensor: str
    values: tuple[float, ...]


class NotificationSeen(BaseEvent):
    """A notification of the app stands in the shade."""

    type: Literal["notification"] = "notification"
    package: str
    title: str
    text: str
