"""Why something is suspected, as a reader of either language meets it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from perception.traffic.decode import decode
from perception.traffic.place import Place
from perception.traffic.suspects import suspects_in
from perception.traffic.suspicion.why import Why
from tests.perception.traffic.personal import planted, planted_structures
from tests.perception.traffic.unsuspicious import unsuspicious

IMEI = "867530310465727"
PHONE = "13912345771"
MAC = "3c:86:d1:aa:bb:0c"
ID_CARD = "360426199101010071"

SELDOM: tuple[Mapping[str, object], ...] = (
    {"imei": "86753031046572"},
    {"imei": "8675303104657201"},
    {"imei": "867530310465728"},
    {"meid": "A100004F3C2B1D"},
    {"imsi": "310260123456789"},
    {"iccid": "89860112a45678901233"},
    {"android_id": "9872163405218734"},
    {"deviceId": "9f8e7d6c5b4a3211"},
    {"distinct_id": "18c2d1f0a7b3e4-0fa2c8d9e1b7a6-26001951"},
    {"device_serial": "20481963571"},
    {"mac": "3e:86:d1:aa:bb:0c"},
    {"mac": "3c86d1aabb0c"},
    {"ssid": "5f0c1c9e1f1a4d20a1b2c3d4"},
    {"wifiList": [{"bssid": MAC}]},
    {"client_ip": "117.136.40.21"},
    {"phone": "+1 415 555 2671"},
    {"realname": "阿卜杜拉·买买提"},
    {"realname": "Jane Smith"},
    {"home_address": "221 Baker Street"},
    {"contacts": [{"name": "a", "phone": PHONE}]},
    {"clipboard": "banana.split"},
    {"vin": "1M8GDM9AXKP042788"},
    {"imei_md5": hashlib.md5(IMEI.encode()).hexdigest()[8:24]},
    {"imei_hash": hashlib.sha512(IMEI.encode()).hexdigest()},
    {"imei_aes": "q83vEjRWeJq8mHZUMhASNA=="},
    {"lat": 31.220516, "lng": 121.463901},
    {"location": "121.463901,31.220516", "provider": "gps"},
    *({"v": bare} for bare in (IMEI, ID_CARD, PHONE, MAC, "6222021234567890128", "89860112345678901237")),
    *({"v": apart} for apart in ("86-753031-046572-7", "6222 0212 3456 7890 128", "139 1234 5771", "+8613912345771")),
    *({"v": other} for other in ("+14155552671", "li.lei88@qq.com")),
)
"""One body for each reason that is seldom met."""

_NAMES_ZH = re.compile(r"\A字段名(“[^”]*”(?:、“[^”]*”)*)：")
_TERMS = frozenset(["IMEI", "MEID", "TAC", "Luhn", "UUID", "SIM", "MD5", "SHA", "SM3", "SDK", "Android", "ssid", "US"])
"""Names of things that Chinese writes in Latin letters; US is the country of a numbering plan."""


def _whys(name: str, data: bytes) -> list[Why]:
    place = Place(name, data, 0.0)
    return [suspect.why for suspect in suspects_in(place, decode(place))]


def _corpus() -> Iterator[tuple[str, bytes]]:
    yield from ((case.place, case.data) for case in (*planted(), *planted_structures(10)))
    yield from unsuspicious(600)
    for members in SELDOM:
        yield "body", json.dumps(members, ensure_ascii=False).encode()
    yield "url", f"https://a.example/imei/{IMEI}/x".encode()
    yield "header:x-imei", IMEI.encode()


@cache
def _all() -> frozenset[Why]:
    return frozenset(why for name, data in _corpus() for why in _whys(name, data))


def _apart(why: Why) -> tuple[str, Why]:
    """The names that the value stands under, as Chinese lists them, and the clause without them."""
    match = _NAMES_ZH.match(why.zh)
    if match is None:
        return "", why
    return match[1], Why(why.zh[match.end() :], why.en.partition(": ")[2])


def _form(clause: str) -> str:
    """The clause without what changes from value to value."""
    return re.sub(r"\d+", "#", clause)


def test_every_seldom_body_is_suspected() -> None:
    assert [members for members in SELDOM if not _whys("body", json.dumps(members, ensure_ascii=False).encode())] == []


def test_every_reason_is_told_in_both_languages() -> None:
    for why in _all():
        names, clause = _apart(why)
        assert clause.zh and clause.en
        assert set(re.findall(r"[A-Za-z]+\d?", re.sub(r"SHA-\d+", "SHA", clause.zh))) <= _TERMS, clause.zh
        assert re.search(r"[\u4e00-\u9fff]", clause.zh) and not re.search(r"[\u3000-\u9fff\uff00-\uffef]", clause.en)
        assert not re.search(r"[,;:()]|[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]|  |[。.]\Z", clause.zh)
        assert why.en.startswith("named ") == bool(names)
        for name in re.findall(r"“([^”]*)”", names):
            assert name in why.en.partition(": ")[0]


def test_both_languages_give_the_same_figures_and_tell_the_same_reasons_apart() -> None:
    clauses = {_apart(why)[1] for why in _all()}
    for clause in clauses:
        assert re.findall(r"\d+", clause.zh) == re.findall(r"\d+", clause.en)
    pairs = {(_form(clause.zh), _form(clause.en)) for clause in clauses}
    assert len(pairs) == len({zh for zh, _ in pairs}) == len({en for _, en in pairs})
    assert len(pairs) >= 58, "the bodies above no longer meet every reason"


@pytest.mark.parametrize(
    ("members", "zh", "en"),
    [
        (
            {"imei1": IMEI},
            "字段名“imei1”：15 位数字，类型分配码（TAC）合理，且 Luhn 校验位正确",
            "named imei1: 15 digits with a plausible type allocation code (TAC) and a right Luhn digit",
        ),
        (
            {"手机号": PHONE},
            "字段名“手机号”：符合中国大陆号码规划的手机号码",
            "named 手机号: a mobile number that exists in the numbering plan of CN",
        ),
        (
            {"v": PHONE},
            "符合中国大陆号码规划的手机号码；没有字段名佐证，也可能只是任意一个 11 位数字",
            "a mobile number that exists in the numbering plan of CN; without a name it may be any number of 11 digits",
        ),
        (
            {"纬度": 31.220516, "经度": 121.463901},
            "字段名“纬度”、“经度”：纬度和经度精确到小数点后 6 位；从字段名看不出是谁的位置",
            "named 纬度 and 经度: latitude and longitude with 6 decimals; whose position it is, the names do not say",
        ),
        (
            {"imei_md5": hashlib.md5(IMEI.encode()).hexdigest()},
            "字段名“imei_md5”：摘要值，按长度应为 MD5，且不是空值或全零值的摘要",
            "named imei_md5: a digest of it, by its length MD5, and not the digest of an empty or zeroed value",
        ),
        (
            {"contacts": [{"name": "a", "phone": PHONE}]},
            "字段名“contacts”：其中有 1 个手机号码",
            "named contacts: 1 mobile number in it",
        ),
    ],
)
def test_a_reason_reads_as_a_person_would_write_it(members: dict[str, object], zh: str, en: str) -> None:
    assert Why(zh, en) in _whys("body", json.dumps(members, ensure_ascii=False).encode())
