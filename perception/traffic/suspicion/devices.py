"""Whether values can be those of a phone: its numbers and ids, its network and its surroundings."""

from __future__ import annotations

import re

from perception.traffic.suspicion import checksums
from perception.traffic.suspicion.fillers import is_filler
from perception.traffic.suspicion.grading import POOR, PROVED, SHAPED, Grade, Test, different
from perception.traffic.suspicion.why import Why

_GAPS = re.compile(r"[ \-]")
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_RANDOM = re.compile(r"[0-9A-Za-z_\-+/=:.|]{16,256}")
_SERIAL = re.compile(r"(?=.*\d)[0-9A-Za-z]{6,24}")
_MEID = re.compile(r"[A-Fa-f][0-9A-Fa-f]{13}")
_MAC_INSIDE = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:])")
_ID_LIKE = re.compile(r"[0-9A-Fa-f\-]{16,}|\d{8,}|[0-9A-Za-z_\-]{24,}")

REGISTERED_MAC = Why(
    "带分隔符的硬件地址，前缀属于已登记的厂商", "a hardware address with separators, by a registered maker"
)
"""Said of such an address under any name and under none."""

_IMEI = Why(
    "15 位数字，类型分配码（TAC）合理，且 Luhn 校验位正确",
    "15 digits with a plausible type allocation code (TAC) and a right Luhn digit",
)
_IMEI_WRONG = Why(
    "15 位数字，类型分配码（TAC）合理，但 Luhn 校验位不正确",
    "15 digits with a plausible type allocation code (TAC), but a wrong Luhn digit",
)
_MEID_SHAPE = Why("14 位十六进制数，与 MEID 的形式一致", "14 hexadecimal digits as a MEID has")
_IMSI_CHINA = Why("中国运营商的网络代码加十位数字", "a Chinese network’s code and ten digits")
_IMSI = Why("15 位数字，开头是某一国家或地区的网络代码", "15 digits that begin with a country’s network code")
_ICCID = Why("SIM 卡的卡号，且 Luhn 校验位正确", "a SIM card’s number with a right Luhn digit")
_ICCID_CHINA = Why("符合中国 SIM 卡卡号的形式", "a Chinese SIM card’s number")
_UUID_SET = Why("UUID，且并非全零", "a UUID that is not zeroed")
_DEVICE_ID = Why(
    "较长的随机串；可能是应用或 SDK 自行生成的，但同样可以持续识别这部手机",
    "long and random; the app or an SDK may have made it up, which follows the phone all the same",
)
_DIGITS_ALONE = Why("全为数字，也可能只是普通编号", "digits alone, which may be any number")
_MAC_MADE_UP = Why(
    "带分隔符的硬件地址，由手机随机生成（Android 10 及以上版本如此）",
    "a hardware address with separators, made up by the phone, as Android 10 and later do",
)
_MAC_BARE = Why("12 位十六进制数，前缀属于已登记的厂商", "12 hexadecimal digits of a registered maker")
_BSSID = Why(
    "带分隔符的无线接入点地址，可据此推知手机所在的位置",
    "an access point’s address with separators, which tells where the phone is",
)
_SSID = Why(
    "不超过 32 字节的文本，符合无线网络名称的形式", "a text of at most 32 bytes, as the name of a wireless network is"
)
_SSID_ID = Why(
    "形似编号：有些 SDK 把服务器下发的编号也叫 ssid",
    "it looks like an id: some SDKs call an id that their server gave out ssid",
)
_IP_PRIVATE = Why(
    "家庭或公司内网的地址，且不是路由器或模拟器的默认地址",
    "an address of a home or company network, no router’s or emulator’s default",
)
_IP_PUBLIC = Why("互联网地址，也可能是服务器的地址", "an address of the internet, which may be a server’s")


def _imei(value: str) -> Grade | None:
    digits = _GAPS.sub("", value)
    if not digits.isdigit():
        return None
    if checksums.is_imei(digits):
        return Grade(PROVED, _IMEI)
    if checksums.is_imei_like(digits):
        return Grade(SHAPED, _imei_like(len(digits)))
    if len(digits) == 15 and digits[:2] in ("35", "86"):
        return Grade(POOR, _IMEI_WRONG)
    return None


