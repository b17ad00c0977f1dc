"""Putting phones back as they were, after runs that could not do it themselves."""

from __future__ import annotations

from dataclasses import dataclass

from harness.config.devices import AdbAt, Device
from harness.errors import InfraError
from harness.journal import Journal, PhoneKey, unfinished
from harness.lock import only_user_of
from harness.platforms.android import servers
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.undo import undo_all

_ADB_S = 20.0


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
    at = AdbAt(
        server_host=key.server_host,
        server_port=key.server_port,
        connect=key.serial if ":" in key.serial else None,
    )
    with servers.used(at):
        return _restore(AdbPhone(at, key.serial, _ADB_S), key)


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
