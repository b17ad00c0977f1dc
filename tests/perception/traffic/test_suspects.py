"""Personal data that nobody planted: what is recognised, how sure it is, why, and where it stands."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import urllib.parse
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.traffic import Flow, Message
from perception.traffic.decode import decode
from perception.traffic.find import hits_in
from perception.traffic.needles import Needles
from perception.traffic.place import Place
from perception.traffic.reading import read_flow
from perception.traffic.suspects import MAX_SUSPECTS, Suspect, suspects_in

FLOW = Flow(
    id="f1",
    began_ms=5.0,
    request_ms=6.0,
    ended_ms=9.0,
    method="GET",
    scheme="https",
    host="t.example.com",
    port=443,
    path="/",
    http_version="HTTP/1.1",
    headers=(),
    body=b"",
    body_size=0,
    body_truncated=False,
    status=200,
    response_headers=(("x-echo", "imei=867530310465727"),),
    response_size=0,
    aborted="",
    messages=(),
    uid=None,
    client_port=None,
    synthetic=False,
)
IMEI = "867530310465727"
ID_CARD = "360426199101010071"
CARD = "6222021234567890128"
PHONE = "13912345771"
MAC = "3c:86:d1:aa:bb:0c"


def suspects(data: bytes, name: str = "body") -> tuple[Suspect, ...]:
    """The suspects of one place that was sent at 7 ms."""
    place = Place(name, data, 7.0)
    return suspects_in(place, decode(place))


def found(data: bytes, name: str = "body") -> list[tuple[str, str]]:
    """Kind and confidence of each."""
    return [(suspect.kind, suspect.confidence) for suspect in suspects(data, name)]


def test_a_suspect_says_what_why_how_sure_and_where() -> None:
    body = json.dumps({"device": {"imei1": IMEI}}).encode()
    (suspect,) = suspects(body)
    assert (suspect.kind, suspect.confidence, suspect.place) == ("imei", "strong", "body")
    assert body[slice(*suspect.range)] == IMEI.encode()
    assert suspect.encodings == ("json",) and suspect.at_ms == 7.0
    assert "imei1" in suspect.why.en and "Luhn" in suspect.why.en
    assert "imei1" in suspect.why.zh and "Luhn" in suspect.why.zh


@pytest.mark.parametrize(
    "key", ["androidId", "android_id", "ANDROID_ID", "android-id", "x.androidid", "deviceAndroidId"]
)
def test_names_count_in_every_spelling(key: str) -> None:
    assert found(json.dumps({key: "9f8e7d6c5b4a3211"}).encode()) == [("android_id", "strong")]


@pytest.mark.parametrize(
    "data",
    [
        f'{{"imei": "{IMEI}"}}',
        f'{{"imei":{IMEI}}}',
        f"{{'imei': '{IMEI}'}}",
        f"a=1&imei={IMEI}&b=2",
        f"<imei>{IMEI}</imei>",
        f'<d a="1" imei="{IMEI}"/>',
        f'<string name="imei">{IMEI}</string>',
        f'<property name="imei" value="{IMEI}"/>',
        f'[{{"key":"imei","value":"{IMEI}"}}]',
        f'--x\r\nContent-Disposition: form-data; name="imei"\r\n\r\n{IMEI}\r\n--x--\r\n',
        f"model: a\nimei: {IMEI}\n",
        f'imei: "{IMEI}"',
        f"手机串号：{IMEI}，型号：P40",
        f'{{"imeis":["{IMEI}","x"]}}',
        f"imei={IMEI},oaid=",
    ],
)
def test_formats(data: str) -> None:
    (suspect,) = suspects(data.encode())
    assert (suspect.kind, suspect.confidence) == ("imei", "strong")
    assert data.encode()[slice(*suspect.range)] == IMEI.encode()


def test_places_other_than_bodies() -> None:
    assert found(IMEI.encode(), "header:x-imei") == [("imei", "strong")]
    assert found(f"sid=1; imei={IMEI}".encode(), "header:cookie") == [("imei", "strong")]
    assert found(f"https://a.example/r?imei={IMEI}".encode(), "url") == [("imei", "strong")]
    assert found(f"https://a.example/imei/{IMEI}/x".encode(), "url") == [("imei", "weak")]
    assert found(b"120", "header:content-length") == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (base64.b64encode(json.dumps({"imei": IMEI}).encode()), "imei"),
        (gzip.compress(json.dumps({"imei": IMEI}).encode(), mtime=0), "imei"),
        (json.dumps({"d": json.dumps({"imei": IMEI})}).encode(), "imei"),
        (json.dumps({"imei": base64.b64encode(IMEI.encode()).decode()}).encode(), "imei"),
        (json.dumps({"手机号": PHONE}).encode(), "phone_number"),
        (urllib.parse.urlencode({"d": json.dumps({"姓名": "欧阳若曦"})}).encode(), "name"),
    ],
)
def test_encodings_are_seen_through(data: bytes, kind: str) -> None:
    assert (kind, "strong") in found(data)


@pytest.mark.parametrize(
    ("number", "kind"), [(IMEI, "imei"), (ID_CARD, "id_card"), (CARD, "bank_card"), (PHONE, "phone_number")]
)
def test_a_number_without_a_name_is_weak_and_says_so(number: str, kind: str) -> None:
    for data in (number, f'{{"v":"{number}"}}', f"x|{number}|y"):
        (suspect,) = suspects(data.encode())
        assert (suspect.kind, suspect.confidence) == (kind, "weak")
    assert any(word in suspect.why.en for word in ("chance", "number", "order"))
    assert any(word in suspect.why.zh for word in ("碰巧", "数字", "订单号"))


@pytest.mark.parametrize(
    "key", ["order_id", "orderNo", "trade_no", "trackingNumber", "ts", "nonce", "sign", "item_id", "barcode"]
)
@pytest.mark.parametrize("number", [IMEI, ID_CARD, CARD, PHONE])
def test_a_number_whose_name_says_what_it_is_is_none(key: str, number: str) -> None:
    assert found(json.dumps({key: number}).encode()) == []
    assert found(json.dumps({key: [number, number]}).encode()) == []
    assert found(f"订单号 {number} 已签收".encode()) == []
    assert found(f"https://a.example/order/{number}".encode(), "url") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("86-753031-046572-7", "imei"),
        ("6222 0212 3456 7890 128", "bank_card"),
        ("139 1234 5771", "phone_number"),
        ("+8613912345771", "phone_number"),
        ("3C-86-D1-AA-BB-0C", "mac"),
    ],
)
def test_separators_announce_a_value(text: str, kind: str) -> None:
    assert found(json.dumps({"v": text}).encode()) == [(kind, "strong")]


@pytest.mark.parametrize(
    "members",
    [
        {"imei": "000000000000000"},
        {"imei": "490154203237518"},
        {"imei": "__IMEI__"},
        {"imei": "unknown"},
        {"imei": "123456789012345"},
        {"oaid": "00000000-0000-0000-0000-000000000000"},
        {"android_id": "9774d56d682e549c"},
        {"imei_md5": hashlib.md5(b"").hexdigest()},
        {"imei_md5": hashlib.md5(b"000000000000000").hexdigest()},
        {"mac_sha1": hashlib.sha1(b"02:00:00:00:00:00").hexdigest()},
        {"mac": "02:00:00:00:00:00"},
        {"mac": "ff:ff:ff:ff:ff:ff"},
        {"phone": "138****5771"},
        {"phone": "13800138000"},
        {"phone": "400-820-8820"},
        {"phone": "95588"},
        {"tel": "010-66668888"},
        {"realname": "张三"},
        {"realname": "true"},
        {"ssid": "<unknown ssid>"},
        {"ip": "127.0.0.1"},
        {"local_ip": "10.0.2.15"},
        {"email": "support@shop.cn"},
        {"email": "icon@2x.png"},
        {"clipboard": "true"},
        {"applist": ["com.one.only"]},
        {"lat": 0, "lng": 0},
        {"lat": 39.90923, "lng": 116.397428},
        {"lat": 31.23, "lng": 121.47},
        {"phone_model": "V2309A", "imei_enabled": True, "mobile_network": "5G"},
        {"model": "P40", "os_version": "14", "carrier": "中国移动", "locale": "zh-CN", "screen": "1080x2400"},
        {"fingerprint": "google/oriole/oriole:14/UP1A.231005.007/10754064:user/release-keys"},
        {"shop": {"phone": PHONE, "lat": 31.220516, "lng": 121.463901, "address": "上海市静安区南京西路100号"}},
        {"service_phone": PHONE},
        {"poi_lat": 31.220516, "poi_lng": 121.463901},
        {"machine": IMEI[:12], "description": "an ip, a mac, a sim"},
    ],
)
def test_what_says_nothing_of_anybody_is_clean(members: dict[str, object]) -> None:
    assert found(json.dumps(members, ensure_ascii=False).encode()) == []
    flat = {key: value if isinstance(value, str) else json.dumps(value) for key, value in members.items()}
    assert found(urllib.parse.urlencode(flat).encode()) == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"user_lat": "31.220516", "user_lng": "121.463901"}, ("location", "strong")),
        ({"lat": 31.220516, "lng": 121.463901, "accuracy": 20.0}, ("location", "strong")),
        ({"lat": 31.220516, "lng": 121.463901}, ("location", "weak")),
        ({"location": "121.463901,31.220516"}, ("location", "weak")),
        ({"经纬度": "121.463901,31.220516", "provider": "gps"}, ("location", "strong")),
        ({"deviceId": IMEI}, ("imei", "strong")),
        ({"deviceId": "9f8e7d6c5b4a3211"}, ("android_id", "weak")),
        ({"distinct_id": "18c2d1f0a7b3e4-0fa2c8d9e1b7a6-26001951"}, ("device_id", "weak")),
        ({"imei": "867530310465728"}, ("imei", "weak")),
        ({"imei_md5": hashlib.md5(IMEI.encode()).hexdigest()}, ("imei", "strong")),
        ({"md5_mac_address": hashlib.md5(MAC.encode()).hexdigest()}, ("mac", "strong")),
        ({"mac": MAC}, ("mac", "strong")),
        ({"mac": "3e:86:d1:aa:bb:0c"}, ("mac", "weak")),
        ({"ssid": "5f0c1c9e1f1a4d20a1b2c3d4"}, ("ssid", "weak")),
        ({"wifi_ssid": "老王家的WiFi"}, ("ssid", "strong")),
        ({"ip": "192.168.3.27"}, ("ip_address", "strong")),
        ({"client_ip": "117.136.40.21"}, ("ip_address", "weak")),
        ({"idCardNo": ID_CARD}, ("id_card", "strong")),
        ({"account": PHONE}, ("phone_number", "strong")),
        ({"phone": "+1 415 555 2671"}, ("phone_number", "strong")),
        ({"userEmail": "li.lei88@qq.com"}, ("email", "strong")),
        ({"v": "li.lei88@qq.com"}, ("email", "weak")),
        ({"address": "浙江省杭州市西湖区文三路 90 号 3 幢 502 室"}, ("address", "weak")),
        ({"收货地址": "浙江省杭州市西湖区文三路 90 号 3 幢 502 室"}, ("address", "strong")),
        ({"vin": "LSVAA4182E2184847"}, ("vin", "strong")),
        ({"车牌号": "浙A7K3F2"}, ("plate", "strong")),
        ({"iccid": "89860112345678901233"}, ("iccid", "strong")),
        ({"imsi": "460017071835539"}, ("imsi", "strong")),
        ({"clipboardText": "今晚七点老地方见"}, ("clipboard", "strong")),
        ({"appList": ["com.tencent.mm", "com.taobao.taobao", "cn.wps.moffice_eng"]}, ("installed_apps", "strong")),
        ({"contacts": [{"name": "a", "phone": PHONE}, {"name": "b", "phone": "18612345703"}]}, ("contacts", "strong")),
        ({"wifiList": [{"bssid": MAC}]}, ("wifi_list", "strong")),
    ],
)
def test_how_sure(members: dict[str, object], expected: tuple[str, str]) -> None:
    assert expected in found(json.dumps(members, ensure_ascii=False).encode())


def test_what_hits_cover_is_left_out() -> None:
    needles = Needles.from_values({"imei": [IMEI], "oaid": ["4fd2a9c0-9a1e-4a9a-8a77-0d7f3f1e2a11"]})
    members = {"imei": IMEI, "deviceId": IMEI, "o": {"oaid": "4fd2a9c0-9a1e-4a9a-8a77-0d7f3f1e2a11"}, "phone": PHONE}
    for data in (json.dumps(members).encode(), gzip.compress(json.dumps(members).encode(), mtime=0)):
        place = Place("body", data, 0.0)
        layers = decode(place)
        known = hits_in(place, layers, needles)
        assert [s.kind for s in suspects_in(place, layers, known, needles)] == ["phone_number"]
    plain = Place("body", json.dumps(members).encode(), 0.0)
    layers = decode(plain)
    assert [s.kind for s in suspects_in(plain, layers, hits_in(plain, layers, needles))] == ["phone_number"]


def test_reading_an_exchange_tells_its_suspects_beside_its_hits() -> None:
    messages = (
        Message(0, 40.0, False, True, b"{}", False),
        Message(1, 70.0, True, True, f"imei={IMEI}".encode(), False),
    )
    flow = replace(
        FLOW, headers=(("X-Phone", PHONE), ("x-id", "4fd2a9c0-9a1e-4a9a-8a77-0d7f3f1e2a11")), messages=messages
    )
    reading = read_flow(flow, Needles.from_values({"oaid": ["4fd2a9c0-9a1e-4a9a-8a77-0d7f3f1e2a11"]}))
    assert [hit.kind for hit in reading.hits] == ["oaid"]
    assert [(s.kind, s.place, s.at_ms) for s in reading.suspects] == [
        ("phone_number", "header:x-phone", 5.0),
        ("imei", "ws:1", 70.0),
    ]
    assert [s.kind for s in read_flow(flow, Needles.from_values({})).suspects] == ["phone_number", "imei"]


def test_each_value_is_named_once_where_several_layers_show_it() -> None:
    body = urllib.parse.urlencode({"imei": IMEI, "d": json.dumps({"phone": PHONE, "n": "a b"})}).encode()
    assert sorted(found(body)) == [("imei", "strong"), ("phone_number", "strong")]
    packed = gzip.compress(json.dumps({"imei1": IMEI, "imei2": "351234567890124"}).encode(), mtime=0)
    assert found(packed) == [("imei", "strong"), ("imei", "strong")]


def test_a_number_is_bounded_by_what_stands_around_it() -> None:
    for text in (
        f"1{PHONE}",
        f"{PHONE}9",
        f"a{PHONE}",
        f"{PHONE}.25",
        f"0.{PHONE}",
        f"{PHONE}-1",
        f"%{PHONE}",
        f"#{PHONE}",
    ):
        assert found(text.encode()) == []


def test_a_flood_of_values_is_listed_in_part() -> None:
    many = [{"imei": IMEI, "phone": PHONE, "mac": MAC} for _ in range(3000)]
    assert len(suspects(json.dumps(many).encode())) == MAX_SUSPECTS


@pytest.mark.parametrize(
    "piece",
    [
        b'"contacts":[',
        b'{"a":',
        b'name="imei" ',
        b'{"shop":{"phone":"13912345771"}},',
        b'"lat":31.220516,',
        b"1: imei\n2: x\n",
    ],
)
def test_nested_and_endless_texts_end(piece: bytes) -> None:
    assert found(piece * (400_000 // len(piece))) == []


_PIECES = st.sampled_from(
    [
        b'"imei":',
        b"imei=",
        b"<imei>",
        b'name="phone"',
        b"\r\n\r\n",
        b'"',
        b"'",
        b"[",
        b"]",
        b"{",
        b"}",
        b"&",
        b",",
        b":",
        b"=",
        IMEI.encode(),
        PHONE.encode(),
        MAC.encode(),
        CARD.encode(),
        "姓名：".encode(),
        "欧阳若曦".encode(),
        "，".encode(),
        b"\\u5f20",
        b"%E5%BC%A0",
        b"lat",
        b"lng",
        b"31.220516",
        b"121.463901",
        b"@qq.com",
        b"a.b",
        b"\xef\xbc",
        b"\xff\x00",
        b"location",
        b"contacts",
        b"com.tencent.mm",
    ]
)


@given(
    st.one_of(st.binary(max_size=400), st.lists(st.one_of(_PIECES, st.binary(max_size=6)), max_size=40).map(b"".join))
)
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_judged_and_ranges_lie_inside(data: bytes) -> None:
    for name in ("body", "url", "header:x-imei", "ws:1"):
        for suspect in suspects(data, name):
            start, end = suspect.range
            assert 0 <= start < end <= len(data)
            assert suspect.why.zh and suspect.why.en and suspect.kind


@given(
    st.sampled_from(["imei", "deviceImei", "phone-imei", "imei2", "IMEI"]),
    st.dictionaries(
        st.text("abcdefgh_", min_size=1, max_size=8), st.one_of(st.integers(), st.text(max_size=12)), max_size=5
    ),
    st.sampled_from(["json", "form", "gzip", "base64"]),
)
@settings(max_examples=150, deadline=None)
def test_a_named_value_is_found_whatever_stands_around_it(key: str, around: dict[str, object], how: str) -> None:
    members = {**around, key: IMEI}
    body = json.dumps(members).encode()
    if how == "form":
        body = urllib.parse.urlencode({name: str(value) for name, value in members.items()}).encode()
    elif how == "gzip":
        body = gzip.compress(body, mtime=0)
    elif how == "base64":
        body = b"data=" + base64.b64encode(body)
    assert ("imei", "strong") in found(body)


@pytest.mark.parametrize(("version", "partial"), [("HTTP/1.1", False), ("HTTP/2.0", True), ("HTTP/3", True)])
def test_an_open_request_was_not_read_whole_though_no_head_tells_of_a_body(version: str, partial: bool) -> None:
    open_flow = replace(FLOW, request_ms=None, http_version=version, headers=(), body=b"")
    assert read_flow(open_flow, Needles.from_values({})).partial is partial
    assert not read_flow(replace(open_flow, request_ms=6.0), Needles.from_values({})).partial
