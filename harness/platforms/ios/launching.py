"""What an XCUITest session is asked for, and what it needs of the machine that Appium runs on."""

from __future__ import annotations

import sys
from typing import Any

from harness.config.devices import Device
from harness.errors import ToolMissing
from harness.ports import PortBlock
from harness.toolchain import appium_home

_DRIVER = "appium-xcuitest-driver"
_OWN_WDA = ("usePreinstalledWDA", "webDriverAgentUrl")
_KEEP_SESSION_S = 1800
_STANDARD = {"platformName", "browserName", "browserVersion", "acceptInsecureCerts", "proxy", "timeouts"}


def capabilities(device: Device, ports: PortBlock, *, managed: bool) -> dict[str, Any]:
    """The user's capabilities (signing, WebDriverAgent, platform version), below what a run cannot do without.

    An Appium that the harness starts must be able to drive what is asked for. Raises ToolMissing.
    """
    given = {_prefixed(name): value for name, value in device.capabilities.items()}
    if managed:
        _check_machine(device, given)
    own: dict[str, Any] = {
        "platformName": "iOS",
        "appium:automationName": "XCUITest",
        "appium:autoLaunch": False,
        "appium:noReset": True,
        "appium:shouldTerminateApp": False,
        "appium:skipLogCapture": True,
        "appium:newCommandTimeout": _KEEP_SESSION_S,
        "appium:wdaLocalPort": ports.system,
        "appium:mjpegServerPort": ports.mjpeg,
        # Requests for permissions are SpringBoard's, and what stands in front then.
        "appium:settings[respectSystemAlerts]": True,
        # A splash with a moving picture never comes to rest.
        "appium:settings[waitForIdleTimeout]": 0,
        "appium:settings[animationCoolOffTimeout]": 0,
    }
    if device.udid is not None:
        own["appium:udid"] = device.udid
    return given | own


def _check_machine(device: Device, given: dict[str, Any]) -> None:
    if not (appium_home() / "node_modules" / _DRIVER / "package.json").is_file():
        raise ToolMissing(
            f"{_DRIVER} is not installed", f"install it beside Appium: npm install {_DRIVER}; see docs/ios.md"
        )
    if sys.platform == "darwin":
        return
    if device.simulator:
        raise ToolMissing(
            f"device '{device.name}': a simulator runs on a Mac alone",
            "start Appium on a Mac, and give its address as `appium: {url: …}`",
        )
    if not any(given.get(f"appium:{name}") for name in _OWN_WDA):
        raise ToolMissing(
            f"device '{device.name}': WebDriverAgent can be built on a Mac alone",
            "put it on the phone and set the capability usePreinstalledWDA, or give the address of a Mac's Appium as "
            "`appium: {url: …}`; see docs/ios.md",
        )


def _prefixed(name: str) -> str:
    return name if ":" in name or name in _STANDARD else f"appium:{name}"
