"""Numbers that prove themselves: by a check digit, by the register that hands them out, or by their shape."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType
from stdnum import imei, imsi, luhn, numdb
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

_REPORTING_BODIES = frozenset(
    ["01", "30", "33", "35", "44", "45", "49", "50", "51", "52", "53", "54", "86", "91", "98", "99"]
)
"""First two digits of a type allocation code (GSMA TS.06)."""

_USUAL_BODIES = frozenset(("35", "86"))
"""Those that allocate for phones of the last twenty years."""

_CARD = re.compile(
    r"62\d{14,17}|4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|35\d{14}"
)
_UNIONPAY = re.compile(r"62\d{14,17}")
_ICCID_CHINA = re.compile(r"8986\d{2}[0-9A-Fa-f]{13,14}")
_ICCID = re.compile(r"89\d{17,18}")
_IMSI_CHINA = re.compile(r"460(?:0\d|1[15]|20)\d{10}")
_MAC = re.compile(r"([0-9A-Fa-f]{2})([:-])(?:[0-9A-Fa-f]{2}\2){4}[0-9A-Fa-f]{2}")
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VIN_VALUES = {
    letter: int(digit)
    for letter, digit in zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", "123456781234579234567890123456789", strict=True)
}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_BORN_FROM, _BORN_UNTIL = 1905, 2025


def is_imei(digits: str, *, usual: bool = False) -> bool:
    """15 digits with a right check digit and a type allocation code; `usual`: of the bodies that allocate today."""
    bodies = _USUAL_BODIES if usual else _REPORTING_BODIES
    return len(digits) == 15 and digits[:2] in bodies and int(digits[8:14]) > 0 and imei.is_valid(digits)


def is_imei_like(digits: str) -> bool:
    """An IMEI without its check digit (14 digits) or with the software version (16): nothing to check but its head."""
    return digits.isdigit() and len(digits) in (14, 16) and digits[:2] in _USUAL_BODIES and int(digits[8:14]) > 0


def is_chinese_imsi(digits: str) -> bool:
    """A subscriber of a Chinese network: 460, network code, ten digits."""
    return _IMSI_CHINA.fullmatch(digits) is not None


def is_imsi(digits: str) -> bool:
    """A subscriber of a country that exists."""
    return len(digits) == 15 and digits.isdigit() and imsi.is_valid(digits)


def is_iccid(text: str) -> bool:
    """A SIM card's number with its check digit: 19 or 20 digits from 89."""
    return _ICCID.fullmatch(text) is not None and (
        luhn.is_valid(text) or (len(text) == 20 and luhn.is_valid(text[:19]))
    )


def is_chinese_iccid(text: str) -> bool:
    """A SIM card's number from a Chinese network, which often bears letters and then no check digit."""
    return _ICCID_CHINA.fullmatch(text) is not None


def is_id_card(text: str) -> bool:
    """A resident identity card: a region that there is or was, a birth date of somebody alive, the check digit.

    `ric.is_valid` asks as well that the region had that name at birth; the number was given years later.
    """
    if len(text) != 18 or not text[:17].isdigit() or not _BORN_FROM <= int(text[6:10]) <= _BORN_UNTIL:
        return False
    if text[17] != ric.calc_check_digit(text):
        return False
    try:
        ric.get_birth_date(text)
    except InvalidComponent:
        return False
    return any("county" in properties for _, properties in numdb.get("cn/loc").info(text[:6]))


def is_bank_card(digits: str) -> bool:
    """A payment card: the range of an issuer's network and a right check digit."""
    return _CARD.fullmatch(digits) is not None and luhn.is_valid(digits)


def is_unionpay(digits: str) -> bool:
    """A payment card of UnionPay."""
    return _UNIONPAY.fullmatch(digits) is not None and luhn.is_valid(digits)


@lru_cache(maxsize=4096)
def mobile_country(text: str) -> str:
    """The country (ISO 3166) of a mobile number, empty for none; without + or 00 it is read as a Chinese one."""
    if text.startswith("00"):
        text = "+" + text[2:]
    elif re.fullmatch(r"86[ -]?1[3-9].+", text):
        text = "+" + text
    try:
        number = phonenumbers.parse(text, "CN")
    except NumberParseException:
        return ""
    if number.extension or not phonenumbers.is_valid_number(number):
        return ""
    kind = phonenumbers.number_type(number)
    if kind not in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE):
        return ""
    return phonenumbers.region_code_for_number(number) or ""


def mac_kind(text: str) -> str:
    """`registered` for an address of a known maker, `other` for one of a station (made up by a phone), else empty."""
    if _MAC.fullmatch(text) is None:
        return ""
    digits = text.replace(":", "").replace("-", "").upper()
    if int(digits[:2], 16) & 1 or set(digits) <= {"0"} or digits[2:] == "0" * 10:
        return ""
    return "registered" if not int(digits[:2], 16) & 2 and is_registered(digits[:6]) else "other"


def is_registered(prefix: str) -> bool:
    """Whether six hexadecimal digits (upper case) are handed out to a maker of network hardware."""
    lows, highs = _makers()
    place = bisect_right(lows, prefix) - 1
    return place >= 0 and prefix <= highs[place]


def address_kind(text: str) -> str:
    """`private` for an address inside a home or company network, `public` for one of the internet, else empty."""
    try:
        address: IPv4Address | IPv6Address = ip_address(text.split("%")[0])
    except ValueError:
        return ""
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return ""
    if address.is_global:
        return "public"
    if isinstance(address, IPv4Address):
        return (
            "private"
            if text.startswith(("10.", "172.", "192.168.", "100.")) and not text.endswith((".0", ".255"))
            else ""
        )
    return "private" if text.lower().startswith(("fe8", "fe9", "fea", "feb", "fc", "fd")) else ""


def vin_kind(text: str) -> str:
    """`checked` for a vehicle's number with a right check digit, `shaped` for one that may come without, else empty."""
    text = text.upper()
    if _VIN.fullmatch(text) is None or text.isdigit() or text.isalpha() or len(set(text)) < 6:
        return ""
    total = sum(_VIN_VALUES[letter] * weight for letter, weight in zip(text, _VIN_WEIGHTS, strict=True)) % 11
    return "checked" if text[8] == ("X" if total == 10 else str(total)) else "shaped"


@cache
def _makers() -> tuple[list[str], list[str]]:
    ranges = sorted((low, high) for length, low, high, _, _ in numdb.get("oui").prefixes if length == 6)
    return [low for low, _ in ranges], [high for _, high in ranges]
