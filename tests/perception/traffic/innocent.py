"""Exchanges of an app that sends nothing of this phone: what only looks alike, in every shape and coding."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import string
import struct
import urllib.parse
import uuid
import zlib
from collections.abc import Callable, Iterator

import brotli
import cbor2
import msgpack
import zstandard

from evidence.traffic import Flow, Message

_WORDS = ("home", "page", "view", "click", "feed", "item", "banner", "cart", "pay", "sku", "detail", "share", "rank")
_HAN = "首页推荐商品订单支付成功优惠活动新品上架详情评价客服购物车收货地址今日特价热卖榜单"


def innocent_flows(count: int, seed: int) -> Iterator[Flow]:
    """So many exchanges, always the same for a seed."""
    rng = random.Random(seed)
    for number in range(count):
        record = {_name(rng): _value(rng) for _ in range(rng.randint(2, 14))}
        make = _SHAPES[number % len(_SHAPES)]
        yield _flow(number, rng, make(rng, record))


def _name(rng: random.Random) -> str:
    return "_".join(rng.choices(_WORDS, k=rng.randint(1, 3)))


def _value(rng: random.Random) -> object:
    return rng.choice(_VALUES)(rng)


def _imei(rng: random.Random) -> str:
    body = f"86{rng.randrange(10**12):012}"
    total = sum(sum(divmod(int(digit) * (2 if at % 2 else 1), 10)) for at, digit in enumerate(body))
    return body + str(-total % 10)


_VALUES: tuple[Callable[[random.Random], object], ...] = (
    lambda r: f"2026{r.randrange(1, 13):02}{r.randrange(1, 29):02}{r.randrange(10**12):012}",
    lambda r: 1700000000000 + r.randrange(10**11),
    lambda r: 1700000000 + r.randrange(10**8),
    lambda r: hashlib.md5(r.randbytes(9)).hexdigest(),
    lambda r: hashlib.sha1(r.randbytes(9)).hexdigest().upper(),
    lambda r: base64.b64encode(hashlib.sha256(r.randbytes(9)).digest()).decode(),
    lambda r: base64.b64encode(r.randbytes(r.randrange(8, 90))).decode(),
    lambda r: base64.urlsafe_b64encode(r.randbytes(r.randrange(8, 90))).decode().rstrip("="),
    lambda r: r.randbytes(r.randrange(4, 40)).hex(),
    lambda r: str(uuid.UUID(int=r.getrandbits(128))),
    lambda r: round(r.uniform(0.1, 400), 2),
    lambda r: [round(r.uniform(0.1, 200), 2) for _ in range(6)],
    lambda r: {"lat": round(r.uniform(20, 38), 6), "lng": round(r.uniform(75, 115), 6)},
    lambda r: {"lat": round(39.90 - r.uniform(0.2, 3), 2), "lng": round(116.38 + r.uniform(0.3, 3), 2)},
    lambda r: _imei(r),
    lambda r: f"1{r.choice('3578')}{r.randrange(10**9):09}",
    lambda r: f"+86 1{r.choice('3578')}{r.randrange(10**9):09}",
    lambda r: ":".join(f"{r.randrange(256):02x}" for _ in range(6)),
    lambda r: f"{r.getrandbits(64):016x}",
    lambda r: "00000000-0000-0000-0000-000000000000",
    lambda r: "02:00:00:00:00:00",
    lambda r: "unknown",
    lambda r: r.choice(["Pixel 8", "Android 14", "com.android.chrome", "com.decoy.one", "zh_CN", "Asia/Shanghai"]),
    lambda r: "".join(r.choices(_HAN, k=r.randint(2, 12))),
    lambda r: "".join(r.choices(string.ascii_letters + string.digits, k=r.randint(6, 40))),
    lambda r: r.randrange(10 ** r.randint(1, 18)),
    lambda r: f"https://cdn.example.com/{r.randrange(10**9)}/{r.randbytes(8).hex()}.webp?x={r.randrange(999)}",
    lambda r: {"w": r.randrange(2000), "h": r.randrange(3000), "d": 2.75, "ok": True, "n": None},
    # One digit away from a value of the phone, or a longer number around it.
    lambda r: r.choice(["867530912345671", "86753191234567", "9f8e7d6c5b4a3211", "189665296881", "518966529688"]),
    lambda r: r.choice(["39.9225", "116.4871", "139.912599,216.387101", "39.92,116.387"]),
)


def _message(rng: random.Random, depth: int = 0) -> bytes:
    """A protobuf message of random fields."""
    out = bytearray()
    for number in sorted(rng.sample(range(1, 40), rng.randint(1, 8))):
        wire = rng.choice((0, 1, 2, 2, 5))
        out += _varint(number << 3 | wire)
        match wire:
            case 0:
                out += _varint(rng.getrandbits(rng.randint(1, 63)))
            case 1:
                out += struct.pack("<d", rng.uniform(-500, 500)) if rng.random() < 0.5 else rng.randbytes(8)
            case 5:
                out += struct.pack("<f", rng.uniform(-500, 500)) if rng.random() < 0.5 else rng.randbytes(4)
            case _:
                inner = _message(rng, depth + 1) if depth < 3 and rng.random() < 0.4 else str(_value(rng)).encode()
                out += _varint(len(inner)) + inner
    return bytes(out)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _json(record: dict[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=len(record) % 2 == 0).encode()


def _form(record: dict[str, object]) -> bytes:
    return urllib.parse.urlencode({key: str(value) for key, value in record.items()}).encode()


def _multipart(record: dict[str, object]) -> bytes:
    parts = [
        f'--b0\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in record.items()
    ]
    return b"".join(parts) + b"--b0--\r\n"


_SHAPES: tuple[Callable[[random.Random, dict[str, object]], bytes], ...] = (
    lambda r, d: _json(d),
    lambda r, d: _form(d),
    lambda r, d: _multipart(d),
    lambda r, d: gzip.compress(_json(d), mtime=0),
    lambda r, d: zlib.compress(_form(d)),
    lambda r, d: brotli.compress(_json(d)),
    lambda r, d: zstandard.compress(_json(d)),
    lambda r, d: b"data=" + urllib.parse.quote(base64.b64encode(gzip.compress(_json(d), mtime=0))).encode(),
    lambda r, d: json.dumps({"data": json.dumps({"inner": json.dumps(d)})}).encode(),
    lambda r, d: base64.b64encode(_json(d)),
    lambda r, d: _json(d).hex().encode(),
    lambda r, d: _message(r),
    lambda r, d: b"\x00" + (lambda m: len(m).to_bytes(4) + m)(_message(r)),
    lambda r, d: msgpack.packb(d),
    lambda r, d: cbor2.dumps(d),
    lambda r, d: r.randbytes(r.randrange(16, 3000)),
    lambda r, d: base64.b64encode(r.randbytes(r.randrange(16, 2000))),
    lambda r, d: "".join(f"<{k}>{v}</{k}>" for k, v in d.items()).encode(),
    lambda r, d: b"\n".join(_json({k: v}) for k, v in d.items()),
    lambda r, d: struct.pack(">" + "d" * 40, *(r.uniform(-180, 180) for _ in range(40))),
    lambda r, d: struct.pack("<" + "i" * 60, *(r.randrange(-(2**31), 2**31) for _ in range(60))),
)


def _flow(number: int, rng: random.Random, body: bytes) -> Flow:
    query = urllib.parse.urlencode({_name(rng): str(_value(rng)) for _ in range(3)})
    headers = (
        ("User-Agent", "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Mobile Safari/537.36"),
        ("Cookie", f"sid={rng.randbytes(16).hex()}; _ga=GA1.2.{rng.randrange(10**9)}.{rng.randrange(10**10)}"),
        ("X-Request-Id", str(uuid.UUID(int=rng.getrandbits(128)))),
        ("Authorization", "Bearer " + base64.urlsafe_b64encode(rng.randbytes(48)).decode()),
    )
    message = Message(1, 8.0, True, False, rng.randbytes(60), False)
    return Flow(
        id=f"i{number}",
        began_ms=5.0,
        request_ms=6.0,
        ended_ms=9.0,
        method="POST",
        scheme="https",
        host=f"{rng.randbytes(8).hex()}.cdn.example.com",
        port=443,
        path=f"/{_name(rng)}/{rng.randrange(10**10)}?{query}",
        http_version="HTTP/2",
        headers=headers,
        body=body,
        body_size=len(body),
        body_truncated=False,
        status=200,
        response_headers=(),
        response_size=0,
        aborted="",
        messages=(message,),
        uid=None,
        client_port=None,
        synthetic=False,
    )
