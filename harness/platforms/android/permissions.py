"""Answering for the user before an app asks: granting and taking run-time permissions."""

from __future__ import annotations

from collections.abc import Mapping

from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.packages import InstalledApp

_P = "android.permission."
GROUPS: dict[str, tuple[str, ...]] = {
    "location": ("ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION"),
    "camera": ("CAMERA",),
    "contacts": ("READ_CONTACTS", "WRITE_CONTACTS", "GET_ACCOUNTS"),
    "phone": ("READ_PHONE_STATE", "READ_PHONE_NUMBERS", "CALL_PHONE", "ANSWER_PHONE_CALLS"),
    "microphone": ("RECORD_AUDIO",),
    "bluetooth": ("BLUETOOTH_CONNECT", "BLUETOOTH_SCAN", "BLUETOOTH_ADVERTISE"),
    "storage": ("READ_EXTERNAL_STORAGE", "WRITE_EXTERNAL_STORAGE"),
    "medialibrary": ("READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO", "READ_MEDIA_AUDIO"),
    "notifications": ("POST_NOTIFICATIONS",),
    "calendar": ("READ_CALENDAR", "WRITE_CALENDAR"),
    "sms": ("READ_SMS", "SEND_SMS", "RECEIVE_SMS"),
    "call_log": ("READ_CALL_LOG", "WRITE_CALL_LOG"),
    "activity": ("ACTIVITY_RECOGNITION",),
    "sensors": ("BODY_SENSORS",),
    "nearby": ("NEARBY_WIFI_DEVICES",),
}
"""Short names, as Maestro has them and some more, and what they stand for."""
_KNOWN = frozenset(_P + name for names in GROUPS.values() for name in names) | {
    _P + "ACCESS_BACKGROUND_LOCATION",
    _P + "ACCESS_MEDIA_LOCATION",
    _P + "UWB_RANGING",
}


def set_permissions(phone: AdbPhone, app: InstalledApp, package: str, answers: Mapping[str, str]) -> str:
    """Carry out answers by permission; `all` comes first, so that others may differ. What failed, or an empty text."""
    failed = []
    for name in sorted(answers, key=lambda name: name != "all"):
        wanted = _meant(name, app.requested)
        if not wanted:
            failed.append(f"{name}: the app does not declare it")
        for permission in wanted:
            said = _set(phone, package, permission, answers[name])
            if said and name != "all":
                failed.append(f"{permission}: {said}")
    return "; ".join(failed)


def _meant(name: str, requested: tuple[str, ...]) -> list[str]:
    if name == "all":
        return [permission for permission in requested if permission in _KNOWN]
    meant = [_P + short for short in GROUPS[name]] if name in GROUPS else [name if "." in name else _P + name.upper()]
    return [permission for permission in meant if permission in requested]


def _set(phone: AdbPhone, package: str, permission: str, answer: str) -> str:
    command = "grant" if answer == "allow" else "revoke"
    done = phone.shell(f"pm {command} {package} {permission}")
    if answer == "unset":
        phone.shell(f"pm clear-permission-flags {package} {permission} user-set user-fixed")
    said = " ".join(f"{done.out} {done.err}".split())
    return "" if done.ok and "Exception" not in said else said[:200]
