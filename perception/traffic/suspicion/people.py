"""Whether values can be those of a person: numbers that stand for one, names, addresses, what one keeps on a phone."""

from __future__ import annotations

import re

from perception.traffic.suspicion import checksums
from perception.traffic.suspicion.fillers import is_filler
from perception.traffic.suspicion.grading import POOR, PROVED, SHAPED, Grade, Test
from perception.traffic.suspicion.keynames import lexicon
from perception.traffic.suspicion.why import Why

_WORD = re.compile(r"[A-Za-z_.\-]+")
_GAPS = re.compile(r"[ \-]")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_DOTTED_NAME = re.compile(r"[\u4e00-\u9fff]{2,10}[·•][\u4e00-\u9fff]{2,10}")
_LATIN_NAME = re.compile(r"[A-Z][a-z]{1,15}(?: [A-Z](?:[a-z]{1,15}|\.)){1,2}")
_HAN_REGION = re.compile(r"[\u4e00-\u9fff](?:省|市|区|县|州|镇|乡)")
_HAN_STREET = re.compile(r"[\u4e00-\u9fff](?:路|街|道|巷|弄|胡同|里|村|小区|花园|苑|大厦|栋|幢|号楼|单元|室|号)")
_LATIN_STREET = re.compile(
    r"\d+\w? [\w .]{2,40} (?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|blvd)\b", re.IGNORECASE
)
_EMAIL = re.compile(r"([A-Za-z0-9][A-Za-z0-9._%+\-]{0,63})@((?:[A-Za-z0-9\-]{1,63}\.)+[A-Za-z]{2,24})")
_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|js|css|json|html?|mp4|so|apk)\Z", re.IGNORECASE)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• -]?"
    r"[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
)
_PACKAGE = re.compile(
    r"(?<![\w.@/])(?:com|cn|org|net|tv|io|me|air|app|dev|de|jp|kr|co|us|im|mobi|edu|gov)"
    r"\.[a-z]\w*(?:\.\w+){0,6}(?![\w.@/(])"
)
_SYSTEM_PACKAGE = re.compile(r"(?:com\.)?(?:google\.)?android(?:x)?\.")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_CHINESE_MOBILE = re.compile(r"(?:86[ -]?)?1\d\d([ -]?)\d{4}\1\d{4}")

_ID_CARD = Why("地区码、出生日期和校验码均正确", "region, birth date and check digit are right")
_BANK_CARD = Why("号段属于发卡机构，且 Luhn 校验位正确", "an issuer’s number range and a right Luhn digit")
_HAN_FULL_NAME = Why("符合中文人名的写法，且姓氏常见", "a Chinese person’s name with a usual family name")
_CAPITALISED = Why("两三个首字母大写的单词", "two or three capitalised words")
_SINGLE_WORD = Why("只有一个单词，也可能只是某种名称", "a single word, which may be the name of something")
_VIN_SHAPE = Why(
    "17 位字符，与车架号的形式一致；欧洲车辆的车架号没有校验位",
    "17 characters as a vehicle’s number has; European ones have no check digit",
)

TOGETHER = 3
"""An install list is recognised by this many packages in one value."""


def _phone(value: str) -> Grade | None:
    if not 8 <= len(value) <= 24 or sum(letter.isdigit() for letter in value) < 8:
        return None
    if not re.fullmatch(r"\+?[\d ()\-]+", value):
        return None
    country = checksums.mobile_country(value)
    if country == "CN" and not value.startswith(("+", "00")) and _CHINESE_MOBILE.fullmatch(value) is None:
        return None
    if not country or is_filler(re.sub(r"\D", "", value)[-11:]):
        return None
    plan = "中国大陆" if country == "CN" else f" {country} "
    why = Why(f"符合{plan}号码规划的手机号码", f"a mobile number that exists in the numbering plan of {country}")
    return Grade(PROVED, why)


def _email(value: str) -> Grade | None:
    match = _EMAIL.fullmatch(value)
    if match is None or _FILE.search(value):
        return None
    local, domain = match.group(1).lower(), match.group(2).lower()
    if local.split("+")[0] in lexicon().roles or domain in lexicon().reserved_domains or domain.startswith("example."):
        return None
    return Grade(PROVED, Why("电子邮箱地址，且不是客服等公用邮箱", "a mail address of no role mailbox"))


def _id_card(value: str) -> Grade | None:
    digits = _GAPS.sub("", value).upper()
    return Grade(PROVED, _ID_CARD) if checksums.is_id_card(digits) else None


def _bank_card(value: str) -> Grade | None:
    digits = _GAPS.sub("", value)
    if not digits.isdigit() or is_filler(digits) or not checksums.is_bank_card(digits):
        return None
    return Grade(PROVED, _BANK_CARD)


def _name(value: str) -> Grade | None:
    if _DOTTED_NAME.fullmatch(value):
        return Grade(SHAPED, Why("符合中文人名的写法", "a Chinese person’s name"))
    if _HAN_NAME.fullmatch(value):
        double = value[:2] in lexicon().double_surnames and len(value) > 2
        known = double or (value[0] in lexicon().surnames and len(value) <= 3)
        return Grade(SHAPED, _HAN_FULL_NAME) if known else None
    return Grade(POOR, _CAPITALISED) if _LATIN_NAME.fullmatch(value) else None


def _address(value: str) -> Grade | None:
    if 8 <= len(value) <= 200 and _HAN_REGION.search(value) and _HAN_STREET.search(value) and "://" not in value:
        return Grade(SHAPED, Why("符合中国地址的写法", "a Chinese postal address"))
    if len(value) <= 200 and _LATIN_STREET.search(value):
        return Grade(POOR, Why("街道名加门牌号", "a street and number"))
    return None


def _contacts(value: str) -> Grade | None:
    numbers = {re.sub(r"\D", "", text)[-11:] for text in _MOBILE.findall(value)}
    real = [number for number in numbers if not is_filler(number) and checksums.mobile_country(number)]
    if not real:
        return None
    if len(real) == 1:
        return Grade(SHAPED, Why("其中有 1 个手机号码", "1 mobile number in it"))
    return Grade(PROVED, Why(f"同时出现 {len(real)} 个手机号码", f"{len(real)} mobile numbers together"))


def _clipboard(value: str) -> Grade | None:
    text = value.strip()
    if len(text) < 6 or len(set(text)) < 5 or is_filler(text):
        return None
    if _WORD.fullmatch(text):
        return Grade(POOR, _SINGLE_WORD)
    return Grade(SHAPED, Why(f"一段 {len(text)} 个字符的文本", f"a text of {len(text)} characters"))


def _apps(value: str) -> Grade | None:
    packages = {text for text in _PACKAGE.findall(value) if text.count(".") and not _SYSTEM_PACKAGE.match(text)}
    if len(packages) < TOGETHER:
        return None
    return Grade(SHAPED, Why(f"同时出现 {len(packages)} 个应用包名", f"{len(packages)} names of packages together"))


def _vin(value: str) -> Grade | None:
    match checksums.vin_kind(value):
        case "checked":
            return Grade(PROVED, Why("17 位字符，且校验位正确", "17 characters with a right check digit"))
        case "shaped":
            return Grade(SHAPED, _VIN_SHAPE)
        case _:
            return None


def _plate(value: str) -> Grade | None:
    return Grade(SHAPED, Why("符合中国机动车号牌的格式", "a Chinese number plate")) if _PLATE.fullmatch(value) else None


PERSON_TESTS: dict[str, Test] = {
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
"""The test of each kind, for single values; those of `contacts` and `installed_apps` also read whole lists."""
