"""Lending a device that fits and that nobody else has; whoever finds none free waits."""

from __future__ import annotations

import contextlib
import getpass
import os
import secrets
import socket
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import IO

from harness.config.devices import Device
from harness.config.reading import nearest
from harness.errors import ConfigError, DeviceBusy, LeaseLost, NoDevice
from harness.leases.registry import Entry, Quarantine, Registry, phone_of, registry

EXPIRY_S = 2 * 3600.0
"""The time of a lease that is renewed with each step: no step is longer than an hour."""

QUARANTINE_S = 300.0
"""How long a device on which the equipment failed is passed over while there are others."""

_LOOK_AGAIN_S = 0.3


class Lease:
    """A device that is ours until the lease ends; it ends by itself with this process."""

    def __init__(self, device: Device, entry: Entry, expiry_s: float) -> None:
        self.device = device
        self._entry = entry
        self._expiry_s = expiry_s

    def renew(self) -> None:
        """Begin the time anew. Raises LeaseLost when somebody has released the device or taken it after its time."""
        with registry() as kept:
            self._entry = replace(self._own(kept), until=time.time() + self._expiry_s)
            kept.write(self._entry)

    def quarantine(self, reason: str) -> None:
        """Let others pass the device over for a while, since the equipment failed on it."""
        with registry() as kept:
            kept.set_quarantine(self._entry.phone, Quarantine(reason[:300], time.time() + QUARANTINE_S))

    def _own(self, kept: Registry) -> Entry:
        now = kept.entry(self._entry.phone)
        if now is None or now.token != self._entry.token:
            raise LeaseLost(f"device '{self.device.name}' is no longer leased to this run")
        return now

    def _end(self) -> None:
        with registry() as kept, contextlib.suppress(LeaseLost):
            kept.remove(self._own(kept))


@contextlib.contextmanager
def lease(
    devices: Sequence[Device],
    wanted: Collection[str] | None,
    owner: str,
    expiry_s: float,
    *,
    wait_s: float = 0.0,
    avoid: Collection[str] = (),
    report: Callable[[str], None] = lambda line: None,
) -> Iterator[Lease]:
    """Hold one of the devices for the time of the block: the first that is free, in the order given.

    `wanted` are names and tags of which one must fit; without it all do. Devices named in `avoid`, and those on which
    the equipment failed of late, are passed over where there are others, even if that means to wait, as long as a
    quarantine lasts. Waiting is done for `wait_s` at most; then any device will do. Raises ConfigError for a name
    that is not there, NoDevice when none fits, DeviceBusy when none becomes free.
    """
    candidates = fitting(devices, wanted)
    if not candidates:
        raise NoDevice("no device fits")
    began = time.monotonic()
    told = False
    while True:
        waited_s = time.monotonic() - began
        is_last = waited_s >= wait_s
        with registry() as kept:
            preferred = _preferred(kept, candidates, avoid if waited_s < QUARANTINE_S else ())
            taken = _take(kept, [*preferred, *candidates] if is_last else preferred, owner, expiry_s)
            busy = "" if taken else _busy(kept, candidates if is_last else preferred)
        if taken is not None:
            break
        if is_last:
            raise DeviceBusy(busy)
        if not told:
            report(f"waiting for a device: {busy}")
            told = True
        time.sleep(_LOOK_AGAIN_S)
    lent, alive = taken
    try:
        yield lent
    finally:
        lent._end()
        alive.close()


def owner_of(task: str) -> str:
    """What others read who want the device: the user and what the device is needed for."""
    try:
        return f"{getpass.getuser()}: {task}"
    except OSError:
        # A container may run under a number that has no name.
        return f"user {os.getuid()}: {task}"


def fitting(devices: Sequence[Device], wanted: Collection[str] | None) -> tuple[Device, ...]:
    """The devices that have one of the names or tags. Raises ConfigError for a word that none has."""
    if wanted is None:
        return tuple(devices)
    known = {word for device in devices for word in (device.name, *device.tags)}
    for word in wanted:
        if word not in known:
            raise ConfigError(f"no device has the name or tag '{word}'{nearest(word, sorted(known))}")
    return tuple(device for device in devices if {device.name, *device.tags} & set(wanted))


def _take(kept: Registry, devices: Sequence[Device], owner: str, expiry_s: float) -> tuple[Lease, IO[str]] | None:
    device = next((device for device in devices if kept.free(phone_of(device))), None)
    if device is None:
        return None
    now = time.time()
    entry = Entry(
        phone=phone_of(device),
        device=device.name,
        owner=owner[:200],
        host=socket.gethostname(),
        pid=os.getpid(),
        token=secrets.token_hex(8),
        since=now,
        until=now + expiry_s,
    )
    alive = kept.alive(entry)
    kept.write(entry)
    return Lease(device, entry, expiry_s), alive


def _preferred(kept: Registry, candidates: Sequence[Device], avoid: Collection[str]) -> Sequence[Device]:
    """Those that are worth waiting for: healthy and not to be avoided, else not to be avoided, else all."""
    others = [device for device in candidates if device.name not in avoid]
    healthy = [device for device in others if kept.quarantine(phone_of(device)) is None]
    return healthy or others or candidates


def _busy(kept: Registry, devices: Sequence[Device]) -> str:
    told = []
    for device in devices:
        entry = kept.entry(phone_of(device))
        told.append(f"{device.name} is in use by {entry.told if entry else 'a run without a lease'}")
    return "; ".join(told)
