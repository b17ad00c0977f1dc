"""Phones by platform."""

from harness.platforms.base import Foreground, Platform, RawScreen
from harness.platforms.present import DeviceState, device_state
from harness.platforms.session import device_session

__all__ = ["DeviceState", "Foreground", "Platform", "RawScreen", "device_session", "device_state"]
