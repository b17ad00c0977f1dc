"""Whether a device is there now, without starting anything."""

from __future__ import annotations

from typing import Literal

from harness.config.devices import Device
from harness.errors import InfraError
from harness.lock import in_use
from harness.platforms.android.adb import AdbPhone
from harness.toolchain import locate_chromedriver, locate_chromium

DeviceState = Literal["ready", "in use", "offline", "unauthorized", "not started", "not there"]

_ADB_S = 5.0


def device_state(device: Device) -> DeviceState:
    """The state of a device: `not started` is one with a start command that is not up, `not there` one without."""
    absent: DeviceState = "not started" if device.start is not None else "not there"
    if device.platform != "android":
        if in_use(f"{device.platform} {device.udid or device.name}"):
            return "in use"
        # Of an iPhone, and of a browser at another machine, only a session tells.
        here = device.platform == "web" and device.appium.managed
        return "ready" if here and locate_chromium().ok and locate_chromedriver().ok else absent
    phone = AdbPhone(device.adb, device.serial, min(device.timeouts.adb_s, _ADB_S))
    try:
        if in_use(str(phone.key)):
            return "in use"
        state = phone.state()
    except InfraError:
        return absent
    match state:
        case "device":
            return "ready"
        case "offline":
            return "offline"
        case "unauthorized":
            return "unauthorized"
        case _:
            return absent
