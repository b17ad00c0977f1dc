"""Runtime permissions: groups, grants, user-set and user-fixed flags, and what a request leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from virtualphone.device.packages import Package

_PREFIX = "android.permission."

# Group (AOSP name without its prefix) → (permission, first API level where it is a runtime permission).
_GROUPS: dict[str, tuple[tuple[str, int], ...]] = {
    "CONTACTS": (("READ_CONTACTS", 23), ("WRITE_CONTACTS", 23), ("GET_ACCOUNTS", 23)),
    "CALENDAR": (("READ_CALENDAR", 23), ("WRITE_CALENDAR", 23)),
    "SMS": (("SEND_SMS", 23), ("RECEIVE_SMS", 23), ("READ_SMS", 23), ("RECEIVE_WAP_PUSH", 23), ("RECEIVE_MMS", 23)),
    "STORAGE": (("READ_EXTERNAL_STORAGE", 23), ("WRITE_EXTERNAL_STORAGE", 23), ("ACCESS_MEDIA_LOCATION", 29)),
    "READ_MEDIA_VISUAL": (("READ_MEDIA_IMAGES", 33), ("READ_MEDIA_VIDEO", 33), ("READ_MEDIA_VISUAL_USER_SELECTED", 34)),
    "READ_MEDIA_AURAL": (("READ_MEDIA_AUDIO", 33),),
    "LOCATION": (("ACCESS_FINE_LOCATION", 23), ("ACCESS_COARSE_LOCATION", 23), ("ACCESS_BACKGROUND_LOCATION", 29)),
    "CALL_LOG": (("READ_CALL_LOG", 23), ("WRITE_CALL_LOG", 23), ("PROCESS_OUTGOING_CALLS", 23)),
    "PHONE": (
        ("READ_PHONE_STATE", 23),
        ("READ_PHONE_NUMBERS", 26),
        ("CALL_PHONE", 23),
        ("USE_SIP", 23),
        ("ANSWER_PHONE_CALLS", 26),
        ("ACCEPT_HANDOVER", 28),
    ),
    "MICROPHONE": (("RECORD_AUDIO", 23),),
    "CAMERA": (("CAMERA", 23),),
    "ACTIVITY_RECOGNITION": (("ACTIVITY_RECOGNITION", 29),),
    "SENSORS": (("BODY_SENSORS", 23), ("BODY_SENSORS_BACKGROUND", 33)),
    "NEARBY_DEVICES": (
        ("BLUETOOTH_CONNECT", 31),
        ("BLUETOOTH_SCAN", 31),
        ("BLUETOOTH_ADVERTISE", 31),
        ("UWB_RANGING", 31),
        ("NEARBY_WIFI_DEVICES", 33),
    ),
    "NOTIFICATIONS": (("POST_NOTIFICATIONS", 33),),
}
_SEPARATE_BACKGROUND = {"ACCESS_BACKGROUND_LOCATION", "BODY_SENSORS_BACKGROUND"}

# Granted to anybody at install; everything else unknown to us is a signature permission or one of another app.
_INSTALL_TIME = frozenset(
    _PREFIX + name
    for name in (
        "INTERNET", "ACCESS_NETWORK_STATE", "ACCESS_WIFI_STATE", "CHANGE_WIFI_STATE", "CHANGE_NETWORK_STATE",
        "WAKE_LOCK",
        "VIBRATE", "FOREGROUND_SERVICE", "FOREGROUND_SERVICE_LOCATION", "FOREGROUND_SERVICE_MEDIA_PROJECTION",
        "FOREGROUND_SERVICE_DATA_SYNC", "RECEIVE_BOOT_COMPLETED", "NFC", "BLUETOOTH", "BLUETOOTH_ADMIN",
        "QUERY_ALL_PACKAGES",
        "REQUEST_INSTALL_PACKAGES", "SET_WALLPAPER", "MODIFY_AUDIO_SETTINGS", "USE_FINGERPRINT", "USE_BIOMETRIC",
        "DISABLE_KEYGUARD", "GET_TASKS", "REORDER_TASKS", "KILL_BACKGROUND_PROCESSES", "EXPAND_STATUS_BAR",
        "USE_FULL_SCREEN_INTENT", "HIGH_SAMPLING_RATE_SENSORS", "ACCESS_LOCATION_EXTRA_COMMANDS", "FLASHLIGHT",
        "CHANGE_WIFI_MULTICAST_STATE", "SCHEDULE_EXACT_ALARM", "USE_EXACT_ALARM", "SYSTEM_ALERT_WINDOW",
    )
)  # fmt: skip

Answer = Literal["granted", "denied"]


@dataclass(frozen=True, slots=True)
class PermissionState:
    """Whether a runtime permission is granted, and who decided so."""

    granted: bool = False
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question that the system's dialog asks: a group and the requested permissions in it."""

    group: str
    permissions: tuple[str, ...]


class UnknownPermissionError(ValueError):
    """A grant that `pm` refuses; the text is what it prints."""


def group_of(permission: str) -> str | None:
    """The AOSP group (CONTACTS, LOCATION …) of a permission, or None."""
    return next(
        (group for group, members in _GROUPS.items() for key, _ in members if permission == _PREFIX + key), None
    )


