"""Values that no name announces: what a number, a hardware address or a mailbox says by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from perception.traffic.suspicion import checksums
from perception.traffic.suspicion.devices import REGISTERED_MAC
from perception.traffic.suspicion.fields import around, key_before
from perception.traffic.suspicion.fillers import is_filler
from perception.traffic.suspicion.keynames import lexicon, says, words
from perception.traffic.suspicion.plausible import grade
from perception.traffic.suspicion.signs import HARDWARE, MAILBOXES, NUMBERS
from perception.traffic.suspicion.why import Why

_NUMBER = re.compile(
    # The first character is a set of its own, so that the search skips what cannot begin a number.
    rb"[1-68+](?<![\w.+\-%\\#].)(?:"
    rb"(?<=1)[3-9][0-9](?:[0-9]{8}|([ \-])[0-9]{4}\1[0-9]{4})"  # a Chinese mobile number
    rb"|(?<=8)6[ \-]?1[3-9][0-9](?:[0-9]{8}|([ \-])[0-9]{4}\2[0-9]{4})"  # the same behind its country code
    rb"|(?<=\+)[1-9][0-9]{0,2}(?:[ \-]?[0-9]){7,12}"
    rb"|(?:(?<=3)5|(?<=8)6)(?:[0-9]{13}|[0-9]{4}-[0-9]{2}-[0-9]{6}-[0-9]|-[0-9]{6}-[0-9]{6}-[0-9])"  # IMEI
    rb"|[0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]"  # identity card
    rb"|(?<=6)2[0-9]{14,17}|(?<=8)986[0-9]{15,16}"  # UnionPay, SIM card
    rb"|[0-9]{3}([ \-])[0-9]{4}\3[0-9]{4}(?:\3[0-9]{1,4}){1,2}"  # payment card in groups
    rb")(?![\w\-%]|\.[0-9])"
)
_MAC = re.compile(rb"([:\-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4}(?![0-9A-Fa-f:\-])")
_DOMAIN = re.compile(rb"@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w\-@])")
_LOCAL = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}\Z")
_GROUPED_MOBILE = re.compile(r"(?:\+?86[ -]?)?1\d\d([ -])\d{4}\1\d{4}")
_WORD_BEFORE = 30
_MAX_CANDIDATES = 2000

_ID_CARD = Why(
    "地区码、出生日期和校验码都符合身份证号的规则，任意一串数字碰巧全部符合的概率约为百万分之一",
    "region, birth date and check digit of an identity card are right, by chance once in a million numbers",
)
_IMEI_APART = Why(
    "按 IMEI 的写法用分隔符隔开，且 Luhn 校验位正确",
    "written with the separators of an IMEI, and the Luhn digit is right",
)
_IMEI = Why(
    "15 位数字，类型分配码（TAC）常见，Luhn 校验位正确，但约十分之一的订单号也符合",
    "15 digits with a usual type allocation code (TAC) and a right Luhn digit, which one in ten order numbers has",
)
_ICCID = Why(
    "开头与中国 SIM 卡的卡号相同，且 Luhn 校验位正确，但没有字段名佐证",
    "the head of a Chinese SIM card’s number and a right Luhn digit, without a name",
)
_CARD_APART = Why(
    "按四位一组书写，号段属于发卡机构，且 Luhn 校验位正确",
    "written in groups of four, with an issuer’s number range and a right Luhn digit",
)
_UNIONPAY = Why(
    "号段属于银联卡，且 Luhn 校验位正确；同样长度的数字中约有千分之一也同时符合这两项",
    "a UnionPay number range and a right Luhn digit; one in a thousand numbers of that length has both",
)
_ANNOUNCED = Why("，书写时带有国家代码或分隔符", ", written with its country code or separators")
_NAMELESS = Why("，但没有字段名佐证", ", without a name")
_ANY_NUMBER = Why(
    "；没有字段名佐证，也可能只是任意一个 11 位数字", "; without a name it may be any number of 11 digits"
)
_NOBODYS = Why("，但没有字段名说明是谁的", ", without a name that says whose")


@dataclass(frozen=True, slots=True)
class Bare:
    """A value that stands alone, with its span."""

    kind: str
    value: str
    start: int
    end: int
    strong: bool
    why: Why


def bare_values(data: bytes, signs: frozenset[int]) -> Iterator[Bare]:
    """What the bytes hold without a name, of what the signs tell; a number whose name says what else it is, is none."""
    for match in islice(_NUMBER.finditer(data), _MAX_CANDIDATES) if NUMBERS in signs else ():
        text = match[0].decode("ascii")
        judged = _number(text)
        if judged is not None and not _is_named_otherwise(data, match.start(), judged[0]):
            yield Bare(judged[0], text, match.start(), match.end(), judged[1], judged[2])
    if HARDWARE in signs:
        yield from _hardware(data)
    if MAILBOXES in signs:
        yield from _mailboxes(data)


def _number(text: str) -> tuple[str, bool, Why] | None:
    """Kind, whether separators make it strong, and why."""
    digits = re.sub(r"[ \-]", "", text)
    if is_filler(digits.lstrip("+")):
        return None
    if text.startswith("+") or len(digits) in (11, 13):
        return _mobile(text, digits)
    apart = text != digits
    if len(digits) == 18 and checksums.is_id_card(digits.upper()):
        return "id_card", False, _ID_CARD
    if not digits.isdigit():
        return None
    if checksums.is_imei(digits, usual=True):
        if apart:
            return "imei", True, _IMEI_APART
        return "imei", False, _IMEI
    if checksums.is_chinese_iccid(digits) and checksums.is_iccid(digits):
        return "iccid", False, _ICCID
    if apart and checksums.is_bank_card(digits):
        return "bank_card", True, _CARD_APART
    if checksums.is_unionpay(digits):
        return "bank_card", False, _UNIONPAY
    return None


def _mobile(text: str, digits: str) -> tuple[str, bool, Why] | None:
    apart = _GROUPED_MOBILE.fullmatch(text) is not None
    if is_filler(digits[-11:]):
        return None
    found = grade("phone_number", text)
    if found is None:
        return None
    if apart or text.startswith("+86"):
        return "phone_number", True, found.why.then(_ANNOUNCED)
    if text.startswith("+"):
        return "phone_number", False, found.why.then(_NAMELESS)
    return "phone_number", False, found.why.then(_ANY_NUMBER)


def _is_named_otherwise(data: bytes, at: int, kind: str) -> bool:
    """Whether the key of the value, the keys around it or the word before it say that it is something else."""
    if b"\\u" in data[max(0, at - 12) : at]:
        return True  # The word before is escaped; the layer without the escapes is judged.
    key = key_before(data, at)
    if not key and data[at - 1 : at] not in (b"", b"[", b",", b'"', b"'", b"/"):
        before = data[max(0, at - _WORD_BEFORE) : at].decode("utf-8", "ignore")
        key = before.strip().rpartition(",")[2].encode()
    found = words(key.decode("utf-8", "replace"))
    if says(found, lexicon().innocent) or (kind == "phone_number" and says(found, lexicon().others)):
        return True
    outer = {word for name in around(data, at)[:2] for word in words(name.decode("utf-8", "replace"))}
    whose = lexicon().others if kind == "phone_number" else lexicon().innocent
    inside_list = not key and says(outer, lexicon().innocent)
    return inside_list or (kind == "phone_number" and says(outer, whose))


def _hardware(data: bytes) -> Iterator[Bare]:
    for match in islice(_MAC.finditer(data), _MAX_CANDIDATES):
        start = match.start() - 2
        text = data[max(0, start) : match.end()].decode("ascii", "replace")
        before = data[start - 1 : start] if start > 0 else b""
        if start < 0 or before.isalnum() or before in (b":", b"-", b"%", b"."):
            continue
        if checksums.mac_kind(text) == "registered" and not is_filler(text):
            yield Bare("mac", text, start, match.end(), True, REGISTERED_MAC)


def _mailboxes(data: bytes) -> Iterator[Bare]:
    for match in islice(_DOMAIN.finditer(data), _MAX_CANDIDATES):
        local = _LOCAL.search(data[max(0, match.start() - 64) : match.start()])
        if local is None:
            continue
        start = match.start() - len(local.group())
        text = data[start : match.end()].decode("ascii", "replace")
        # A name before a host, as in ssh and in the addresses that report errors, is no mailbox.
        if data[max(0, start - 2) : start] == b"//" or data[match.end() : match.end() + 1] in (b":", b"/"):
            continue
        found = grade("email", text)
        if found is not None and not _is_named_otherwise(data, start, "phone_number"):
            yield Bare("email", text, start, match.end(), False, found.why.then(_NOBODYS))
