"""Exchanges as apps and their SDKs make them, the same ones each time: what the benchmarks of traffic are fed with."""

from __future__ import annotations

import base64
import gzip
import json
import random
import string
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

Headers = tuple[tuple[str, str], ...]

VALUES: dict[str, tuple[str, ...]] = {
    "android_id": ("3f8a1c9e57d2046b",),
    "oaid": ("6a1c1487-a0af-4223-b142-a0f4621d0311",),
    "imei": ("861536030196001", "861536030196019"),
    "imsi": ("460030912121001",),
    "serial": ("HX7K92QF4M1T",),
    "mac": ("3c:5a:b4:1e:9d:07",),
    "phone_number": ("13912345670",),
    "location": ("39.908823,116.397470",),
    "contacts": ("欧阳若曦,13800138452", "司徒望舒,15210987643"),
    "clipboard": ("planted-clip-7Qx2Lm9",),
    "installed_apps": ("com.decoy.alpha.reader", "com.decoy.bravo.player", "com.decoy.charlie.maps"),
}
"""Fifteen values of a phone, by kind."""

LEAKING = ("android_id", "oaid", "imei", "mac")
"""The kinds that exchanges carry."""

HOSTS = (
    "api.shop.example.com",
    "log.shop.example.com",
    "ulogs.umeng.com",
    "data.mistat.xiaomi.com",
    "sdk.e.qq.com",
    "pangolin-sdk-toutiao.com",
    "log.tbs.qq.com",
    "restapi.amap.com",
    "stats.jpush.cn",
    "c-hzgt2.getui.com",
    "android.bugly.qq.com",
    "collect.growingio.com",
    "firebaselogging.googleapis.com",
    "cdn.unknown-tracker.net",
)

