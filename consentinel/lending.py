"""Devices as runs borrow them: which fit an app, passing over those that fail, and a server for each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from consentinel.choosing import named
from harness.appium.server import AppiumServer
from harness.config.apps import AppProfile
from harness.config.devices import Device, load_devices
from harness.errors import (
    AppiumUnavailable,
    CaptureLost,
    DeviceBusy,
    InfraError,
    LeaseLost,
    NoDevice,
    PortInUse,
    ToolMissing,
)
from harness.leases import Lease

WAIT_S = 4 * 3600.0
"""How long a run, with all its attempts, waits for devices that others have."""

_NOT_THE_PHONE = (AppiumUnavailable, CaptureLost, DeviceBusy, LeaseLost, PortInUse, ToolMissing)


def fitting_for(app: AppProfile | None, devices: Sequence[Device], devices_file: Path) -> tuple[Device, ...]:
    """The devices that an app can be tried on: web apps need a browser, the others a phone. Raises NoDevice."""
    if app is None:
        return tuple(devices)
    web = app.address is not None
    fitting = tuple(device for device in devices if (device.platform == "web") == web)
    if not fitting:
        raise NoDevice(
            f"app '{app.name}' needs a {'browser' if web else 'phone'}, and {devices_file} has none"
            " among the devices chosen"
        )
    return fitting


def device_for(app: AppProfile, name: str, devices_file: Path, *, rather: str = "") -> Device:
    """The device of that name; without one that called `rather`, else the first, of those that fit the app.

    Raises ConfigError and NoDevice.
    """
    devices = {device.name: device for device in load_devices(devices_file)}
    if name:
        return named(devices, name, devices_file, "device")
    fitting = fitting_for(app, tuple(devices.values()), devices_file)
    return next((device for device in fitting if device.name == rather), fitting[0])


def patience() -> Callable[[], float]:
    """Tells how long a run that begins now may still wait, in s."""
    deadline = time.monotonic() + WAIT_S
    return lambda: max(0.0, deadline - time.monotonic())


@contextmanager
def marked(lent: Lease | None, device: Device) -> Iterator[Device]:
    """A device on which the equipment fails is passed over for a while, by other processes too."""
    try:
        yield device
    except InfraError as error:
        if lent is not None and not isinstance(error, _NOT_THE_PHONE):
            lent.quarantine(f"{type(error).__name__}: {error}")
        raise


class Servers:
    """Appium servers kept for many runs; one that we start ourselves serves all devices that name no other."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._servers: dict[str, AppiumServer] = {}
        self._stack = ExitStack()

    def of(self, device: Device) -> AppiumServer:
        """The server for a device, started when it is first needed."""
        key = device.appium.url or ""
        if key not in self._servers:
            self._servers[key] = self._stack.enter_context(AppiumServer(device.appium, self._log))
        return self._servers[key]

    def close(self) -> None:
        """End the servers."""
        self._stack.close()
        self._servers.clear()


__all__ = ["WAIT_S", "Servers", "device_for", "fitting_for", "marked", "patience"]
