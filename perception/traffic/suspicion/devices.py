"""Whether values can be those of a phone: its numbers and ids, its network and its surroundings."""

from __future__ import annotations

import re

from perception.traffic.suspicion import checksums
from perception.traffic.suspicion.fillers import is_filler
from perception.traffic.suspicion.grading import POOR, PROVED, SHAPED, Grade, Test, different

_GAPS = re.compile(r"[ \-]")
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_RANDOM = re.compile(r"[0-9A-Za-z_\-+/=:.|]{16,256}")
_SERIAL = re.compile(r"(?=.*\d)[0-9A-Za-z]{6,24}")
_MEID = re.compile(r"[A-Fa-f][0-9A-Fa-f]{13}")
_MAC_INSIDE = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:])")
_ID_LIKE = re.compile(r"[0-9A-Fa-f\-]{16,}|\d{8,}|[0-9A-Za-z_\-]{24,}")


def _imei(value: str) -> Grade | None:
    digits = _GAPS.sub("", value)
    if not digits.isdigit():
        return None
    if checksums.is_imei(digits):
        return Grade(PROVED, "15 digits with a plausible type allocation code and a right Luhn digit")
    if checksums.is_imei_like(digits):
        return Grade(
            SHAPED, f"{len(digits)} digits with a plausible type allocation code; this form has no check digit"
        )
    if len(digits) == 15 and digits[:2] in ("35", "86"):
        return Grade(POOR, "15 digits with a plausible type allocation code, but a wrong Luhn digit")
    return None


def _meid(value: str) -> Grade | None:
    return Grade(SHAPED, "14 hexadecimal digits as a MEID has") if _MEID.fullmatch(value) else _imei(value)


def _imsi(value: str) -> Grade | None:
    if checksums.is_chinese_imsi(value):
        return Grade(PROVED, "a Chinese network’s code and ten digits")
    return Grade(SHAPED, "15 digits that begin with a country’s network code") if checksums.is_imsi(value) else None


def _iccid(value: str) -> Grade | None:
    if checksums.is_iccid(value):
        return Grade(PROVED, "a SIM card’s number with a right Luhn digit")
    return Grade(SHAPED, "a Chinese SIM card’s number") if checksums.is_chinese_iccid(value) else None


def _uuid(value: str) -> Grade | None:
    return Grade(SHAPED, "a UUID that is not zeroed") if _UUID.fullmatch(value) and different(value) >= 8 else None


def _open_id(value: str) -> Grade | None:
    bare = value.replace("-", "")
    if _UUID.fullmatch(value) or (_HEX.fullmatch(bare) and len(bare) in (16, 32, 40, 64)):
        return Grade(SHAPED, f"{len(bare)} hexadecimal digits that are not zeroed") if different(bare) >= 6 else None
    return None


def _android_id(value: str) -> Grade | None:
    if not 14 <= len(value) <= 16 or _HEX.fullmatch(value) is None or different(value) < 6:
        return None
    if value.isdigit():
        return Grade(POOR, f"{len(value)} hexadecimal digits, but without a letter, as any number is")
    return Grade(SHAPED, f"{len(value)} hexadecimal digits that are not zeroed")


def _device_id(value: str) -> Grade | None:
    if _RANDOM.fullmatch(value) is None or different(value) < 8 or not any(letter.isdigit() for letter in value):
        return None
    return Grade(POOR, "long and random; the app or an SDK may have made it up, which follows the phone all the same")


def _serial(value: str) -> Grade | None:
    if _SERIAL.fullmatch(value) is None or different(value) < 4:
        return None
    if value.isdigit():
        return Grade(POOR, "digits alone, which may be any number") if len(value) >= 8 else None
    if value.isalpha() or (value[0] in "vV" and value[1:].isdigit()):
        return None
    return Grade(SHAPED, f"{len(value)} letters and digits as a serial number has")


def _mac(value: str) -> Grade | None:
    kind = checksums.mac_kind(value)
    if kind:
        known = kind == "registered"
        why = "by a registered maker" if known else "made up by the phone, as Android 10 and later do"
        return Grade(PROVED if known else POOR, f"a hardware address with separators, {why}")
    if len(value) == 12 and _HEX.fullmatch(value) and not value.isdigit() and not int(value[:2], 16) & 3:
        known = checksums.is_registered(value[:6].upper())
        return Grade(SHAPED, "12 hexadecimal digits of a registered maker") if known else None
    return None


def _bssid(value: str) -> Grade | None:
    if checksums.mac_kind(value):
        return Grade(PROVED, "an access point’s address with separators, which tells where the phone is")
    return _mac(value)


def _ssid(value: str) -> Grade | None:
    text = value.strip('"')
    if not 1 < len(text.encode()) <= 32 or is_filler(text):
        return None
    if _ID_LIKE.fullmatch(text) is not None:
        return Grade(POOR, "it looks like an id: some SDKs call an id that their server gave out ssid")
    return Grade(SHAPED, "a text of at most 32 bytes, as the name of a wireless network is")


def _wifi_list(value: str) -> Grade | None:
    number = len({text.lower() for text in _MAC_INSIDE.findall(value) if not is_filler(text)})
    return Grade(PROVED, f"{number} addresses of access points in one list") if number else None


def _ip(value: str) -> Grade | None:
    match checksums.address_kind(value):
        case "private":
            return Grade(PROVED, "an address of a home or company network, no router’s or emulator’s default")
        case "public":
            return Grade(POOR, "an address of the internet, which may be a server’s")
        case _:
            return None


DEVICE_TESTS: dict[str, Test] = {
    "imei": _imei,
    "meid": _meid,
    "imsi": _imsi,
    "iccid": _iccid,
    "oaid": _open_id,
    "vaid": _open_id,
    "aaid": _open_id,
    "android_id": _android_id,
    "advertising_id": _uuid,
    "idfv": _uuid,
    "openudid": _open_id,
    "device_id": _device_id,
    "serial": _serial,
    "mac": _mac,
    "bssid": _bssid,
    "ssid": _ssid,
    "wifi_list": _wifi_list,
    "ip_address": _ip,
}
"""The test of each kind, for single values; that of `wifi_list` also reads whole lists."""