def _meid(value: str) -> Grade | None:
    return Grade(SHAPED, _MEID_SHAPE) if _MEID.fullmatch(value) else _imei(value)


def _imsi(value: str) -> Grade | None:
    if checksums.is_chinese_imsi(value):
        return Grade(PROVED, _IMSI_CHINA)
    return Grade(SHAPED, _IMSI) if checksums.is_imsi(value) else None


def _iccid(value: str) -> Grade | None:
    if checksums.is_iccid(value):
        return Grade(PROVED, _ICCID)
    return Grade(SHAPED, _ICCID_CHINA) if checksums.is_chinese_iccid(value) else None


def _uuid(value: str) -> Grade | None:
    return Grade(SHAPED, _UUID_SET) if _UUID.fullmatch(value) and different(value) >= 8 else None


def _open_id(value: str) -> Grade | None:
    bare = value.replace("-", "")
    if _UUID.fullmatch(value) or (_HEX.fullmatch(bare) and len(bare) in (16, 32, 40, 64)):
        return Grade(SHAPED, _hexadecimal(len(bare))) if different(bare) >= 6 else None
    return None


def _android_id(value: str) -> Grade | None:
    if not 14 <= len(value) <= 16 or _HEX.fullmatch(value) is None or different(value) < 6:
        return None
    if value.isdigit():
        size = len(value)
        why = Why(
            f"{size} 位十六进制数，但不含字母，与普通数字无异",
            f"{size} hexadecimal digits, but without a letter, as any number is",
        )
        return Grade(POOR, why)
    return Grade(SHAPED, _hexadecimal(len(value)))


def _device_id(value: str) -> Grade | None:
    if _RANDOM.fullmatch(value) is None or different(value) < 8 or not any(letter.isdigit() for letter in value):
        return None
    return Grade(POOR, _DEVICE_ID)


def _serial(value: str) -> Grade | None:
    if _SERIAL.fullmatch(value) is None or different(value) < 4:
        return None
    if value.isdigit():
        return Grade(POOR, _DIGITS_ALONE) if len(value) >= 8 else None
    if value.isalpha() or (value[0] in "vV" and value[1:].isdigit()):
        return None
    size = len(value)
    why = Why(f"{size} 位字母和数字，与序列号的形式一致", f"{size} letters and digits as a serial number has")
    return Grade(SHAPED, why)


def _mac(value: str) -> Grade | None:
    kind = checksums.mac_kind(value)
    if kind:
        return Grade(PROVED, REGISTERED_MAC) if kind == "registered" else Grade(POOR, _MAC_MADE_UP)
    if len(value) == 12 and _HEX.fullmatch(value) and not value.isdigit() and not int(value[:2], 16) & 3:
        known = checksums.is_registered(value[:6].upper())
        return Grade(SHAPED, _MAC_BARE) if known else None
    return None


def _bssid(value: str) -> Grade | None:
    if checksums.mac_kind(value):
        return Grade(PROVED, _BSSID)
    return _mac(value)


def _ssid(value: str) -> Grade | None:
    text = value.strip('"')
    if not 1 < len(text.encode()) <= 32 or is_filler(text):
        return None
    if _ID_LIKE.fullmatch(text) is not None:
        return Grade(POOR, _SSID_ID)
    return Grade(SHAPED, _SSID)


def _wifi_list(value: str) -> Grade | None:
    number = len({text.lower() for text in _MAC_INSIDE.findall(value) if not is_filler(text)})
    if not number:
        return None
    why = Why(f"无线接入点地址的列表，共 {number} 个", f"a list with the addresses of access points, {number} in all")
    return Grade(PROVED, why)


def _ip(value: str) -> Grade | None:
    match checksums.address_kind(value):
        case "private":
            return Grade(PROVED, _IP_PRIVATE)
        case "public":
            return Grade(POOR, _IP_PUBLIC)
        case _:
            return None


def _imei_like(size: int) -> Why:
    return Why(
        f"{size} 位数字，类型分配码（TAC）合理；这种写法不含校验位，无从核对",
        f"{size} digits with a plausible type allocation code (TAC); this form has no check digit",
    )


def _hexadecimal(size: int) -> Why:
    return Why(f"{size} 位十六进制数，且并非全零", f"{size} hexadecimal digits that are not zeroed")


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
