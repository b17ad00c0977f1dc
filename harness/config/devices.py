"""devices.yaml: the phones that there are, and how each is reached."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from harness.config.part import Command, FilePath, Name, Part, Url
from harness.config.reading import read_file, tell

IdentifierKind = Literal[
    "android_id",
    "oaid",
    "imei",
    "imsi",
    "serial",
    "mac",
    "phone_number",
    "location",
    "contacts",
    "clipboard",
    "installed_apps",
    "web_id",
]

Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=3600)]
_ADDRESS = tell(r"^\S+:\d{1,5}$", "is no address: write host and port, such as 192.168.1.20:5555")
_HOST = tell(
    r"^([A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+$", "is no host: write its name without scheme and port, such as example.com"
)
_TUNNEL = tell(
    r"^[a-zA-Z0-9_=+.-]{1,15}$", "is no tunnel: write what the WireGuard app calls it, at most 15 letters and digits"
)
_LANGUAGE = tell(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "is no language: write its tag, such as zh-CN")
_ARGUMENT = tell(r"^--", "is no argument of the browser: each begins with --")
Address = Annotated[str, StringConstraints(pattern=_ADDRESS)]
Host = Annotated[str, StringConstraints(pattern=_HOST, max_length=253, to_lower=True)]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | int | float) else value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return value


def _ip_address(value: str) -> str:
    ipaddress.ip_address(value)
    return value


Values = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=512)], ...],
    BeforeValidator(_listed, json_schema_input_type=str | list[str]),
    Field(min_length=1),
]


class AppiumAt(Part):
    """Where Appium is: started by the harness (`managed: true`), or at an address."""

    managed: bool = True
    url: Url | None = None

    @model_validator(mode="before")
    @classmethod
    def _address_means_not_managed(cls, data: Any) -> Any:
        return {"managed": False} | data if isinstance(data, dict) and data.get("url") else data

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.managed == (self.url is not None):
            raise ValueError("give either `managed: true` or `url`, not both and not neither")
        return self


class AdbAt(Part):
    """Which adb server knows the phone, and the address to connect when the phone is on the network.

    `console` is where an emulator's console listens; it is known by itself for a serial like emulator-5554.
    """

    server_host: str = "127.0.0.1"
    server_port: Port = 5037
    connect: Address | None = None
    console: Address | None = None


class Tunnel(Part):
    """The tunnel that the WireGuard app on the phone knows by `name`; it ends at UDP `port` of this machine.

    `endpoint` is this machine as the phone reaches it, where that is not the address on which the capture listens (an
    emulator knows its host as 10.0.2.2).
    """

    name: Annotated[str, StringConstraints(pattern=_TUNNEL)] = "consentinel"
    port: Port = 51820
    endpoint: str | None = None


class CaptureBy(Part):
    """How traffic is captured: through a proxy setting, or through a WireGuard tunnel.

    `listen` is the address of this machine where the capture waits. `egress` says whether requests go out (`live`) or
    are all answered by the capture itself (`sinkhole`); hosts in `served` are answered by servers of this machine
    instead (host → port on 127.0.0.1), so that a web app can be tried under its own name before it is published.
    `port` is where the proxy listens: a free one, unless its owner has to type it into the phone.
    """

    mode: Literal["proxy", "wireguard"] = "proxy"
    egress: Literal["live", "sinkhole"] = "live"
    listen: Annotated[str, AfterValidator(_ip_address)] = "127.0.0.1"
    tunnel: Tunnel | None = None
    served: dict[Host, Port] = Field(default_factory=dict)
    port: Port | None = None

    @model_validator(mode="after")
    def _served_in_the_sinkhole(self) -> Self:
        if self.served and self.egress != "sinkhole":
            raise ValueError("`served` belongs to `egress: sinkhole`: a host that is live answers for itself")
        return self

    @model_validator(mode="after")
    def _tunnel_of_its_mode(self) -> Self:
        if self.mode == "proxy" and self.tunnel is not None:
            raise ValueError("`tunnel` belongs to `mode: wireguard`: set the mode or leave the tunnel out")
        return self

    @property
    def ends(self) -> Tunnel | None:
        """The tunnel of a device that has one, else None."""
        return (self.tunnel or Tunnel()) if self.mode == "wireguard" else None


class Ready(Part):
    """When a started device is ready.

    `adb`: the phone with this serial has booted; `log`: a line matches this regular expression; `command`: it succeeds.
    """

    adb: str | None = None
    log: Annotated[str, AfterValidator(_regex)] | None = None
    command: Command | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(x is not None for x in (self.adb, self.log, self.command)) != 1:
            raise ValueError("give exactly one of `adb`, `log` and `command`")
        return self


class Start(Part):
    """The command that boots the device, how it is known to be ready, and how long that may take (s)."""

    command: Command
    ready: Ready
    timeout_s: Seconds = 120.0


class Timeouts(Part):
    """The longest that one call may take, in s: a driver command, the start of a session, an adb command."""

    command_s: Seconds = 60.0
    session_s: Seconds = 180.0
    adb_s: Seconds = 30.0


class BrowserAs(Part):
    """The phone that a browser passes itself off as: viewport in CSS px, px for each of them, its user's language.

    Without `user_agent` it is the text that Chrome on Android sends. `program` and `driver` are Chromium and its
    chromedriver where they are not found by themselves, `arguments` are further ones of the browser's command line.
    """

    width: Annotated[int, Field(ge=200, le=2000)] = 360
    height: Annotated[int, Field(ge=200, le=4000)] = 800
    scale: Annotated[float, Field(ge=1, le=5)] = 3.0
    language: Annotated[str, StringConstraints(pattern=_LANGUAGE)] = "zh-CN"
    user_agent: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    headless: bool = True
    program: FilePath | None = None
    driver: FilePath | None = None
    arguments: tuple[Annotated[str, StringConstraints(pattern=_ARGUMENT)], ...] = ()


class Device(Part):
    """One phone (or browser) that apps are tried on.

    `video` has an Android phone film its screen. Of iOS: whether it is a simulator, and whether the owner of a phone
    has made it trust the capture's authority.
    """

    name: Name
    platform: Literal["android", "ios", "web"] = "android"
    udid: Annotated[str, StringConstraints(min_length=1)] | None = None
    appium: AppiumAt = AppiumAt()
    adb: AdbAt = AdbAt()
    capabilities: dict[str, Any] = Field(default_factory=dict)
    capture: CaptureBy = CaptureBy()
    identifiers: dict[IdentifierKind, Values] = Field(default_factory=dict)
    tags: tuple[Name, ...] = ()
    start: Start | None = None
    timeouts: Timeouts = Timeouts()
    browser: BrowserAs = BrowserAs()
    video: bool = False
    simulator: bool = False
    trusts_ca: bool = False

    @model_validator(mode="after")
    def _films_of_its_platform(self) -> Self:
        if self.video and self.platform != "android":
            raise ValueError("`video` belongs to `platform: android`: nothing else films its own screen")
        return self

    @model_validator(mode="after")
    def _browser_of_its_platform(self) -> Self:
        if self.platform != "web" and self.browser != BrowserAs():
            raise ValueError("`browser` belongs to `platform: web`")
        if self.platform == "web" and self.capture.mode != "proxy":
            raise ValueError("a browser is captured through a proxy: leave `capture.mode` out")
        return self

    @model_validator(mode="after")
    def _iphone_of_its_platform(self) -> Self:
        if self.platform != "ios" and (self.simulator or self.trusts_ca):
            raise ValueError("`simulator` and `trusts_ca` belong to `platform: ios`")
        if self.platform == "ios" and self.capture.mode == "proxy" and self.capture.port is None:
            raise ValueError("the proxy of an iPhone is set by hand: give `capture.port`, so that it stays the same")
        return self

    @property
    def serial(self) -> str | None:
        """The adb serial; None means the only phone there is."""
        return self.udid or self.adb.connect

    @field_validator("capabilities")
    @classmethod
    def _no_automatic_grants(cls, capabilities: dict[str, Any]) -> dict[str, Any]:
        for name in capabilities:
            if name.removeprefix("appium:") == "autoGrantPermissions":
                raise ValueError("autoGrantPermissions hides the permission requests that an app makes: leave it out")
        return capabilities


class DevicesFile(Part):
    """The devices of this place."""

    devices: tuple[Device, ...] = Field(min_length=1)


def load_devices(path: Path) -> tuple[Device, ...]:
    """The devices of a devices.yaml, in order. Raises ConfigError."""
    return read_file(path, DevicesFile, unique="devices").devices


__all__ = [
    "AdbAt",
    "AppiumAt",
    "BrowserAs",
    "CaptureBy",
    "Device",
    "DevicesFile",
    "IdentifierKind",
    "Ready",
    "Start",
    "Timeouts",
    "Tunnel",
    "load_devices",
]
