"""Having a device for the time of a run: nobody else's, booted, with ports of its own, and put back afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from harness.appium.server import AppiumServer
from harness.config.devices import Device
from harness.errors import InfraError
from harness.journal import Journal
from harness.lock import only_user_of
from harness.platforms.android import servers
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.platform import AndroidPlatform
from harness.platforms.base import Platform
from harness.platforms.ios.platform import IosPlatform
from harness.platforms.web.platform import WebPlatform
from harness.ports import PortBlock
from harness.start import boot

_READINESS_ADB_S = 10.0


@contextlib.contextmanager
def device_session(
    device: Device, appium: AppiumServer, report: Callable[[str], None] = lambda line: None
) -> Iterator[Platform]:
    """Boot the device if it has a start command, and hold it; its driver session is not yet open.

    What the start command prints is kept beside Appium's log. At the end the driver session is closed, the phone is put
    back as it was (or, when it does not answer, as the journal says at the next start), and what was started is ended.
    Raises InfraError: NoDevice, DeviceBusy, DeviceNotReady, PhoneOffline, PortInUse, ToolMissing.
    """
    with _HELD[device.platform](device, appium, report) as platform:
        yield platform


@contextlib.contextmanager
def _android(device: Device, appium: AppiumServer, report: Callable[[str], None]) -> Iterator[Platform]:
    phone = AdbPhone(device.adb, device.serial, device.timeouts.adb_s)
    with contextlib.ExitStack() as stack:
        stack.enter_context(servers.used(device.adb))
        phone.ensure_server()
        stack.enter_context(only_user_of(str(phone.key)))
        _boot(device, appium, report, stack)
        phone.connect()
        ports = PortBlock.claim()
        stack.callback(ports.release)
        platform = AndroidPlatform(device, ports, appium, Journal(phone.key), phone)
        stack.callback(_close, platform, report)
        yield platform


@contextlib.contextmanager
def _web(device: Device, appium: AppiumServer, report: Callable[[str], None]) -> Iterator[Platform]:
    """A browser is started anew for each life of an app: there is nothing to boot, and nothing to put back."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(only_user_of(f"web {device.udid or device.name}"))
        ports = PortBlock.claim()
        stack.callback(ports.release)
        platform = WebPlatform(device, ports, appium)
        stack.callback(_close, platform, report)
        yield platform


@contextlib.contextmanager
def _ios(device: Device, appium: AppiumServer, report: Callable[[str], None]) -> Iterator[Platform]:
    """A simulator may be booted by a command; nothing is changed on an iPhone that would have to be put back."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(only_user_of(f"ios {device.udid or device.name}"))
        _boot(device, appium, report, stack)
        ports = PortBlock.claim()
        stack.callback(ports.release)
        platform = IosPlatform(device, ports, appium)
        stack.callback(_close, platform, report)
        yield platform


_HELD: dict[str, Callable[..., contextlib.AbstractContextManager[Platform]]] = {
    "android": _android,
    "ios": _ios,
    "web": _web,
}


def _boot(device: Device, appium: AppiumServer, report: Callable[[str], None], stack: contextlib.ExitStack) -> None:
    if device.start is not None:
        report(f"starting device {device.name}")
    started = boot(device, appium.log.parent / f"{device.name}.log", lambda serial: _has_booted(device, serial))
    if started is not None:
        stack.callback(started.stop)


def _has_booted(device: Device, serial: str) -> bool:
    at = device.adb.model_copy(update={"connect": serial if ":" in serial else None})
    phone = AdbPhone(at, serial, min(device.timeouts.adb_s, _READINESS_ADB_S))
    try:
        phone.connect()
        return phone.read("getprop sys.boot_completed").strip() == "1"
    except InfraError:
        return False


def _close(platform: Platform, report: Callable[[str], None]) -> None:
    try:
        platform.close()
    except InfraError as error:
        report(f"the phone could not be put back as it was, which is tried again at the next start: {error}")
