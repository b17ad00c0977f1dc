"""The leases as a person sees them, and taking one away."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from harness.config.devices import Device
from harness.errors import DeviceBusy
from harness.leases.registry import Entry, Quarantine, phone_of, registry
from harness.lock import drives, in_use


def entries(devices: Sequence[Device]) -> dict[str, Entry | Quarantine]:
    """For each device, by name, the lease that holds it, or why it is passed over; free ones are left out."""
    found: dict[str, Entry | Quarantine] = {}
    with registry() as kept:
        for device in devices:
            state = kept.entry(phone_of(device)) or kept.quarantine(phone_of(device))
            if state is not None:
                found[device.name] = state
    return found


def release(device: Device) -> Entry | Quarantine | None:
    """Make a device free for others; returns the lease that held it, or why it was passed over.

    A run that still has the phone would go on using it: then DeviceBusy, naming the process to end. An owner that
    merely keeps the lease learns of it when it renews.
    """
    phone = phone_of(device)
    with registry() as kept:
        entry, quarantine = kept.entry(phone), kept.quarantine(phone)
        kept.set_quarantine(phone, None)
        if entry is None:
            return quarantine
        # A device that names no serial is locked under the one that its phone turned out to have.
        unnamed = device.platform == "android" and device.serial is None
        if entry.host == socket.gethostname() and (drives(entry.pid) if unnamed else in_use(phone)):
            raise DeviceBusy(
                f"device '{device.name}' is driven by {entry.told}", "end that process: the device is free then"
            )
        kept.remove(entry)
        return entry
