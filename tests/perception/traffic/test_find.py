"""Finding the phone's identifiers in every usual encoding, with their place in the raw bytes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import urllib.parse
import zlib
from collections.abc import Callable
from typing import Literal

import brotli
import pytest
import zstandard

from evidence.traffic import Flow, Message
from perception.traffic.decode import decode
from perception.traffic.find import Hit, find_hits, hits_in
from perception.traffic.needles import Needles, is_proof
from perception.traffic.place import named_place, places

VALUES = {
    "android_id": ["9f8e7d6c5b4a3210"],
    "imei": ["867530912345670"],
    "mac": ["3c:86:d1:aa:bb:0c"],
    "oaid": ["4fd2a9c0-9a1e-4a9a-8a77-0d7f3f1e2a11"],
    "phone_number": ["13812345678"],
    "location": ["31.230416,121.473701"],
    "contacts": ["测试联系人甲,13987654321"],
    "clipboard": ["clip TOKEN+8812/ab"],
    "installed_apps": ["com.decoy.one", "com.decoy.two", "com.decoy.three", "com.decoy.four"],
}
NEEDLES = Needles.from_values(VALUES)


def flow(
    body: bytes = b"",
    *,
    path: str = "/",
    headers: tuple[tuple[str, str], ...] = (),
    messages: tuple[Message, ...] = (),
) -> Flow:
    """An exchange that began at 5 ms."""
    return Flow(
        id="f1",
        began_ms=5.0,
        request_ms=6.0,
        ended_ms=9.0,
        method="POST",
        scheme="https",
        host="t.example.com",
        port=443,
        path=path,
        http_version="HTTP/1.1",
        headers=headers,
        body=body,
        body_size=len(body),
        body_truncated=False,
        status=200,
        response_headers=(("x-echo", VALUES["imei"][0]),),
        response_size=0,
        aborted="",
        messages=messages,
        uid=None,
        client_port=None,
        synthetic=False,
    )


def kinds(hits: tuple[Hit, ...]) -> list[str]:
    """The kinds that were hit."""
    return [hit.kind for hit in hits]


PADDING = b'{"a":"' + b"some harmless words, " * 4 + b'","v":"'
WRAP: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda v: v,
    "json": lambda v: json.dumps({"x": v.decode()}).encode(),
    "json in json": lambda v: json.dumps({"x": json.dumps({"y": json.dumps({"z": v.decode()})})}).encode(),
    "form": lambda v: b"a=1&x=" + urllib.parse.quote_plus(v).encode() + b"&b=2",
    "percent of all": lambda v: b"x=" + b"".join(b"%%%02x" % byte for byte in v),
    "percent twice": lambda v: b"x=" + urllib.parse.quote(urllib.parse.quote(v, safe=""), safe="").encode(),
    "multipart": lambda v: (
        b'--xyz\r\nContent-Disposition: form-data; name="d"\r\n\r\n'
        + base64.b64encode(v + b" and on")
        + b"\r\n--xyz--\r\n"
    ),
    "xml attribute": lambda v: b"<d v='" + b"".join(b"&#%d;" % ord(c) for c in v.decode()) + b"'/>",
    "unicode escapes": lambda v: b'{"x":"' + b"".join(b"\\u%04x" % ord(c) for c in v.decode()) + b'"}',
    "base64": lambda v: base64.b64encode(b"ab" + v),
    "base64 at 1": lambda v: base64.b64encode(b"abc" + v),
    "base64 at 2": lambda v: base64.b64encode(b"abcd" + v),
    "base64 behind a path": lambda v: b"v1/track/" + base64.b64encode(b"ab" + v + b"!"),
    "base64 url-safe without padding": lambda v: base64.urlsafe_b64encode(b"\xff\xfe?>" + v).rstrip(b"="),
    "base64 in lines": lambda v: base64.encodebytes(b"z" * 50 + v + b"z" * 80),
    "base64 of base64": lambda v: base64.b64encode(base64.b64encode(v + b".")),
    "hex": lambda v: v.hex().encode(),
    "hex upper, odd start": lambda v: b"A" + v.hex().upper().encode(),
    "gzip": lambda v: gzip.compress(PADDING + v, mtime=0),
    "gzip behind a header": lambda v: b"\x01\x02HDR" + gzip.compress(PADDING + v, mtime=0),
    "zlib": lambda v: zlib.compress(PADDING + v),
    "bare deflate": lambda v: zlib.compress(PADDING * 9 + v)[2:-4],
    "brotli": lambda v: brotli.compress(PADDING + v),
    "zstd": lambda v: zstandard.compress(PADDING + v),
    "base64 of gzip": lambda v: b"data=" + base64.b64encode(gzip.compress(PADDING + v, mtime=0)),
    "percent of base64 of gzip": lambda v: (
        b"d=" + urllib.parse.quote(base64.b64encode(gzip.compress(PADDING + v, mtime=0))).encode()
    ),
    "jwt": lambda v: b".".join(
        base64.urlsafe_b64encode(part).rstrip(b"=")
        for part in (b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"' + v + b'"}', b"\x93" * 32)
    ),
    "protobuf": lambda v: b"\x08\x96\x01\x12" + bytes([len(v)]) + v + b"\x32\x041234",
}


@pytest.mark.parametrize("name", WRAP)
@pytest.mark.parametrize("kind", ["android_id", "imei", "oaid", "phone_number"])
def test_every_encoding_is_seen_through_and_the_range_holds_it(name: str, kind: str) -> None:
    body = WRAP[name](VALUES[kind][0].encode())
    hit = next(hit for hit in find_hits(flow(body), NEEDLES) if hit.kind == kind)
    start, end = hit.range
    assert 0 <= start < end <= len(body)
    assert hit.place == "body" and hit.at_ms == 5.0
    rest = body[:start] + b"\x00" * (end - start) + body[end:]
    assert kind not in kinds(find_hits(flow(rest), NEEDLES))


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(b"id=867530912345670", mtime=0), "gzip"),
        (zlib.compress(b"id=867530912345670"), "deflate"),
        (zlib.compress(b"id=867530912345670")[2:-4], "deflate"),
        (brotli.compress(b"id=867530912345670"), "br"),
        (zstandard.compress(b"id=867530912345670" + b" " * 400), "zstd"),
        (brotli.compress(gzip.compress(b"id=867530912345670", mtime=0)), "gzip, br"),
    ],
)
def test_content_codings_are_undone(body: bytes, coding: str) -> None:
    hits = find_hits(flow(body, headers=(("Content-Encoding", coding),)), NEEDLES)
    assert kinds(hits) == ["imei"]


def test_the_chain_tells_the_way_from_the_wire() -> None:
    body = gzip.compress(json.dumps({"d": base64.b64encode(b"xx9f8e7d6c5b4a3210").decode()}).encode(), mtime=0)
    (hit,) = find_hits(flow(body), NEEDLES)
    assert hit.encodings == ("gzip", "json", "base64") and hit.range == (0, len(body))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("9F8E7D6C5B4A3210", "android_id"),
        ("3C86D1AABB0C", "mac"),
        ("3c-86-d1-aa-bb-0c", "mac"),
        ("4FD2A9C09A1E4A9A8A770D7F3F1E2A11", "oaid"),
        ("+8613812345678", "phone_number"),
        ("008613812345678", "phone_number"),
        ("138 1234 5678", "phone_number"),
        ("测试联系人甲", "contacts"),
        ("13987654321", "contacts"),
        ("lat=31.230416&lng=121.473701", "location"),
        ("121.4737,31.2304", "location"),
        ('{"la":31.23,"lo":121.47}', "location"),
        ("31.2304160001 121.4737010002", "location"),
        ("lat:31230416 lon:121473701", "location"),
    ],
)
def test_forms_of_a_value(text: str, kind: str) -> None:
    assert kinds(find_hits(flow(text.encode()), NEEDLES)) == [kind]


@pytest.mark.parametrize("digest", ["md5", "sha1", "sha256"])
@pytest.mark.parametrize(
    "value", ["9f8e7d6c5b4a3210", "9F8E7D6C5B4A3210", "3C86D1AABB0C", "+8613812345678", "13812345678"]
)
@pytest.mark.parametrize(
    "write", [bytes.hex, lambda raw: raw.hex().upper(), lambda raw: base64.b64encode(raw).decode()]
)
def test_digests_of_each_form(digest: str, value: str, write: Callable[[bytes], str]) -> None:
    text = write(hashlib.new(digest, value.encode()).digest())
    hits = find_hits(flow(json.dumps({"h": text}).encode()), NEEDLES)
    assert len(hits) == 1 and digest in hits[0].form


@pytest.mark.parametrize(
    "text",
    [
        "00000000-0000-0000-0000-000000000000",
        "9f8e7d6c5b4a3211",
        "order=1386753091234567112345",
        "138123456789",
        "513812345678",
        "lat=31.230416",
        "lng=121.473701",
        "31.2304",
        "131.23 and 121.47",
        hashlib.md5(b"nothing of this phone").hexdigest(),
        "com.decoy.one com.decoy.two",
        "02:00:00:00:00:00",
        "Pixel 8 Android 14",
    ],
)
def test_what_only_looks_alike_is_clean(text: str) -> None:
    assert find_hits(flow(text.encode()), NEEDLES) == ()


def test_three_decoy_packages_together_are_an_install_list() -> None:
    (hit,) = find_hits(flow(json.dumps(["com.decoy.two", "x", "com.decoy.four", "com.decoy.one"]).encode()), NEEDLES)
    assert hit.kind == "installed_apps" and hit.form == "3 packages together"


def test_places_are_told_apart() -> None:
    value = VALUES["android_id"][0]
    sent = flow(
        path=f"/a/{value}?q=1",
        headers=(("Cookie", "a=1"), ("cookie", f"id={value}"), ("X-Id", value)),
        messages=(
            Message(0, 40.0, False, True, value.encode(), False),
            Message(1, 70.0, True, True, value.encode(), False),
        ),
    )
    hits = find_hits(sent, NEEDLES)
    assert [(hit.place, hit.at_ms) for hit in hits] == [
        ("url", 5.0),
        ("header:cookie:2", 5.0),
        ("header:x-id", 5.0),
        ("ws:1", 70.0),
    ]
    sent_bytes = {place.name: place.data for place in places(sent)}
    for hit in hits:
        assert sent_bytes[hit.place][slice(*hit.range)] == value.encode()


@pytest.mark.parametrize("kind", ["dns", "sni"])
@pytest.mark.parametrize(
    "name",
    [
        "9f8e7d6c5b4a3210.log.example.com",
        "u-867530912345670.t.example.com",
        b"867530912345670".hex() + ".x.example.com",
        "867530.912345.670.t.example.com",
        "xn--" + "测试联系人甲".encode("punycode").decode() + ".example.com",
    ],
)
def test_names_that_were_looked_up_are_places(kind: Literal["dns", "sni"], name: str) -> None:
    place = named_place(kind, name, 3.0)
    (hit,) = hits_in(place, decode(place), NEEDLES)
    assert (hit.place, hit.at_ms) == (kind, 3.0)
    assert 0 <= hit.range[0] < hit.range[1] <= len(name.split(".example")[0]) + 1


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("31.228474,121.478224", "GCJ-02"),
        ("121.4782 31.2285", "GCJ-02"),
        ("31.234327,121.484782", "BD-09"),
        ("31228474;121478224", "GCJ-02"),
        ("31.23041534423828,121.47370147705078", "decimals"),
        ("31.230416,121.4737", "4 decimals"),
    ],
)
def test_a_place_in_each_datum_and_rounding(text: str, form: str) -> None:
    (hit,) = find_hits(flow(text.encode()), NEEDLES)
    assert hit.kind == "location" and form in hit.form


def test_the_middle_of_an_md5_is_a_form_of_its_own() -> None:
    text = hashlib.md5(VALUES["imei"][0].encode()).hexdigest()
    (whole,) = find_hits(flow(text.encode()), NEEDLES)
    (middle,) = find_hits(flow(text[8:24].upper().encode()), NEEDLES)
    assert (whole.form, middle.form) == ("md5", "middle of md5")


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_names_in_other_character_sets(codec: str) -> None:
    name = "測試聯系人" if codec == "big5" else "测试联系人甲"
    needles = Needles.from_values({"contacts": [name]})
    quoted = "".join(f"%{byte:02X}" for byte in name.encode(codec))
    assert kinds(find_hits(flow(f"n={quoted}&x=1".encode()), needles)) == ["contacts"]


def test_answers_never_count() -> None:
    assert find_hits(flow(b"nothing"), NEEDLES) == ()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "unknown",
        "0",
        "000000000000000",
        "02:00:00:00:00:00",
        "12345",
        "aaaaaaaaaaaaaaaa",
        "9774d56d682e549c",
        "张三",
    ],
)
def test_values_that_prove_nothing_are_never_looked_for(value: str) -> None:
    assert not is_proof(value)
    needles = Needles.from_values({"serial": [value]})
    assert needles.count == 0 and find_hits(flow(value.encode() * 3), needles) == ()


def test_values_that_stand_there_thousands_of_times_are_all_found() -> None:
    """A track of a map, or a body that is meant to keep us busy: the work must not grow with its square."""
    track = find_hits(flow(b"31.230416,121.473701;" * 20_000), NEEDLES)
    assert (len(track), track[-1].kind) == (20_000, "location")
    assert len(find_hits(flow(b"867530912345670 " * 20_000), NEEDLES)) == 20_000


@pytest.mark.parametrize("value", ["8675309124" * 500, "剪贴板里的一段长文字" * 200], ids=["digits", "text"])
def test_a_value_of_thousands_of_letters_is_known_by_its_beginning(value: str) -> None:
    needles = Needles.from_values({"clipboard": [value]})
    (hit,) = find_hits(flow(f"c={value}".encode()), needles)
    assert (hit.kind, hit.range) == ("clipboard", (2, 4002))


def test_left_out_values_are_named() -> None:
    assert Needles.from_values({"imsi": ["000000000000000"]}).left_out == {"imsi": ("000000000000000",)}


def test_few_or_system_packages_are_no_install_list() -> None:
    assert Needles.from_values({"installed_apps": ["com.android.settings", "android", "com.decoy.one"]}).count == 0
