"""The devices in the terminal: what there is, in which state, who has which, and putting phones back as they were."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from consentinel.choosing import named
from consentinel.terminal import plain
from harness.capture.authority import CertificateAuthority
from harness.capture.tunnel import TunnelKeys
from harness.config.devices import Device, load_devices
from harness.errors import ConfigError
from harness.leases import Entry, Quarantine, entries, release
from harness.platforms import device_state
from harness.restore import Restored, restore, restore_leftovers

STYLES = {"ready": "green", "in use": "yellow", "not started": "default", "offline": "red", "not there": "red"}


def list_devices(path: Path, console: Console) -> int:
    """Print the devices of a file with their state, and who has leased them until when; nothing is started."""
    devices = load_devices(path)
    leases = entries(devices)
    table = Table(box=None, pad_edge=False, header_style="bold")
    headings = ("device", "platform", "state", "phone", "capture", "tags", *(("lease",) if leases else ()))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for device in devices:
        state = device_state(device)
        table.add_row(
            Text(device.name),
            Text(device.platform),
            Text(state, style=STYLES.get(state, "default")),
            Text(_phone(device)),
            Text(f"{device.capture.mode}, {device.capture.egress}"),
            Text(", ".join(device.tags)),
            *((plain(_told(leases.get(device.name))),) if leases else ()),
        )
    console.print(table)
    return 0


def release_device(path: Path, name: str, console: Console) -> int:
    """End the lease of a device, so that others get it. Raises DeviceBusy while a run drives it."""
    was = release(_named(path, name))
    console.print(plain(f"{name}: released; {_told(was)}" if was else f"{name}: nobody has leased it"), soft_wrap=True)
    return 0


def _told(state: Entry | Quarantine | None) -> str:
    match state:
        case None:
            return ""
        case Entry():
            return f"{state.told}, until {_clock(state.until)}"
        case Quarantine():
            return f"passed over until {_clock(state.until)}, for the equipment failed: {state.reason}"


def _clock(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds).astimezone():%H:%M}"


def _phone(device: Device) -> str:
    if device.platform == "web":
        browser = device.browser
        return f"browser, {round(browser.width * browser.scale)}×{round(browser.height * browser.scale)} px"
    return device.serial or "the only one"


def restore_devices(path: Path, console: Console) -> int:
    """Undo what runs that died have left on the phones; status 2 when something is left."""
    done = [*restore_leftovers(), *(restore(device) for device in load_devices(path) if _mentioned(device))]
    if not any(r.undone or r.left for r in done):
        console.print("nothing is left to restore")
    for restored in done:
        _tell_restored(restored, console)
    return 2 if any(r.left for r in done) else 0


def print_tunnel(path: Path, name: str, package: str) -> None:
    """Print the configuration that the WireGuard app on a device's phone imports, and nothing else."""
    device = _named(path, name)
    ends = device.capture.ends
    if ends is None:
        raise ConfigError(f"{path}: {name} captures through a proxy: set `capture: {{mode: wireguard}}` for a tunnel")
    keys = TunnelKeys.load_or_create(CertificateAuthority.load_or_create().folder)
    print(keys.client_config(ends.endpoint or device.capture.listen, ends.port, package or None), end="")


def _named(path: Path, name: str) -> Device:
    return named({device.name: device for device in load_devices(path)}, name, path, "device")


def _mentioned(device: Device) -> bool:
    """Phones that are there now; leftovers of the others stand in the journal, which was asked first."""
    return device.platform == "android" and device_state(device) == "ready"


def _tell_restored(restored: Restored, console: Console) -> None:
    if restored.undone:
        console.print(plain(f"{restored.phone}: restored {', '.join(restored.undone)}"), soft_wrap=True)
    if restored.left:
        console.print(plain(f"{restored.phone}: {restored.left}", "yellow"), soft_wrap=True)
