"""App operations: modes, and when each app last used or was refused what."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Literal

Mode = Literal["allow", "ignore", "deny", "default", "foreground"]
MODES: tuple[Mode, ...] = ("allow", "ignore", "deny", "default", "foreground")

# Number and name as in AppOpsManager, the public name, and the runtime permission behind it.
_OPS: tuple[tuple[int, str, str, str | None], ...] = (
    (0, "COARSE_LOCATION", "coarse_location", "ACCESS_COARSE_LOCATION"),
    (1, "FINE_LOCATION", "fine_location", "ACCESS_FINE_LOCATION"),
    (2, "GPS", "gps", None),
    (3, "VIBRATE", "vibrate", None),
    (4, "READ_CONTACTS", "read_contacts", "READ_CONTACTS"),
    (5, "WRITE_CONTACTS", "write_contacts", "WRITE_CONTACTS"),
    (6, "READ_CALL_LOG", "read_call_log", "READ_CALL_LOG"),
    (8, "READ_CALENDAR", "read_calendar", "READ_CALENDAR"),
    (10, "WIFI_SCAN", "wifi_scan", None),
    (11, "POST_NOTIFICATION", "post_notification", "POST_NOTIFICATIONS"),
    (13, "CALL_PHONE", "call_phone", "CALL_PHONE"),
    (14, "READ_SMS", "read_sms", "READ_SMS"),
    (23, "WRITE_SETTINGS", "write_settings", None),
    (24, "SYSTEM_ALERT_WINDOW", "system_alert_window", None),
    (26, "CAMERA", "camera", "CAMERA"),
    (27, "RECORD_AUDIO", "record_audio", "RECORD_AUDIO"),
    (29, "READ_CLIPBOARD", "read_clipboard", None),
    (30, "WRITE_CLIPBOARD", "write_clipboard", None),
    (40, "WAKE_LOCK", "wake_lock", None),
    (41, "MONITOR_LOCATION", "monitor_location", None),
    (43, "GET_USAGE_STATS", "get_usage_stats", None),
    (45, "TOAST_WINDOW", "toast_window", None),
    (46, "PROJECT_MEDIA", "project_media", None),
    (51, "READ_PHONE_STATE", "read_phone_state", "READ_PHONE_STATE"),
    (56, "BODY_SENSORS", "body_sensors", "BODY_SENSORS"),
    (58, "MOCK_LOCATION", "mock_location", None),
    (59, "READ_EXTERNAL_STORAGE", "read_external_storage", "READ_EXTERNAL_STORAGE"),
    (60, "WRITE_EXTERNAL_STORAGE", "write_external_storage", "WRITE_EXTERNAL_STORAGE"),
    (62, "GET_ACCOUNTS", "get_accounts", "GET_ACCOUNTS"),
    (63, "RUN_IN_BACKGROUND", "run_in_background", None),
    (65, "READ_PHONE_NUMBERS", "read_phone_numbers", "READ_PHONE_NUMBERS"),
    (66, "REQUEST_INSTALL_PACKAGES", "request_install_packages", None),
    (70, "RUN_ANY_IN_BACKGROUND", "run_any_in_background", None),
    (76, "START_FOREGROUND", "start_foreground", None),
    (79, "ACTIVITY_RECOGNITION", "activity_recognition", "ACTIVITY_RECOGNITION"),
    (81, "READ_MEDIA_AUDIO", "read_media_audio", "READ_MEDIA_AUDIO"),
    (83, "READ_MEDIA_VIDEO", "read_media_video", "READ_MEDIA_VIDEO"),
    (85, "READ_MEDIA_IMAGES", "read_media_images", "READ_MEDIA_IMAGES"),
    (87, "LEGACY_STORAGE", "legacy_storage", None),
    (89, "READ_DEVICE_IDENTIFIERS", "read_device_identifiers", None),
    (91, "QUERY_ALL_PACKAGES", "query_all_packages", None),
    (92, "MANAGE_EXTERNAL_STORAGE", "manage_external_storage", None),
    (111, "BLUETOOTH_CONNECT", "bluetooth_connect", "BLUETOOTH_CONNECT"),
)
_DEFAULT_MODES: dict[str, Mode] = {"MOCK_LOCATION": "deny", "GET_USAGE_STATS": "default", "PROJECT_MEDIA": "ignore"}


@dataclass(frozen=True, slots=True)
class Op:
    """One operation; `permission` is the full name of the runtime permission behind it."""

    number: int
    name: str
    public_name: str
    permission: str | None


OPS = {
    name: Op(number, name, f"android:{public}", f"android.permission.{permission}" if permission else None)
    for number, name, public, permission in _OPS
}


def find_op(word: str) -> Op | None:
    """An operation by name, public name (`android:camera`) or number."""
    return next((op for op in OPS.values() if word in (op.name, op.public_name, str(op.number))), None)


def default_mode(op: Op) -> Mode:
    """The mode of an operation that nobody set."""
    return _DEFAULT_MODES.get(op.name, "allow")


@dataclass(frozen=True, slots=True)
class Use:
    """What is known of one operation of one app; times are seconds since the epoch or None."""

    op: Op
    mode: Mode
    accessed: float | None = None
    rejected: float | None = None
    foreground: bool = True


class AppOps:
    """Operations of all apps of one phone."""

    def __init__(self) -> None:
        self._uses: dict[str, dict[str, Use]] = {}
        self._history: list[tuple[float, str, str, bool]] = []

    def note(self, package: str, op: str, *, allowed: bool = True, foreground: bool = True) -> bool:
        """Record an attempt to use an operation and say whether it goes ahead; KeyError for an unknown one."""
        use = self._use(package, op)
        allowed = allowed and use.mode not in ("ignore", "deny")
        now = time.time()
        self._history.append((now, package, op, allowed))
        accessed, rejected = (now, use.rejected) if allowed else (use.accessed, now)
        self._uses.setdefault(package, {})[op] = Use(use.op, use.mode, accessed, rejected, foreground)
        return allowed

    def set_mode(self, package: str, op: str, mode: Mode) -> None:
        """Set the mode of an operation; KeyError for an unknown one."""
        use = self._use(package, op)
        self._uses.setdefault(package, {})[op] = Use(use.op, mode, use.accessed, use.rejected, use.foreground)

    def reset_modes(self, package: str | None = None) -> None:
        """Set the modes of an app, or of all, back to the defaults; times stay."""
        for name in [package] if package is not None else list(self._uses):
            for op, use in self._uses.get(name, {}).items():
                self._uses[name][op] = replace(use, mode=default_mode(use.op))

    def forget(self, package: str) -> None:
        """Drop everything of an app that was removed."""
        self._uses.pop(package, None)

    def of(self, package: str) -> tuple[Use, ...]:
        """What an app did or has set, by operation number."""
        return tuple(sorted(self._uses.get(package, {}).values(), key=lambda use: use.op.number))

    def packages(self) -> tuple[str, ...]:
        """Apps with anything recorded."""
        return tuple(sorted(self._uses))

    def history(self) -> tuple[tuple[float, str, str, bool], ...]:
        """Every attempt as (time, package, operation, allowed)."""
        return tuple(self._history)

    def _use(self, package: str, name: str) -> Use:
        op = OPS[name]
        return self._uses.get(package, {}).get(name) or Use(op, default_mode(op))
