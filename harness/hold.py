"""Having a device for the time of a run: nobody else's, booted, with ports, and put back afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.appium.server import AppiumServer
from harness.config.devices import Device
from harness.errors import NoDevice
from harness.journal import Journal
from harness.lock import only_user_of
from harness.platforms import Platform, make_platform
from harness.platforms.android import servers
from harness.platforms.android.adb import AdbPhone
from harness.ports import PortBlock
from harness.start import boot


@dataclass(frozen=True, slots=True)
class Held:
    """A device that is ours; `platform` has no open session yet, `ports.proxy` is free for the capture."""

    device: Device
    platform: Platform
    ports: PortBlock
    journal: Journal


@contextlib.contextmanager
def hold(device: Device, appium: AppiumServer, logs: Path) -> Iterator[Held]:
    """Boot the device if it has a start command, and hold it; `logs` is the folder for what the command prints.

    At the end the session is closed, the phone is put back as it was, and what was started is ended. Raises InfraError:
    DeviceBusy, DeviceNotReady, PhoneOffline, NoDevice, PortInUse.
    """
    if device.platform != "android":
        raise NoDevice(f"device '{device.name}': platform {device.platform} cannot be driven yet")
    phone = AdbPhone(device.adb, device.serial, device.timeouts.adb_s)
    with contextlib.ExitStack() as stack:
        stack.enter_context(servers.used(device.adb))
        phone.ensure_server()
        stack.enter_context(only_user_of(str(phone.key)))
        started = boot(device, logs / f"{device.name}.log")
        if started is not None:
            stack.callback(started.stop)
        phone.connect()
        ports = PortBlock.claim(device.capture.listen)
        stack.callback(ports.release)
        journal = Journal(phone.key)
        platform = make_platform(device, ports, appium, journal)
        stack.callback(platform.close)
        yield Held(device, platform, ports, journal)


def devices_by_name(devices: tuple[Device, ...], name: str | None) -> Device:
    """The device of that name, or the first one without a name. Raises NoDevice."""
    if name is None:
        return devices[0]
    found = next((device for device in devices if device.name == name), None)
    if found is None:
        known = ", ".join(device.name for device in devices)
        raise NoDevice(f"there is no device '{name}' in devices.yaml", f"choose one of: {known}")
    return found
