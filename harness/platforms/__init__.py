"""Phones by platform."""

from harness.appium.server import AppiumServer
from harness.config.devices import Device
from harness.errors import NoDevice
from harness.journal import Journal
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.platform import AndroidPlatform
from harness.platforms.base import Foreground, Platform, RawScreen
from harness.ports import PortBlock

__all__ = ["Foreground", "Platform", "RawScreen", "make_platform"]


def make_platform(device: Device, ports: PortBlock, appium: AppiumServer, journal: Journal) -> Platform:
    """The platform of a device. Raises NoDevice for a platform that this version cannot drive."""
    if device.platform != "android":
        raise NoDevice(
            f"device '{device.name}': platform {device.platform} cannot be driven yet", "choose an Android device"
        )
    return AndroidPlatform(device, ports, appium, journal, AdbPhone(device.adb, device.serial, device.timeouts.adb_s))
