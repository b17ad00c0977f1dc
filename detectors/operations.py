"""Operations and permissions of Android that reach personal information."""

from __future__ import annotations

from detectors.rules.finding import Text
from perception.screen.lexicon import has_word

_LOCATION = Text(zh="位置", en="location")
_CONTACTS = Text(zh="通讯录", en="contacts")
_CALLS = Text(zh="通话记录", en="call log")
_CALENDAR = Text(zh="日历", en="calendar")
_SMS = Text(zh="短信", en="text messages")
_CAMERA = Text(zh="相机", en="camera")
_AUDIO = Text(zh="麦克风", en="microphone")
_PHONE = Text(zh="电话状态与设备标识", en="phone state and device identifiers")
_NUMBER = Text(zh="本机号码", en="own phone number")
_FILES = Text(zh="存储与相册", en="storage and pictures")
_ACCOUNTS = Text(zh="账户", en="accounts")
_SENSORS = Text(zh="身体传感器", en="body sensors")
_ACTIVITY = Text(zh="活动识别", en="physical activity")
_NEARBY = Text(zh="附近的设备", en="nearby devices")
_CLIPBOARD = Text(zh="剪贴板", en="clipboard")
_APPS = Text(zh="已安装应用列表", en="list of installed apps")

OPERATIONS: dict[str, Text] = {
    "COARSE_LOCATION": _LOCATION,
    "FINE_LOCATION": _LOCATION,
    "GPS": _LOCATION,
    "MONITOR_LOCATION": _LOCATION,
    "MONITOR_HIGH_POWER_LOCATION": _LOCATION,
    "NEIGHBORING_CELLS": _LOCATION,
    "READ_CONTACTS": _CONTACTS,
    "WRITE_CONTACTS": _CONTACTS,
    "READ_CALL_LOG": _CALLS,
    "WRITE_CALL_LOG": _CALLS,
    "PROCESS_OUTGOING_CALLS": _CALLS,
    "READ_CALENDAR": _CALENDAR,
    "WRITE_CALENDAR": _CALENDAR,
    "READ_SMS": _SMS,
    "RECEIVE_SMS": _SMS,
    "SEND_SMS": _SMS,
    "READ_CELL_BROADCASTS": _SMS,
    "CAMERA": _CAMERA,
    "RECORD_AUDIO": _AUDIO,
    "PHONE_CALL_MICROPHONE": _AUDIO,
    "PHONE_CALL_CAMERA": _CAMERA,
    "READ_PHONE_STATE": _PHONE,
    "READ_DEVICE_IDENTIFIERS": _PHONE,
    "CALL_PHONE": _PHONE,
    "READ_PHONE_NUMBERS": _NUMBER,
    "READ_EXTERNAL_STORAGE": _FILES,
    "WRITE_EXTERNAL_STORAGE": _FILES,
    "READ_MEDIA_AUDIO": _FILES,
    "READ_MEDIA_VIDEO": _FILES,
    "READ_MEDIA_IMAGES": _FILES,
    "MANAGE_EXTERNAL_STORAGE": _FILES,
    "ACCESS_MEDIA_LOCATION": _FILES,
    "GET_ACCOUNTS": _ACCOUNTS,
    "BODY_SENSORS": _SENSORS,
    "ACTIVITY_RECOGNITION": _ACTIVITY,
    "BLUETOOTH_SCAN": _NEARBY,
    "BLUETOOTH_CONNECT": _NEARBY,
    "NEARBY_WIFI_DEVICES": _NEARBY,
    "READ_CLIPBOARD": _CLIPBOARD,
    "QUERY_ALL_PACKAGES": _APPS,
    "GET_INSTALLED_APPS": _APPS,
}
"""Names as in AppOpsManager: those behind dangerous permissions, and reading the clipboard or the install list."""

NEEDS_NOTICE = frozenset(
    name for name, reaches in OPERATIONS.items() if reaches in (_LOCATION, _CONTACTS, _CAMERA, _AUDIO)
)
"""Operations that must not be carried out without clear notice: location, address book, camera, recording."""

_NOT_PERSONAL_PERMISSIONS = ("POST_NOTIFICATIONS",)


def operation(name: str) -> Text | None:
    """What an operation reaches, or None when it is none that counts; `android:camera` is CAMERA."""
    return OPERATIONS.get(plain(name))


def plain(name: str) -> str:
    """An operation's name as in AppOpsManager."""
    return name.removeprefix("android:").upper()


def asks_for_personal(permissions: tuple[str, ...], words: str) -> bool:
    """Whether a permission prompt asks for something that can collect personal information; notifications cannot."""
    if permissions:
        return any(name.rpartition(".")[2] not in _NOT_PERSONAL_PERMISSIONS for name in permissions)
    return not has_word(words, "permissions", "notifications_prompt")
