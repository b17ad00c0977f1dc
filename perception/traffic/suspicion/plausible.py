"""Whether a value under a name can be what the name says, by length, alphabet, entropy and check digit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from perception.traffic.suspicion import checksums
from perception.traffic.suspicion.fillers import is_filler
from perception.traffic.suspicion.keynames import lexicon

POOR, SHAPED, PROVED = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Grade:
    """How well a value fits: POOR is weak under any name, SHAPED needs a sure name, PROVED is sure under any."""

    level: int
    why: str


Test = Callable[[str], Grade | None]

_GAPS = re.compile(r"[ \-]")
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_RANDOM = re.compile(r"[0-9A-Za-z_\-+/=:.|]{16,256}")
_SERIAL = re.compile(r"(?=.*\d)[0-9A-Za-z]{6,24}")
_MEID = re.compile(r"[A-Fa-f][0-9A-Fa-f]{13}")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_DOTTED_NAME = re.compile(r"[\u4e00-\u9fff]{2,10}[·•][\u4e00-\u9fff]{2,10}")
_LATIN_NAME = re.compile(r"[A-Z][a-z]{1,15}(?: [A-Z](?:[a-z]{1,15}|\.)){1,2}")
_HAN_REGION = re.compile(r"[\u4e00-\u9fff](?:省|市|区|县|州|镇|乡)")
_HAN_STREET = re.compile(r"[\u4e00-\u9fff](?:路|街|道|巷|弄|胡同|里|村|小区|花园|苑|大厦|栋|幢|号楼|单元|室|号)")
_LATIN_STREET = re.compile(r"\d+\w? [\w .]{2,40} (?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|blvd)\b", re.IGNORECASE)
_EMAIL = re.compile(r"([A-Za-z0-9][A-Za-z0-9._%+\-]{0,63})@((?:[A-Za-z0-9\-]{1,63}\.)+[A-Za-z]{2,24})")
_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|js|css|json|html?|mp4|so|apk)\Z", re.IGNORECASE)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• -]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
)
_PACKAGE = re.compile(r"(?<![\w.@/])(?:com|cn|org|net|tv|io|me|air|app|dev|de|jp|kr|co|us|im|mobi|edu|gov)\.[a-z]\w*(?:\.\w+){0,6}(?![\w.@/(])")
_SYSTEM_PACKAGE = re.compile(r"(?:com\.)?(?:google\.)?android(?:x)?\.")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_MAC_INSIDE = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:])")
_ID_LIKE = re.compile(r"[0-9A-Fa-f\-]{16,}|\d{8,}|[0-9A-Za-z_\-]{24,}")
_DIGEST_SIZES = {32: "MD5 (or SM3/SHA cut short)", 40: "SHA-1", 64: "SHA-256", 128: "SHA-512"}

TOGETHER = 3
"""An install list is recognised by this many packages in one value."""


def grade(kind: str, value: str, *, structured: bool = False) -> Grade | None:
    """The grade of a value for a kind; None when it cannot be that, or is a filler."""
    test = _WHOLE.get(kind) if structured else _SINGLE.get(kind)
    if test is None or not value or (not structured and kind != "clipboard" and is_filler(value)):
        return None
    return test(value)


def grade_digest(value: str) -> Grade | None:
    """The grade of a value under a name that ends in md5, sha256 …"""
    name = _DIGEST_SIZES.get(len(value)) or ("MD5, its middle half" if len(value) == 16 else "")
    if not name or _HEX.fullmatch(value) is None or is_filler(value) or _different(value) < 8:
        return None
    return Grade(SHAPED, f"a digest of it, by its length {name}, and not the digest of an empty or zeroed value")


def grade_cipher(value: str) -> Grade | None:
    """The grade of a value under a name that says that it is encrypted."""
    if _RANDOM.fullmatch(value) is None or is_filler(value) or _different(value) < 10:
        return None
    return Grade(POOR, "encrypted, so that only the name tells")


def is_id_like(value: str) -> bool:
    """Whether a text reads as a made-up id rather than as something that people write."""
    return _ID_LIKE.fullmatch(value) is not None


def _different(value: str) -> int:
    return len(set(value.lower()))


def _imei(value: str) -> Grade | None:
    digits = _GAPS.sub("", value)
    if not digits.isdigit():
        return None
    if checksums.is_imei(digits):
        return Grade(PROVED, "15 digits with a plausible type allocation code and a right Luhn digit")
    if checksums.is_imei_like(digits):
        return Grade(SHAPED, f"{len(digits)} digits with a plausible type allocation code; this form has no check digit")
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
    return Grade(SHAPED, "a UUID that is not zeroed") if _UUID.fullmatch(value) and _different(value) >= 8 else None


def _open_id(value: str) -> Grade | None:
    bare = value.replace("-", "")
    if _UUID.fullmatch(value) or (_HEX.fullmatch(bare) and len(bare) in (16, 32, 40, 64)):
        return Grade(SHAPED, f"{len(bare)} hexadecimal digits that are not zeroed") if _different(bare) >= 6 else None
    return None


def _android_id(value: str) -> Grade | None:
    if 14 <= len(value) <= 16 and _HEX.fullmatch(value) and _different(value) >= 6 and not value.isdigit():
        return Grade(SHAPED, f"{len(value)} hexadecimal digits that are not zeroed")
    return None


def _device_id(value: str) -> Grade | None:
    if _RANDOM.fullmatch(value) is None or _different(value) < 8 or not any(letter.isdigit() for letter in value):
        return None
    return Grade(POOR, "long and random; the app or an SDK may have made it up, which follows the phone all the same")


def _serial(value: str) -> Grade | None:
    if _SERIAL.fullmatch(value) is None or _different(value) < 4:
        return None
    if value.isdigit():
        return Grade(POOR, "digits alone, which may be any number") if len(value) >= 8 else None
    if value.isalpha() or value[0] in "vV" and value[1:].isdigit():
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
    if is_id_like(text):
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


def _phone(value: str) -> Grade | None:
    if not 8 <= len(value) <= 24 or sum(letter.isdigit() for letter in value) < 8:
        return None
    if not re.fullmatch(r"\+?[\d ()\-]+", value):
        return None
    country = checksums.mobile_country(value)
    if not country or is_filler(re.sub(r"\D", "", value)[-11:]):
        return None
    return Grade(PROVED, f"a mobile number that exists in the numbering plan of {country}")


def _email(value: str) -> Grade | None:
    match = _EMAIL.fullmatch(value)
    if match is None or _FILE.search(value):
        return None
    local, domain = match.group(1).lower(), match.group(2).lower()
    if local.split("+")[0] in lexicon().roles or domain in lexicon().reserved_domains or domain.startswith("example."):
        return None
    return Grade(PROVED, "a mail address of no role mailbox")


def _id_card(value: str) -> Grade | None:
    digits = _GAPS.sub("", value).upper()
    return Grade(PROVED, "region, birth date and check digit are right") if checksums.is_id_card(digits) else None


def _bank_card(value: str) -> Grade | None:
    digits = _GAPS.sub("", value)
    if not digits.isdigit() or is_filler(digits) or not checksums.is_bank_card(digits):
        return None
    return Grade(PROVED, "an issuer’s number range and a right Luhn digit")


def _name(value: str) -> Grade | None:
    if _DOTTED_NAME.fullmatch(value):
        return Grade(SHAPED, "a Chinese person’s name")
    if _HAN_NAME.fullmatch(value):
        double = value[:2] in lexicon().double_surnames and len(value) > 2
        known = double or (value[0] in lexicon().surnames and len(value) <= 3)
        return Grade(SHAPED, "a Chinese person’s name with a usual family name") if known else None
    return Grade(POOR, "two or three capitalised words") if _LATIN_NAME.fullmatch(value) else None


def _address(value: str) -> Grade | None:
    if 8 <= len(value) <= 200 and _HAN_REGION.search(value) and _HAN_STREET.search(value) and "://" not in value:
        return Grade(SHAPED, "a Chinese postal address")
    return Grade(POOR, "a street and number") if len(value) <= 200 and _LATIN_STREET.search(value) else None


def _contacts(value: str) -> Grade | None:
    numbers = {re.sub(r"\D", "", text)[-11:] for text in _MOBILE.findall(value)}
    real = [number for number in numbers if not is_filler(number) and checksums.mobile_country(number)]
    if not real:
        return None
    return Grade(PROVED if len(real) > 1 else SHAPED, f"{len(real)} mobile numbers together")


def _clipboard(value: str) -> Grade | None:
    text = value.strip()
    if len(text) < 6 or len(set(text)) < 5 or is_filler(text):
        return None
    return Grade(SHAPED, f"a text of {len(text)} characters")


def _apps(value: str) -> Grade | None:
    packages = {text for text in _PACKAGE.findall(value) if text.count(".") and not _SYSTEM_PACKAGE.match(text)}
    if len(packages) < TOGETHER:
        return None
    return Grade(SHAPED, f"{len(packages)} names of packages together")


def _vin(value: str) -> Grade | None:
    match checksums.vin_kind(value):
        case "checked":
            return Grade(PROVED, "17 characters with a right check digit")
        case "shaped":
            return Grade(SHAPED, "17 characters as a vehicle’s number has; European ones have no check digit")
        case _:
            return None


def _plate(value: str) -> Grade | None:
    return Grade(SHAPED, "a Chinese number plate") if _PLATE.fullmatch(value) else None


_SINGLE: dict[str, Test] = {
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
    "phone_number": _phone,
    "email": _email,
    "id_card": _id_card,
    "bank_card": _bank_card,
    "name": _name,
    "address": _address,
    "contacts": _contacts,
    "clipboard": _clipboard,
    "installed_apps": _apps,
    "vin": _vin,
    "plate": _plate,
}
_WHOLE: dict[str, Test] = {"contacts": _contacts, "installed_apps": _apps, "wifi_list": _wifi_list}
