"""Putting phones back as they were, after runs that could not do it themselves."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from harness.config.devices import AdbAt, Device
from harness.errors import InfraError
from harness.journal import Journal, PhoneKey, unfinished
from harness.lock import only_user_of
from harness.platforms.android import servers
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.undo import undo_all

_ADB_S = 20.0
_KNOCK_S = 1.0
_HERE = ("127.0.0.1", "localhost", "::1")
"""Only where the adb server is can its phones' addresses be tried."""


@dataclass(frozen=True, slots=True)
class Restored:
    """One phone: the kinds of change that were undone, and why something is left (empty when nothing is)."""

    phone: str
    undone: tuple[str, ...]
    left: str = ""


def restore(device: Device) -> Restored:
    """Undo what runs have left changed on a device's phone; without an answer of the phone it is kept for later."""
    phone = AdbPhone(device.adb, device.serial, device.timeouts.adb_s)
    with servers.used(device.adb):
        try:
            phone.ensure_server()
            key = phone.key
        except InfraError as error:
            return Restored(device.name, (), str(error))
        return _restore(phone, key)


def restore_leftovers() -> tuple[Restored, ...]:
    """Undo what runs have left changed on any phone that no run is using; for the start of a run."""
    return tuple(_restore_known(key) for key in unfinished())


def _restore_known(key: PhoneKey) -> Restored:
    if key.server_host in _HERE and not _answers(key.serial):
        return Restored(str(key), (), "kept for later: nothing answers at its address")
    at = AdbAt(
        server_host=key.server_host,
        server_port=key.server_port,
        connect=key.serial if ":" in key.serial else None,
    )
    with servers.used(at):
        return _restore(AdbPhone(at, key.serial, _ADB_S), key)


def _answers(serial: str) -> bool:
    """Whether a phone that is reached over the network is there; of the others only adb can tell."""
    host, _, port = serial.rpartition(":")
    if not host or not port.isdigit():
        return True
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_KNOCK_S).close()
    except OSError:
        return False
    return True


def _restore(phone: AdbPhone, key: PhoneKey) -> Restored:
    try:
        with only_user_of(str(key)):
            journal = Journal(key)
            before = journal.pending()
            if not before:
                return Restored(str(key), ())
            try:
                phone.connect()
                undo_all(phone, journal)
            except InfraError as error:
                kept = journal.pending()
                return Restored(str(key), tuple(x.kind for x in before if x not in kept), f"kept for later: {error}")
            return Restored(str(key), tuple(change.kind for change in before))
    except InfraError as error:
        return Restored(str(key), (), str(error))