_EVENTS = ("page_view", "app_start", "click", "expose", "ad_show", "heartbeat", "crash_free", "scroll", "search")
_PAGES = ("首页", "商品详情", "购物车", "我的", "搜索结果", "设置", "优惠券", "订单列表")


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the phone sends once; `leaks` are the kinds of identifiers in it."""

    method: str
    host: str
    path: str
    headers: Headers
    body: bytes
    leaks: tuple[str, ...]


def exchanges(count: int, leaking: float = 0.02, seed: int = 7) -> Iterator[Exchange]:
    """So many exchanges; the share `leaking` carries one identifier of VALUES."""
    chance = random.Random(seed)
    makers = (_json, _json, _json, _json, _form, _form, _query, _query, _gzip, _gzip, _packed_form, _protobuf, _picture)
    for _ in range(count):
        make = chance.choice(makers)
        kind = chance.choice(LEAKING) if chance.random() < leaking else ""
        yield make(chance, kind)


def uploads(among: Iterator[Exchange], count: int, more: int, size: int, seed: int = 8) -> Iterator[Exchange]:
    """The `count` exchanges with `more` uploads of `size` bytes evenly between them, an identifier in every tenth."""
    chance = random.Random(seed)
    block = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + chance.randbytes(size - 64)
    made = 0
    for number in range(count):
        while made * count < more * (number + 1) and made < more:
            made += 1
            end = VALUES["oaid"][0].encode() if made % 10 == 0 else b""
            body = block[: -8 - made % 500] + made.to_bytes(8) + end
            yield _post(chance, "/upload", "application/octet-stream", body, "oaid" if end else "")
        yield next(among)


def _json(chance: random.Random, kind: str) -> Exchange:
    body = json.dumps(_batch(chance, kind), ensure_ascii=chance.random() < 0.3, separators=(",", ":")).encode()
    return _post(chance, "/v2/track", "application/json; charset=utf-8", body, kind)


def _gzip(chance: random.Random, kind: str) -> Exchange:
    body = gzip.compress(json.dumps(_batch(chance, kind)).encode(), 6, mtime=0)
    return _post(chance, "/batch", "application/json", body, kind, ("content-encoding", "gzip"))


def _packed_form(chance: random.Random, kind: str) -> Exchange:
    packed = base64.b64encode(gzip.compress(json.dumps(_batch(chance, kind)).encode(), 6, mtime=0)).decode()
    form = {"gzip": "1", "data_list": packed, "crc": str(chance.getrandbits(31))}
    return _post(chance, "/sa", "application/x-www-form-urlencoded", urlencode(form).encode(), kind)


def _form(chance: random.Random, kind: str) -> Exchange:
    fields = {key: str(value) for key, value in _common(chance, kind).items()} | {"sign": _hex(chance, 32)}
    fields["extra"] = json.dumps(_event(chance), ensure_ascii=False)
    return _post(chance, "/report", "application/x-www-form-urlencoded", urlencode(fields).encode(), kind)


def _query(chance: random.Random, kind: str) -> Exchange:
    fields = _common(chance, kind) | {"page": chance.choice(_PAGES)}
    path = "/pixel.gif?" + "&".join(f"{key}={quote(str(value), safe='')}" for key, value in fields.items())
    host = chance.choice(HOSTS)
    return Exchange("GET", host, path, _headers(chance, host), b"", (kind,) if kind else ())


def _protobuf(chance: random.Random, kind: str) -> Exchange:
    fields = [str(value).encode() for value in _common(chance, kind).values()]
    parts = [_field(number, value) for number, value in enumerate(fields, 1)]
    for _ in range(chance.randrange(2, 30)):
        event = [_field(1, chance.choice(_EVENTS).encode()), _field(2, chance.choice(_PAGES).encode())]
        event.append(b"\x18" + _varint(chance.getrandbits(40)))
        event.append(b"\x21" + struct.pack("<d", chance.random()))
        parts.append(_field(20, b"".join(event)))
    return _post(chance, "/pb/upload", "application/x-protobuf", b"".join(parts), kind)


def _picture(chance: random.Random, kind: str) -> Exchange:
    body = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + chance.randbytes(chance.randrange(4_000, 40_000))
    headers = (("x-device", VALUES[kind][0]),) if kind else ()
    return _post(chance, "/upload", "image/jpeg", body, kind, *headers)


def _post(chance: random.Random, path: str, media: str, body: bytes, kind: str, *more: tuple[str, str]) -> Exchange:
    host = chance.choice(HOSTS)
    headers = (*_headers(chance, host), ("content-type", media), ("content-length", str(len(body))), *more)
    return Exchange("POST", host, path, headers, body, (kind,) if kind else ())


def _headers(chance: random.Random, host: str) -> Headers:
    """A session lasts longer than the benchmark, so that its cookie is the host's; each request has its own id."""
    return (
        ("user-agent", "Dalvik/2.1.0 (Linux; U; Android 14; P40 Build/UP1A.231005.007)"),
        ("accept-encoding", "gzip"),
        ("connection", "keep-alive"),
        ("x-request-id", _hex(chance, 32)),
        ("cookie", f"sid={_hex(random.Random(host), 24)}; theme=light"),
    )


def _batch(chance: random.Random, kind: str) -> dict[str, object]:
    return {"common": _common(chance, kind), "events": [_event(chance) for _ in range(chance.randrange(1, 12))]}


def _common(chance: random.Random, kind: str) -> dict[str, object]:
    common: dict[str, object] = {
        "app_version": f"8.{chance.randrange(20)}.{chance.randrange(10)}",
        "os": "Android",
        "os_version": "14",
        "model": "P40",
        "brand": "HUAWEI",
        "screen": "1080x2340",
        "language": "zh-CN",
        "session_id": f"{_hex(chance, 8)}-{_hex(chance, 4)}-4{_hex(chance, 3)}-a{_hex(chance, 3)}-{_hex(chance, 12)}",
        "ts": 1763690400000 + chance.randrange(10**8),
        "seq": chance.randrange(10**6),
    }
    if kind:
        common["device_key"] = VALUES[kind][0]
    return common


def _event(chance: random.Random) -> dict[str, object]:
    return {
        "event": chance.choice(_EVENTS),
        "time": 1763690400000 + chance.randrange(10**8),
        "page": chance.choice(_PAGES),
        "duration": round(chance.random() * 3000, 3),
        "item": "".join(chance.choices(string.ascii_lowercase + string.digits, k=20)),
        "url": f"https://m.shop.example.com/item/{chance.randrange(10**9)}?from={chance.choice(_EVENTS)}",
    }


def _hex(chance: random.Random, size: int) -> str:
    return f"{chance.getrandbits(size * 4):0{size}x}"


def _field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])