def group_members(group: str, api_level: int) -> tuple[str, ...]:
    """The runtime permissions of a group on an API level."""
    return tuple(_PREFIX + name for name, since in _GROUPS[group] if since <= api_level)


class Permissions:
    """Runtime permission states of all apps of one phone."""

    def __init__(self, api_level: int) -> None:
        self._api_level = api_level
        self._runtime = frozenset(name for group in _GROUPS for name in group_members(group, api_level))
        self._states: dict[tuple[str, str], PermissionState] = {}

    def runtime_names(self) -> tuple[str, ...]:
        """Every runtime permission of this Android, sorted."""
        return tuple(sorted(self._runtime))

    def is_runtime(self, permission: str) -> bool:
        """Whether this Android asks the user for a permission."""
        return permission in self._runtime

    def installed(self, package: Package) -> None:
        """Start an app's states; apps for Androids before 6 and system apps get everything they request."""
        for permission in self.runtime_of(package):
            if (package.name, permission) not in self._states:
                granted = package.system or package.target_sdk < 23
                flags = frozenset({"GRANTED_BY_DEFAULT"}) if package.system else frozenset[str]()
                self._states[package.name, permission] = PermissionState(granted, flags)

    def removed(self, package: str) -> None:
        """Forget an app's states."""
        self._states = {key: state for key, state in self._states.items() if key[0] != package}

    def reset(self, package: Package) -> None:
        """Back to the state after install, as `pm clear` and `pm reset-permissions` do."""
        self.removed(package.name)
        self.installed(package)

    def runtime_of(self, package: Package) -> tuple[str, ...]:
        """Runtime permissions that an app requests, in manifest order."""
        return tuple(name for name in package.permissions if name in self._runtime)

    def install_time_of(self, package: Package) -> tuple[str, ...]:
        """Permissions that an app got by being installed, in manifest order."""
        return tuple(
            name
            for name in package.permissions
            if name not in self._runtime
            and (name in _INSTALL_TIME or package.system or (self._api_level < 31 and name.endswith(".BLUETOOTH_SCAN")))
        )

    def state(self, package: str, permission: str) -> PermissionState:
        """The state of a runtime permission; not granted where it was never requested."""
        return self._states.get((package, permission), PermissionState())

    def check(self, package: Package, permission: str) -> bool:
        """Whether an app holds a permission now."""
        if self.is_runtime(permission):
            return self.state(package.name, permission).granted
        return permission in self.install_time_of(package)

    def grant(self, package: Package, permission: str, *, by_user: bool = False) -> None:
        """Grant one permission (`pm grant`, or the dialog); raises UnknownPermissionError."""
        self._set(package, permission, granted=True, flags=frozenset({"USER_SET"}) if by_user else frozenset[str]())

    def revoke(self, package: Package, permission: str) -> None:
        """Revoke one permission as `pm revoke` does; raises UnknownPermissionError."""
        self._set(package, permission, granted=False, flags=frozenset())

    def deny(self, package: Package, permission: str, *, fixed: bool = False) -> None:
        """The user's no in the dialog; from API 30 the second one is final, below only with "don't ask again"."""
        before = self.state(package.name, permission).flags
        final = fixed or (self._api_level >= 30 and "USER_SET" in before)
        flags = frozenset({"USER_SET", "USER_FIXED"} if final else {"USER_SET"})
        self._set(package, permission, granted=False, flags=flags)

    def prompts(self, package: Package, requested: Iterable[str]) -> tuple[Prompt, ...]:
        """The dialogs that a request leads to, one a group; members of a granted group are granted without asking."""
        asked: dict[str, list[str]] = {}
        for permission in dict.fromkeys(requested):
            group = group_of(permission)
            state = self.state(package.name, permission)
            if group is None or permission not in self.runtime_of(package) or state.granted:
                continue
            if "USER_FIXED" in state.flags:
                continue
            separate = permission.removeprefix(_PREFIX) in _SEPARATE_BACKGROUND
            if not separate and self._group_granted(package, group):
                self._set(package, permission, granted=True, flags=state.flags)
                continue
            asked.setdefault(permission if separate else group, []).append(permission)
        return tuple(Prompt(group_of(names[0]) or key, tuple(names)) for key, names in asked.items())

    def answers(self, package: Package, requested: Iterable[str]) -> dict[str, Answer]:
        """What `onRequestPermissionsResult` carries after the dialogs."""
        return {name: "granted" if self.check(package, name) else "denied" for name in requested}

    def _group_granted(self, package: Package, group: str) -> bool:
        return any(
            self.state(package.name, name).granted
            for name in group_members(group, self._api_level)
            if name.removeprefix(_PREFIX) not in _SEPARATE_BACKGROUND
            # Coarse alone must not lift an app to the exact location without asking.
            and not (self._api_level >= 31 and name == _PREFIX + "ACCESS_COARSE_LOCATION")
        )

    def _set(self, package: Package, permission: str, *, granted: bool, flags: frozenset[str]) -> None:
        if permission not in package.permissions:
            raise UnknownPermissionError(f"Package {package.name} has not requested permission {permission}")
        if permission not in self._runtime:
            raise UnknownPermissionError(
                f"Permission {permission} requested by {package.name} is not a changeable permission type"
            )
        self._states[package.name, permission] = PermissionState(granted, flags)
