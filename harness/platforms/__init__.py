"""Phones by platform."""

from harness.platforms.base import Foreground, Platform, RawScreen
from harness.platforms.session import device_session

__all__ = ["Foreground", "Platform", "RawScreen", "device_session"]
